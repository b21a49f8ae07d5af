"""A page that stands in the place of the chat: its name, what is done with all of it, the way
back. The bin, the usage and the library are three."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from oriel.ui.escape_first import EscapeFirst
from oriel.ui.prompts.parts import label
from oriel.ui.row_button import IconButton

HEAD_PX = 48
EDGE_PX = 20


class BesidePage(QFrame):
    """`leave_requested()`: back to the chat, by its button or by Escape."""

    leave_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` begins the object names of its parts."""
        super().__init__(parent)
        self.setObjectName(f"{name}_page")
        self._escape = EscapeFirst(self)
        self.installEventFilter(self._escape)
        self._title = label("title", self)
        self._title.setObjectName(f"{name}_title")
        self._title.setWordWrap(False)
        self._title.hide()
        self._close = IconButton("close", self)
        self._close.setObjectName(f"{name}_close")
        self._close.setAccessibleName(self.tr("Back to the chat"))
        self._close.setToolTip(self.tr("Back to the chat"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.leave_requested)
        head = QWidget(self)
        head.setMinimumHeight(HEAD_PX)
        self.head = QHBoxLayout(head)
        self.head.setContentsMargins(EDGE_PX, 8, EDGE_PX - 8, 0)
        self.head.setSpacing(8)
        self.head.addWidget(self._title)
        self.head.addStretch(1)
        self.head.addWidget(self._close)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(head)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.show()
        self.setAccessibleName(title)

    def add_to_head(self, widget: QWidget) -> None:
        """Puts a widget before the way back."""
        self.head.insertWidget(self.head.count() - 1, widget)
        QWidget.setTabOrder(widget, self._close)

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Else the window's Escape (stop) would hear the key first."""
        return event.key() == Qt.Key.Key_Escape

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What a part has a use for does not come up here.
        if event.key() == Qt.Key.Key_Escape:
            self.leave_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_focused(event)
        else:
            super().keyPressEvent(event)

    def _press_focused(self, event: QKeyEvent) -> None:
        """Enter presses what the keyboard is on; Qt leaves that to Space outside of dialogs."""
        focused = self.focusWidget()
        if isinstance(focused, (QPushButton, QToolButton)) and not event.isAutoRepeat():
            focused.click()
        else:
            super().keyPressEvent(event)
