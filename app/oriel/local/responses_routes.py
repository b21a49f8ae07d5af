"""/responses: create (streamed, in the background, or neither), and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.beats import count_tokens
from oriel.local.faults import ApiFault, previous_gone, unknown, wrong
from oriel.local.hosted import Compact
from oriel.local.house import House
from oriel.local.ids import new_id, now
from oriel.local.items import Item, items_from_input
from oriel.local.lines import folded, lines_from_items
from oriel.local.models import check_model
from oriel.local.requests import json_object, page_of
from oriel.local.responses_request import (
    check_request,
    compact_threshold,
    conversation_id_from,
    question_from,
)
from oriel.local.streams import Emit, WatchedAnswer
from oriel.local.talk import Question, Script
from oriel.local.turns import Turn


class ResponsesRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        one = "/v1/responses/{id}"
        return [
            Route("/v1/responses", self.create, methods=["POST"]),
            Route("/v1/responses/compact", self.compact, methods=["POST"]),
            Route("/v1/responses/input_tokens", self.count, methods=["POST"]),
            Route(one, self.retrieve, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/cancel", self.cancel, methods=["POST"]),
            Route(f"{one}/input_items", self.input_items, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request)
        check_request(asked)
        given = items_from_input(asked["input"])
        conversation_id = conversation_id_from(asked.get("conversation"))
        before = await self._before(asked.get("previous_response_id"), conversation_id)
        question = question_from(asked, before, given)
        await self._house.shelf.run(self._house.shelf.check_tools, question.hosted)
        script = await self._house.models.answer(asked["model"], question)
        threshold = compact_threshold(asked.get("context_management"))
        script = _compacted(script, question, threshold)
        turn = Turn(self._house.shelf, asked, given, question, conversation_id)
        return self._answer(turn, script, streaming=bool(asked.get("stream")))

    def _answer(self, turn: Turn, script: Script, *, streaming: bool) -> Response:
        turns, answers = self._house.turns, self._house.answers
        if turn.background and not streaming:
            answer = JSONResponse(turn.body)
            turns.start(turn, script)
            return answer

        async def stream(emit: Emit) -> None:
            await turns.stream(turn, script, emit)

        async def whole(_emit: Emit) -> dict[str, Any]:
            return await turns.whole(turn, script)

        return WatchedAnswer(answers, stream if streaming else whole, streaming=streaming)

    async def retrieve(self, request: Request) -> Response:
        body = await self._response(request)
        query = request.query_params
        if query.get("stream", "").lower() != "true":
            return JSONResponse(body)
        log = self._house.turns.log(body["id"])
        if log is None:
            raise wrong("stream", "Only a recent background response can be streamed again.")
        after = query.get("starting_after")
        if after is not None and not after.isdecimal():
            raise wrong("starting_after", "starting_after is the number of an event.")

        async def play(emit: Emit) -> None:
            await self._house.turns.resume(log, int(after) if after else None, emit)

        return WatchedAnswer(self._house.answers, play, streaming=True)

    async def cancel(self, request: Request) -> Response:
        body = await self._response(request)
        if not body["background"]:
            raise ApiFault(400, "Only background responses can be cancelled.")
        await self._house.turns.cancel(body["id"])
        return JSONResponse(await self._response(request))

    async def delete(self, request: Request) -> Response:
        response_id = request.path_params["id"]
        await self._house.turns.cancel(response_id)
        if not await self._house.shelf.run(self._house.state.delete_response, response_id):
            raise unknown("Response", response_id)
        return JSONResponse({"id": response_id, "object": "response", "deleted": True})

    async def input_items(self, request: Request) -> Response:
        response_id = (await self._response(request))["id"]
        turn = self._house.turns.live(response_id)
        if turn is not None:
            return JSONResponse(page_of(turn.given, request))
        items = await self._house.shelf.run(self._house.state.response_input, response_id)
        return JSONResponse(page_of(items or [], request))

    async def compact(self, request: Request) -> Response:
        """Folds a conversation at once; what it gives back is the next turn's input."""
        asked = await json_object(request)
        items = await self._context(asked)
        lines = lines_from_items(items)
        folding: Item = {"id": new_id("cmp"), "type": "compaction"}
        said = [item for item in items if item.get("role") == "user"]
        taken = count_tokens("\n".join(line.text for line in lines))
        return JSONResponse(
            {
                "id": new_id("resp"),
                "object": "response.compaction",
                "created_at": now(),
                "output": [*said, {**folding, "encrypted_content": folded(lines)}],
                "usage": {
                    "input_tokens": taken,
                    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                    "output_tokens": min(taken, 400),
                    "output_tokens_details": {"reasoning_tokens": 0},
                    "total_tokens": taken + min(taken, 400),
                },
            }
        )

    async def count(self, request: Request) -> Response:
        """How many tokens an input would be."""
        asked = await json_object(request)
        lines = lines_from_items(await self._context(asked))
        spoken = "\n".join([str(asked.get("instructions") or ""), *(one.text for one in lines)])
        return JSONResponse(
            {"object": "response.input_tokens", "input_tokens": count_tokens(spoken)}
        )

    async def _context(self, asked: dict[str, Any]) -> list[Item]:
        """The thread and the input a request names, of which there must be one."""
        check_model(asked.get("model"))
        conversation_id = conversation_id_from(asked.get("conversation"))
        before = await self._before(asked.get("previous_response_id"), conversation_id)
        given = asked.get("input")
        if given is None and not before:
            raise wrong("input", "Missing required parameter: 'input'.")
        return [*before, *(items_from_input(given) if given is not None else [])]

    async def _response(self, request: Request) -> dict[str, Any]:
        response_id = request.path_params["id"]
        turn = self._house.turns.live(response_id)
        if turn is not None and turn.stored:
            return turn.body
        body = await self._house.shelf.run(self._house.state.response, response_id)
        if body is None:
            raise unknown("Response", response_id)
        return body

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
            raise previous_gone(str(previous))
        return thread


def _compacted(script: Script, question: Question, threshold: int | None) -> Script:
    """The script, begun with a compaction when the context has grown beyond the threshold."""
    if threshold is None:
        return script
    if count_tokens("\n".join(line.text for line in question.lines)) <= threshold:
        return script
    return replace(script, moves=(Compact(folded(question.lines)), *script.moves))
