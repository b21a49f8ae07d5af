"""The first page of the popup: every tool there is, at the service and on this computer."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.tools import BUILT_IN
from oriel.ui.prompts.parts import button, label
from oriel.ui.tooling.row import LinkRow, ToolRow
from oriel.ui.tooling.situation import (
    BUILT_IN_KEY,
    HERE,
    HOSTED,
    MCP,
    REMOTE_KEY,
    SERVER_KEY,
    Situation,
)
from oriel.ui.tooling.words import (
    counted,
    missing,
    name_of,
    note_of,
    remote_note,
    server_note,
    t,
)


class Overview(QWidget):
    """`toggled(key, on)`, `settings_requested(key)`, and the wishes of its links. Keys are
    those of HOSTED, BUILT_IN_KEY, and REMOTE_KEY and SERVER_KEY with a label or an id."""

    toggled = Signal(str, bool)
    settings_requested = Signal(str)
    remote_wanted = Signal()
    server_wanted = Signal()
    servers_requested = Signal()
    ledger_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tools_overview")
        self._rows: dict[str, ToolRow] = {}
        self._service = QVBoxLayout()
        self._here = QVBoxLayout()
        self._why = label("small", self)
        self._add_remote = LinkRow(
            self.tr("Add a server the service connects to…"), "add_remote", "plus", self
        )
        self._add_server = LinkRow(self.tr("Add a tool server…"), "add_server", "plus", self)
        self._servers = button(self.tr("Tool servers…"), "manage_servers", self, "quiet")
        self._ledger = button(self.tr("What you have allowed…"), "open_ledger", self, "quiet")
        self._lay_out()
        self._add_remote.clicked.connect(self.remote_wanted)
        self._add_server.clicked.connect(self.server_wanted)
        self._servers.clicked.connect(self.servers_requested)
        self._ledger.clicked.connect(self.ledger_requested)

    def row(self, key: str) -> ToolRow:
        """The row of a tool. Raises KeyError when there is none."""
        return self._rows[key]

    def show_situation(self, now: Situation) -> None:
        """Shows all of it; the rows stay where the tools are the same."""
        self._keep_rows(self._names(now))
        hosted = now.settings.hosted
        once = now.missing.get(MCP) in ("connection", "no_connection")
        for kind in HOSTED:
            value, why = getattr(hosted, kind), missing(kind, now)
            row = self._rows[kind]
            row.show_tool(note_of(kind, value), on=value is not None, missing=why, told=once)
        # One reason for all is said once.
        self._why.setText(missing(MCP, now) if once else "")
        self._why.setVisible(once)
        on = {remote.label for remote in hosted.mcp}
        for remote in now.all_remotes:
            row = self._rows[REMOTE_KEY + remote.label]
            why, note = missing(MCP, now), remote_note(remote)
            row.show_tool(note, on=remote.label in on, missing=why, told=once)
        self._add_remote.setVisible(MCP not in now.missing)
        self._show_here(now)

    def focus(self) -> None:
        """To the first tool that can be switched."""
        usable = (row for row in self._rows.values() if row.switch.isEnabled())
        next(usable, next(iter(self._rows.values()))).focus()

    def focus_row(self, key: str) -> None:
        if key in self._rows:
            self._rows[key].more.setFocus()
        elif key == REMOTE_KEY:
            self._add_remote.button.setFocus()
        else:
            self.focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Buttons take the arrow keys for themselves, and go wherever they like.
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._walk(Qt.Key(event.key())) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    # Inside

    def _lay_out(self) -> None:
        for column in (self._service, self._here):
            column.setSpacing(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 6, 2, 0)
        foot.addWidget(self._servers)
        foot.addWidget(self._ledger)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 6, 4, 4)
        whole.setSpacing(0)
        whole.addWidget(self._heading(self.tr("At the service")))
        self._why.setContentsMargins(10, 0, 10, 4)
        whole.addWidget(self._why)
        whole.addLayout(self._service)
        whole.addWidget(self._add_remote)
        whole.addSpacing(10)
        whole.addWidget(self._heading(self.tr("On this computer")))
        whole.addLayout(self._here)
        whole.addWidget(self._add_server)
        whole.addLayout(foot)

    def _heading(self, text: str) -> QWidget:
        made = label("small", self, text)
        made.setContentsMargins(10, 2, 10, 4)
        return made

    def _names(self, now: Situation) -> dict[str, str]:
        return (
            {kind: name_of(kind) for kind in HOSTED}
            | {REMOTE_KEY + remote.label: remote.label for remote in now.all_remotes}
            | {BUILT_IN_KEY: self.tr("Built-in tools")}
            | {SERVER_KEY + server.id: server.name for server, _ in now.servers}
        )

    def _keep_rows(self, names: dict[str, str]) -> None:
        """Makes the rows of these tools, unless they are those that stand there."""
        if {key: row.switch.accessibleName() for key, row in self._rows.items()} == names:
            return
        focused = self._focused()
        for old in self._rows.values():
            old.hide()
            old.deleteLater()
        self._rows = {}
        for key, name in names.items():
            row = self._rows[key] = ToolRow(key, name, self)
            here = key == BUILT_IN_KEY or key.startswith(SERVER_KEY)
            (self._here if here else self._service).addWidget(row)
            row.show()
            row.switch.installEventFilter(self)
            row.more.installEventFilter(self)
            row.toggled.connect(self.toggled)
            row.settings_requested.connect(self.settings_requested)
        self._order_tabs()
        if focused in self._rows:
            self._rows[focused].focus()

    def _order_tabs(self) -> None:
        order: list[QWidget] = []
        for key, row in self._rows.items():
            if key == BUILT_IN_KEY:
                order.append(self._add_remote.button)
            order += [row.switch, row.more]
        order += [self._add_server.button, self._servers, self._ledger]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _show_here(self, now: Situation) -> None:
        local, why = now.settings.local_tools, missing(HERE, now)
        folders = len(now.folders)
        reads = counted(folders, "reads in one folder", "reads in {count} folders")
        does = t("Time, web pages") + (", " + reads if folders else "")
        self._rows[BUILT_IN_KEY].show_tool(does, on=BUILT_IN in local, missing=why)
        for server, status in now.servers:
            row = self._rows[SERVER_KEY + server.id]
            off = "" if server.enabled else server_note(server, status)
            row.show_tool("", on=server.id in local, missing=why or off)
            row.more.setEnabled(True)
            if server.enabled and not why:
                row.show_state(status.state, server_note(server, status))

    def _walk(self, key: Qt.Key) -> bool:
        """Up and down from row to row, ahead into the settings; whether it was for us."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
        ahead = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        at = self._focused()
        if step is not None:
            self._step(at, step)
        elif key == ahead and at is not None and self._rows[at].more.isEnabled():
            self.settings_requested.emit(at)
        return step is not None or key in (Qt.Key.Key_Left, Qt.Key.Key_Right)

    def _focused(self) -> str | None:
        for key, row in self._rows.items():
            if row.switch.hasFocus() or row.more.hasFocus():
                return key
        return None

    def _step(self, at: str | None, by: int) -> None:
        keys = list(self._rows)
        start = keys.index(at) if at is not None else (-1 if by > 0 else 0)
        for n in range(1, len(keys) + 1):
            row = self._rows[keys[(start + by * n) % len(keys)]]
            if row.switch.isEnabled() or row.more.isEnabled():
                row.focus()
                return
