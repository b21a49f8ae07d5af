"""Runs the tools an answer calls on this computer, each after the person's leave.

What goes wrong with a tool is told to the model as its result; only a stop ends the turn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from oriel.domain.approvals import Approval, Verdict
from oriel.domain.errors import AppError
from oriel.domain.json_values import read_json
from oriel.domain.messages import new_id
from oriel.domain.parts import DecisionPart, Part, ToolCallPart, ToolResultPart
from oriel.domain.tools import Tool, ToolOutcome, ToolProgress
from oriel.domain.turns import (
    Emit,
    FunctionSpec,
    ImageAdded,
    ToolCallChanged,
    ToolProgressed,
    ToolResultAdded,
)
from oriel.services.approvals import Approvals, Ask

REMOTE_APPROVAL = "mcp_approval_request"
_NO_SUCH_TOOL = "There is no tool of this name."
_NOT_JSON = "The arguments are no JSON object: "


class Toolbox(Protocol):
    """Where tools come from (services/tool_servers.py)."""

    async def offered(self, server_ids: tuple[str, ...]) -> list[Tool]: ...

    async def call(
        self, tool: Tool, arguments: dict[str, Any], on_progress: Callable[[ToolProgress], None]
    ) -> ToolOutcome: ...

    def server_name(self, server_id: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Round:
    """The calls of one round: in which chat, what is offered, whom to tell and to ask.
    `remote` is the address of each tool server at the service, by its label."""

    chat_id: str
    tools: dict[str, Tool]
    remote: dict[str, str]
    hear: Emit
    ask: Ask


class ToolRuns:
    def __init__(self, toolbox: Toolbox, approvals: Approvals) -> None:
        self._toolbox = toolbox
        self._approvals = approvals

    async def offered(self, server_ids: tuple[str, ...]) -> dict[str, Tool]:
        """The tools of these servers by the name the model sees."""
        if not server_ids:
            return {}
        return {tool.name: tool for tool in await self._toolbox.offered(server_ids)}

    async def run(self, calls: list[ToolCallPart], turn: Round) -> list[Part]:
        """What this side has to say to the calls, in their order: the calls as they ended,
        results, images, decisions. Calls run beside one another, but those of one id, which
        could not be told apart, one behind the other. Raises StoreProblem when what is
        remembered of approvals cannot be read or written."""
        named: dict[str, list[ToolCallPart]] = {}
        for call in calls:
            named.setdefault(call.call_id, []).append(call)
        try:
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(self._all(same, turn)) for same in named.values()]
        except ExceptionGroup as broken:
            # One is enough to end the turn, and who asked knows what to do with an AppError.
            raise broken.exceptions[0] from None
        return [part for task in running for part in task.result()]

    async def _all(self, calls: list[ToolCallPart], turn: Round) -> list[Part]:
        return [part for call in calls for part in await self._one(call, turn)]

    async def _one(self, call: ToolCallPart, turn: Round) -> list[Part]:
        if call.kind == REMOTE_APPROVAL:
            return await self._decided(call, turn)
        tool = turn.tools.get(call.name)
        if tool is None:
            return _said(
                call, turn, "failed", ToolResultPart(call.call_id, _NO_SUCH_TOOL, failed=True)
            )
        verdict = await self._leave(call, tool, turn)
        if not verdict.allowed:
            words = _declined(verdict)
            return _said(call, turn, "declined", ToolResultPart(call.call_id, words, failed=True))
        return await self._run(replace(call, status="running"), tool, verdict, turn)

    async def _decided(self, call: ToolCallPart, turn: Round) -> list[Part]:
        """A tool that runs at the service: only the person's word is sent."""
        _tell(turn, replace(call, status="waiting"))
        # Whatever name a server bears, only its address is its own.
        address = turn.remote.get(call.server, "")
        approval = _approval(call, call.server, f"service {address}", turn)
        verdict = await self._approvals.decide(approval, turn.ask)
        ended = replace(call, status="approved" if verdict.allowed else "declined")
        _tell(turn, ended)
        return [ended, DecisionPart(call.call_id, verdict.allowed, verdict.reason)]

    async def _leave(self, call: ToolCallPart, tool: Tool, turn: Round) -> Verdict:
        # What a foreign server says of itself ("only reads") counts for nothing.
        if tool.read_only and not tool.server_id:
            return Verdict(allowed=True)
        _tell(turn, replace(call, status="waiting"))
        server = self._toolbox.server_name(tool.server_id)
        approval = _approval(call, server, f"here {tool.server_id}", turn)
        return await self._approvals.decide(approval, turn.ask)

    async def _run(
        self, call: ToolCallPart, tool: Tool, verdict: Verdict, turn: Round
    ) -> list[Part]:
        _tell(turn, call)
        given = call.arguments if verdict.arguments is None else verdict.arguments
        try:
            arguments = read_json(given or "{}")
            if not isinstance(arguments, dict):
                raise ValueError("no object")
        except ValueError as error:
            wrong = ToolResultPart(call.call_id, f"{_NOT_JSON}{error}", failed=True)
            return _said(call, turn, "failed", wrong)

        def progressed(progress: ToolProgress) -> None:
            turn.hear(ToolProgressed(call.call_id, progress.done, progress.total, progress.message))

        began = time.monotonic()
        try:
            outcome = await self._toolbox.call(tool, arguments, progressed)
        except AppError as error:
            broken = ToolResultPart(call.call_id, str(error), failed=True)
            return _said(_timed(call, began), turn, "failed", broken)
        call = _timed(call, began)
        text = _with_edit(outcome.text, verdict)
        result = ToolResultPart(call.call_id, text, outcome.failed)
        parts = _said(call, turn, "failed" if outcome.failed else "completed", result)
        return [*parts, *_images(call, outcome, turn)]


def specs(tools: dict[str, Tool]) -> tuple[FunctionSpec, ...]:
    """The tools as functions for the model."""
    return tuple(
        FunctionSpec(tool.name, tool.description or tool.title, tool.parameters)
        for tool in tools.values()
    )


def _approval(call: ToolCallPart, server: str, origin: str, turn: Round) -> Approval:
    return Approval(
        id=new_id(),
        chat_id=turn.chat_id,
        call_id=call.call_id,
        tool=call.name,
        server=server,
        arguments=call.arguments,
        origin=origin,
        editable=call.kind != REMOTE_APPROVAL,
    )


def _tell(turn: Round, call: ToolCallPart) -> None:
    turn.hear(ToolCallChanged(call.call_id, call))


def _said(call: ToolCallPart, turn: Round, status: str, result: ToolResultPart) -> list[Part]:
    ended = replace(call, status=status)
    _tell(turn, ended)
    turn.hear(ToolResultAdded(call.call_id, result))
    return [ended, result]


def _images(call: ToolCallPart, outcome: ToolOutcome, turn: Round) -> list[Part]:
    made = [replace(image, call_id=call.call_id) for image in outcome.images]
    for number, image in enumerate(made):
        turn.hear(ImageAdded(f"{call.call_id} {number}", image))
    return [*made]


def _timed(call: ToolCallPart, began: float) -> ToolCallPart:
    return replace(call, duration_s=round(time.monotonic() - began, 3))


def _declined(verdict: Verdict) -> str:
    words = "The person did not allow this call."
    return f"{words} Their reason: {verdict.reason}" if verdict.reason else words


def _with_edit(text: str, verdict: Verdict) -> str:
    """The model has to know that what ran is not what it asked for."""
    if verdict.arguments is None:
        return text
    return f"(The person changed the arguments to {verdict.arguments}.)\n{text}"
