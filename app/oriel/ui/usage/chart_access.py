"""The chart for screen readers: every bar an item with its exact values.

Qt knows nothing of what is painted by hand. The interfaces are made when an assistive
technology asks, and hold no widget alive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

if TYPE_CHECKING:
    from oriel.ui.usage.chart import UsageChart

# Any stands for "or None" below, which Qt expects and PySide's stubs do not know.
_installed: list[bool] = []


def install() -> None:
    """Lets Qt find the interfaces; whoever asks again changes nothing."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_interface_of)


def _interface_of(key: str, watched: QObject | None) -> QAccessibleInterface | None:
    from oriel.ui.usage.chart import UsageChart

    return ChartInterface(watched) if isinstance(watched, UsageChart) else None


class ChartInterface(QAccessibleWidget):
    """Role Chart; its children are the bars, the earliest first."""

    def __init__(self, chart: UsageChart) -> None:
        super().__init__(chart, QAccessible.Role.Chart, chart.accessibleName())
        self._chart = chart
        self._bars: dict[int, BarInterface] = {}

    def childCount(self) -> int:
        return len(self._chart.bars)

    def child(self, index: int) -> Any:
        if not 0 <= index < len(self._chart.bars):
            return None
        if index not in self._bars:
            self._bars[index] = BarInterface(self, self._chart, index)
        return self._bars[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, BarInterface) else -1

    def childAt(self, x: int, y: int) -> Any:
        return self.child(self._chart.bar_at(QPointF(self._chart.mapFromGlobal(QPoint(x, y)))))


class BarInterface(QAccessibleInterface):
    """Role ListItem: its name says what it stands for and all its values."""

    def __init__(self, owner: ChartInterface, chart: UsageChart, index: int) -> None:
        super().__init__()
        self._owner, self._chart = owner, chart
        self.index = index

    def isValid(self) -> bool:
        return self.index < len(self._chart.bars)

    def object(self) -> Any:
        return None

    def window(self) -> Any:
        return self._chart.window().windowHandle()

    def parent(self) -> Any:
        return self._owner

    def child(self, index: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> Any:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.focusable = True
        state.focused = self._chart.hasFocus() and self._chart.current == self.index
        return state

    def rect(self) -> QRect:
        column = self._chart.bar_rect(self.index).toRect()
        return QRect(self._chart.mapToGlobal(column.topLeft()), column.size())

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nobody writes here."""

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        match kind:
            case QAccessible.Text.Name:
                return self._chart.spoken(self.index)
            case QAccessible.Text.Value:
                return self._chart.bars[self.index].total
        return ""
