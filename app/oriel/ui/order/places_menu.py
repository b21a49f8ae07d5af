"""The menu of places something can be moved to: no folder, the folders, a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.folder_tree import in_order
from oriel.domain.folders import DEEPEST, NO_FOLDER, Folder
from oriel.domain.visible import name_of
from oriel.ui.icon_engine import icon
from oriel.ui.order.pick_dialog import MOST_IN_A_MENU, Pick

_LONGEST = 48
_INDENT = "\u2003"  # as wide as a letter is high


class PlacesMenu(QMenu):
    """`chosen(folder id)`, "" for none; `new_requested()`; `other_requested([Pick])` when one
    wants to pick from all of them."""

    chosen = Signal(str)
    other_requested = Signal(object)
    new_requested = Signal()

    def __init__(
        self,
        title: str,
        folders: Sequence[Folder],
        home: str | None,
        nowhere: str,
        parent: QWidget,
    ) -> None:
        """`home` is where it is now (its entry is checked), None for several places;
        `nowhere` says what being in no folder is called."""
        super().__init__(title, parent)
        self.setObjectName("places_menu")
        self.setIcon(icon("folder", "muted", "text"))
        self._add(nowhere, NO_FOLDER, home)
        if folders:
            self.addSeparator()
        self._places = self._made_places(folders)
        for pick in self._places[:MOST_IN_A_MENU]:
            self._add(pick.text.replace("&", "&&"), pick.key, home)
        if len(self._places) > MOST_IN_A_MENU:
            other = self.addAction(self.tr("Another folder…"))
            other.setObjectName("place_other")
            other.triggered.connect(self._on_other)
        self.triggered.connect(self._on_triggered)

    def add_new(self) -> None:
        """Offers a new folder, too."""
        self.addSeparator()
        new = self.addAction(icon("plus", "muted", "text"), self.tr("New folder…"))
        new.setObjectName("place_new")
        new.triggered.connect(self.new_requested)

    def _add(self, text: str, folder_id: str, home: str | None) -> None:
        action = self.addAction(text)
        action.setObjectName(f"place_{folder_id or 'none'}")
        action.setData(folder_id)
        action.setCheckable(True)
        action.setChecked(folder_id == home)
        action.setEnabled(folder_id != home)

    def _made_places(self, folders: Sequence[Folder]) -> list[Pick]:
        found = []
        for folder, depth in in_order(folders):
            name = name_of(folder.name, _LONGEST) or self.tr("Folder")
            found.append(Pick(folder.id, _INDENT * min(depth, DEEPEST) + name, name))
        return found

    def _on_other(self) -> None:
        self.other_requested.emit(self._places)

    def _on_triggered(self, action: QAction) -> None:
        folder_id = action.data()
        if isinstance(folder_id, str):
            self.chosen.emit(folder_id)
