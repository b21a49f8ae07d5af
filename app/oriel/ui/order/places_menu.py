"""The menu of places something can be moved to: no folder, the folders, a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.folder_tree import in_order
from oriel.domain.folders import NO_FOLDER, Folder
from oriel.ui.icon_engine import icon

_INDENT = "\u2003"  # as wide as a letter is high
_LONGEST = 48


class PlacesMenu(QMenu):
    """`chosen(folder id)`, "" for none; `new_requested()`."""

    chosen = Signal(str)
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
        for folder, depth in in_order(folders):
            name = (folder.name or self.tr("Folder"))[:_LONGEST].replace("&", "&&")
            self._add(_INDENT * depth + name, folder.id, home)
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

    def _on_triggered(self, action: QAction) -> None:
        folder_id = action.data()
        if isinstance(folder_id, str):
            self.chosen.emit(folder_id)
