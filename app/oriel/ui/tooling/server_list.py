"""The list of tool servers on this computer, each with its switch for all chats."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.tools import ServerState, ServerStatus, ToolServer
from oriel.ui.prompts.parts import button, label
from oriel.ui.tooling.row import Line
from oriel.ui.tooling.switch import StateDot, Switch
from oriel.ui.tooling.words import server_note, t, what_runs

Servers = tuple[tuple[ToolServer, ServerStatus], ...]


class ServerList(QWidget):
    """`edit_requested(id)`, `enable_requested(id, on)`, `new_requested`, `import_requested`."""

    edit_requested = Signal(str)
    enable_requested = Signal(str, bool)
    new_requested = Signal()
    import_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: dict[str, ServerRow] = {}
        self._about = label("muted", self, self._said())
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._new = button(self.tr("Add a tool server"), "add_first", self, "primary")
        self._bring = button(self.tr("Bring in a list…"), "import_first", self)
        self._first = QWidget(self)
        first = QHBoxLayout(self._first)
        first.setContentsMargins(0, 8, 0, 0)
        first.addWidget(self._new)
        first.addWidget(self._bring)
        first.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self._about)
        whole.addWidget(self._first)
        whole.addLayout(self._column)
        whole.addStretch(1)
        self._new.clicked.connect(self.new_requested)
        self._bring.clicked.connect(self.import_requested)

    def show_servers(self, servers: Servers) -> None:
        """All of them, as they are now; the rows stay where the servers are the same."""
        if list(self._rows) != [server.id for server, _ in servers]:
            self._make_rows(servers)
        for server, status in servers:
            self._rows[server.id].show_server(server, status)
        self._first.setVisible(not servers)

    def focus(self) -> None:
        row = next(iter(self._rows.values()), None)
        (row.edit if row else self._new).setFocus()

    def _make_rows(self, servers: Servers) -> None:
        for old in self._rows.values():
            old.hide()
            old.deleteLater()
        self._rows = {server.id: ServerRow(server.id, self) for server, _ in servers}
        for row in self._rows.values():
            self._column.addWidget(row)
            row.show()
            row.edit_requested.connect(self.edit_requested)
            row.enable_requested.connect(self.enable_requested)

    def _said(self) -> str:
        return self.tr(
            "Programs and addresses that offer tools by the Model Context Protocol (MCP). They "
            "are started when a chat needs them. What they do on this computer they do with "
            "your rights."
        )


class ServerRow(QWidget):
    edit_requested = Signal(str)
    enable_requested = Signal(str, bool)

    def __init__(self, server_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._id = server_id
        self._dot = StateDot(self)
        self._name = Line("text", self)
        self._runs = Line("muted", self, small=True)
        self._note = Line("muted", self, small=True)
        self.edit = button(self.tr("Edit"), f"edit_{server_id}", self, "quiet")
        self._switch = Switch(f"enable_{server_id}", "", self)
        words = QVBoxLayout()
        words.setSpacing(1)
        for line in (self._name, self._runs, self._note):
            words.addWidget(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        row.addWidget(self._dot)
        row.addLayout(words, 1)
        row.addWidget(self.edit)
        row.addWidget(self._switch)
        self.edit.clicked.connect(self._on_edit)
        self._switch.clicked.connect(self._on_switch)

    def show_server(self, server: ToolServer, status: ServerStatus) -> None:
        self._name.show_text(server.name)
        self._runs.show_text(what_runs(server))
        shown = status if server.enabled else ServerStatus()
        self._dot.show_state(shown.state)
        failed = shown.state is ServerState.FAILED
        note = server_note(server, shown) if server.enabled else t("Switched off for all chats")
        self._note.show_text(note, "danger" if failed else "muted")
        self.edit.setAccessibleName(self.tr("Edit {name}").format(name=server.name))
        self._switch.setAccessibleName(self.tr("{name} in chats").format(name=server.name))
        self._switch.setChecked(server.enabled)

    def _on_edit(self) -> None:
        self.edit_requested.emit(self._id)

    def _on_switch(self, on: bool) -> None:
        self.enable_requested.emit(self._id, on)
