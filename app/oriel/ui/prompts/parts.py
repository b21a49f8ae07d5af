"""Small parts the pages of the prompts dialog share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from oriel.ui.fonts import body_font
from oriel.ui.theme import current_zoom


def button(text: str, name: str, parent: QWidget, kind: str = "") -> QPushButton:
    """A push button that Enter elsewhere does not press."""
    made = QPushButton(text, parent)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    return made


def label(role: str, parent: QWidget, text: str = "") -> QLabel:
    """Plain text that wraps; nothing in a prompt is taken for markup."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if role:
        made.setProperty("textRole", role)
    return made


def reading(name: str, spoken: str, parent: QWidget) -> QPlainTextEdit:
    """Text to look at and copy from."""
    made = QPlainTextEdit(parent)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setProperty("kind", "bare")
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setFont(body_font(current_zoom()))
    return made


def framed(parent: QWidget, *inside: QWidget) -> QFrame:
    """The widgets on a quiet ground; the last takes the room."""
    frame = QFrame(parent)
    frame.setProperty("kind", "code")
    column = QVBoxLayout(frame)
    column.setContentsMargins(14, 12, 8, 8)
    for widget in inside:
        column.addWidget(widget, int(widget is inside[-1]))
    return frame
