"""The dialog in which chats are given and taken tags: each change applies at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.chat_lists import ChatHead
from oriel.domain.chats import LONGEST_TAG, clean_tag
from oriel.domain.words import folded
from oriel.ui.check_box import CheckBox
from oriel.ui.count_text import count_text
from oriel.ui.order.words import chats_said, title_of
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.theme import current_zoom

_WIDTH_PX, _LIST_PX = 380, 240
_MOST_TYPED = 8  # tags at once


class TagDialog(QDialog):
    """`tag_requested(ids, tag)`, `untag_requested(ids, tag)`. Open it with open()."""

    tag_requested = Signal(object, str)
    untag_requested = Signal(object, str)

    def __init__(
        self, ids: tuple[str, ...], known: Sequence[ChatHead], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ids = ids
        # A tag that some of the chats have, and others not, is neither on nor off.
        self._count = len(ids)
        self._having: dict[str, int] = {}
        for chat in known:
            for tag in chat.tags:
                self._having[tag] = self._having.get(tag, 0) + 1
        self._boxes: dict[str, CheckBox] = {}
        self.setObjectName("tag_dialog")
        self.setWindowTitle(self.tr("Tags"))
        self._title = label("title", self, self.tr("Tags"))
        self._about = NameLabel("muted", self)
        one = len(ids) == 1 and known
        self._about.show_name(title_of(known[0]) if one else chats_said(len(ids)))
        self._field = QLineEdit(self)
        self._field.setObjectName("new_tag")
        self._field.setAccessibleName(self.tr("New tag"))
        self._field.setPlaceholderText(self.tr("New tags, with commas between"))
        self._field.setMaxLength(_MOST_TYPED * LONGEST_TAG)
        self._add = button(self.tr("Add"), "add_tag", self)
        self._none = label("small", self, self.tr("No chat has a tag yet."))
        self._close = button(self.tr("Close"), "close_tags", self, "primary")
        self._lay_out()
        self.show_tags([])
        self._add.clicked.connect(self._on_add)
        self._close.clicked.connect(self.accept)
        self._field.textChanged.connect(self._on_typed)
        self._on_typed("")
        self._field.setFocus()

    def show_tags(self, tags: Sequence[tuple[str, int]]) -> None:
        """All tags there are, with how many chats have each."""
        counts = dict(tags)
        for tag in {*counts, *self._having}:
            if tag not in self._boxes:
                self._offer(tag)
            count = counts.get(tag, 0)
            shown = tag.replace("&", "&&")
            self._boxes[tag].setText(f"{shown} · {count_text(count)}" if count else shown)
        self._none.setVisible(not self._boxes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.focusWidget() is self._field:
            self._on_add()
        else:
            super().keyPressEvent(event)

    # Inside

    def _lay_out(self) -> None:
        page = QWidget()
        self._list = QVBoxLayout(page)
        self._list.setContentsMargins(2, 2, 8, 2)
        self._list.setSpacing(8)
        self._list.addWidget(self._none)
        self._list.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        self._scroll = scroll
        new = QHBoxLayout()
        new.setSpacing(8)
        new.addWidget(self._field, 1)
        new.addWidget(self._add)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(new)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self.resize(round(_WIDTH_PX * current_zoom()), round((_LIST_PX + 190) * current_zoom()))

    def _offer(self, tag: str) -> CheckBox:
        box = self._boxes[tag] = CheckBox(self)
        box.setObjectName("tag")
        box.setAccessibleName(tag)
        having = self._having.get(tag, 0)
        box.setTristate(0 < having < self._count)
        state = Qt.CheckState.PartiallyChecked if having else Qt.CheckState.Unchecked
        box.setCheckState(Qt.CheckState.Checked if having >= self._count else state)
        names = sorted(self._boxes, key=folded)
        self._list.insertWidget(1 + names.index(tag), box)
        QWidget.setTabOrder(self._add, box)
        box.clicked.connect(self._on_clicked)
        return box

    def _on_clicked(self) -> None:
        for tag, box in self._boxes.items():
            if box is self.sender():
                box.setTristate(False)
                on = box.isChecked()
                (self.tag_requested if on else self.untag_requested).emit(self._ids, tag)

    def _on_typed(self, text: str) -> None:
        self._add.setEnabled(any(map(clean_tag, text.split(","))))

    def _on_add(self) -> None:
        tags = [tag for tag in map(clean_tag, self._field.text().split(",")) if tag]
        for tag in tags[:_MOST_TYPED]:
            self._put(tag)
        if tags:
            self._field.clear()

    def _put(self, tag: str) -> None:
        # One that is only written otherwise is the one there is.
        tag = next((known for known in self._boxes if folded(known) == folded(tag)), tag)
        box = self._boxes.get(tag) or self._offer(tag)
        box.setTristate(False)
        box.setChecked(True)
        box.setText(box.text() or tag.replace("&", "&&"))
        self._none.hide()
        self.tag_requested.emit(self._ids, tag)
