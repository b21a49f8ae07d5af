"""One answer from the first request to its end: rounds, tools, a container made anew.

Knows no store but that of the conversations at services: what is kept of an answer is
the chat engine's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from oriel.domain.approvals import Approval
from oriel.domain.chats import Chat
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, NotFound, RequestInvalid, TurnFailed
from oriel.domain.hosted_tools import CodeInterpreter, HostedTools
from oriel.domain.json_schema import answer_problem
from oriel.domain.messages import Message, Role
from oriel.domain.model_rules import ModelRules
from oriel.domain.parts import DecisionPart, NotePart, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.domain.turn_options import TextFormat
from oriel.domain.turns import Emit, Noted, TurnRequest, TurnResult
from oriel.services.answer_draft import AnswerDraft
from oriel.services.connections import Connections
from oriel.services.exchange import Asked, Exchange
from oriel.services.exchange_record import ExchangeRecord
from oriel.services.tool_runs import Round, ToolRuns, specs
from oriel.store.remotes import RemoteTable

MOST_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Turn:
    """What is answered, and whom to tell. `recent` is the end of the path up to it, and
    `history` reads all of it; `container_made(id)` hears of a new container in the place
    of one that has expired. `record` sees what goes over the wire."""

    chat: Chat
    recent: list[Message]
    history: Callable[[], Awaitable[list[Message]]]
    draft: AnswerDraft
    hear: Emit
    ask: Callable[[Approval], None]
    container_made: Callable[[str], Awaitable[None]]
    record: ExchangeRecord | None = None


class TurnRunner:
    def __init__(self, connections: Connections, remotes: RemoteTable, tools: ToolRuns) -> None:
        self._connections = connections
        self._remotes = remotes
        self._tools = tools
        self._refusing: set[str] = set()  # connections that refuse conversations

    async def run(self, turn: Turn) -> Message:
        """The final message, whatever the world said. Cancelling ends it at once."""
        try:
            asked, round_ = await self._asked(turn)
            exchange = Exchange(self._remotes, asked, self._refusing)
            try:
                result = await exchange.first(turn.hear)
            except (NotFound, RequestInvalid, TurnFailed) as error:
                if not _container_expired(error, asked.request.hosted):
                    raise
                exchange = Exchange(
                    self._remotes, await self._in_new_container(asked, turn), self._refusing
                )
                turn.draft.undo_round()
                result = await exchange.first(turn.hear)
            result = await self._rounds(turn, exchange, round_, result)
            await _check_schema(turn, result)
            final = turn.draft.finished(result)
            await exchange.ended(final)
            return final
        except AppError as error:
            return turn.draft.failed(error)

    async def _rounds(
        self, turn: Turn, exchange: Exchange, round_: Round, result: TurnResult
    ) -> TurnResult:
        """Runs what is called and asks on, until the model calls nothing more."""
        for _ in range(MOST_ROUNDS):
            calls = _waiting(result)
            remote = any(call.kind != "function_call" for call in calls)
            if result.reason is not StopReason.TOOL_CALLS or not (round_.tools or remote):
                return result
            turn.draft.close_round(result)
            given = await self._tools.run(calls, round_)
            for part in given:
                turn.draft.put(part)
            turn.draft.undo_round()
            results = tuple(part for part in given if not isinstance(part, ToolCallPart))
            result = await exchange.next(results, turn.draft.snapshot(), turn.hear)
        turn.hear(Noted(NotePart("rounds_exhausted", {"rounds": MOST_ROUNDS})))
        return result

    async def _asked(self, turn: Turn) -> tuple[Asked, Round]:
        chat = turn.chat
        connection = self._connections.require(chat.connection_id)
        client = await self._connections.client(connection.id)
        rules = self._connections.rules(connection, chat.model)
        hosted = _usable(chat.settings.hosted, connection, rules)
        wanted = chat.settings.local_tools if rules is None or rules.client_tools else ()
        tools = await self._tools.offered(wanted)
        request = TurnRequest(
            model=chat.model,
            messages=_saying(turn.recent),
            instructions=chat.settings.instructions,
            options=chat.settings.options,
            functions=specs(tools),
            hosted=hosted,
            authorizations=await self._connections.authorizations(hosted),
        )

        async def history() -> tuple[Message, ...]:
            return _saying(await turn.history())

        asked = Asked(
            chat=chat,
            connection=connection,
            client=client,
            request=request,
            history=history,
            record=turn.record,
        )
        remote = {server.label: server.url for server in hosted.mcp}
        return asked, Round(chat.id, tools, remote, turn.hear, turn.ask)

    async def _in_new_container(self, asked: Asked, turn: Turn) -> Asked:
        code = asked.request.hosted.code_interpreter or CodeInterpreter()
        raw = await asked.client.containers.create("Oriel", code.memory_limit, code.file_ids)
        made = str(raw.get("id") or "")
        await turn.container_made(made)
        turn.hear(Noted(NotePart("container_replaced", {"files": len(code.file_ids)})))
        hosted = replace(asked.request.hosted, code_interpreter=replace(code, container_id=made))
        return replace(asked, request=replace(asked.request, hosted=hosted))


async def _check_schema(turn: Turn, result: TurnResult) -> None:
    """Says when an answer does not fit the schema it was asked to have."""
    options = turn.chat.settings.options
    if options.text_format is not TextFormat.SCHEMA or result.reason is not StopReason.FINISHED:
        return
    text = "".join(part.text for part in result.parts if isinstance(part, TextPart))
    problem = await asyncio.to_thread(answer_problem, options.json_schema, text)
    if problem:
        turn.hear(Noted(NotePart("schema_missed", {"detail": problem})))


def _usable(hosted: HostedTools, connection: Connection, rules: ModelRules | None) -> HostedTools:
    """The tools that the connection has and the model takes."""
    if not connection.capabilities.hosted_tools:
        return HostedTools()
    allowed = rules.hosted_tools if rules is not None else None
    return hosted if allowed is None else hosted.only(allowed)


def _container_expired(error: AppError, hosted: HostedTools) -> bool:
    """Whether a chosen container is what is missing (oci-api.md 5)."""
    code = hosted.code_interpreter
    if code is None or not code.container_id:
        return False
    said = str(error.facts.get("message", "")).lower()
    return "container" in said and any(word in said for word in ("expired", "not found", "gone"))


def _waiting(result: TurnResult) -> list[ToolCallPart]:
    """The calls that wait for this side: those whose results did not come along."""
    kinds = ("function_call", "custom_tool_call", "mcp_approval_request")
    answered = (ToolResultPart, DecisionPart)
    done = {part.call_id for part in result.parts if isinstance(part, answered)}
    calls = (part for part in result.parts if isinstance(part, ToolCallPart))
    return [call for call in calls if call.kind in kinds and call.call_id not in done]


def _saying(messages: list[Message]) -> tuple[Message, ...]:
    """Those that have anything to send: an answer that failed at once has not."""
    return tuple(m for m in messages if m.role is not Role.ASSISTANT or m.text or _kept(m))


def _kept(message: Message) -> bool:
    return bool(message.provider.get("output") or message.provider.get("message"))
