"""Settings that are words: one line, or many."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from oriel.ui.chat_settings.control import Control, keep_height
from oriel.ui.fonts import body_font
from oriel.ui.theme import current_zoom

PAUSE_MS = 300
TEXT_PX = 240


class LineControl(Control):
    """One line. What does not match `pattern` is not taken, and `wrong` says why."""

    def __init__(
        self, name: str, most: int, parent: QWidget, pattern: str = "", wrong: str = ""
    ) -> None:
        self._most, self._pattern, self._wrong = most, re.compile(pattern), wrong
        self._good = ""
        super().__init__(name, parent)

    def value(self) -> Any:
        return self._good

    def set_placeholder(self, text: str) -> None:
        self._line.setPlaceholderText(text)

    def _made_editor(self) -> QWidget:
        self._line = QLineEdit(self)
        self._line.setMaxLength(self._most)
        self._line.textChanged.connect(self._on_text)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line)
        keep_height(holder, self._line)
        return holder

    def focus_target(self) -> QWidget:
        return self._line

    def _show_value(self, value: Any) -> None:
        self._good = value
        self._line.setText(value)

    def _on_text(self, typed: str) -> None:
        text = typed.strip()
        fits = not text or not self._pattern.pattern or self._pattern.fullmatch(text) is not None
        self._set_problem("" if fits else self._wrong)
        if fits:
            self._good = text
            self._tell()


class TextControl(Control):
    """Many lines, told after a pause. Resetting can be undone with Ctrl+Z."""

    wide = True

    def value(self) -> Any:
        return self._text.toPlainText()

    def flush(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._tell()

    def drop(self) -> None:
        self._pause.stop()

    def _made_editor(self) -> QWidget:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._text = QPlainTextEdit(self)
        self._text.setTabChangesFocus(True)
        self._text.setFont(body_font(current_zoom()))
        self._text.document().setDocumentMargin(8)
        self._text.setMinimumHeight(round(TEXT_PX * current_zoom()))
        self._text.textChanged.connect(self._on_text)
        return self._text

    def take(self, value: Any) -> None:
        if not self._pause.isActive():  # what is being typed is newer
            super().take(value)

    def _show_value(self, value: Any) -> None:
        cursor = QTextCursor(self._text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(value)

    def _on_text(self) -> None:
        if not self._showing:
            self._pause.start()
