"""The chat engine: sends a turn, keeps what comes, and says what happened.

Knows connections, the store and TurnEvents; nothing of wire formats or widgets.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from oriel.domain.chats import Chat, title_from
from oriel.domain.errors import AppError, NotFound, RequestInvalid
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.tree import path_to
from oriel.domain.turns import Emit, TurnEvent, TurnRequest, TurnResult, TurnStarted
from oriel.services.answer_draft import AnswerDraft
from oriel.services.connections import Connections
from oriel.services.piece_writer import PieceWriter
from oriel.store.chats import ChatTable
from oriel.store.messages import MessageTable


@dataclass(frozen=True, slots=True)
class MessageAdded:
    message: Message


@dataclass(frozen=True, slots=True)
class AnswerBegun:
    message: Message


@dataclass(frozen=True, slots=True)
class AnswerChanged:
    message_id: str
    event: TurnEvent


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    message: Message


@dataclass(frozen=True, slots=True)
class ChatChanged:
    chat: Chat


ChatEvent = MessageAdded | AnswerBegun | AnswerChanged | AnswerEnded | ChatChanged
EmitChat = Callable[[ChatEvent], None]

# A response the service holds to its end can be continued by its id alone.
_KEPT_BY_SERVICE = (StopReason.FINISHED, StopReason.LENGTH)


class ChatEngine:
    def __init__(self, chats: ChatTable, messages: MessageTable, connections: Connections) -> None:
        self._chats = chats
        self._messages = messages
        self._connections = connections
        self._live: dict[str, AnswerDraft] = {}

    def live_answer(self, chat_id: str) -> Message | None:
        """The answer now streaming into a chat, as far as it has come."""
        draft = self._live.get(chat_id)
        return draft.snapshot() if draft else None

    async def send(self, chat: Chat, text: str, emit: EmitChat) -> None:
        """Adds the person's turn below the chat's leaf, then runs the answer to its end.

        What the service refuses ends up in the answer as an ErrorPart; raises
        StoreProblem when the history cannot be written.
        """
        # Stopping at once must not take the person's own words along.
        user = await asyncio.shield(asyncio.ensure_future(self._add_turn(chat, text, emit)))
        await self.answer(chat, user.id, emit)

    async def _add_turn(self, chat: Chat, text: str, emit: EmitChat) -> Message:
        stored = await self._stored(chat)
        user = Message(
            id=new_id(),
            chat_id=stored.id,
            parent_id=stored.leaf_id,
            role=Role.USER,
            parts=(TextPart(text),),
            created_at=time.time(),
        )
        await self._messages.add(user)
        titled = stored if stored.titled_by else _titled(stored, text)
        await self._update(
            replace(titled, leaf_id=user.id, connection_id=chat.connection_id, model=chat.model),
            emit,
        )
        emit(MessageAdded(user))
        return user

    async def answer(self, chat: Chat, parent_id: str, emit: EmitChat) -> None:
        """Runs one answer to `parent_id`; a second one to the same turn becomes its sibling."""
        history = path_to(await self._messages.for_chat(chat.id), parent_id)
        draft = AnswerDraft(_unanswered(chat, parent_id))
        self._live[chat.id] = draft
        final = draft.message
        try:
            await self._begin(chat, draft.message, emit)
            async with PieceWriter(self._messages, draft):
                final = await self._run(chat, history, draft, emit)
        except asyncio.CancelledError:
            final = draft.ended(StopReason.STOPPED)
            raise
        except BaseException:
            final = draft.ended(StopReason.INTERRUPTED)
            raise
        finally:
            del self._live[chat.id]
            await self._keep(final, emit)

    async def _begin(self, chat: Chat, message: Message, emit: EmitChat) -> None:
        await self._messages.add(message)
        stored = await self._stored(chat)
        used = replace(stored, connection_id=chat.connection_id, model=chat.model)
        await self._update(replace(used, leaf_id=message.id), emit)
        emit(AnswerBegun(message))

    async def _run(
        self, chat: Chat, history: list[Message], draft: AnswerDraft, emit: EmitChat
    ) -> Message:
        message_id = draft.message.id

        def hear(event: TurnEvent) -> None:
            draft.add(event)
            emit(AnswerChanged(message_id, event))

        try:
            return draft.finished(await self._exchange(chat, history, hear))
        except AppError as error:
            return draft.failed(error)

    async def _exchange(self, chat: Chat, history: list[Message], hear: Emit) -> TurnResult:
        connection = self._connections.require(chat.connection_id)
        client = await self._connections.client(connection.id)
        whole = TurnRequest(model=chat.model, messages=tuple(m for m in history if _says(m)))
        chained = _chained(whole, connection.id) if connection.capabilities.server_state else None
        if chained is None:
            return await client.run_turn(whole, hear)
        began = False

        def watch(event: TurnEvent) -> None:
            nonlocal began
            began = began or isinstance(event, TurnStarted)
            hear(event)

        try:
            return await client.run_turn(chained, watch)
        except (NotFound, RequestInvalid) as error:
            # The earlier response has expired or was never kept: what is here
            # says the same, so the turn is sent whole.
            if began or "response" not in error.message.lower():
                raise
            return await client.run_turn(whole, hear)

    async def _keep(self, final: Message, emit: EmitChat) -> None:
        # The view hears of the end even when the disk refuses; a second
        # cancellation must not lose the text either.
        try:
            await asyncio.shield(self._messages.finish(final))
        finally:
            emit(AnswerEnded(final))

    async def _stored(self, chat: Chat) -> Chat:
        """The chat as stored now (it may have been renamed meanwhile), added when new."""
        if stored := await self._chats.get(chat.id):
            return stored
        await self._chats.add(chat)
        return chat

    async def _update(self, chat: Chat, emit: EmitChat) -> None:
        changed = replace(chat, updated_at=time.time())
        await self._chats.update(changed)
        emit(ChatChanged(changed))


def _unanswered(chat: Chat, parent_id: str) -> Message:
    return Message(
        id=new_id(),
        chat_id=chat.id,
        parent_id=parent_id,
        role=Role.ASSISTANT,
        created_at=time.time(),
        model=chat.model,
        connection_id=chat.connection_id,
    )


def _titled(chat: Chat, text: str) -> Chat:
    return replace(chat, title=title_from(text), titled_by="first_turn")


def _says(message: Message) -> bool:
    """Whether a message has anything to send: an answer that failed at once has not."""
    return message.role is not Role.ASSISTANT or bool(message.text or message.provider)


def _chained(whole: TurnRequest, connection_id: str) -> TurnRequest | None:
    """The same turn as what follows the service's last response, None when it has none."""
    for index in range(len(whole.messages) - 1, -1, -1):
        message = whole.messages[index]
        if message.role is Role.ASSISTANT:
            kept = message.stop_reason in _KEPT_BY_SERVICE and message.response_id
            if not kept or message.connection_id != connection_id:
                return None
            return replace(
                whole,
                messages=whole.messages[index + 1 :],
                previous_response_id=message.response_id,
            )
    return None
