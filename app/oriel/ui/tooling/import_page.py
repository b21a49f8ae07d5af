"""Bringing in another program's list of tool servers: pasted, looked at, then kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.services.tool_imports import Found, Imported, NoServerList, Refused, read_servers
from oriel.ui.check_box import CheckBox
from oriel.ui.fonts import code_font
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom
from oriel.ui.tooling.command_line import apart
from oriel.ui.tooling.row import Line
from oriel.ui.tooling.words import counted, remark, t

LONGEST_TEXT = 1_000_000
_SHOWN = """{
  "mcpServers": {
    "memory": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-memory"],
      "env": {"API_KEY": "…"}
    }
  }
}"""


class ImportPage(QWidget):
    """`take_requested(list[Found])`, `left`, `grown`."""

    take_requested = Signal(object)
    left = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: list[tuple[CheckBox, Found]] = []
        self._names: set[str] = set()
        self._about = label("muted", self, self._said())
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("import_text")
        self._text.setAccessibleName(self.tr("The list as JSON"))
        self._text.setPlaceholderText(_SHOWN)
        self._text.setFont(code_font(current_zoom() * 0.92))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(round(210 * current_zoom()))
        self._wrong = label("danger", self)
        self._review = QWidget(self)
        self._entries = QVBoxLayout(self._review)
        self._entries.setContentsMargins(0, 0, 0, 0)
        self._entries.setSpacing(14)
        self._cancel = button(self.tr("Cancel"), "cancel_import", self)
        self._read = button(self.tr("Look at it"), "read_import", self, "primary")
        self._take = button("", "take_import", self, "primary")
        self._lay_out()
        self._text.textChanged.connect(self._on_text)
        self._read.clicked.connect(self._on_read)
        self._take.clicked.connect(self._on_take)
        self._cancel.clicked.connect(self.left)

    def begin(self, names: set[str]) -> None:
        """`names` are the servers there are already."""
        self._names = names
        self._show_review(reviewing=False)

    def focus(self) -> None:
        self._text.setFocus()

    def hide_secrets(self) -> None:
        """Neither the text nor what was read from it stays."""
        self._text.setPlainText("")
        self._forget()

    def show_refused(self, said: str) -> None:
        """They could not be kept."""
        self._take.setEnabled(True)
        self._say(said)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._about)
        column.addWidget(self._text, 1)
        column.addWidget(self._review)
        column.addWidget(self._wrong)
        column.addStretch(1)
        self.foot = QWidget(self)
        buttons = QHBoxLayout(self.foot)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addStretch(1)
        for each in (self._cancel, self._read, self._take):
            buttons.addWidget(each)

    def _on_text(self) -> None:
        self._say("")
        self._read.setEnabled(bool(self._text.toPlainText().strip()))

    def _on_read(self) -> None:
        text = self._text.toPlainText()
        try:
            if len(text) > LONGEST_TEXT:
                raise NoServerList("list")
            found = read_servers(text)
        except NoServerList as error:
            self._say(_why(error))
            return
        self._text.setPlainText("")  # from here on the secrets are not looked at any more
        self._show(found)

    def _show(self, found: Imported) -> None:
        self._forget()
        for each in found.found:
            self._add_found(each)
        for refused in found.refused:
            self._add_refused(refused)
        self._show_review(reviewing=True)
        self._count()

    def _add_found(self, found: Found) -> None:
        server = found.server
        box = CheckBox(server.name, self._review)
        box.setObjectName("take_server")
        box.setChecked(server.name not in self._names)
        box.toggled.connect(self._count)
        self._found.append((box, found))
        lines = [apart(server.command) or server.url, _secrets_line(found)]
        if server.name in self._names:
            lines.append(self.tr("There is a tool server of this name already."))
        self._entry(box, lines, [remark(code) for code in found.remarks])

    def _add_refused(self, refused: Refused) -> None:
        name = refused.name or self.tr("Without a name")
        head = Line("muted", self._review)
        head.show_text(name)
        self._entry(head, [], [self.tr("Left out. ") + remark(refused.reason)])

    def _entry(self, head: QWidget, lines: list[str], warnings: list[str]) -> None:
        entry = QWidget(self._review)
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head.setParent(entry)
        column.addWidget(head)
        below = QVBoxLayout()
        below.setContentsMargins(26, 0, 0, 0)
        below.setSpacing(2)
        for text in filter(None, lines):
            line = Line("muted", entry, small=True)
            line.show_text(text)
            below.addWidget(line)
        for text in warnings:
            below.addWidget(label("warning", entry, text))
        column.addLayout(below)
        self._entries.addWidget(entry)

    def _show_review(self, *, reviewing: bool) -> None:
        self._text.setVisible(not reviewing)
        self._read.setVisible(not reviewing)
        self._review.setVisible(reviewing)
        self._take.setVisible(reviewing)
        self._about.setText(self._summed_up() if reviewing else self._said())
        self._on_text()
        self.grown.emit()

    def _count(self) -> None:
        chosen = sum(box.isChecked() for box, _ in self._found)
        self._take.setText(counted(chosen, "Add one", "Add {count}"))
        self._take.setAccessibleName(self._take.text())
        self._take.setEnabled(chosen > 0)

    def _on_take(self) -> None:
        self._take.setEnabled(False)
        self.take_requested.emit([found for box, found in self._found if box.isChecked()])

    def _forget(self) -> None:
        self._found = []
        while (item := self._entries.takeAt(0)) is not None:
            if entry := item.widget():
                entry.hide()
                entry.deleteLater()

    def _say(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        self.grown.emit()

    def _said(self) -> str:
        return self.tr(
            "Paste what another program keeps of its tool servers: JSON with “mcpServers”. "
            "Nothing is kept before you have looked at it."
        )

    def _summed_up(self) -> str:
        return self.tr(
            "This was found. Secrets go into your system keyring. Each program runs with your "
            "rights when a chat uses it: take only what you trust."
        )


def _secrets_line(found: Found) -> str:
    names = [*found.secrets.env, *([t("bearer token")] if found.secrets.token else [])]
    return t("Into the keyring: {names}", names=", ".join(names)) if names else ""


def _why(error: NoServerList) -> str:
    if error.reason == "list":
        return t("There is no list of tool servers in this.")
    return t("This is no JSON: look at line {line}.", line=error.line or 1)
