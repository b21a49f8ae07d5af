"""The foot of the search panel: what the keys do now, how much was found, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from oriel.domain.search import SavedSearch
from oriel.ui.row_button import smaller
from oriel.ui.search.order_switch import OrderSwitch
from oriel.ui.search.rows import Row, Typed
from oriel.ui.search.words import counted
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from oriel.ui.search.asking import Asking


class Foot(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_foot")
        self._hint = HintLine(self)
        self._hint.setObjectName("search_hint")
        self._count = QLabel(self)
        self._count.setObjectName("search_count")
        self._count.setProperty("textRole", "small")
        self.order = OrderSwitch(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._hint, 1)
        row.addWidget(self._count)
        row.addWidget(self.order)
        self._keep_height()

    def show_state(self, asking: Asking, current: Row | None) -> None:
        found = asking.found
        self._hint.set_text(self._words(asking, current))
        said = counted(found) if found is not None else ""
        self._count.setText(self.tr("Searching…") if asking.searching else said)
        self._count.setVisible(bool(self._count.text()))
        messages = found is not None and bool(found.messages.hits)
        self.order.setVisible(messages and not asking.begins)
        self.order.show_order(ranked=asking.ranked)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._keep_height()

    def _keep_height(self) -> None:
        """The same with the switch and without it."""
        self.setMinimumHeight(self.order.sizeHint().height())

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        return self.order.stops()

    def _words(self, asking: Asking, current: Row | None) -> str:
        if current is not None:
            kept = isinstance(current.target, SavedSearch | Typed)
            return self.tr("Enter searches, Del forgets it") if kept else self.tr("Enter opens it")
        if asking.offers:
            return self.tr("↑ ↓ to choose, Enter takes the first")
        if asking.begins:
            return self.tr("in:  model:  role:  has:code  before:2026  “a phrase”  -without")
        if asking.is_empty:
            return ""
        if asking.can_rank:
            return self.tr("↑ ↓ to choose, Enter for the best first")
        return self.tr("↑ ↓ to choose, Enter to open")


class HintLine(QWidget):
    """A quiet line that gives way to what stands beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(smaller(self.font()))
        painter.setPen(current_theme().colour("muted"))
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(self._text, elide, self.width())
        right = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.rect(), int(flags), shown)
        painter.end()
