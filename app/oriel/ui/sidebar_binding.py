"""Joins the sidebar and the chat actions to the list of chats.

What is done with many chats, folders and tags is the order's (ui/order/binding.py).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from oriel.domain.chat_lists import Outline
from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.services.conversations import Removed
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.count_text import count_text
from oriel.ui.main_window import MainWindow
from oriel.ui.order.midnight import Midnight
from oriel.ui.order.walking import neighbour
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
        chats.stepped.connect(self._open)
        chat.removed.connect(self._on_removed)
        window.page.title_edited.connect(self._on_title_edited)
        self._midnight = Midnight(lambda: chats.now(), window.sidebar)
        self._midnight.passed.connect(chats.refresh)

    def _connect_sidebar(self) -> None:
        self._sidebar.new_chat_requested.connect(self._new_chat)
        self._sidebar.chat_chosen.connect(self._open)
        self._sidebar.rename_requested.connect(self._chats.rename)
        view = self._sidebar.chat_list
        view.page_wanted.connect(self._chats.want_page)
        view.spans_wanted.connect(self._chats.resolve)
        view.seek_requested.connect(self._chats.seek)
        self._chats.sought.connect(view.show_sought)
        self._chats.page_read.connect(view.rows.take_page)
        self._chats.chosen_read.connect(view.choosing.take)

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
        view = self._sidebar.chat_list
        if folder_id := view.keyboard_folder():
            view.new_chat_requested.emit(folder_id)
            return
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
        span = neighbour(self._sidebar.chat_list, by)
        if span is not None:
            self._chats.step_to(span)

    def _on_opened(self, chat: Chat | None, messages: tuple[Message, ...], draft: str) -> None:
        if chat is not None and chat.archived_at is None:
            self._chats.follow(chat.id, chat.folder_id)
        else:
            self._chats.follow(chat.id if chat else "")
        self._mark_open()
        if not self._sidebar.chat_list.is_current_known():
            self._chats.refresh()

    def _on_chat_changed(self, chat: Chat) -> None:
        if chat.id == self._chat.chat_id and chat.title:
            self._window.page.set_title(chat.title)
        self._chats.refresh()

    def _on_listed(self, outline: Outline) -> None:
        self._sidebar.show_outline(outline, self._chats.open_folders)
        self._mark_open()
        rows = self._sidebar.chat_list.rows
        head = rows.chat_at(rows.row_of(self._chat.chat_id)) if self._chat.chat_id else None
        if head is not None:
            self._window.page.set_title(head.title)

    def _mark_open(self) -> None:
        self._sidebar.set_current(self._chat.chat_id or None, self._chat.new_in)

    def _on_removed(self, removed: Removed) -> None:
        count = len(removed.messages)
        many = self.tr("{count} messages are deleted.").format(count=count_text(count))
        said = self.tr("1 message is deleted.") if count == 1 else many
        self._undo.offer(said, partial(self._chat.branches.undo_remove, removed))

    def _on_title_edited(self, title: str) -> None:
        if self._chat.chat_id:
            self._chats.rename(self._chat.chat_id, title)
