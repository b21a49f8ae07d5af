"""The field of the search panel: what is typed, and the keys that are for the list."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from oriel.domain.search_typing import Begun, begun, completed
from oriel.ui.fonts import body_font
from oriel.ui.theme import current_zoom

LONGEST = 2_000
_SPACES = dict.fromkeys(map(ord, "\n\r\t\v\f\u2028\u2029"), " ")
_SPELT_WITH = "\u200c\u200d"
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
        self.setValidator(OneLine(self))
        self.walking = False
        self.refresh()

    def refresh(self) -> None:
        self.setFont(body_font(current_zoom()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.refresh()  # the style has just given back the font of before

    def begun(self) -> Begun | None:
        """The filter that is being typed."""
        return begun(self.text(), self._caret())

    def complete(self, filter_begun: Begun, value: str) -> None:
        """Puts a value in the place of the filter being typed."""
        text, caret = completed(self.text(), self._caret(), filter_begun, value)
        self.setText(text)
        self.setCursorPosition(_units(text[:caret]))

    def begin_filter(self) -> None:
        """Asks which filters there are, behind what is typed."""
        text = self.text().rstrip()
        if not text.endswith(" :") and text != ":":
            self.setText(f"{text} :".lstrip())
        self.setCursorPosition(_units(self.text()))

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
        return units if text.isascii() else len(_first(text, units))


class OneLine(QValidator):
    """Takes whatever is typed or pasted, in one line and without signs that cannot be seen
    or that turn the text around."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        shown = one_line(text)
        if shown != text:
            position = _units(one_line(_first(text, position)))
        return QValidator.State.Acceptable, shown, position


def one_line(typed: str) -> str:
    if typed.isprintable():
        return typed
    return "".join(sign for sign in typed.translate(_SPACES) if _is_shown(sign))


def _is_shown(sign: str) -> bool:
    return sign in _SPELT_WITH or unicodedata.category(sign) not in ("Cc", "Cf")


def _units(text: str) -> int:
    """How long Qt says that it is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first(text: str, units: int) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return raw.decode("utf-16-le", "ignore")
