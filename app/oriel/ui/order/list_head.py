"""The line above a list that shows only some chats: which ones, and the way back to all."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from oriel.domain.chat_lists import Outline
from oriel.ui.order.words import chats_said
from oriel.ui.prompts.parts import NameLabel
from oriel.ui.row_button import IconButton


class ListHead(QWidget):
    """`left` when the person wants all chats again."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("list_head")
        self.button = _Back("", self)
        self.button.setObjectName("usual_list")
        self.button.setAccessibleName(self.tr("Back to all chats"))
        self.button.setToolTip(self.tr("Back to all chats"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._title = NameLabel("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 2)
        row.setSpacing(6)
        row.addWidget(self.button)
        row.addWidget(self._title, 1)
        self.button.clicked.connect(self.left)

    def show_filter(self, outline: Outline) -> None:
        """What is listed; hides itself when that is everything."""
        self.setVisible(bool(outline.filter))
        if outline.filter:
            name = outline.filter.tag or self.tr("Archived chats")
            if outline.filter.import_id:
                name = self.tr("Imported chats")
            count = f" · {chats_said(outline.total)}" if outline.total else ""
            self._title.show_name(f"{name}{count}")


class _Back(IconButton):
    """An arrow to where the text begins."""

    def paintEvent(self, event: QPaintEvent) -> None:
        self._icon_name = "chevron-right" if self.isRightToLeft() else "chevron-left"
        super().paintEvent(event)
