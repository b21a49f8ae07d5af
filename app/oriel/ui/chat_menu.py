"""The context menu of one chat in the list, or of several. Imported when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.folders import NO_FOLDER, Folder
from oriel.ui.icon_engine import icon
from oriel.ui.order.pick_dialog import Pick
from oriel.ui.order.places_menu import PlacesMenu
from oriel.ui.order.tint_menu import TintMenu
from oriel.ui.order.words import chats_said, title_of

if TYPE_CHECKING:
    from oriel.domain.chat_lists import ChatHead
    from oriel.ui.actions import Actions


class ChatMenu(QMenu):
    """Open it with popup(); it deletes itself when closed. What it says is about `ids`.

    It has actions of its own: those of the table act where the keyboard is, which
    may have moved on by the time a choice is made.
    """

    rename_requested = Signal(str)
    pin_requested = Signal(object, bool)
    other_requested = Signal(object, object)
    move_requested = Signal(object, str)
    new_folder_requested = Signal(object)
    tags_requested = Signal(object)
    colour_requested = Signal(object, str)
    archive_requested = Signal(object)
    unarchive_requested = Signal(object)
    export_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(
        self,
        ids: tuple[str, ...],
        known: Sequence[ChatHead],
        folders: Sequence[Folder],
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        """`known` are those of the chats that are read."""
        super().__init__(parent)
        self._ids, self._known = ids, known
        self.setObjectName("chat_menu")
        one = known[0] if len(ids) == 1 and known else None
        self.setAccessibleName(title_of(one) if one is not None else chats_said(len(ids)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if one is not None:
            self._like(actions["rename_chat"]).triggered.connect(self._on_rename)
        else:
            self.addAction(chats_said(len(ids))).setEnabled(False)
        self._add_pin()
        self._add_places(folders)
        self._add("edit_tags", "tag", self.tr("Tags…")).triggered.connect(self._on_tags)
        self._add_colours()
        self.addSeparator()
        self._add_archive(actions)
        export = self._add("export_chats_here", "share", self.tr("Export…"))
        export.triggered.connect(self._on_export)
        self.addSeparator()
        many = self.tr("Delete {chats}").format(chats=chats_said(len(ids)))
        delete = self._like(actions["delete_chat"], "" if one is not None else many)
        delete.triggered.connect(self._on_delete)

    def _like(self, model: QAction, text: str = "") -> QAction:
        action = QAction(model.icon(), text or model.text(), self)
        action.setObjectName(model.objectName())
        # Only shown: the window's own action hears the key.
        action.setShortcut(model.shortcut())
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
        self.addAction(action)
        return action

    def _add(self, name: str, icon_name: str, text: str) -> QAction:
        action = self.addAction(icon(icon_name, "muted", "text"), text)
        action.setObjectName(name)
        return action

    def _add_pin(self) -> None:
        self._pinned = bool(self._known) and all(chat.pinned for chat in self._known)
        pin = self._add("pin_chat", "pin", self.tr("Unpin") if self._pinned else self.tr("Pin"))
        pin.triggered.connect(self._on_pin)

    def _add_places(self, folders: Sequence[Folder]) -> None:
        homes = {chat.folder_id for chat in self._known}
        home = homes.pop() if len(homes) == 1 and len(self._known) == len(self._ids) else None
        menu = PlacesMenu(self.tr("Move to"), folders, home, self.tr("No folder"), self)
        menu.chosen.connect(self._on_place)
        menu.other_requested.connect(self._on_other_place)
        menu.add_new()
        menu.new_requested.connect(self._on_new_folder)
        self.addMenu(menu)

    def _add_colours(self) -> None:
        colours = {chat.colour for chat in self._known}
        menu = TintMenu(colours.pop() if len(colours) == 1 else None, self)
        menu.chosen.connect(self._on_colour)
        self.addMenu(menu)

    def _add_archive(self, actions: Actions) -> None:
        if self._known and all(chat.archived_at is not None for chat in self._known):
            back = self._add("unarchive_chat", "archive", self.tr("Take out of the archive"))
            back.triggered.connect(self._on_unarchive)
            return
        archive = self._like(actions["archive_chat"], self.tr("Archive"))
        archive.triggered.connect(self._on_archive)

    def _on_rename(self) -> None:
        self.rename_requested.emit(self._ids[0])

    def _on_pin(self) -> None:
        self.pin_requested.emit(self._ids, not self._pinned)

    def _on_other_place(self, picks: list[Pick]) -> None:
        self.other_requested.emit(self._ids, picks)

    def _on_place(self, folder_id: str) -> None:
        self.move_requested.emit(self._ids, folder_id or NO_FOLDER)

    def _on_new_folder(self) -> None:
        self.new_folder_requested.emit(self._ids)

    def _on_tags(self) -> None:
        self.tags_requested.emit(self._ids)

    def _on_colour(self, colour: str) -> None:
        self.colour_requested.emit(self._ids, colour)

    def _on_archive(self) -> None:
        self.archive_requested.emit(self._ids)

    def _on_unarchive(self) -> None:
        self.unarchive_requested.emit(self._ids)

    def _on_export(self) -> None:
        self.export_requested.emit(self._ids)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self._ids)
