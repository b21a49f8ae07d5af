"""The library in the window: when it is shown, whose it is, and what leads out of it.

Outside the folder of the page, which is imported when the library is first opened; what
joins its tabs is ui/library/assembly.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.findables import Findable
from oriel.domain.transfers import TransferSummary
from oriel.ui.beside import Beside
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.undo import Undo
from oriel.ui.view_models.connections import ConnectionsViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

if TYPE_CHECKING:
    from oriel.ui.library.assembly import Library

PAGE = "library"
FIRST_TAB = "files"
_OF_THE_LIBRARY = ("next_tab", "previous_tab", "refresh")


class LibraryBinding(QObject):
    """`chat_requested(chat id)`, `ask_requested(connection id, store ids, question)`: a new
    chat with these sources; `failed` tells of our own mistakes. `make` gives the library,
    once, when it is first opened."""

    chat_requested = Signal(str)
    ask_requested = Signal(str, object, str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        beside: Beside,
        make: Callable[[], Library],
        transfers: TransfersViewModel,
        connections: ConnectionsViewModel,
        choice: ModelChoice,
        undo: Undo,
        tab: str,
    ) -> None:
        super().__init__()
        self._window = window
        self._beside = beside
        self._make = make
        self._connections = connections
        self._choice = choice
        self._undo = undo
        self._tab = tab
        self._library: Library | None = None
        self._connection_id = ""
        self._has_line = False
        self._transfers = transfers
        for name in _OF_THE_LIBRARY:
            window.action(name).setEnabled(False)
        window.action("library").triggered.connect(self.toggle)
        window.action("refresh").triggered.connect(self._on_refresh)
        window.action("next_tab").triggered.connect(self._on_next_tab)
        window.action("previous_tab").triggered.connect(self._on_previous_tab)
        beside.changed.connect(self._on_beside)
        transfers.summary_changed.connect(self._on_summary)
        choice.changed.connect(self._on_choice)
        connections.removed.connect(self._on_removed)

    @property
    def is_open(self) -> bool:
        return self._beside.shown == PAGE

    def toggle(self) -> None:
        if self.is_open:
            self._beside.toggle_back()
        else:
            self.open()

    def open(self, tab: str = "") -> Library:
        """The library, in view, at a tab; else at the one that was last in view."""
        library = self._made()
        self._beside.show(PAGE, library.page, _OF_THE_LIBRARY)
        self._show_connection()
        library.page.show_tab(tab or library.page.current or self._first_tab(library))
        library.page.focus_first()
        return library

    def find_passage(
        self, connection_id: str, store_ids: tuple[str, ...], file_id: str, passage: str
    ) -> None:
        """Opens the retrieval view on where a citation comes from; without store ids, every
        store may hold it."""
        self._use(connection_id)
        self.open("stores").show_passage(store_ids, file_id, passage)

    def known(self) -> list[Findable]:
        """What was listed last, for whoever searches; nothing is asked."""
        return self._library.known() if self._library is not None else []

    def show_file(self, connection_id: str, name: str) -> None:
        """Opens the files of a connection, those of that name."""
        self._use(connection_id)
        self.open("files").find_file(name)

    def show_store(self, connection_id: str, store_id: str) -> None:
        """Opens a vector store."""
        self._use(connection_id)
        self.open("stores").open_store(store_id)

    def end(self) -> None:
        """Before the program ends."""
        if self._library is not None:
            self._library.close()

    def kept(self) -> dict[str, Any]:
        """What the next start needs, under the names of the settings file."""
        if self._library is None:
            return {"library_tab": self._tab}
        return {"library_tab": self._library.page.current or self._tab, **self._library.kept()}

    # Inside

    def _use(self, connection_id: str) -> None:
        """Shows what is at this connection, while it exists."""
        if self._connections.get(connection_id) is not None:
            self._connection_id = connection_id

    def _made(self) -> Library:
        if self._library is None:
            library = self._library = self._make()
            library.page.connections_requested.connect(self._on_connections)
            library.page.leave_requested.connect(self.toggle)
            library.chat_requested.connect(self._on_chat)
            library.ask_requested.connect(self._on_ask)
            library.said.connect(self._window.show_toast)
            library.warned.connect(self._on_warned)
            library.failed.connect(self.failed)
            library.undo_offered.connect(self._on_undo_offered)
        return self._library

    def _first_tab(self, library: Library) -> str:
        return self._tab if library.page.has_tab(self._tab) else FIRST_TAB

    def _on_beside(self, shown: str) -> None:
        self._window.sidebar.show_page(shown)

    def _connection(self) -> Connection | None:
        """The one chosen here, while it exists; else the chat's."""
        return self._connections.get(self._connection_id) or self._choice.connection

    def _show_connection(self) -> None:
        if self._library is None:
            return
        connection = self._connection()
        self._library.page.show_connection(connection, _where(connection))

    def _on_choice(self) -> None:
        if self.is_open and not self._connection_id:
            self._show_connection()

    def _on_removed(self, connection_id: str) -> None:
        if connection_id == self._connection_id:
            self._connection_id = ""
        if self.is_open:
            self._show_connection()

    def _on_connections(self, where: QPoint) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self._window)
        current = self._connection()
        for connection in self._connections.all():
            action = menu.addAction(connection.name)
            action.setCheckable(True)
            action.setChecked(current is not None and current.id == connection.id)
            action.setData(connection.id)
        menu.triggered.connect(self._on_connection)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _on_connection(self, action: QAction) -> None:
        self._connection_id = str(action.data())
        self._show_connection()

    def _on_refresh(self) -> None:
        if self._library is not None:
            self._library.page.refresh()

    def _on_next_tab(self) -> None:
        if self._library is not None:
            self._library.page.step(1)

    def _on_previous_tab(self) -> None:
        if self._library is not None:
            self._library.page.step(-1)

    def _on_chat(self, chat_id: str) -> None:
        self._beside.close()
        self.chat_requested.emit(chat_id)

    def _on_ask(self, store_ids: tuple[str, ...], question: str) -> None:
        connection = self._connection()
        if connection is not None:
            self._beside.close()
            self.ask_requested.emit(connection.id, store_ids, question)

    def _on_undo_offered(self, text: str, undo_id: str) -> None:
        if self._library is not None:
            self._undo.offer(text, partial(self._library.undo, undo_id))

    def _on_warned(self, text: str) -> None:
        self._window.show_notice(text, kind="warning")

    def _on_summary(self, summary: TransferSummary) -> None:
        if not self._has_line and (summary.active or summary.waiting or summary.paused):
            from oriel.ui.library.transfers.line import TransfersLine

            self._has_line = True
            line = TransfersLine(self._transfers, self._window.sidebar)
            line.clicked.connect(self._on_line)
            self._window.sidebar.add_foot(line)

    def _on_line(self) -> None:
        self.open().show_transfers()


def _where(connection: Connection | None) -> str:
    if connection is None or connection.kind is ConnectionKind.LOCAL:
        return ""
    return connection.region or connection.host
