"""Opening a chat at one of its messages, wherever in its tree that is.

What is around the message is read before the chat is shown, so that the chat comes into
view in one step and never jumps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oriel.domain.messages import Message
    from oriel.domain.outlines import TurnOutline
    from oriel.domain.word_places import Sought
    from oriel.services.conversations import Conversations
    from oriel.ui.view_models.chat import ChatViewModel

AROUND = 6  # turns before and after the message
GONE, ANSWERING = "gone", "answering"


class Pointing:
    """Owned by the ChatViewModel: `pointed(message id, Sought)` comes once the message can be
    shown, `not_pointed(GONE or ANSWERING)` when it cannot: it was deleted meanwhile, or lies
    on another branch of a chat in which an answer streams."""

    def __init__(self, owner: ChatViewModel) -> None:
        self._owner = owner

    def open_at(self, chat_id: str, message_id: str, sought: Sought) -> None:
        whole = self._owner.chat_id == chat_id and not self._owner.opening
        self._owner.opener.start(self._open_at(chat_id, message_id, sought, in_view=whole))

    async def _open_at(
        self, chat_id: str, message_id: str, sought: Sought, *, in_view: bool
    ) -> None:
        owner = self._owner
        conversations = owner.desk_of(chat_id).conversations
        outline: Sequence[TurnOutline] = await conversations.outline(chat_id)
        if not _has(outline, message_id):
            outline = await self._other_branch(conversations, chat_id, message_id)
            in_view = False
        if not _has(outline, message_id):
            return
        if not in_view:
            around = await conversations.turns(_around(outline, message_id))
            versions = await conversations.versions_of(chat_id, around)
            await owner.opener.load(chat_id, outline)
            if owner.chat_id != chat_id:  # deleted at this very moment
                return
            owner.versions |= versions
            owner.reading.take(around)
        owner.pointed.emit(message_id, sought)

    async def _other_branch(
        self, conversations: Conversations, chat_id: str, message_id: str
    ) -> Sequence[TurnOutline]:
        """The branch through a message that is on none in view; [] when there is no way."""
        found: list[Message] = await conversations.turns([message_id])
        present = await conversations.chat(chat_id)
        if present is None or not found or found[0].chat_id != chat_id:
            self._owner.not_pointed.emit(GONE)
            return []
        if self._owner.turns.runs(chat_id):
            self._owner.not_pointed.emit(ANSWERING)
            return []
        await conversations.read_from(chat_id, message_id)
        return await conversations.outline(chat_id)


def _has(outline: Sequence[TurnOutline], message_id: str) -> bool:
    return any(turn.id == message_id for turn in outline)


def _around(outline: Sequence[TurnOutline], message_id: str) -> list[str]:
    at = next(number for number, turn in enumerate(outline) if turn.id == message_id)
    return [turn.id for turn in outline[max(0, at - AROUND) : at + AROUND + 1]]
