"""/responses: create (streamed or not), retrieve, delete, input items."""

from __future__ import annotations

from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.beats import count_tokens, paced
from oriel.local.faults import ApiFault, unknown, wrong
from oriel.local.house import House
from oriel.local.items import (
    Item,
    items_from_input,
    lines_from_items,
    tool_choice_from,
    tools_from,
)
from oriel.local.models import check_model
from oriel.local.requests import json_object, metadata_from, page_of
from oriel.local.responses_wire import ResponseWriter, new_response
from oriel.local.streams import Emit, WatchedAnswer
from oriel.local.talk import Line, Question, Script, Stop, Trouble
from oriel.local.troubles import EventLine, play_trouble


class ResponsesRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        one = "/v1/responses/{id}"
        return [
            Route("/v1/responses", self.create, methods=["POST"]),
            Route(one, self.retrieve, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/input_items", self.input_items, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request)
        _check(asked)
        given = items_from_input(asked.get("input"))
        conversation_id = _conversation_id(asked.get("conversation"))
        before = await self._before(asked.get("previous_response_id"), conversation_id)
        question = _question(asked, [*before, *given])
        script = await self._house.models.answer(asked["model"], question)
        turn = _Turn(self._house, asked, given, question, script, conversation_id)
        streaming = bool(asked.get("stream"))
        play = turn.stream if streaming else turn.whole
        return WatchedAnswer(self._house.answers, play, streaming=streaming)

    async def retrieve(self, request: Request) -> Response:
        response_id = request.path_params["id"]
        body = await self._house.shelf.run(self._house.state.response, response_id)
        if body is None:
            raise unknown("Response", response_id)
        return JSONResponse(body)

    async def delete(self, request: Request) -> Response:
        response_id = request.path_params["id"]
        if not await self._house.shelf.run(self._house.state.delete_response, response_id):
            raise unknown("Response", response_id)
        return JSONResponse({"id": response_id, "object": "response", "deleted": True})

    async def input_items(self, request: Request) -> Response:
        response_id = request.path_params["id"]
        items = await self._house.shelf.run(self._house.state.response_input, response_id)
        if items is None:
            raise unknown("Response", response_id)
        return JSONResponse(page_of(items, request))

    async def _before(self, previous: Any, conversation_id: str | None) -> list[Item]:
        shelf, state = self._house.shelf, self._house.state
        if conversation_id:
            if await shelf.run(state.conversation, conversation_id) is None:
                raise unknown("Conversation", conversation_id, "conversation")
            return await shelf.run(state.items, conversation_id)
        if not previous:
            return []
        thread = await shelf.run(state.thread, str(previous))
        if thread is None:
            raise ApiFault(
                404,
                f"Previous response with id '{previous}' not found.",
                param="previous_response_id",
                code="previous_response_not_found",
            )
        return thread


class _Turn:
    """One answer under way: played, and kept however it ends."""

    def __init__(
        self,
        house: House,
        asked: dict[str, Any],
        given: list[Item],
        question: Question,
        script: Script,
        conversation_id: str | None,
    ) -> None:
        self._house = house
        self._given = given
        self._script = script
        self._limit: int | None = asked.get("max_output_tokens")
        self._conversation_id = conversation_id
        spoken = question.instructions + "\n".join(line.text for line in question.lines)
        self._body = new_response(asked, conversation_id)
        self._writer = ResponseWriter(self._body, count_tokens(spoken))

    async def whole(self, _emit: Emit) -> dict[str, Any]:
        """Plays unseen; the response."""
        try:
            async for beat in paced(self._script, self._limit, streaming=False):
                if isinstance(beat, Stop):
                    self._writer.close(beat)
                elif isinstance(beat, Trouble):
                    await play_trouble(beat, None)
                else:
                    self._writer.add(beat)
        finally:
            await self._keep()
        return self._body

    async def stream(self, emit: Emit) -> None:
        """Plays into a stream of events."""
        line = EventLine(emit)
        try:
            await line.send_all(self._writer.opening())
            async for beat in paced(self._script, self._limit, streaming=True):
                if isinstance(beat, Stop):
                    await line.send_all(self._writer.close(beat))
                elif isinstance(beat, Trouble):
                    await play_trouble(beat, line)
                else:
                    await line.send_all(self._writer.add(beat))
        finally:
            await self._keep()
        if not line.ended:
            await line.send(self._writer.terminal())

    async def _keep(self) -> None:
        """Before the end is told, so that the next turn finds it; also when it was cut off."""
        if self._body["status"] == "in_progress":
            self._writer.close(Stop("cancelled"))
        state, shelf = self._house.state, self._house.shelf
        with anyio.CancelScope(shield=True):
            if self._body["store"]:
                await shelf.run(state.keep_response, self._body, self._given)
            if self._conversation_id:
                said = [*self._given, *self._body["output"]]
                await shelf.run(state.add_items, self._conversation_id, said)


def _check(asked: dict[str, Any]) -> None:
    check_model(asked.get("model"))
    if "input" not in asked:
        raise wrong("input", "Missing required parameter: 'input'.", "missing_required_parameter")
    if asked.get("previous_response_id") and asked.get("conversation"):
        raise ApiFault(
            400,
            "Mutually exclusive parameters: 'previous_response_id' and 'conversation'.",
            param="previous_response_id",
            code="mutually_exclusive_parameters",
        )
    if asked.get("background"):
        raise wrong("background", "Background responses are not offered here.")
    limit = asked.get("max_output_tokens")
    if limit is not None and (type(limit) is not int or limit < 1):
        raise wrong("max_output_tokens", "max_output_tokens is a number from 1.")
    if not isinstance(asked.get("instructions") or "", str):
        raise wrong("instructions", "instructions is a text.")
    metadata_from(asked.get("metadata"))


def _conversation_id(raw: Any) -> str | None:
    if isinstance(raw, dict):
        raw = raw.get("id")
    if raw is None or isinstance(raw, str):
        return raw or None
    raise wrong("conversation", "conversation is an id, or an object with an 'id'.")


def _question(asked: dict[str, Any], items: list[Item]) -> Question:
    lines = lines_from_items(items)
    return Question(
        lines=tuple(lines) or (Line("user", ""),),
        tools=tools_from(asked.get("tools")),
        tool_choice=tool_choice_from(asked.get("tool_choice")),
        instructions=asked.get("instructions") or "",
    )
