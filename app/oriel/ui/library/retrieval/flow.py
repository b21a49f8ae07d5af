"""A layout that sets widgets in rows and wraps them, from the leading edge."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Each at the size it asks for, cut where even a row of its own is too narrow."""

    def __init__(
        self,
        parent: QWidget | None = None,
        gap: int = 8,
        row_gap: int = 8,
        *,
        last_at_end: bool = False,
    ) -> None:
        """`last_at_end`: the last one stands at the far end of its row."""
        super().__init__(parent)
        self._last_at_end = last_at_end
        self._items: list[QLayoutItem] = []
        self._gap, self._row_gap = gap, row_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        widest = sum(i.sizeHint().width() + self._gap for i in self._shown()) - self._gap
        height = max((item.sizeHint().height() for item in self._shown()), default=0)
        return QSize(max(widest, 0), height)

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._shown()]
        height = max((item.sizeHint().height() for item in self._shown()), default=0)
        return QSize(max((size.width() for size in sizes), default=0), height)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Sets the items into rows of `rect`; how high they are together."""
        parent = self.parentWidget()
        right = parent is not None and parent.isRightToLeft()
        x = y = height = 0
        row: list[tuple[QLayoutItem, QRect]] = []
        for item in [*self._shown()]:
            size = item.sizeHint().boundedTo(QSize(rect.width(), 10_000))
            if x and x + size.width() > rect.width():
                self._set(row, height, rect, right=right, move=move)
                x, y, height, row = 0, y + height + self._row_gap, 0, []
            row.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
            height = max(height, size.height())
        if self._last_at_end and len(row) > 1:
            row[-1][1].moveLeft(rect.width() - row[-1][1].width())
        self._set(row, height, rect, right=right, move=move)
        return y + height

    @staticmethod
    def _set(
        row: list[tuple[QLayoutItem, QRect]], height: int, rect: QRect, *, right: bool, move: bool
    ) -> None:
        for item, place in row if move else ():
            left = rect.width() - place.x() - place.width() if right else place.x()
            top = place.y() + (height - place.height()) // 2
            item.setGeometry(QRect(rect.x() + left, rect.y() + top, place.width(), place.height()))
