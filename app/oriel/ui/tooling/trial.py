"""What trying a tool server out gave: its tools with what it says of them, or why not."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.tools import Tool
from oriel.services.tool_trials import Trial
from oriel.ui.connection_verdict import Verdict
from oriel.ui.error_text import explain
from oriel.ui.fonts import code_font
from oriel.ui.prompts.parts import framed, label, reading
from oriel.ui.theme import current_zoom
from oriel.ui.tooling.here_pages import MOST_TOOLS, shortened, show_last_words
from oriel.ui.tooling.row import Line
from oriel.ui.tooling.words import marks_of, t, tool_count

TALLEST_PX = 220


class TrialView(QWidget):
    """`grown` when it needs another height."""

    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._verdict = Verdict(self)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("trial_tools")
        self._scroll.setAccessibleName(self.tr("What it offers"))
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._head = QLabel(self.tr("What its program said last"), self)
        self._head.setProperty("textRole", "small")
        self._words = reading("trial_words", self._head.text(), self)
        self._words.setFont(code_font(current_zoom() * 0.9))
        self._frame = framed(self, self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._verdict, self._scroll, self._head, self._frame):
            column.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        self._verdict.clear()
        for widget in (self._scroll, self._head, self._frame):
            widget.hide()
        self.hide()
        self.grown.emit()

    def show_running(self) -> None:
        self.clear()
        self.show()
        self._verdict.show_running(
            self.tr("Starting it. The first time a program may have to be fetched…")
        )
        self.grown.emit()

    def show_trial(self, trial: Trial) -> None:
        self.clear()
        self.show()
        if trial.error is not None:
            words = explain(trial.error.code, trial.error.facts)
            self._verdict.show_failed(replace(words, detail=""))
        else:
            works = self.tr("It works, and offers {tools}.")
            self._verdict.show_ok(works.format(tools=tool_count(len(trial.tools))))
        if trial.tools:
            self._show_tools(trial.tools)
        if trial.last_words.strip():
            show_last_words(self._words, trial.last_words)
            self._head.show()
            self._frame.show()
        self.grown.emit()

    def _show_tools(self, tools: tuple[Tool, ...]) -> None:
        inside = QWidget(self._scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 8, 2)
        column.setSpacing(8)
        for tool in tools[:MOST_TOOLS]:
            column.addWidget(_ToolLine(tool, inside))
        if len(tools) > MOST_TOOLS:
            more = self.tr("and {count} more").format(count=len(tools) - MOST_TOOLS)
            column.addWidget(label("small", inside, more))
        column.addStretch(1)
        self._scroll.setWidget(inside)
        high = min(inside.sizeHint().height() + 4, round(TALLEST_PX * current_zoom()))
        self._scroll.setFixedHeight(high)
        self._scroll.show()


class _ToolLine(QWidget):
    def __init__(self, tool: Tool, parent: QWidget) -> None:
        super().__init__(parent)
        name = shortened(tool.title or tool.server_tool or tool.name)
        title = Line("text", self)
        title.show_text(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(title)
        about = Line("muted", self, small=True)
        about.show_text(" ".join(tool.description.split()) or t("It says nothing about it."))
        column.addWidget(about)
        if marks := marks_of(tool):
            shown = Line("warning" if tool.destructive else "muted", self, small=True)
            shown.show_text(marks[:1].upper() + marks[1:])
            column.addWidget(shown)
