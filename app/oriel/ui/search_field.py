"""A quiet line to filter by: icon before, its shortcut behind while it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from oriel.ui.icons import SMALL_PX, paint_icon
from oriel.ui.row_button import mirrored, smaller
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_EDGE = 11


class SearchField(QLineEdit):
    """Emits left_downward() when Down or Enter should move on to what was found.

    Escape clears it; when there is nothing to clear, Escape is not taken.
    """

    left_downward = Signal()

    def __init__(self, placeholder: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setProperty("kind", "quiet")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        # 8 px padding are the style sheet's; the text begins where the rows' texts do.
        self.setTextMargins(23, 0, 0, 0)
        # Made with the first letter and the first focus: 3 ms that no first paint needs.
        self._clear: QAction | None = None
        self._escape: QObject | None = None
        self.textChanged.connect(self._on_text_changed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._escape is None:
            from oriel.ui.escape_first import EscapeFirst

            self._escape = EscapeFirst(self)
            self.installEventFilter(self._escape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.has_use_for(event):
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downward.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        muted = current_theme().colour("muted")
        paint_icon(painter, "search", self._placed(_EDGE, SMALL_PX), muted)
        if self._hint and not self.text() and not self.hasFocus():
            painter.setFont(smaller(self.font()))
            painter.setPen(muted)
            width = painter.fontMetrics().horizontalAdvance(self._hint) + 1
            if self._has_room_for(width):
                rect = self._placed(self.width() - _EDGE - width, width)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._hint)
        painter.end()

    def _has_room_for(self, hint_px: int) -> bool:
        """With large text the words in the field need the hint's place."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        ends = _EDGE + self.textMargins().left() + words
        return ends + _EDGE <= self.width() - _EDGE - hint_px

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Whether the key is Escape and there is something to clear."""
        return event.key() == Qt.Key.Key_Escape and bool(self.text())

    def _placed(self, at: int, width: int) -> QRect:
        top = (self.height() - SMALL_PX) // 2
        return mirrored(QRect(at, top, width, SMALL_PX), self)

    def _on_text_changed(self, text: str) -> None:
        if self._clear is None:
            from oriel.ui.icon_engine import icon

            self._clear = self.addAction(
                icon("close", "muted", "text"), QLineEdit.ActionPosition.TrailingPosition
            )
            self._clear.setToolTip(self.tr("Clear the search  Esc"))
            self._clear.triggered.connect(self.clear)
        self._clear.setVisible(bool(text))
