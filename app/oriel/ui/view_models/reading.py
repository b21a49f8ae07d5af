"""What of the open chat is read only as it is wanted: turns far back, versions, words.

A chat opens with its last messages. All else of it comes later, and none of it to a chat
that was left meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oriel.domain.messages import Message

if TYPE_CHECKING:
    from oriel.domain.outlines import TurnOutline
    from oriel.ui.view_models.chat import ChatViewModel


class Reading:
    """Owned by the ChatViewModel, whose signals tell what was read."""

    def __init__(self, owner: ChatViewModel) -> None:
        self._owner = owner
        self._older: dict[str, Message] = {}

    def read(self, ids: list[str]) -> None:
        """Reads turns that are only an outline."""
        self._owner.start(self._read(self._owner.chat_id, ids), "older turns")

    def find(self, needle: str) -> None:
        """Counts words in the chat's history."""
        self._owner.start(self._find(self._owner.chat_id, needle), "find")

    def take(self, messages: Sequence[Message]) -> None:
        """Turns of the open chat that were read already."""
        self._older |= {message.id: message for message in messages}
        self._owner.turns_read.emit(tuple(messages))

    def older(self, message_id: str) -> Message | None:
        """A turn that was read after the chat was opened."""
        return self._older.get(message_id)

    def forget(self) -> None:
        """Another chat or branch is in view."""
        self._older = {}

    def renew_versions(self, message: Message) -> None:
        """A turn that was said or answered anew has versions from now on."""
        self._owner.start(self._renew_versions(message), "versions")

    async def show_before(self, chat_id: str, outline: Sequence[TurnOutline] = ()) -> None:
        """Tells what comes before the messages that are in view; `outline` when it is known
        already."""
        owner = self._owner
        outline = outline or await owner.desk.conversations.outline(chat_id)
        shown = {message.id for message in owner.messages}
        before = [turn for turn in outline if turn.id not in shown]
        if owner.chat_id == chat_id and before:
            owner.outlined.emit(tuple(before))

    async def _read(self, chat_id: str, ids: list[str]) -> None:
        owner = self._owner
        found = tuple(await owner.desk.conversations.turns(ids))
        if chat_id == owner.chat_id:
            owner.versions |= await owner.desk.conversations.versions_of(chat_id, found)
            self.take(found)

    async def _renew_versions(self, message: Message) -> None:
        owner = self._owner
        found = await owner.desk.conversations.versions_of(message.chat_id, [message])
        if message.id in found and message.chat_id == owner.chat_id:
            owner.versions |= found
            owner.versions_changed.emit({message.id: found[message.id]})

    async def _find(self, chat_id: str, needle: str) -> None:
        conversations = self._owner.desk.conversations
        counts = await conversations.find(chat_id, needle) if needle.strip() else {}
        if chat_id == self._owner.chat_id:
            self._owner.found.emit(needle, counts)
