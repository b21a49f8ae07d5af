"""The menu beside the search: which chats the list shows, and a new folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.chat_lists import EVERYTHING, ListFilter
from oriel.domain.visible import name_of
from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon
from oriel.ui.order.pick_dialog import MOST_IN_A_MENU, Pick

if TYPE_CHECKING:
    from oriel.ui.actions import Actions


class ListMenu(QMenu):
    """`chosen(ListFilter)`; `other_requested([Pick])` when one wants to pick from all tags.
    Open it with popup(); it deletes itself when closed."""

    chosen = Signal(object)
    other_requested = Signal(object)

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
        for tag, count in _most_used(tags):
            text = f"{name_of(tag).replace('&', '&&')}\t{count_text(count)}"
            self._add("show_tag", text, ListFilter(tag=tag))
        if len(tags) > MOST_IN_A_MENU:
            self._tags = [Pick(tag, f"{name_of(tag)} · {count_text(n)}", tag) for tag, n in tags]
            other = self.addAction(self.tr("Another tag…"))
            other.setObjectName("show_other_tag")
            other.triggered.connect(self._on_other)

    def _on_other(self) -> None:
        self.other_requested.emit(self._tags)

    def _on_triggered(self, action: QAction) -> None:
        if action in self._wanted:
            self.chosen.emit(self._wanted[action])


def _most_used(tags: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """As many as fit, in the order they came."""
    if len(tags) <= MOST_IN_A_MENU:
        return list(tags)
    most = {tag for tag, _ in sorted(tags, key=lambda each: -each[1])[:MOST_IN_A_MENU]}
    return [each for each in tags if each[0] in most]
