"""The usage in the window: when it is shown, its prices, its file.

Outside the folder of the page, which is imported when the usage is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection, ConnectionKind
from oriel.ui.beside import Beside
from oriel.ui.main_window import MainWindow
from oriel.ui.view_models.connections import ConnectionsViewModel

if TYPE_CHECKING:
    from oriel.domain.prices import Price
    from oriel.ui.library.table.exporting import CsvExporting
    from oriel.ui.usage.page import UsagePage
    from oriel.ui.usage.prices_dialog import PricesDialog
    from oriel.ui.view_models.csv_export import CsvExportViewModel
    from oriel.ui.view_models.usage import UsageViewModel

PAGE = "usage"


class UsageBinding(QObject):
    """`make` gives the view-models, once, when the usage is first opened. `failed(error)`."""

    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        beside: Beside,
        make: Callable[[], tuple[UsageViewModel, CsvExportViewModel]],
        connections: ConnectionsViewModel,
    ) -> None:
        super().__init__()
        self._window, self._beside = window, beside
        self._make = make
        self._connections = connections
        self._usage: UsageViewModel | None = None
        self._page: UsagePage | None = None
        self._exporting: CsvExporting | None = None
        self._dialog: PricesDialog | None = None
        self._prices: tuple[Price, ...] = ()
        window.action("usage").triggered.connect(self.toggle)
        beside.changed.connect(self._on_beside)

    @property
    def page(self) -> UsagePage:
        """The page, made now if it was not."""
        return self._made()[1]

    def toggle(self) -> None:
        if self._beside.shown == PAGE:
            self._beside.toggle_back()
        else:
            self.open()

    def open(self) -> None:
        usage, page = self._made()
        page.free = {each.id for each in self._connections.all() if _is_local(each)}
        self._beside.show(PAGE, page)
        usage.refresh()
        page.focus_first()

    # Inside

    def _made(self) -> tuple[UsageViewModel, UsagePage]:
        if self._usage is None or self._page is None:
            from oriel.ui.library.table.exporting import CsvExporting
            from oriel.ui.usage.page import UsagePage

            self._usage, exports = self._make()
            self._page = UsagePage(self._name_of)
            self._exporting = CsvExporting(exports, self._window)
            self._join(self._usage, self._page)
            self._join_exports(exports, self._page, self._exporting)
        return self._usage, self._page

    def _join(self, usage: UsageViewModel, page: UsagePage) -> None:
        page.leave_requested.connect(self.toggle)
        page.span_chosen.connect(usage.show)
        page.refresh_requested.connect(usage.refresh)
        page.prices_requested.connect(self._open_prices)
        usage.loading.connect(page.show_loading)
        usage.read.connect(page.show_read)
        usage.not_read.connect(page.show_failed)
        usage.read.connect(self._show_prices)
        usage.prices_listed.connect(self._on_prices)
        usage.price_deleted.connect(self._on_price_deleted)
        usage.failed.connect(self.failed)

    def _join_exports(
        self, exports: CsvExportViewModel, page: UsagePage, exporting: CsvExporting
    ) -> None:
        exporting.join(page.table, self.tr("usage"))
        page.csv_requested.connect(page.table.csv_requested)
        exports.saved.connect(self._on_saved)
        exports.not_saved.connect(self._on_not_saved)
        exports.failed.connect(self.failed)

    def _on_beside(self, shown: str) -> None:
        """A reading that nobody waits for any more is broken off."""
        if shown != PAGE and self._usage is not None:
            self._usage.give_up()

    def _name_of(self, connection_id: str) -> str:
        connection = self._connections.get(connection_id)
        if connection is not None:
            return connection.name
        return self.tr("A connection that is gone") if connection_id else self.tr("Imported")

    def _open_prices(self) -> None:
        from oriel.ui.usage.prices_dialog import PricesDialog

        usage, _ = self._made()
        named = [(each.id, each.name) for each in _lasting(self._connections.all())]
        dialog = self._dialog = PricesDialog(named, self._name_of, self._window)
        dialog.put_requested.connect(usage.put_prices)
        dialog.delete_requested.connect(usage.delete_price)
        dialog.finished.connect(self._on_closed)
        self._show_prices()
        dialog.open()

    def _show_prices(self) -> None:
        if self._dialog is not None and self._page is not None:
            report = self._page.report
            without = [model for _, model in report.unpriced_models] if report else []
            self._dialog.show_prices(self._prices, without, report.models if report else ())

    def _on_prices(self, prices: tuple[Price, ...]) -> None:
        self._prices = prices

    def _on_price_deleted(self, price: Price) -> None:
        if self._dialog is not None:
            self._dialog.show_deleted(price)

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_saved(self, path: str, rows: int) -> None:
        self._window.show_toast(self.tr("Saved as {path}").format(path=path))

    def _on_not_saved(self, path: str, why: str) -> None:
        said = self.tr("{path} was not saved: {why}").format(path=path, why=why)
        self._window.show_notice(said, kind="danger")


def _lasting(connections: list[Connection]) -> list[Connection]:
    return [each for each in connections if not each.temporary and not _is_local(each)]


def _is_local(connection: Connection) -> bool:
    return connection.kind is ConnectionKind.LOCAL
