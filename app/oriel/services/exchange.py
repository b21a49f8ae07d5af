"""One answer's requests to the service, by the chat's way of remembering.

A conversation at the service, a chain of responses, or everything each time: the rounds
of the answer and what to do when the service has forgotten differ, and nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from oriel.api.client import ServiceClient
from oriel.domain.chat_settings import Memory, memory_of
from oriel.domain.chats import Chat
from oriel.domain.connections import Connection
from oriel.domain.errors import (
    AccessDenied,
    AppError,
    NotFound,
    RequestInvalid,
    ServiceRefused,
    StreamInterrupted,
)
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import NotePart, Part
from oriel.domain.remote_state import has_moved, site_of
from oriel.domain.stopping import StopReason
from oriel.domain.turns import Emit, Noted, TurnEvent, TurnRequest, TurnResult, TurnStarted
from oriel.domain.untaken import was_not_taken
from oriel.services.exchange_record import ExchangeRecord
from oriel.services.remote_metadata import only_title, tell_metadata, wanted_metadata
from oriel.store.remotes import Remote, RemoteTable

# A response the service holds to its end can be continued by its id alone.
_KEPT_BY_SERVICE = (StopReason.FINISHED, StopReason.LENGTH)
# How long a response whose stream was cut is waited for; the service may have dropped it.
_REST_WITHIN_S = 60.0
# Whoever presses Stop does not wait for a service that is not to be reached.
_END_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A turn to be answered. `request` holds the end of the path up to the person's turn,
    `history` reads all of it, which a service that remembers does not need. `record` sees
    the requests as they go over the wire."""

    chat: Chat
    connection: Connection
    client: ServiceClient
    request: TurnRequest
    history: Callable[[], Awaitable[tuple[Message, ...]]]
    record: ExchangeRecord | None = None

    async def whole(self) -> TurnRequest:
        return replace(self.request, messages=await self.history())


class Exchange:
    """The rounds of one answer. Every request raises as ServiceClient.run_turn.

    `refusing` are the ids of connections that were found to refuse conversations.
    """

    def __init__(self, remotes: RemoteTable, asked: Asked, refusing: set[str]) -> None:
        self._remotes = remotes
        self._asked = asked
        self._refusing = refusing
        self._memory = memory_of(asked.chat.settings, asked.connection.capabilities)
        usual = asked.chat.settings.memory is not Memory.CONVERSATION
        if usual and self._memory is Memory.CONVERSATION and asked.connection.id in refusing:
            self._memory = Memory.CHAINED
        self._remote: Remote | None = None
        self._response_id = ""
        self._began = False

    @property
    def memory(self) -> Memory:
        return self._memory

    async def first(self, hear: Emit) -> TurnResult:
        """Asks for the answer."""
        match self._memory:
            case Memory.CONVERSATION:
                return await self._in_conversation(hear)
            case Memory.CHAINED:
                return await self._chained(hear)
        return await self._ask(replace(await self._asked.whole(), store=False), hear)

    async def next(self, results: tuple[Part, ...], so_far: Message, hear: Emit) -> TurnResult:
        """Asks for more of it, with what this side has to say to its calls."""
        given = replace(so_far, id=new_id(), role=Role.TOOL, parts=results)
        request = replace(self._asked.request, messages=(given,))
        match self._memory:
            case Memory.CONVERSATION if self._remote is not None:
                request = replace(request, conversation_id=self._remote.id)
            case Memory.CHAINED if self._response_id:
                request = replace(request, previous_response_id=self._response_id)
            case _:
                whole = await self._asked.whole()
                stored = self._memory is Memory.CHAINED
                request = replace(whole, messages=(*whole.messages, so_far), store=stored)
        return await self._ask(request, hear)

    async def ended(self, final: Message) -> None:
        """Notes up to where the conversation at the service is certain."""
        if self._remote is not None and final.stop_reason in _KEPT_BY_SERVICE:
            await self._change(
                leaf_id=final.id,
                tail_id=final.id,
                used_at=time.time(),
                site=site_of(self._asked.connection),
            )

    # A conversation at the service

    async def _in_conversation(self, hear: Emit) -> TurnResult:
        recent = self._asked.request
        known = await self._known(recent)
        if known is None:
            return await self._in_new_conversation(hear)
        at, remote = known
        self._remote = remote
        # From here on nobody knows what it holds, until the answer has come whole.
        await self._change(leaf_id=None)
        request = replace(recent, messages=recent.messages[at + 1 :], conversation_id=remote.id)
        try:
            await self._tell_metadata(remote)
            return await self._ask(request, hear)
        except (NotFound, RequestInvalid) as refused:
            if self._began or not await self._is_gone(remote.id):
                await self._unsay(remote, refused)
                raise
            await self._lost(remote, refused, hear)
            return await self._in_new_conversation(hear)
        except AppError as error:
            await self._unsay(remote, error)
            raise

    async def _unsay(self, remote: Remote, error: AppError) -> None:
        """A turn that was not taken has changed nothing: the next one goes on in the same
        conversation, where other machines read it."""
        if not self._began and was_not_taken(error):
            await self._change(leaf_id=remote.leaf_id)

    async def _in_new_conversation(self, hear: Emit) -> TurnResult:
        """Makes a conversation that holds what was said so far, and asks in it."""
        whole = await self._asked.whole()
        at = _last_answer(whole)
        before, after = whole.messages[: at + 1], whole.messages[at + 1 :]
        asked, metadata = self._asked, wanted_metadata(self._asked.chat)
        try:
            remote_id = await asked.client.begin_conversation(before, metadata)
        except (NotFound, AccessDenied, RequestInvalid) as refused:
            if asked.chat.settings.memory is Memory.CONVERSATION:
                raise  # the person wants it so, and hears why it cannot be
            return await self._without_conversations(refused, hear)
        remote = Remote(
            id=remote_id,
            chat_id=asked.chat.id,
            connection_id=asked.connection.id,
            leaf_id=None,
            made_at=time.time(),
            metadata=metadata,
            tail_id=whole.messages[-1].id if whole.messages else "",
            site=site_of(asked.connection),
        )
        self._remote = remote
        await self._remotes.put(remote)
        return await self._ask(replace(whole, messages=after, conversation_id=remote_id), hear)

    async def _lost(self, remote: Remote, refused: ServiceRefused, hear: Emit) -> None:
        """It is not there; or the connection leads elsewhere now, where nobody knows it."""
        if has_moved(remote.site, self._asked.connection):
            hear(Noted(NotePart("conversation_moved", {"message": refused.message})))
            return
        hear(Noted(NotePart("conversation_gone", {"message": refused.message})))
        await self._remotes.mark_gone(remote.connection_id, remote.id, time.time())

    async def _without_conversations(self, refused: ServiceRefused, hear: Emit) -> TurnResult:
        """A project without leave for conversations, or too new to be known, may answer all
        the same; they are not tried again while Oriel runs."""
        hear(Noted(NotePart("conversations_refused", {"message": refused.message})))
        self._refusing.add(self._asked.connection.id)
        self._memory = Memory.CHAINED
        return await self._chained(hear)

    async def _tell_metadata(self, remote: Remote) -> None:
        """What the person has changed since the last turn: long-term memory, the title."""
        wanted = wanted_metadata(self._asked.chat)
        if wanted == remote.metadata:
            return
        # That it is gone the turn itself will say; and no turn fails for a title.
        with suppress(AppError if only_title(remote.metadata, wanted) else NotFound):
            conversations = self._asked.client.conversations
            await tell_metadata(conversations, remote.id, remote.metadata, wanted)
            await self._change(metadata=wanted)

    async def _change(self, **values: Any) -> None:
        if (remote := self._remote) is not None:
            await self._remotes.change(
                remote.connection_id, remote.id, lambda now: replace(now, **values)
            )

    async def _known(self, recent: TurnRequest) -> tuple[int, Remote] | None:
        """The conversation that holds this path up to the message at some place, and the
        place: that of the last answer, or of a turn behind it that came from elsewhere."""
        chat, connection = self._asked.chat, self._asked.connection
        last, asked_of = _last_answer(recent), len(recent.messages) - 2
        for at in range(max(asked_of, last), max(last, 0) - 1, -1):
            remote = await self._remotes.at(chat.id, connection.id, recent.messages[at].id)
            if remote is not None:
                return at, remote
        return None

    async def _is_gone(self, remote_id: str) -> bool:
        try:
            return not await self._asked.client.conversations.exists(remote_id)
        except AppError:
            return False  # nobody knows

    # A chain of responses

    async def _chained(self, hear: Emit) -> TurnResult:
        chained = _behind_last_response(self._asked.request, self._asked.connection.id)
        if chained is None:
            return await self._ask(await self._asked.whole(), hear)
        try:
            return await self._ask(chained, hear)
        except (NotFound, RequestInvalid) as error:
            # The earlier response has expired or was never kept: what is here
            # says the same, so the turn is sent whole.
            if self._began or "response" not in error.message.lower():
                raise
            hear(Noted(NotePart("response_gone")))
            return await self._ask(await self._asked.whole(), hear)

    # Every way

    async def _ask(self, request: TurnRequest, hear: Emit) -> TurnResult:
        self._began = False
        response_id = ""

        def watch(event: TurnEvent) -> None:
            nonlocal response_id
            if isinstance(event, TurnStarted):
                self._began, response_id = True, event.response_id
            hear(event)

        kept = request.store and self._asked.connection.capabilities.server_state
        try:
            try:
                result = await self._asked.client.run_turn(request, watch, self._asked.record)
            except StreamInterrupted as cut:
                result = await self._rest(response_id if kept else "", request, cut)
                hear(Noted(NotePart("rest_fetched")))
        except asyncio.CancelledError:
            if request.options.background and response_id:
                await asyncio.shield(self._end_at_service(response_id))
            raise
        self._response_id = result.response_id if kept else ""
        return result

    async def _rest(
        self, response_id: str, request: TurnRequest, cut: StreamInterrupted
    ) -> TurnResult:
        """The answer from where the service keeps it; raises `cut` where it does not."""
        if not response_id:
            raise cut
        within = None if request.options.background else _REST_WITHIN_S
        try:
            result = await self._asked.client.responses.settled(response_id, within)
        except AppError as error:
            raise cut from error
        # Cut off at the service as well: what was heard is as much as there is.
        if result is None or result.reason is StopReason.STOPPED:
            raise cut
        return result

    async def _end_at_service(self, response_id: str) -> None:
        with suppress(AppError, TimeoutError):
            async with asyncio.timeout(_END_WITHIN_S):
                await self._asked.client.responses.cancel(response_id)


def _last_answer(whole: TurnRequest) -> int:
    """The place of the last answer, -1 when there is none."""
    for index in range(len(whole.messages) - 1, -1, -1):
        if whole.messages[index].role is Role.ASSISTANT:
            return index
    return -1


def _behind_last_response(whole: TurnRequest, connection_id: str) -> TurnRequest | None:
    """The same turn as what follows the service's last response, None when it has none."""
    index = _last_answer(whole)
    if index < 0:
        return None
    message = whole.messages[index]
    kept = message.stop_reason in _KEPT_BY_SERVICE and message.response_id
    if not kept or message.connection_id != connection_id:
        return None
    return replace(
        whole,
        messages=whole.messages[index + 1 :],
        previous_response_id=message.response_id,
    )
