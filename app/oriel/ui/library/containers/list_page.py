"""The table of containers with the facts of one beside it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.container_pool import pool_of
from oriel.domain.curl import curl_of, path_of
from oriel.domain.errors import AppError
from oriel.domain.library import Container
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.library.containers import words
from oriel.ui.library.containers.columns import container_columns
from oriel.ui.library.containers.facts import ContainerFacts
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.table.record_table import RecordTable

TICK_MS = 1000


class ListPage(QWidget):
    """Wishes: `new_requested()`, `refresh_requested()`, `open_requested(Container)`,
    `replace_requested(Container)`, `delete_requested(list of Container)`."""

    new_requested = Signal()
    refresh_requested = Signal()
    open_requested = Signal(object)
    replace_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(
        self, file_count: Callable[[str], int | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._connection: Connection | None = None
        self._menu_for: list[Container] = []
        self._failed = False
        self.table: RecordTable[Container] = RecordTable(
            "containers",
            container_columns(file_count),
            _key,
            spoken=self.tr("Containers"),
            curl=self._curl,
            parent=self,
        )
        self.facts = ContainerFacts(file_count, self)
        self._new = self.table.add_button(
            self.tr("New container…"), "plus", "new_container", kind="primary"
        )
        self._again = self.table.add_button(self.tr("Refresh"), "retry", "refresh_containers")
        self._details = self.table.add_button(self.tr("Details"), "panel", "container_details")
        self._beside = Beside(self.table, self.facts, self._details, self)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._beside)
        self._connect()
        self._say_empty()

    # Facts

    def show_connection(self, connection: Connection | None) -> None:
        """Whose containers are shown; nothing of another's stays."""
        if self._connection is None or connection is None or connection.id != self._connection.id:
            self.table.show_records([])
        self._connection = connection
        self.table.set_totals("")
        offered = connection is not None and connection.capabilities.containers
        self._new.setEnabled(offered)
        self._again.setEnabled(offered)
        if connection is None:
            self.table.show_unavailable(self.tr("Choose a connection to see its containers."))
        elif not offered:
            said = self.tr("{name} has no containers.").format(name=connection.name)
            why = self.tr(
                "Containers are where a service runs code. Oracle Cloud, OpenAI and the service "
                "on this computer have them."
            )
            self.table.show_unavailable(said, why)

    def show_loading(self) -> None:
        self._failed = False
        self.table.show_loading()

    def show_containers(self, containers: tuple[Container, ...]) -> None:
        self._failed = False
        self.table.show_records(containers)
        self._on_tick()
        self._on_current(self.table.current())

    def show_error(self, error: AppError) -> None:
        told = explain(error.code, error.facts, self._connection)
        self._failed = True
        self.table.set_totals("")
        self.table.show_error(told.title, told.below_title, self.tr("Try again"))

    def reveal(self, container_id: str) -> None:
        self.table.select_keys([container_id])

    def focus_first(self) -> None:
        self.table.focus_rows()

    # Inside

    def _connect(self) -> None:
        table = self.table
        table.activated.connect(self._on_activated)
        table.preview_requested.connect(self._on_preview)
        table.delete_requested.connect(self.delete_requested)
        table.menu_requested.connect(self._on_menu)
        table.current_changed.connect(self._on_current)
        table.action_requested.connect(self._on_action)
        table.refresh_requested.connect(self.refresh_requested)
        self._new.clicked.connect(self.new_requested)
        self._again.clicked.connect(self.refresh_requested)
        self._tick.timeout.connect(self._on_tick)
        self.facts.closed.connect(self._beside.close_pane)
        self.facts.open_requested.connect(self.open_requested)
        self.facts.replace_requested.connect(self.replace_requested)
        self.facts.delete_requested.connect(self._on_delete_one)
        self.facts.curl_requested.connect(self._on_curl)

    def _say_empty(self) -> None:
        self.table.set_empty(
            self.tr("No containers. The code interpreter makes one when a chat needs it."),
            self.tr("New container…"),
            "container",
        )

    def _curl(self, container: Container) -> str:
        assert self._connection is not None
        return curl_of(self._connection, "GET", path_of("containers", container.id))

    def _on_tick(self) -> None:
        """A second has passed."""
        containers = self.table.all_records()
        if self._connection is not None and not self._failed:
            pool = pool_of(containers, self._connection.kind, time.time())
            self.table.set_totals(words.pool_text(pool))
            self.table.footer.setToolTip(words.pool_told(pool))
        if any(words.left_s(each) is not None for each in containers):
            self.table.touch()
        self.facts.pass_time()

    def _on_activated(self, container: Container) -> None:
        if words.lives(container):
            self.open_requested.emit(container)
        else:
            self._beside.open_pane()

    def _on_preview(self, container: Container) -> None:
        self._beside.open_pane()

    def _on_current(self, container: Container | None) -> None:
        if container is not None:
            self.facts.show_container(container)
        self._beside.set_record(there=container is not None)

    def _on_action(self) -> None:
        if self._failed:
            self.refresh_requested.emit()
        else:
            self.new_requested.emit()

    def _on_delete_one(self, container: Container) -> None:
        self.delete_requested.emit([container])

    def _on_curl(self, container: Container) -> None:
        QGuiApplication.clipboard().setText(self._curl(container))

    def _on_menu(self, records: list[Container], at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("container_menu")
        self._menu_for = records
        if len(records) == 1 and words.lives(records[0]):
            menu.addAction(icon("folder"), self.tr("Look inside"), self._on_menu_open)
        elif len(records) == 1:
            menu.addAction(icon("retry"), self.tr("Replace…"), self._on_menu_replace)
        if records:
            menu.addAction(icon("trash", "danger"), self.tr("Delete…"), self._on_menu_delete)
        self.table.standard_actions(menu, records)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _on_menu_open(self) -> None:
        self.open_requested.emit(self._menu_for[0])

    def _on_menu_replace(self) -> None:
        self.replace_requested.emit(self._menu_for[0])

    def _on_menu_delete(self) -> None:
        self.delete_requested.emit(self._menu_for)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_tick()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()


def _key(container: Container) -> str:
    return container.id
