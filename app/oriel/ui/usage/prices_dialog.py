"""The person's price list: what the tokens of each model cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.prices import Price
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.prompts.parts import button, label
from oriel.ui.screen_room import fit_on_screen
from oriel.ui.usage.price_form import Named, PriceForm
from oriel.ui.usage.words import amount_text, t

_WIDTH_PX, _HEIGHT_PX = 760, 480


class PricesDialog(QDialog):
    """`put_requested(Price)`, `delete_requested(Price)`. Open it with open()."""

    put_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(
        self,
        connections: Sequence[Named],
        name_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("prices_dialog")
        self.setWindowTitle(t("Prices"))
        self._connections, self._name_of = connections, name_of
        self._prices: tuple[Price, ...] = ()
        self._models: tuple[str, ...] = ()
        self._unpriced = ""  # the first model that has no price yet
        self._deleted: Price | None = None
        self._title = label("heading", self, t("Prices"))
        self._about = label(
            "muted",
            self,
            t("Oriel knows no prices. Once you enter them, the usage shows costs."),
        )
        self.table: RecordTable[Price] = RecordTable(
            "prices", self._columns(), _id, spoken=t("Prices"), parent=self
        )
        self.table.set_empty(t("No prices yet."), t("Add a price"), "tag")
        self._line = TaskLine("prices_line", self)
        self.form = PriceForm(self)
        self._close = button(t("Close"), "prices_close", self)
        self._stack = QStackedWidget(self)
        self._add_buttons()
        self._lay_out()
        self._connect()
        fit_on_screen(self, _WIDTH_PX, _HEIGHT_PX)

    # Facts

    def show_prices(
        self, prices: Sequence[Price], unpriced: Sequence[str], others: Sequence[str] = ()
    ) -> None:
        """The list, and the models that have no price yet, which are offered first, with the
        others after them."""
        self._prices, self._models = tuple(prices), tuple(dict.fromkeys([*unpriced, *others]))
        self._unpriced = unpriced[0] if unpriced else ""
        self.table.show_records(prices)
        self._refresh_buttons()

    def show_deleted(self, price: Price) -> None:
        self._deleted = price
        self._line.say(t("The price of {model} was deleted.", model=price.model), t("Undo"))

    def add(self, model: str = "") -> None:
        """Opens an empty form, perhaps for a model."""
        self._show_form(None, model or self._unpriced)

    # Inside

    def _columns(self) -> list[Column[Price]]:
        return [
            Column(
                id="model", title=t("Model"), value=_model, text=_model, width=190, stretch=True
            ),
            Column(
                id="where",
                title=t("Holds for"),
                value=self._where,
                text=self._where,
                width=140,
                yields=1,
            ),
            _amount("input", t("Read"), lambda price: float(price.input)),
            _amount("cached", t("From cache"), _cached, yields=2),
            _amount("output", t("Written"), lambda price: float(price.output)),
            Column(id="currency", title=t("Currency"), value=_currency, text=_currency, width=92),
        ]

    def _where(self, price: Price) -> str:
        if not price.connection_id:
            return t("All connections")
        return self._name_of(price.connection_id)

    def _add_buttons(self) -> None:
        self._edit = self.table.add_button(t("Change"), "edit", "price_edit")
        self._delete = self.table.add_button(t("Delete"), "trash", "price_delete")
        add = self.table.add_button(t("Add a price"), "plus", "price_add", kind="primary")
        add.clicked.connect(self._on_add)
        self._edit.clicked.connect(self._on_edit)
        self._delete.clicked.connect(self._on_delete)

    def _lay_out(self) -> None:
        listing = QWidget(self)
        inside = QVBoxLayout(listing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        for part in (self._title, self._about, self._line):
            inside.addWidget(part)
        inside.addWidget(self.table, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        inside.addLayout(buttons)
        self._stack.addWidget(listing)
        self._stack.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.addWidget(self._stack)

    def _connect(self) -> None:
        table = self.table
        table.activated.connect(self._on_edit)
        table.delete_requested.connect(self._on_delete)
        table.action_requested.connect(self._on_add)
        table.selection_changed.connect(self._refresh_buttons)
        table.current_changed.connect(self._refresh_buttons)
        self._line.pressed.connect(self._on_undo)
        self.form.saved.connect(self._on_saved)
        self.form.left.connect(self._show_list)
        self._close.clicked.connect(self.accept)

    def _show_form(self, price: Price | None, model: str) -> None:
        models = [each for each in dict.fromkeys([model, *self._models]) if each]
        taken = {(each.connection_id, each.model): each.id for each in self._prices}
        self.form.begin(price, model, models, self._connections, self._usual_currency(), taken)
        self._stack.setCurrentIndex(1)
        self.form.focus()

    def _show_list(self) -> None:
        self._stack.setCurrentIndex(0)
        self.table.focus_rows()

    def _usual_currency(self) -> str:
        if self._prices:
            return self._prices[-1].currency
        return QLocale().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode) or "USD"

    def _chosen(self) -> Price | None:
        selected = self.table.selected()
        return selected[0] if selected else self.table.current()

    def _refresh_buttons(self) -> None:
        there = self._chosen() is not None
        self._edit.setEnabled(there)
        self._delete.setEnabled(there)

    def _on_add(self) -> None:
        self.add()

    def _on_edit(self) -> None:
        if (price := self._chosen()) is not None:
            self._show_form(price, price.model)

    def _on_delete(self) -> None:
        if (price := self._chosen()) is not None:
            self.delete_requested.emit(price)

    def _on_undo(self) -> None:
        price, self._deleted = self._deleted, None
        self._line.hide()
        if price is not None:
            self.put_requested.emit(price)

    def _on_saved(self, price: Price) -> None:
        self.put_requested.emit(price)
        self._show_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._stack.currentIndex() == 1:
            self._show_list()
        else:
            super().keyPressEvent(event)


def _id(price: Price) -> str:
    return price.id


def _model(price: Price) -> str:
    return price.model


def _currency(price: Price) -> str:
    return price.currency


def _cached(price: Price) -> float | None:
    return None if price.cached is None else float(price.cached)


def _amount(
    column_id: str, title: str, of: Callable[[Price], float | None], *, yields: int = 0
) -> Column[Price]:
    def text(price: Price) -> str:
        value = of(price)
        return t("as read") if value is None else amount_text(value)

    return Column(
        id=column_id,
        title=title,
        value=of,
        text=text,
        align_right=True,
        width=100,
        yields=yields,
    )
