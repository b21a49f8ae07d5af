"""The client of one connection: turns over either wire API, and what lies beside them."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import httpx

from oriel.api.access import Access
from oriel.api.chat_completions import ChatTranslator
from oriel.api.chat_request import chat_body
from oriel.api.container_files import ContainerFiles
from oriel.api.containers import Containers
from oriel.api.conversations import Conversations
from oriel.api.errors import redacted, request_id
from oriel.api.failures import HTTP_TROUBLE
from oriel.api.files import Files
from oriel.api.http import Wire, media_type
from oriel.api.items import Json, word
from oriel.api.mending import mended
from oriel.api.models import list_models
from oriel.api.pace import Pace
from oriel.api.recording import Recorder, sent
from oriel.api.replay import Place, input_items
from oriel.api.responses import ResponsesTranslator
from oriel.api.responses_request import responses_body
from oriel.api.ruled import Ruled, ruled
from oriel.api.second_chances import UNREADABLE, delays, is_spreading, was_garbled
from oriel.api.segments import segment
from oriel.api.store_files import StoreFiles
from oriel.api.stored_responses import StoredResponses
from oriel.api.stream import EventReader
from oriel.api.vector_stores import VectorStores
from oriel.domain.connections import Connection, WireApi
from oriel.domain.errors import (
    AnswerUnreadable,
    NotFound,
    RateLimited,
    RequestInvalid,
    ServiceFailed,
    StreamInterrupted,
    TurnFailed,
    Unreachable,
)
from oriel.domain.messages import Message
from oriel.domain.model_rules import Catalogue
from oriel.domain.models import ModelInfo
from oriel.domain.parts import NotePart
from oriel.domain.turns import Emit, EventSkipped, Noted, RetryScheduled, TurnRequest, TurnResult

_MENDINGS = 4
_Translator = ResponsesTranslator | ChatTranslator


class _Played(NamedTuple):
    """How many events of a stream were taken, and how many were none."""

    events: int
    garbled: int


class ServiceClient:
    """Talks to one service. Build it cheaply by sharing `tls` (api/tls.py); close it when done.

    Raises AddressInvalid when the address, project or compartment cannot be sent.
    """

    def __init__(
        self,
        connection: Connection,
        secret: str = "",
        tls: ssl.SSLContext | None = None,
        pace: Pace | None = None,
        access: Access | None = None,
        proxy: httpx.Proxy | Literal["system"] | None = "system",
        catalogue: Catalogue | None = None,
    ) -> None:
        self.connection = connection
        self._catalogue = catalogue or Catalogue()
        self._wire = Wire(connection, secret, tls, pace or Pace(), access, proxy)
        self._chat = connection.wire_api is WireApi.CHAT
        self.conversations = Conversations(self._wire)
        self.responses = StoredResponses(self._wire)
        self.containers = Containers(self._wire)
        self.container_files = ContainerFiles(self._wire)
        self.files = Files(self._wire)
        self.vector_stores = VectorStores(self._wire)
        self.store_files = StoreFiles(self._wire)

    def __repr__(self) -> str:
        return f"ServiceClient({self.connection.name!r})"

    async def run_turn(
        self, request: TurnRequest, emit: Emit, record: Recorder | None = None
    ) -> TurnResult:
        """Sends a turn and emits what comes, in order, until the service says it has ended.
        `record` sees it as it goes over the wire.

        Raises ServiceRefused, Unreachable (StreamInterrupted when cut short),
        AnswerUnreadable, TurnFailed. Cancelling closes the connection at once.
        """
        body, said = self._body(request)
        for words in said:
            emit(Noted(NotePart("adjusted", {"detail": words})))
        for attempt, delay in enumerate(delays(self._wire.pace), 1):
            try:
                return await self._mending(body, emit, record)
            except (RequestInvalid, NotFound) as refused:
                if not is_spreading(refused, self.connection):
                    raise
                emit(RetryScheduled(attempt, delay, refused.status))
                await asyncio.sleep(delay)
        return await self._mending(body, emit, record)

    async def _mending(self, body: Json, emit: Emit, record: Recorder | None) -> TurnResult:
        """One turn, without the fields that the service refuses by name."""
        for _ in range(_MENDINGS):
            try:
                return await self._once_more(body, emit, record)
            except RequestInvalid as refused:
                better = mended(body, refused.message)
                if better is None:
                    raise
                body = better.body
                if better.said:
                    emit(Noted(NotePart("adjusted", {"detail": better.said})))
        return await self._once_more(body, emit, record)

    async def _once_more(self, body: Json, emit: Emit, record: Recorder | None) -> TurnResult:
        """Sent a second time when the stream was garbled from its beginning."""
        try:
            return await self._attempt(body, emit, record)
        except StreamInterrupted as cut:
            if not was_garbled(cut):
                raise
        return await self._attempt(body, emit, record)

    async def models(self) -> list[ModelInfo] | None:
        """None when the service lists none. Raises as run_turn."""
        return await list_models(self._wire)

    async def probe(self, path: str) -> None:
        """Asks for the first of a list, only to see whether it may be had. Raises as run_turn."""
        await self._wire.call("GET", path, params={"limit": "1"})

    async def begin_conversation(
        self, messages: Sequence[Message], metadata: dict[str, str]
    ) -> str:
        """The id of a new conversation that holds what was said so far. Raises as run_turn."""
        # In words only: items of one response need not be welcome in a conversation.
        items = input_items(messages, Place())
        return word((await self.conversations.create(items, metadata)).get("id"))

    async def aclose(self) -> None:
        await self._wire.aclose()

    def _body(self, request: TurnRequest) -> Ruled:
        kept = self.connection.capabilities.server_state
        body = (
            chat_body(request)
            if self._chat
            else responses_body(request, server_state=kept, connection_id=self.connection.id)
        )
        if not self.connection.kind.is_oci:
            return Ruled(body)
        return ruled(body, self._catalogue.rules(request.model))

    async def _attempt(self, body: Json, emit: Emit, record: Recorder | None) -> TurnResult:
        path = "/chat/completions" if self._chat else "/responses"
        async with self._wire.stream(path, body, emit, None, self._seen(body, record)) as response:
            named = request_id(response.headers)
            translator: _Translator = (
                ChatTranslator(emit, named, body.get("n", 1))
                if self._chat
                else ResponsesTranslator(emit, named)
            )
            played = await self._play(
                response, translator, emit, record, resumable=bool(body.get("background"))
            )
        if isinstance(translator, ResponsesTranslator) and body.get("background"):
            played = await self._taken_up(translator, played, emit, record)
        if translator.failure is not None:
            message, code = (redacted(said, *self._wire.secrets) for said in translator.failure)
            raise TurnFailed(message=message, service_code=code, request_id=named)
        if translator.result is None:
            detail = UNREADABLE if played.garbled and not played.events else ""
            raise StreamInterrupted(host=self._wire.host, events=played.events, detail=detail)
        return translator.result

    async def _play(
        self,
        response: httpx.Response,
        translator: _Translator,
        emit: Emit,
        record: Recorder | None,
        *,
        resumable: bool = False,
    ) -> _Played:
        kind = media_type(response)
        if kind and kind != "text/event-stream":
            await self._play_whole(response, translator, record)
            return _Played(0, 0)
        reader = EventReader(
            response,
            translator,
            lambda detail: emit(EventSkipped(detail)),
            self._wire.pace.read_s,
            record.take if record is not None else None,
        )
        try:
            await reader.play()
        except HTTP_TROUBLE as error:
            # Once the service has said how the turn ended, a cut takes nothing away; and
            # what runs in the background is taken up again.
            ended = translator.result is not None or translator.failure is not None
            if not ended and not resumable:
                raise self._wire.told(error, reader.events) from error
        return _Played(reader.events, reader.garbled)

    async def _taken_up(
        self,
        translator: ResponsesTranslator,
        played: _Played,
        emit: Emit,
        record: Recorder | None,
    ) -> _Played:
        """A background response goes on without us: its stream is taken up where it broke."""
        for attempt, delay in enumerate(delays(self._wire.pace)):
            if translator.result or translator.failure or not translator.response_id:
                break
            if not attempt:
                emit(Noted(NotePart("taken_up")))
            path = f"/responses/{segment(translator.response_id)}"
            after = {"stream": "true", "starting_after": str(max(translator.sequence, 0))}
            try:
                seen = self._seen(None, record)
                async with self._wire.stream(path, None, emit, after, seen) as response:
                    played = await self._play(response, translator, emit, record, resumable=True)
            except (Unreachable, ServiceFailed, RateLimited):
                await asyncio.sleep(delay)
        return played

    def _seen(
        self, body: Json | None, record: Recorder | None
    ) -> Callable[[httpx.Request], None] | None:
        if record is None:
            return None
        kind = "signature" if self.connection.kind.uses_iam else "key"
        credential = kind if self._wire.has_credential else ""
        return lambda request: record.asked(sent(request, body, credential))

    async def _play_whole(
        self, response: httpx.Response, translator: _Translator, record: Recorder | None
    ) -> None:
        answer = await self._wire.whole(response)
        if record is not None:
            record.take(json.dumps(answer, ensure_ascii=False))
        if not isinstance(answer, dict):
            raise AnswerUnreadable(host=self._wire.host, status=200, content_type="not an object")
        translator.whole(answer)
