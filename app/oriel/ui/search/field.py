"""The field of the search panel: what is typed, and the keys that are for the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from oriel.domain.search_typing import Begun, begun, completed
from oriel.ui.fonts import body_font
from oriel.ui.theme import current_zoom

LONGEST = 2_000
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_PLAIN = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.KeypadModifier


class SearchLine(QLineEdit):
    """`walk_requested(key)`, `entered()`, `removal_requested()` for Delete while a row of the
    list is chosen. `walking` says that one is, so that Home and End are for the list."""

    walk_requested = Signal(int)
    entered = Signal()
    removal_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_line")
        self.setProperty("kind", "bare")
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(self.tr("Search everything"))
        self.setAccessibleName(self.tr("Search everything"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.walking = False
        self.refresh()

    def refresh(self) -> None:
        self.setFont(body_font(current_zoom()))

    def begun(self) -> Begun | None:
        """The filter that is being typed."""
        return begun(self.text(), self._caret())

    def complete(self, filter_begun: Begun, value: str) -> None:
        """Puts a value in the place of the filter being typed."""
        text, caret = completed(self.text(), self._caret(), filter_begun, value)
        self.setText(text)
        self.setCursorPosition(len(text[:caret].encode("utf-16-le", "surrogatepass")) // 2)

    def begin_filter(self) -> None:
        """Asks which filters there are, behind what is typed."""
        text = self.text().rstrip()
        if not text.endswith(" :") and text != ":":
            self.setText(f"{text} :".lstrip())
        self.setCursorPosition(len(self.text().encode("utf-16-le", "surrogatepass")) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not (event.modifiers() & ~_PLAIN)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif plain and (key in _WALKING or (self.walking and key in _ENDS)):
            self.walk_requested.emit(key)
        elif plain and self.walking and key == Qt.Key.Key_Delete:
            self.removal_requested.emit()
        else:
            super().keyPressEvent(event)

    def _caret(self) -> int:
        """Where the caret is, in characters: Qt counts in UTF-16."""
        text, units = self.text(), self.cursorPosition()
        if text.isascii():
            return units
        raw = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
        return len(raw.decode("utf-16-le", "ignore"))
