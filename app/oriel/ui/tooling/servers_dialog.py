"""The dialog of tool servers: the list, the form, and bringing in another program's list.

Opened with open(). It keeps nothing: every wish is a signal, every fact is shown to it.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.errors import AppError
from oriel.domain.tools import ToolServer
from oriel.services.tool_trials import Trial
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom
from oriel.ui.tooling.import_page import ImportPage
from oriel.ui.tooling.server_form import ServerForm
from oriel.ui.tooling.server_list import ServerList, Servers

WIDTH_PX, LEAST_PX = 620, 420
MOST_OF_SCREEN = 0.94


class ServersDialog(QDialog):
    """Wishes: `save_requested(ToolServer, TypedSecrets)`, `enable_requested(id, on)`,
    `delete_requested(id)`, `try_requested(ToolServer, TypedSecrets)`, `trial_left`,
    `take_requested(list[Found])`."""

    save_requested = Signal(object, object)
    enable_requested = Signal(str, bool)
    delete_requested = Signal(str)
    try_requested = Signal(object, object)
    trial_left = Signal()
    take_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("servers_dialog")
        self.setWindowTitle(self.tr("Tool servers"))
        self._servers: Servers = ()
        self._title = label("heading", self, self.windowTitle())
        self._new = button(self.tr("Add"), "new_server", self)
        self._new.setIcon(icon("plus"))
        self._bring = button(self.tr("Bring in a list…"), "import_servers", self)
        self._close = button(self.tr("Close"), "close_servers", self)
        self._scroll = QScrollArea(self)
        self._inside = QWidget(self._scroll)
        self._list = ServerList(self._inside)
        self._form = ServerForm(self._inside)
        self._import = ImportPage(self._inside)
        self._foot = QStackedWidget(self)
        self._current: QWidget = self._list
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self._lay_out()
        self._connect()
        self._show(self._list)

    # Facts

    def show_servers(self, servers: Servers) -> None:
        self._servers = servers
        self._list.show_servers(servers)
        self._show_head()
        self._fitting.start()

    def show_saved(self) -> None:
        """What was asked to be kept is kept, or is gone."""
        self._go_home()

    def show_not_saved(self, error: AppError) -> None:
        if self._current is self._form:
            self._form.show_not_saved(error)
        elif self._current is self._import:
            words = explain(error.code, error.facts)
            self._import.show_refused(f"{words.title} {words.reason} {words.next_step}")

    def show_trial(self, trial: Trial) -> None:
        if self._current is self._form:
            self._form.show_trial(trial)
            self._fit()
            self._scroll.ensureWidgetVisible(self._form.trial)

    def edit(self, server: ToolServer | None) -> None:
        """Goes to the form, for one of the servers or (None) a new one."""
        self._form.begin(server)
        self._title.setText(server.name if server else self.tr("New tool server"))
        self._show(self._form)
        self._form.focus()

    # Inside

    def reject(self) -> None:
        """Escape goes back a page before it closes."""
        if self._current is self._list:
            super().reject()
        else:
            self._go_home()

    def done(self, result: int) -> None:
        self._leave()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        if self._current is self._list:
            self._list.focus()

    def _lay_out(self) -> None:
        pages = QVBoxLayout(self._inside)
        pages.setContentsMargins(0, 0, 10, 0)
        for page in (self._list, self._form, self._import):
            pages.addWidget(page)
            page.hide()
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        home = QWidget(self)
        closing = QHBoxLayout(home)
        closing.setContentsMargins(0, 0, 0, 0)
        closing.addStretch(1)
        closing.addWidget(self._close)
        for foot in (home, self._form.foot, self._import.foot):
            self._foot.addWidget(foot)
        # The page keeps some room for its scroll bar; what stands over and under it too.
        self._foot.setContentsMargins(0, 0, 10, 0)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 10, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._bring)
        head.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 18, 20)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self._new.clicked.connect(self._on_new)
        self._bring.clicked.connect(self._on_import)
        self._close.clicked.connect(self.reject)
        self._list.new_requested.connect(self._on_new)
        self._list.import_requested.connect(self._on_import)
        self._list.edit_requested.connect(self._on_edit)
        self._list.enable_requested.connect(self.enable_requested)
        self._form.save_requested.connect(self.save_requested)
        self._form.try_requested.connect(self.try_requested)
        self._form.delete_requested.connect(self.delete_requested)
        self._import.take_requested.connect(self.take_requested)
        for page in (self._form, self._import):
            page.left.connect(self._go_home)
            page.grown.connect(self._fitting.start)

    def _show(self, page: QWidget) -> None:
        self._current.hide()
        self._current = page
        page.show()
        pages = (self._list, self._form, self._import)
        self._foot.setCurrentIndex(next(n for n, each in enumerate(pages) if each is page))
        self._show_head()
        self._scroll.verticalScrollBar().setValue(0)
        self._fitting.start()

    def _show_head(self) -> None:
        home = self._current is self._list and bool(self._servers)
        self._new.setVisible(home)
        self._bring.setVisible(home)

    def _go_home(self) -> None:
        self._leave()
        self._title.setText(self.windowTitle())
        self._show(self._list)
        self._list.focus()

    def _leave(self) -> None:
        if self._current is not self._list:
            self.trial_left.emit()
            self._form.hide_secrets()
            self._import.hide_secrets()

    def _on_new(self) -> None:
        self.edit(None)

    def _on_edit(self, server_id: str) -> None:
        self.edit(next((s for s, _ in self._servers if s.id == server_id), None))

    def _on_import(self) -> None:
        self._import.begin({server.name for server, _ in self._servers})
        self._title.setText(self.tr("Bring in a list of tool servers"))
        self._show(self._import)
        self._import.focus()

    def _fit(self) -> None:
        """As high as what is shown, as far as the screen goes; never smaller again."""
        column, page = self.layout(), self._current.layout()
        assert column is not None
        assert page is not None
        zoom, room = current_zoom(), self.screen().availableGeometry()
        width = min(max(self.width(), round(WIDTH_PX * zoom)), int(room.width() * MOST_OF_SCREEN))
        inner = width - 28 - 18 - 10
        page.activate()
        tall = page.hasHeightForWidth()
        wanted = page.totalHeightForWidth(inner) if tall else page.totalSizeHint().height()
        around = self._title.sizeHint().height() + self._foot.sizeHint().height() + 24 + 20 + 28
        height = max(self.height(), round(LEAST_PX * zoom), wanted + around + 4)
        self.resize(width, min(height, int(room.height() * MOST_OF_SCREEN)))
