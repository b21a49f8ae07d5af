"""The menu beside the search: which chats the list shows, and a new folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.chat_lists import EVERYTHING, ListFilter
from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon

if TYPE_CHECKING:
    from oriel.ui.actions import Actions


class ListMenu(QMenu):
    """`chosen(ListFilter)`. Open it with popup(); it deletes itself when closed."""

    chosen = Signal(object)

    def __init__(
        self,
        current: ListFilter,
        tags: Sequence[tuple[str, int]],
        actions: Actions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("list_menu")
        self.setAccessibleName(self.tr("What the list shows"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._current = current
        self._wanted: dict[QAction, ListFilter] = {}
        self._add("show_everything", self.tr("All chats"), EVERYTHING)
        archived = ListFilter(archived=True)
        self._add("show_archived", self.tr("Archived chats"), archived)
        self._add_tags(tags)
        self.addSeparator()
        self.addAction(actions["new_folder"])
        self.triggered.connect(self._on_triggered)

    def _add(self, name: str, text: str, wanted: ListFilter) -> None:
        action = self.addAction(text)
        action.setObjectName(name)
        action.setCheckable(True)
        action.setChecked(wanted == self._current)
        self._wanted[action] = wanted

    def _add_tags(self, tags: Sequence[tuple[str, int]]) -> None:
        self.addSeparator()
        if not tags:
            none = self.addAction(icon("tag", "muted"), self.tr("No chat has a tag yet"))
            none.setEnabled(False)
        for tag, count in tags:
            text = f"{tag.replace('&', '&&')}\t{count_text(count)}"
            self._add("show_tag", text, ListFilter(tag=tag))

    def _on_triggered(self, action: QAction) -> None:
        if action in self._wanted:
            self.chosen.emit(self._wanted[action])
