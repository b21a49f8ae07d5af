"""The pages of tools on this computer: the built-in ones, and one tool server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QDir, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.domain.tools import ServerState, ServerStatus, ToolServer
from oriel.ui.error_text import explain
from oriel.ui.fonts import code_font
from oriel.ui.icon_engine import icon
from oriel.ui.prompts.parts import button, framed, label, reading
from oriel.ui.row_button import IconButton
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_zoom
from oriel.ui.tooling.page import SettingsPage
from oriel.ui.tooling.row import Line
from oriel.ui.tooling.switch import StateDot
from oriel.ui.tooling.words import marks_of, state_word, t, tool_count, what_runs

LAST_LINES = 12
MOST_TOOLS = 60
LONGEST_NAME = 60


class BuiltInPage(SettingsPage):
    """`folder_wanted()`, `folders_changed(tuple[Path])`."""

    folder_wanted = Signal()
    folders_changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("built_in", t("Built-in tools"), parent)
        self._folders: tuple[Path, ...] = ()
        self.say(
            self.tr(
                "The model can ask for the time, fetch public web pages, and read text files "
                "in the folders below. It writes nothing."
            )
        )
        self._head = self.say(self.tr("Folders that may be read"), "")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.column.addLayout(self._rows)
        self._none = self.say(self.tr("None: no file can be read."))
        self._add = button(self.tr("Add a folder…"), "add_folder", self, "link")
        self._add.setIcon(icon("plus", "accent"))
        line = QHBoxLayout()
        line.addWidget(self._add)
        line.addStretch(1)
        self.column.addLayout(line)
        self._add.clicked.connect(self.folder_wanted)

    def begin(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        while (item := self._rows.takeAt(0)) is not None:
            if row := item.widget():
                row.hide()
                row.deleteLater()
        for folder in self._folders:
            self._rows.addWidget(_FolderRow(folder, self))
        self._none.setVisible(not self._folders)
        self.grown.emit()

    def focus(self) -> None:
        self._add.setFocus()

    def remove(self, folder: Path) -> None:
        self.begin(kept for kept in self._folders if kept != folder)
        self.folders_changed.emit(self._folders)
        self._add.setFocus()


class _FolderRow(QWidget):
    def __init__(self, folder: Path, page: BuiltInPage) -> None:
        super().__init__(page)
        self._folder, self._page = folder, page
        shown = Line("text", self)
        shown.show_text(QDir.toNativeSeparators(str(folder)))
        remove = IconButton("close", self)
        remove.setObjectName("remove_folder")
        remove.setAccessibleName(self.tr("Take away {name}").format(name=folder.name))
        remove.setToolTip(self.tr("No longer allow this folder"))
        remove.clicked.connect(self._on_remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(shown, 1)
        row.addWidget(remove)

    def _on_remove(self) -> None:
        self._page.remove(self._folder)


class ServerPage(SettingsPage):
    """`restart_requested(id)`, `edit_requested(id)`."""

    restart_requested = Signal(str)
    edit_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("server", "", parent)
        self.server_id = ""
        self._dot = StateDot(self)
        self._state = label("", self)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._dot)
        line.addWidget(self._state, 1)
        self.column.addLayout(line)
        self._runs = Line("muted", self, small=True)
        self.column.addWidget(self._runs)
        self._why = self.say("", "danger")
        self._step = self.say("", "muted")
        self._words_head = self.say(self.tr("What its program said last"))
        self._words = reading("last_words", self._words_head.text(), self)
        self._words.setFont(code_font(current_zoom() * 0.9))
        self._frame = framed(self, self._words)
        self.column.addWidget(self._frame)
        self._tools_head = self.say("", "")
        self._tools = self.say("")
        self._edit = button(self.tr("Edit…"), "edit_server", self)
        self._restart = button(self.tr("Restart"), "restart_server", self)
        self._restart.setIcon(icon("retry"))
        buttons = QHBoxLayout()
        buttons.addWidget(self._restart)
        buttons.addWidget(self._edit)
        buttons.addStretch(1)
        self.column.addLayout(buttons)
        self._edit.clicked.connect(self._on_edit)
        self._restart.clicked.connect(self._on_restart)

    def show_server(self, server: ToolServer, status: ServerStatus) -> None:
        self.server_id = server.id
        self.set_title(server.name)
        self._dot.show_state(status.state)
        said = state_word(status.state)
        ready = status.state is ServerState.READY
        self._state.setText(f"{said} · {tool_count(len(status.tools))}" if ready else said)
        self._runs.show_text(what_runs(server))
        self._show_failure(status)
        self._show_tools(status)
        idle = status.state is not ServerState.STARTING
        self._restart.setEnabled(server.enabled and idle)
        stopped = status.state is ServerState.STOPPED
        self._restart.setText(self.tr("Start") if stopped else self.tr("Restart"))
        self.grown.emit()

    def focus(self) -> None:
        (self._restart if self._restart.isEnabled() else self.back).setFocus()

    def _show_failure(self, status: ServerStatus) -> None:
        failed = status.state is ServerState.FAILED and status.error is not None
        why = step = ""
        if failed and status.error is not None:
            words = explain(status.error.code, status.error.facts)
            why, step = words.reason or words.title, words.next_step
        for shown, text in ((self._why, why), (self._step, step)):
            shown.setText(text)
            shown.setVisible(bool(text))
            restyle(shown)
        show_last_words(self._words, status.last_words if failed else "")
        said = bool(self._words.toPlainText())
        self._words_head.setVisible(said)
        self._frame.setVisible(said)

    def _show_tools(self, status: ServerStatus) -> None:
        self._tools_head.setText(self.tr("What it offers"))
        lines = []
        for tool in status.tools[:MOST_TOOLS]:
            marks = marks_of(tool)
            name = shortened(tool.title or tool.server_tool or tool.name)
            lines.append(f"{name} ({marks})" if marks else name)
        if len(status.tools) > MOST_TOOLS:
            lines.append(self.tr("and {count} more").format(count=len(status.tools) - MOST_TOOLS))
        self._tools.setText("\n".join(lines))
        self._tools.setVisible(bool(lines))
        self._tools_head.setVisible(bool(lines))

    def _on_edit(self) -> None:
        self.edit_requested.emit(self.server_id)

    def _on_restart(self) -> None:
        self.restart_requested.emit(self.server_id)


def show_last_words(edit: QPlainTextEdit, words: str) -> None:
    """The last lines of what a program said, as high as they are."""
    lines = words.strip().splitlines()[-LAST_LINES:]
    edit.setPlainText("\n".join(lines))
    high = edit.fontMetrics().lineSpacing() * max(1, len(lines)) + 20
    edit.setFixedHeight(high)
    edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)


def shortened(name: str) -> str:
    """A name that a server gave, which may be of any length."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
