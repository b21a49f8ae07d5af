"""A dialog to pick one of many by its name, where a menu would be endless."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.words import folded
from oriel.ui.prompts.parts import button, label
from oriel.ui.search_field import SearchField
from oriel.ui.theme import current_zoom

MOST_IN_A_MENU = 40
_WIDTH_PX, _HEIGHT_PX = 420, 460


class Pick(NamedTuple):
    """`text` is what is shown, `name` what is looked in."""

    key: str
    text: str
    name: str


class PickDialog(QDialog):
    """`picked(key)`. Open it with open()."""

    picked = Signal(str)

    def __init__(self, title: str, picks: Sequence[Pick], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picks = [(pick, folded(pick.name)) for pick in picks]
        self._shown: list[Pick] = []
        self.setObjectName("pick_dialog")
        self.setWindowTitle(title)
        self._title = label("title", self, title)
        self._field = _Filter(self.tr("Part of the name"), "", self)
        self._field.setObjectName("pick_filter")
        self._model = QStringListModel(self)
        self._list = self._made_list()
        self._none = label("muted", self, self.tr("Nothing has such a name."))
        self._cancel = button(self.tr("Cancel"), "cancel_pick", self)
        self._choose = button(self.tr("Choose"), "take_pick", self, "primary")
        self._lay_out()
        self._field.textChanged.connect(self._on_typed)
        self._field.left_downward.connect(self._list.setFocus)
        self._list.doubleClicked.connect(self._on_choose)
        self._cancel.clicked.connect(self.reject)
        self._choose.clicked.connect(self._on_choose)
        self._on_typed("")
        self._field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_choose()
        else:
            super().keyPressEvent(event)

    def _made_list(self) -> QListView:
        made = QListView(self)
        made.setObjectName("pick_list")
        made.setAccessibleName(self.windowTitle())
        made.setModel(self._model)
        made.setUniformItemSizes(True)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._field)
        column.addWidget(self._none)
        column.addWidget(self._list, 1)
        column.addStretch()
        column.addLayout(foot)
        zoom, room = current_zoom(), self.screen().availableGeometry()
        wide, high = round(_WIDTH_PX * zoom), round(_HEIGHT_PX * zoom)
        self.resize(min(wide, int(room.width() * 0.94)), min(high, int(room.height() * 0.94)))

    def _on_typed(self, text: str) -> None:
        wanted = folded(text.strip())
        self._shown = [pick for pick, name in self._picks if wanted in name]
        self._model.setStringList([pick.text for pick in self._shown])
        self._list.setCurrentIndex(self._model.index(0))
        self._list.setVisible(bool(self._shown))
        self._none.setVisible(not self._shown)
        self._choose.setEnabled(bool(self._shown))

    def _on_choose(self, index: QModelIndex | None = None) -> None:
        row = self._list.currentIndex().row()
        if 0 <= row < len(self._shown):
            self.picked.emit(self._shown[row].key)
            self.accept()


class _Filter(SearchField):
    """Enter takes what is marked in the list; Down goes there."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)
