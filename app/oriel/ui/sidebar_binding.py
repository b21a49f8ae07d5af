"""Joins the sidebar and the chat actions to the list of chats, with undo for a delete."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.services.conversations import Removed
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.main_window import MainWindow
from oriel.ui.undo import Undo
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel


class SidebarBinding(QObject):
    def __init__(
        self,
        window: MainWindow,
        chat: ChatViewModel,
        chats: ChatListViewModel,
        chat_binding: ChatBinding,
        undo: Undo,
    ) -> None:
        super().__init__()
        self._window = window
        self._sidebar = window.sidebar
        self._chat = chat
        self._chats = chats
        self._chat_binding = chat_binding
        self._undo = undo
        self._connect_sidebar()
        self._connect_actions()
        chat.opened.connect(self._on_opened)
        chat.chat_changed.connect(self._on_chat_changed)
        chat.busy_changed.connect(self._sidebar.set_busy)
        chats.listed.connect(self._on_listed)
        chats.deleted.connect(self._on_deleted)
        chat.removed.connect(self._on_removed)
        chats.restored.connect(self._open)
        window.page.title_edited.connect(self._on_title_edited)

    def _connect_sidebar(self) -> None:
        self._sidebar.new_chat_requested.connect(self._new_chat)
        self._sidebar.chat_chosen.connect(self._open)
        self._sidebar.rename_requested.connect(self._chats.rename)
        self._sidebar.delete_requested.connect(self._delete)
        self._sidebar.pin_requested.connect(self._chats.pin)

    def _connect_actions(self) -> None:
        wishes = {
            "new_chat": self._new_chat,
            "temporary_chat": self._new_temporary_chat,
            "next_chat": self._next,
            "previous_chat": self._previous,
        }
        for name, wish in wishes.items():
            self._window.action(name).triggered.connect(wish)

    def _new_chat(self) -> None:
        self._chat_binding.keep_draft()
        self._chat.new_chat()

    def _new_temporary_chat(self) -> None:
        self._chat_binding.keep_draft()
        self._chat.new_chat(temporary=True)

    def _open(self, chat_id: str) -> None:
        # A click on the chat in view takes back the click before, on another.
        if chat_id != self._chat.chat_id or self._chat.opening:
            self._chat_binding.keep_draft()
            self._chat.open(chat_id)

    def _next(self) -> None:
        self._step(1)

    def _previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        ids = self._sidebar.shown_ids()
        if not ids:
            return
        here = ids.index(self._chat.chat_id) if self._chat.chat_id in ids else -(by > 0)
        self._open(ids[(here + by) % len(ids)])

    def _delete(self, chat_id: str) -> None:
        self._chat.forget(chat_id)
        self._chats.delete(chat_id)

    def _on_opened(self, chat: Chat | None, messages: tuple[Message, ...], draft: str) -> None:
        self._sidebar.set_current(chat.id if chat else None)

    def _on_chat_changed(self, chat: Chat) -> None:
        self._chats.refresh()

    def _on_listed(self, chats: list[Chat]) -> None:
        self._sidebar.show_chats(chats, datetime.now().astimezone().date())
        self._sidebar.set_current(self._chat.chat_id or None)
        open_chat = next((c for c in chats if c.id == self._chat.chat_id), None)
        if open_chat is not None:
            self._window.page.set_title(open_chat.title)

    def _on_deleted(self, chat: Chat) -> None:
        name = chat.title or self.tr("New chat")
        said = self.tr("“{title}” was deleted.").format(title=name)
        self._undo.offer(said, partial(self._chats.restore, chat.id))

    def _on_removed(self, removed: Removed) -> None:
        count = len(removed.messages)
        said = self.tr("%n message(s) deleted.", "", count)
        self._undo.offer(said, partial(self._chat.branches.undo_remove, removed))

    def _on_title_edited(self, title: str) -> None:
        if self._chat.chat_id:
            self._chats.rename(self._chat.chat_id, title)
