"""Small parts the pages of the prompts dialog share."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from oriel.ui.fonts import body_font
from oriel.ui.theme import current_zoom

MARGIN_PX = 8  # of text in a field of several lines, as in one of one line


def button(text: str, name: str, parent: QWidget, kind: str = "") -> QPushButton:
    """A push button that Enter elsewhere does not press."""
    made = _Button(text, parent)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    return made


class _Button(QPushButton):
    """Enter presses it while the keyboard is on it, as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


def label(role: str, parent: QWidget, text: str = "") -> QLabel:
    """Plain text that wraps; nothing in a prompt is taken for markup."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if role:
        made.setProperty("textRole", role)
    return made


class NameLabel(QLabel):
    """A name on one line, cut where the room ends; whole under the mouse."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("textRole", role)

    def show_name(self, name: str) -> None:
        self.setText(name)
        self.setToolTip(_plain(name))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room, elide = self.contentsRect(), Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), elide, room.width())
        # As it is written: "6 in all" does not turn round from right to left.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, int(self._side()), shown)
        painter.end()

    def _side(self) -> Qt.AlignmentFlag:
        """The alignment as it is seen, whichever way the words go."""
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        side = self.alignment()
        if self.isRightToLeft() and side & (left | right):
            side ^= left | right
        return side | Qt.AlignmentFlag.AlignAbsolute


def _plain(text: str) -> str:
    """For a tooltip, which would take text that looks like markup for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text else text


def reading(name: str, spoken: str, parent: QWidget) -> QPlainTextEdit:
    """Text to look at and copy from."""
    made = QPlainTextEdit(parent)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setProperty("kind", "bare")
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setFont(body_font(current_zoom()))
    made.document().setDocumentMargin(0)
    return made


def framed(parent: QWidget, *inside: QWidget) -> QFrame:
    """The widgets on a quiet ground; the last takes the room."""
    frame = QFrame(parent)
    frame.setProperty("kind", "code")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 14, 8, 10)
    for widget in inside:
        column.addWidget(widget, int(widget is inside[-1]))
    return frame
