"""The context menu of a folder. Imported when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.folder_tree import Fitting, beside
from oriel.domain.folders import Folder
from oriel.ui.icon_engine import icon
from oriel.ui.order.pick_dialog import Pick
from oriel.ui.order.places_menu import PlacesMenu
from oriel.ui.order.tint_menu import TintMenu

if TYPE_CHECKING:
    from oriel.ui.actions import Actions


class FolderMenu(QMenu):
    """Open it with popup(); it deletes itself when closed. Wishes carry the folder's id;
    `export_requested` its name, too."""

    new_chat_requested = Signal(str)
    new_folder_requested = Signal(str)
    rename_requested = Signal(str)
    other_requested = Signal(object, object)
    move_requested = Signal(str, str)
    colour_requested = Signal(str, str)
    settings_requested = Signal(str)
    export_requested = Signal(str, str)
    delete_requested = Signal(str)
    step_requested = Signal(str, int)

    def __init__(
        self,
        folder: Folder,
        folders: Sequence[Folder],
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setObjectName("folder_menu")
        self.setAccessibleName(folder.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add("new_chat_here", "plus", self.tr("New chat here"), self._on_new_chat)
        self._add("new_folder_here", "folder", self.tr("New folder inside"), self._on_new_folder)
        self.addSeparator()
        self._add("rename_folder", "edit", self.tr("Rename folder"), self._on_rename)
        self._add_colours()
        self._add_places(folders)
        self._add_steps(folders, actions)
        said = self.tr("What new chats begin with…")
        self._add("folder_settings", "settings", said, self._on_settings)
        self._add("export_folder", "share", self.tr("Export…"), self._on_export)
        self.addSeparator()
        self._add("delete_folder", "trash", self.tr("Delete folder"), self._on_delete)

    def _add_steps(self, folders: Sequence[Folder], actions: Actions) -> None:
        ids = [folder.id for folder in beside(folders, self._folder.id)]
        said = {"folder_up": self.tr("Move up"), "folder_down": self.tr("Move down")}
        ends = {"folder_up": ids[:1], "folder_down": ids[-1:]}
        for name, slot in (("folder_up", self._on_up), ("folder_down", self._on_down)):
            action = self.addAction(said[name])
            action.setObjectName(name)
            # Only shown: the list's own action hears the key.
            action.setShortcut(actions[name].shortcut())
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
            action.setEnabled(self._folder.id not in ends[name])
            action.triggered.connect(slot)

    def _on_up(self) -> None:
        self.step_requested.emit(self._folder.id, -1)

    def _on_down(self) -> None:
        self.step_requested.emit(self._folder.id, 1)

    def _add(self, name: str, icon_name: str, text: str, slot: Callable[[], None]) -> None:
        action = self.addAction(icon(icon_name, "muted", "text"), text)
        action.setObjectName(name)
        action.triggered.connect(slot)

    def _add_colours(self) -> None:
        menu = TintMenu(self._folder.colour, self)
        menu.chosen.connect(self._on_colour)
        self.addMenu(menu)

    def _add_places(self, folders: Sequence[Folder]) -> None:
        fitting = Fitting(folders, self._folder.id)
        possible = [folder for folder in folders if fitting.at(folder.id)]
        home = self._folder.parent_id
        menu = PlacesMenu(self.tr("Move to"), possible, home, self.tr("Top level"), self)
        menu.chosen.connect(self._on_place)
        menu.other_requested.connect(self._on_other_place)
        self.addMenu(menu)

    def _on_new_chat(self) -> None:
        self.new_chat_requested.emit(self._folder.id)

    def _on_new_folder(self) -> None:
        self.new_folder_requested.emit(self._folder.id)

    def _on_rename(self) -> None:
        self.rename_requested.emit(self._folder.id)

    def _on_settings(self) -> None:
        self.settings_requested.emit(self._folder.id)

    def _on_export(self) -> None:
        self.export_requested.emit(self._folder.id, self._folder.name)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self._folder.id)

    def _on_other_place(self, picks: list[Pick]) -> None:
        self.other_requested.emit(self._folder.id, picks)

    def _on_place(self, folder_id: str) -> None:
        self.move_requested.emit(self._folder.id, folder_id)

    def _on_colour(self, colour: str) -> None:
        self.colour_requested.emit(self._folder.id, colour)
