"""The person's chats: list, open, name, pin, delete and bring back, drafts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from oriel.domain.bin import BIN_DAYS
from oriel.domain.chat_settings import ChatSettings
from oriel.domain.chats import Chat, clean_tag
from oriel.domain.messages import Message, Role
from oriel.domain.outlines import TurnOutline, Versions
from oriel.domain.tree import parents_first
from oriel.domain.waiting import WaitingTurn
from oriel.domain.words import folded
from oriel.store.chats import Before, ChatTable
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable

MOST_TAGS = 12  # of one chat
PAGE = 24  # messages a chat opens with
NEW_CHAT = ""  # the draft of a chat that does not exist yet


@dataclass(frozen=True, slots=True)
class OpenedChat:
    """A chat with the end of the branch being read and what was being typed.

    `messages` is root first, at most PAGE; `older` says whether the branch has more
    before them. `versions` holds, by id, those of them and their siblings that have some.
    """

    chat: Chat
    messages: tuple[Message, ...]
    draft: str
    versions: dict[str, Versions] = field(default_factory=dict)
    older: bool = False


@dataclass(frozen=True, slots=True)
class WholeChat:
    """`messages` are those of all branches, parents first."""

    chat: Chat
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """Turns taken out of a chat, parents first, and the leaf that was read before."""

    chat_id: str
    leaf_id: str | None
    messages: tuple[Message, ...]


class Conversations:
    def __init__(self, chats: ChatTable, messages: MessageTable, drafts: DraftTable) -> None:
        self._chats = chats
        self._messages = messages
        self._drafts = drafts

    async def all(self) -> list[Chat]:
        """Every chat that is not deleted, newest first."""
        return await self._chats.list()

    async def open(self, chat_id: str) -> OpenedChat | None:
        """None when there is no such chat (deleted meanwhile)."""
        chat = await self._present(chat_id)
        if chat is None:
            return None
        # One more than is shown: a first message may name a parent that is not there.
        path = await self._messages.last_of_path(chat_id, chat.leaf_id, PAGE + 1)
        if not path:
            leaf = await self._messages.newest_leaf(chat_id)
            path = await self._messages.last_of_path(chat_id, leaf, PAGE + 1)
        return OpenedChat(
            chat,
            tuple(path[-PAGE:]),
            await self._drafts.get(chat_id),
            await self.versions_of(chat_id, path[-PAGE:]),
            older=len(path) > PAGE,
        )

    async def chat(self, chat_id: str) -> Chat | None:
        """None when there is no such chat, or it was deleted."""
        return await self._present(chat_id)

    async def last_answer(self, chat_id: str) -> Message | None:
        """The answer the branch being read ends with; None when it ends otherwise."""
        chat = await self._present(chat_id)
        leaf = await self._messages.get(chat.leaf_id) if chat and chat.leaf_id else None
        return leaf if leaf is not None and leaf.role is Role.ASSISTANT else None

    async def page(self, chat_id: str, leaf_id: str) -> tuple[Message, ...]:
        """The last PAGE messages of the path that ends at `leaf_id`, root first."""
        return tuple(await self._messages.last_of_path(chat_id, leaf_id, PAGE))

    async def outline(self, chat_id: str) -> list[TurnOutline]:
        """The whole branch being read, root first; [] when there is no such chat."""
        chat = await self._present(chat_id)
        if chat is None:
            return []
        return await self._messages.outline_of_path(
            chat_id, chat.leaf_id
        ) or await self._messages.outline_of_path(
            chat_id, await self._messages.newest_leaf(chat_id)
        )

    async def turns(self, ids: Sequence[str]) -> list[Message]:
        """The messages in the order asked for; those that are gone are left out."""
        return await self._messages.with_ids(ids)

    async def find(self, chat_id: str, needle: str) -> dict[str, int]:
        """By id, how often each message of the chat, on any branch, says `needle`."""
        return await self._messages.matches(chat_id, needle)

    async def versions_of(self, chat_id: str, messages: Sequence[Message]) -> dict[str, Versions]:
        """By id, the place of each of these messages that has siblings."""
        parents = list(dict.fromkeys(message.parent_id for message in messages))
        return await self._messages.versions_below(chat_id, parents)

    async def switch_version(self, chat_id: str, message_id: str, step: int) -> bool:
        """Makes the version one place on (`step` 1) or back (-1), with what was last said
        below it, the branch being read. False, and nothing changes, at the first or last."""
        leaf = await self._messages.leaf_of_version(chat_id, message_id, step)
        if leaf is None:
            return False
        return await self.read_at(chat_id, leaf)

    async def read_at(self, chat_id: str, leaf_id: str | None) -> bool:
        """Makes the path that ends at this message the branch being read; False when the
        chat is not there."""
        changed = await self._chats.change(chat_id, lambda chat: replace(chat, leaf_id=leaf_id))
        return changed is not None

    async def read_from(self, chat_id: str, message_id: str) -> None:
        """Makes the branch being read the one through this message, to its newest end."""
        await self.read_at(chat_id, await self._messages.newest_below(chat_id, message_id))

    async def take_out(
        self, chat_id: str, message_id: str, *, to_bin: bool = True
    ) -> Removed | None:
        """Moves a turn with all that follows it to the bin; None when it is not there. The
        branch being read then ends at another version of the turn, or at the turn before."""
        binned_at = time.time() if to_bin else None
        taken = await self._messages.take_out(chat_id, message_id, binned_at)
        return Removed(chat_id, taken.leaf_id, taken.messages) if taken else None

    async def put_back(self, removed: Removed) -> None:
        """Undoes `take_out`, the branch that was read included."""
        await self._messages.put_back(removed.chat_id, removed.messages, removed.leaf_id)

    async def change_settings(self, chat_id: str, settings: ChatSettings) -> None:
        await self._chats.change(chat_id, lambda chat: replace(chat, settings=settings))

    async def rename(self, chat_id: str, title: str) -> None:
        """Gives a title; an empty one is not taken."""
        if title := " ".join(title.split())[:200]:
            await self._chats.change(
                chat_id, lambda chat: replace(chat, title=title, titled_by="user")
            )

    async def pin(self, chat_id: str, pinned: bool) -> None:
        await self._chats.change(chat_id, lambda chat: replace(chat, pinned=pinned))

    async def choose_model(self, chat_id: str, connection_id: str, model: str) -> None:
        await self._chats.change(
            chat_id, lambda chat: replace(chat, connection_id=connection_id, model=model)
        )

    async def delete(self, chat_id: str) -> None:
        """To the bin, where it stays for BIN_DAYS."""
        await self._chats.delete(chat_id, time.time())

    async def restore(self, chat_id: str) -> None:
        await self._chats.restore(chat_id)

    async def empty_old_bin(self) -> int:
        """Removes for good what has been in the bin for over BIN_DAYS; how many chats."""
        return await self._chats.purge(time.time() - BIN_DAYS * 86400)

    # Order among chats, of many at once. Each gives what `undo` needs; the time at which a
    # chat was last used stays as it is.

    async def move(self, ids: Sequence[str], folder_id: str) -> Before:
        """Into a folder, "" for out of any."""
        return await self._chats.edit(ids, "folder_id", lambda _: folder_id)

    async def tag(
        self, ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> Before:
        """Gives and takes tags; words are cleaned as `clean_tag` does."""
        given = {folded(tag): tag for tag in reversed([*map(clean_tag, add)]) if tag}
        gone = {folded(tag) for tag in remove}

        def edit(tags: tuple[str, ...]) -> tuple[str, ...]:
            kept = [tag for tag in tags if folded(tag) not in gone]
            has = {folded(tag) for tag in kept}
            new = [tag for key, tag in reversed(given.items()) if key not in has]
            return tuple(kept + new)[:MOST_TAGS]

        return await self._chats.edit(ids, "tags", edit)

    async def archive(self, ids: Sequence[str]) -> Before:
        now = time.time()
        return await self._chats.edit(ids, "archived_at", lambda at: at or now)

    async def unarchive(self, ids: Sequence[str]) -> Before:
        return await self._chats.edit(ids, "archived_at", lambda _: None)

    async def colour(self, ids: Sequence[str], colour: str) -> Before:
        """`colour` is a theme token, "" for none."""
        return await self._chats.edit(ids, "colour", lambda _: colour)

    async def pin_many(self, ids: Sequence[str], pinned: bool) -> Before:
        return await self._chats.edit(ids, "pinned", lambda _: int(pinned))

    async def delete_many(self, ids: Sequence[str]) -> Before:
        """To the bin; what is there already stays as it is."""
        now = time.time()
        return await self._chats.edit(ids, "deleted_at", lambda at: at or now)

    async def restore_many(self, ids: Sequence[str]) -> Before:
        """Out of the bin again."""
        return await self._chats.edit(ids, "deleted_at", lambda _: None)

    async def undo(self, *befores: Before) -> None:
        """Puts back what one of these changed."""
        for before in befores:
            await self._chats.put_back(before)

    # A chat that moves from one history to another: a temporary one that is kept.

    async def whole(self, chat_id: str) -> WholeChat | None:
        """The chat with its whole tree, parents first; None when it is not there."""
        chat = await self._present(chat_id)
        if chat is None:
            return None
        return WholeChat(chat, parents_first(await self._messages.for_chat(chat_id)))

    async def add_whole(
        self, chat: Chat, messages: Sequence[Message], waiting: Sequence[WaitingTurn] = ()
    ) -> None:
        """Adds a chat with its tree, parents first, and what waits to be sent in it: all of it
        or nothing, durably."""
        await self._messages.add_with(chat, messages, waiting)

    async def forget(self, chat_id: str) -> None:
        """Removes a chat at once and for good, past the bin."""
        await self._chats.forget(chat_id)

    async def draft(self, chat_id: str) -> str:
        return await self._drafts.get(chat_id)

    async def save_draft(self, chat_id: str, text: str) -> None:
        await self._drafts.put(chat_id, text)

    async def _present(self, chat_id: str) -> Chat | None:
        chat = await self._chats.get(chat_id)
        return None if chat is None or chat.deleted_at is not None else chat
