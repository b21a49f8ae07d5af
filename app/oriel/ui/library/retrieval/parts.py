"""Small parts of the retrieval view: combo box, labelled control, line of words, splitter."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QSplitterHandle,
    QWidget,
)

from oriel.ui.combo import Combo
from oriel.ui.icon_engine import icon
from oriel.ui.theme import current_theme, current_zoom

GAP_PX = 17  # between two areas; odd, so that its line stands in the middle


class Choice(Combo):
    """A combo box as wide as the longest of what it offers."""

    def __init__(self, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)


class Labelled(QWidget):
    """A control with its name before it."""

    def __init__(self, text: str, control: QWidget, parent: QWidget, *more: QWidget) -> None:
        super().__init__(parent)
        self._label = QLabel(text, self)
        self._label.setProperty("textRole", "muted")
        self._label.setBuddy(control)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self._label, control, *more):
            row.addWidget(widget)


class Said(QLabel):
    """Plain text that wraps; takes no room while it is empty."""

    def __init__(self, role: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        if role:
            self.setProperty("textRole", role)
        self.hide()

    def say(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        # Else Qt reckons with the height at the least width; what it takes at its own width
        # the layouts ask for.
        return QSize(1, self.fontMetrics().height())


class Split(QSplitter):
    """Two areas with room between them; the handle shows itself under the mouse only."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(GAP_PX)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        across = self.orientation() == Qt.Orientation.Horizontal
        line = QRect(self.rect())
        if across:
            line.setWidth(1)
        else:
            line.setHeight(1)
        line.moveCenter(self.rect().center())
        lit = self.underMouse()
        painter.fillRect(line, current_theme().colour("accent" if lit else "line"))
        painter.end()


def with_icon(made: QAbstractButton, name: str, tint: str = "muted") -> None:
    """An icon that grows with the text."""
    side = round(16 * current_zoom())
    made.setIcon(icon(name, tint, "text" if tint == "muted" else tint))
    made.setIconSize(QSize(side, side))
