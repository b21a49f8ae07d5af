"""The chat engine: sends a turn, keeps what comes, and says what happened.

Knows connections, the store and TurnEvents; nothing of wire formats or widgets.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from oriel.domain.approvals import Approval, Verdict
from oriel.domain.chats import Chat, title_from
from oriel.domain.errors import AppError, Unreachable
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import Part, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import TurnEvent
from oriel.services.answer_draft import AnswerDraft
from oriel.services.approvals import Approvals
from oriel.services.connections import Connections
from oriel.services.exchange_record import ExchangeRecords
from oriel.services.piece_writer import PieceWriter
from oriel.services.rest_of_answer import completed
from oriel.services.tool_runs import Toolbox, ToolRuns
from oriel.services.turn_runner import Turn, TurnRunner
from oriel.store.approvals import ApprovalTable
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.paths import WHOLE
from oriel.store.remotes import RemoteTable


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
class ApprovalWanted:
    """A call of `message_id` waits until ChatEngine.approve is told what the person says."""

    message_id: str
    approval: Approval


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    message: Message


@dataclass(frozen=True, slots=True)
class ChatChanged:
    chat: Chat


ChatEvent = MessageAdded | AnswerBegun | AnswerChanged | ApprovalWanted | AnswerEnded | ChatChanged
EmitChat = Callable[[ChatEvent], None]

# How much of a chat's end a turn is begun with: a service that remembers needs no more.
_RECENT = 24
# A stored answer that was cut off is asked for, but not waited for, when somebody looks.
_REST_WITHIN_S = 20.0


class ChatEngine:
    """Several answers may run at once, in one chat or in several."""

    def __init__(self, database: Database, connections: Connections, toolbox: Toolbox) -> None:
        self._chats = ChatTable(database)
        self._messages = MessageTable(database)
        self._connections = connections
        self.approvals = Approvals(ApprovalTable(database))
        tools = ToolRuns(toolbox, self.approvals)
        self._runner = TurnRunner(connections, RemoteTable(database), tools)
        self._live: dict[str, AnswerDraft] = {}
        # Looks whether another machine has gone on in the chat's conversation meanwhile.
        self.before_turn: Callable[[str], Awaitable[None]] | None = None
        self.records = ExchangeRecords()

    def live_answer(self, chat_id: str) -> Message | None:
        """The answer now streaming into a chat, as far as it has come."""
        drafts = [d for d in self._live.values() if d.message.chat_id == chat_id]
        return drafts[-1].snapshot() if drafts else None

    def approve(self, approval_id: str, verdict: Verdict) -> bool:
        """Passes on what the person says; False when nothing waits for it any more."""
        return self.approvals.answer(approval_id, verdict)

    async def send(self, chat: Chat, parts: tuple[Part, ...], emit: EmitChat) -> None:
        """Adds the person's turn below the chat's leaf, then runs the answer to its end.

        What the service refuses ends up in the answer as an ErrorPart; raises
        StoreProblem when the history cannot be written.
        """
        await self._say(self._add_turn_at_leaf(chat, parts, emit), chat, emit)

    async def send_below(
        self, chat: Chat, parent_id: str | None, parts: tuple[Part, ...], emit: EmitChat
    ) -> None:
        """As `send`, below any message (None: at the beginning): how a turn is edited."""
        await self._say(self._add_turn(chat, parent_id, parts, emit), chat, emit)

    async def _say(self, adding: Coroutine[Any, Any, Message], chat: Chat, emit: EmitChat) -> None:
        # Stopping at once must not take the person's own words along.
        user = await asyncio.shield(asyncio.ensure_future(adding))
        await self.answer(chat, user.id, emit)

    async def _add_turn_at_leaf(
        self, chat: Chat, parts: tuple[Part, ...], emit: EmitChat
    ) -> Message:
        leaf_id = (await self._stored(chat)).leaf_id
        return await self._add_turn(chat, leaf_id, parts, emit)

    async def _add_turn(
        self, chat: Chat, parent_id: str | None, parts: tuple[Part, ...], emit: EmitChat
    ) -> Message:
        stored = await self._stored(chat)
        user = Message(
            id=new_id(),
            chat_id=stored.id,
            parent_id=parent_id,
            role=Role.USER,
            parts=parts,
            created_at=time.time(),
        )
        await self._messages.add(user)

        def said(now: Chat) -> Chat:
            titled = now if now.titled_by else _titled(now, user)
            return replace(_used(titled, chat), leaf_id=user.id)

        await self._change(chat.id, said, emit)
        emit(MessageAdded(user))
        return user

    async def answer(self, chat: Chat, parent_id: str, emit: EmitChat) -> Message:
        """Runs one answer to `parent_id`; a second one to the same turn becomes its sibling.

        Returns the answer as it ended.
        """
        if self.before_turn is not None:
            await self.before_turn(chat.id)
        draft = AnswerDraft(_unanswered(chat, parent_id))
        message_id = draft.message.id
        self._live[message_id] = draft
        final = draft.message
        try:
            recent = await self._messages.last_of_path(chat.id, parent_id, _RECENT)
            chat = await self._begin(chat, draft.message, emit)
            async with PieceWriter(self._messages, draft):
                final = await self._runner.run(self._turn(chat, recent, draft, emit))
        except asyncio.CancelledError:
            final = draft.ended(StopReason.STOPPED)
            raise
        except BaseException:
            final = draft.ended(StopReason.INTERRUPTED)
            raise
        finally:
            del self._live[message_id]
            await self._keep(final, draft.others, emit)
        return final

    async def reaches(self, connection_id: str) -> bool:
        """Whether the service answers at all, whatever it says."""
        try:
            client = await self._connections.client(connection_id)
            await client.probe("/models")
        except Unreachable:
            return False
        except AppError:
            return True
        return True

    async def fetch_rest(self, message: Message) -> Message | None:
        """The whole of an answer that was cut off, where the service keeps it; None where
        it does not, or is not to be reached."""
        if not message.response_id or message.stop_reason is not StopReason.INTERRUPTED:
            return None
        try:
            client = await self._connections.client(message.connection_id)
            result = await client.responses.settled(message.response_id, _REST_WITHIN_S)
        except AppError:
            return None
        if result is None or result.reason is StopReason.STOPPED:
            return None
        whole = completed(message, result)
        if whole is not None:
            await self._messages.finish(whole)
        return whole

    def _turn(self, chat: Chat, recent: list[Message], draft: AnswerDraft, emit: EmitChat) -> Turn:
        message = draft.message

        def hear(event: TurnEvent) -> None:
            draft.add(event)
            emit(AnswerChanged(message.id, event))

        async def history() -> list[Message]:
            return await self._messages.last_of_path(chat.id, message.parent_id, WHOLE)

        async def container_made(container_id: str) -> None:
            await self._use_container(chat, container_id, emit)

        return Turn(
            chat=chat,
            recent=recent,
            history=history,
            draft=draft,
            hear=hear,
            ask=lambda approval: emit(ApprovalWanted(message.id, approval)),
            container_made=container_made,
            record=self.records.begin(message.id),
        )

    async def _use_container(self, chat: Chat, container_id: str, emit: EmitChat) -> None:
        def used(now: Chat) -> Chat:
            hosted = now.settings.hosted
            if hosted.code_interpreter is None:
                return now
            code = replace(hosted.code_interpreter, container_id=container_id)
            settings = replace(now.settings, hosted=replace(hosted, code_interpreter=code))
            return replace(now, settings=settings)

        await self._change(chat.id, used, emit)

    async def _begin(self, chat: Chat, message: Message, emit: EmitChat) -> Chat:
        """The chat with the title it has by now."""
        await self._messages.add(message)
        begun = await self._change(
            chat.id, lambda now: replace(_used(now, chat), leaf_id=message.id), emit
        )
        emit(AnswerBegun(message))
        return replace(chat, title=begun.title) if begun is not None else chat

    async def _keep(
        self, final: Message, others: tuple[tuple[Part, ...], ...], emit: EmitChat
    ) -> None:
        # The view hears of the end even when the disk refuses; a second
        # cancellation must not lose the text either.
        try:
            await asyncio.shield(asyncio.ensure_future(self._write(final, others)))
        finally:
            emit(AnswerEnded(final))

    async def _write(self, final: Message, others: tuple[tuple[Part, ...], ...]) -> None:
        await self._messages.finish(final)
        for number, parts in enumerate(others, 1):
            # Further choices stand before it among the versions: the first is read on.
            at = final.created_at - number / 1000
            other = replace(final, id=new_id(), parts=parts, created_at=at, provider={})
            await self._messages.finish(other)

    async def _stored(self, chat: Chat) -> Chat:
        """The chat as stored now (it may have been renamed meanwhile), added when new."""
        if stored := await self._chats.get(chat.id):
            return stored
        await self._chats.add(chat)
        return chat

    async def _change(
        self, chat_id: str, edit: Callable[[Chat], Chat], emit: EmitChat
    ) -> Chat | None:
        at = time.time()
        changed = await self._chats.change(chat_id, lambda now: replace(edit(now), updated_at=at))
        if changed is not None:
            emit(ChatChanged(changed))
        return changed


def _used(stored: Chat, chat: Chat) -> Chat:
    return replace(stored, connection_id=chat.connection_id, model=chat.model)


def _unanswered(chat: Chat, parent_id: str) -> Message:
    return Message(
        id=new_id(),
        chat_id=chat.id,
        parent_id=parent_id,
        role=Role.ASSISTANT,
        created_at=time.time(),
        model=chat.model,
        connection_id=chat.connection_id,
        # What was asked: services answer under names of their own.
        provider={"asked": chat.model},
    )


def _titled(chat: Chat, user: Message) -> Chat:
    said = "".join(part.text for part in user.parts if isinstance(part, TextPart))
    name = next((n for p in user.parts if (n := getattr(p, "filename", ""))), "")
    title = title_from(said) or name
    return replace(chat, title=title, titled_by="first_turn") if title else chat
