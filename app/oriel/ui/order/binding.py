"""Joins the list's wishes about order to their view-model: folders, tags, many at once.

Menus and dialogs are imported when they are first asked for. What was done is told with its
way back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, QPoint

from oriel.domain.chat_lists import EVERYTHING, ChatHead, ListFilter
from oriel.domain.folders import Folder
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.order.told import told
from oriel.ui.order.words import chats_said, title_of
from oriel.ui.undo import Undo
from oriel.ui.view_models.ordering import Deed, Done
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.ui.order.folder_dialog import FolderDialog
    from oriel.ui.order.pick_dialog import Pick
    from oriel.ui.order.receiving import Receiving
    from oriel.ui.order.tag_dialog import TagDialog

BeforeDelete = Callable[[Sequence[str], str, Callable[[], None]], None]
# After these the chats are no longer in the list, and an open one gives way.
_LEAVING = (Deed.DELETED, Deed.ARCHIVED)


class OrderBinding(QObject):
    def __init__(
        self,
        window: MainWindow,
        models: ViewModels,
        choice: ModelChoice,
        chat_binding: ChatBinding,
        undo: Undo,
        open_folders: Sequence[str],
    ) -> None:
        """`open_folders` is what the settings file keeps (`kept` gives it back)."""
        super().__init__()
        self._window = window
        self._sidebar = window.sidebar
        self._list = window.sidebar.chat_list
        self._models = models
        self._chat, self._chats, self._order = models.chat, models.chats, models.chats.order
        self._choice = choice
        self._chat_binding = chat_binding
        self._undo = undo
        # Who has something to say before chats are deleted, and then lets it go on.
        self.before_delete: BeforeDelete = _go_on
        self._was_open = ""  # the chat that was open when it was deleted or archived
        self._titles: dict[str, str] = {}  # of chats something is being done with, for telling
        self._to_rename = ""  # the folder that was just made
        self._tags: TagDialog | None = None
        self._dialog: FolderDialog | None = None
        self._receiving: Receiving | None = None
        self._menu_at: QPoint | None = None
        self._chats.open_folders = set(open_folders)
        self._connect_list()
        self._connect_actions()
        self._order.done.connect(self._on_done)
        self._order.undone.connect(self._on_undone)
        self._order.folder_made.connect(self._on_folder_made)
        self._order.stepped.connect(self._list.bring_folder)
        self._order.takes_long.connect(self._on_takes_long)
        self._order.too_deep.connect(self._on_too_deep)
        self._order.tags_read.connect(self._on_tags_read)
        self._chat.opened.connect(self._on_opened)

    def kept(self) -> dict[str, Any]:
        """Which folders show what lies in them, for the settings file."""
        known = {folder.id for folder in self._chats.outline.folders}
        return {"open_folders": sorted(self._chats.open_folders & known)}

    # Wishes

    def _connect_list(self) -> None:
        wishes = self._list
        wishes.folder_toggled.connect(self._chats.set_folder_open)
        wishes.folder_renamed.connect(self._order.rename_folder)
        wishes.folder_moved.connect(self._order.move_folder)
        wishes.folder_placed.connect(self._order.place_folder)
        wishes.folder_delete_requested.connect(self._order.delete_folder)
        wishes.move_requested.connect(self._move)
        wishes.pin_requested.connect(self._pin)
        wishes.archive_requested.connect(self._archive)
        wishes.brought.connect(self._on_brought)
        wishes.new_chat_requested.connect(self.new_chat_in)
        wishes.chats_menu_requested.connect(self._open_chats_menu)
        wishes.folder_menu_requested.connect(self._open_folder_menu)
        self._sidebar.delete_requested.connect(self._delete)
        self._sidebar.list_menu_requested.connect(self._open_list_menu)
        self._sidebar.usual_list_requested.connect(self._show_everything)

    def _connect_actions(self) -> None:
        self._window.action("archive_chat").triggered.connect(self._on_archive)
        self._window.action("archived").triggered.connect(self._on_archived)
        self._window.action("new_folder").triggered.connect(self._new_folder)
        self._window.action("folder_up").triggered.connect(self._step_up)
        self._window.action("folder_down").triggered.connect(self._step_down)

    def new_chat_in(self, folder_id: str) -> None:
        """A new chat that lies in the folder and begins with what the folder says."""
        folder = self._order.folder(folder_id)
        self._chat_binding.keep_draft()
        self._chat.new_chat(folder=folder)
        if folder_id not in self._chats.open_folders:
            self._chats.set_folder_open(folder_id, True)  # noqa: FBT003

    def _move(self, ids: tuple[str, ...], folder_id: str) -> None:
        self._remember(ids)
        self._order.move(ids, folder_id)

    def _pin(self, ids: tuple[str, ...], pinned: bool) -> None:
        self._remember(ids)
        self._order.pin(ids, pinned)

    def _colour(self, ids: tuple[str, ...], colour: str) -> None:
        self._remember(ids)
        self._order.colour(ids, colour)

    def _archive(self, ids: tuple[str, ...]) -> None:
        self._remember(ids)
        self._leave(ids)
        if self._chat.chat_id in ids:
            self._chat_binding.keep_draft()
            self._chat.new_chat()
        self._order.archive(ids)

    def _unarchive(self, ids: tuple[str, ...]) -> None:
        self._remember(ids)
        self._order.unarchive(ids)

    def _delete(self, ids: tuple[str, ...]) -> None:
        known = self._known(ids)
        title = title_of(known[0]) if len(ids) == 1 and known else ""
        self.before_delete(ids, title, partial(self._delete_here, ids))

    def _delete_here(self, ids: tuple[str, ...]) -> None:
        self._remember(ids)
        self._leave(ids)
        self._chat.forget_all(frozenset(ids))
        self._order.delete(ids)

    def _leave(self, ids: tuple[str, ...]) -> None:
        """The open chat goes with these, and comes back with them when that is undone."""
        if self._chat.chat_id in ids:
            self._was_open = self._chat.chat_id
        elif self._was_open in ids:
            self._was_open = ""

    def _remember(self, ids: tuple[str, ...]) -> None:
        """The title of the one chat, for telling."""
        known = self._known(ids)
        if len(ids) == 1 and known:
            self._titles[ids[0]] = title_of(known[0])

    def _step_up(self) -> None:
        self._order.step_folder(self._list.keyboard_folder(), -1)

    def _step_down(self) -> None:
        self._order.step_folder(self._list.keyboard_folder(), 1)

    def _new_folder(self) -> None:
        self._make_folder()

    def _new_folder_in(self, parent_id: str) -> None:
        self._make_folder(parent_id)

    def _new_folder_for(self, ids: tuple[str, ...]) -> None:
        self._remember(ids)
        self._make_folder("", ids)

    def _make_folder(self, parent_id: str = "", ids: Sequence[str] = ()) -> None:
        self._show_everything()
        if self._sidebar.isHidden():
            self._window.toggle_sidebar()
        self._order.make_folder(self.tr("New folder"), parent_id, ids)

    def _show_everything(self) -> None:
        if self._chats.filter:
            self._chats.show_only(EVERYTHING)

    def _show_only(self, wanted: ListFilter) -> None:
        self._list.choosing.clear()
        if self._sidebar.isHidden():
            self._window.toggle_sidebar()
        self._chats.show_only(wanted)

    def _on_brought(self, chat_id: str, data: QMimeData) -> None:
        if self._receiving is None:
            from oriel.ui.order.receiving import Receiving

            self._receiving = Receiving(self._window, self._chat)
        self._receiving.take(chat_id, data)

    # Actions

    def _on_archive(self) -> None:
        """What is chosen, when the keyboard is in the list; else the open chat."""
        if self._list.has_keyboard():
            ids = self._list.chosen_or_current()
            if not self._list.choosing.any and ids and self._archived(ids):
                self._unarchive(ids)
            else:
                self._list.archive_chosen()
        elif self._chat.chat_id and not self._chat.is_temporary:
            here = (self._chat.chat_id,)
            archived = self._chat.chat is not None and self._chat.chat.archived_at is not None
            (self._unarchive if archived else self._archive)(here)

    def _archived(self, ids: tuple[str, ...]) -> bool:
        known = self._known(ids)
        return bool(known) and all(chat.archived_at is not None for chat in known)

    def _on_archived(self) -> None:
        self._show_only(ListFilter(archived=True))

    # Menus

    def _known(self, ids: tuple[str, ...]) -> list[ChatHead]:
        return self._list.rows.heads_of(ids)

    def _open_chats_menu(self, ids: tuple[str, ...], at: QPoint) -> None:
        from oriel.ui.chat_menu import ChatMenu

        folders = self._chats.outline.folders
        menu = ChatMenu(ids, self._known(ids), folders, self._window.actions_table, self._list)
        menu.rename_requested.connect(self._list.rename_chat)
        menu.pin_requested.connect(self._pin)
        menu.move_requested.connect(self._move)
        menu.other_requested.connect(self._pick_place)
        menu.new_folder_requested.connect(self._new_folder_for)
        menu.tags_requested.connect(self._open_tags)
        menu.colour_requested.connect(self._colour)
        menu.archive_requested.connect(self._archive)
        menu.unarchive_requested.connect(self._unarchive)
        menu.export_requested.connect(self._sidebar.export_requested)
        menu.delete_requested.connect(self._sidebar.delete_requested)
        menu.popup(at)

    def _open_folder_menu(self, folder: Folder, at: QPoint) -> None:
        from oriel.ui.order.folder_menu import FolderMenu

        menu = FolderMenu(
            folder, self._chats.outline.folders, self._window.actions_table, self._list
        )
        menu.new_chat_requested.connect(self.new_chat_in)
        menu.new_folder_requested.connect(self._new_folder_in)
        menu.rename_requested.connect(self._list.rename_folder)
        menu.move_requested.connect(self._order.move_folder)
        menu.other_requested.connect(self._pick_parent)
        menu.step_requested.connect(self._order.step_folder)
        menu.colour_requested.connect(self._order.colour_folder)
        menu.settings_requested.connect(self._open_settings)
        menu.export_requested.connect(self._sidebar.export_folder_requested)
        menu.delete_requested.connect(self._order.delete_folder)
        menu.popup(at)

    def _open_list_menu(self, at: QPoint) -> None:
        self._menu_at = at
        self._order.read_tags()

    def _on_tags_read(self, tags: list[tuple[str, int]]) -> None:
        if self._tags is not None:
            self._tags.show_tags(tags)
        elif self._menu_at is not None:
            from oriel.ui.menu_hover import open_over
            from oriel.ui.order.list_menu import ListMenu

            at, self._menu_at = self._menu_at, None
            menu = ListMenu(self._chats.filter, tags, self._window.actions_table, self._sidebar)
            menu.chosen.connect(self._show_only)
            menu.other_requested.connect(self._pick_tag)
            open_over(menu, self._sidebar.list_button).popup(at)

    # Dialogs

    def _pick(self, title: str, picks: Sequence[Pick], then: Callable[[str], None]) -> None:
        from oriel.ui.order.pick_dialog import PickDialog

        dialog = PickDialog(title, picks, self._window)
        dialog.picked.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _pick_tag(self, picks: Sequence[Pick]) -> None:
        self._pick(self.tr("Chats with the tag"), picks, self._show_tag)

    def _show_tag(self, tag: str) -> None:
        self._show_only(ListFilter(tag=tag))

    def _pick_place(self, ids: tuple[str, ...], picks: Sequence[Pick]) -> None:
        self._pick(self.tr("Move to"), picks, partial(self._move, ids))

    def _pick_parent(self, folder_id: str, picks: Sequence[Pick]) -> None:
        self._pick(self.tr("Move to"), picks, partial(self._order.move_folder, folder_id))

    def _open_tags(self, ids: tuple[str, ...]) -> None:
        from oriel.ui.order.tag_dialog import TagDialog

        if self._tags is not None:
            return
        self._remember(ids)
        self._tags = TagDialog(ids, self._known(ids), self._window)
        self._tags.tag_requested.connect(self._order.tag)
        self._tags.untag_requested.connect(self._order.untag)
        self._tags.finished.connect(self._on_tags_finished)
        self._order.read_tags()
        self._tags.open()

    def _on_tags_finished(self) -> None:
        dialog, self._tags = self._tags, None
        if dialog is not None:
            dialog.deleteLater()

    def _open_settings(self, folder_id: str) -> None:
        from oriel.ui.order.folder_dialog import FolderDialog

        folder = self._order.folder(folder_id)
        if folder is None or self._dialog is not None:
            return
        self._dialog = FolderDialog(folder, self._models, self._choice, self._window)
        self._dialog.save_requested.connect(self._order.keep_folder)
        self._dialog.finished.connect(self._on_settings_finished)
        self._dialog.open()

    def _on_settings_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    # Facts

    def _on_done(self, done: Done) -> None:
        title = self._titles.pop(done.ids[0], "") if len(done.ids) == 1 else ""
        self._undo.offer(told(done, title), partial(self._order.undo, done))
        if done.removed is not None:
            self._on_folder_gone(done.removed.folder)
        if done.deed in _LEAVING:
            self._list.choosing.clear()

    def _on_folder_gone(self, folder: Folder) -> None:
        """A new chat that was to lie in it lies where its other chats are now."""
        if self._chat.new_in == folder.id:
            self._chat_binding.keep_draft()
            self._chat.new_chat(folder=self._order.folder(folder.parent_id))

    def _on_undone(self, done: Done) -> None:
        if done.deed in _LEAVING and self._was_open in done.ids:
            self._sidebar.chat_chosen.emit(self._was_open)
            self._was_open = ""

    def _on_folder_made(self, folder: Folder) -> None:
        self._list.rename_folder(folder.id)

    def _on_takes_long(self, count: int) -> None:
        text = self.tr("Working on {chats}…").format(chats=chats_said(count))
        self._window.show_toast(text)

    def _on_too_deep(self) -> None:
        self._window.show_toast(self.tr("Folders cannot lie any deeper than this."))

    def _on_opened(self) -> None:
        folder = self._order.folder(self._chat.new_in)
        if folder is None:
            return
        self._window.page.show_new_in(folder.name)
        if folder.connection_id:
            self._choice.begin_with(folder.connection_id, folder.model)


def _go_on(ids: Sequence[str], title: str, go_on: Callable[[], None]) -> None:
    go_on()
