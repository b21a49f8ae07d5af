"""/chat/completions: stateless; the caller sends the whole conversation each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oriel.local.beats import count_tokens, paced
from oriel.local.chat_request import chat_question, check_chat, limit_from, stops_from
from oriel.local.chat_wire import CompletionWriter
from oriel.local.faults import ApiFault
from oriel.local.house import House
from oriel.local.requests import json_object
from oriel.local.streams import Cut, Emit, WatchedAnswer, json_bytes
from oriel.local.talk import Move, Question, Say, Script, Stop, Think, Trouble
from oriel.local.troubles import break_line


class ChatRoutes:
    """The handler; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        return [Route("/v1/chat/completions", self.create, methods=["POST"])]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request)
        check_chat(asked)
        question = chat_question(asked)
        script = await self._house.models.answer(asked["model"], question)
        script = replace(script, moves=tuple(_fitted(script.moves, question, stops_from(asked))))
        turn = _Turn(asked, question, script)
        if asked.get("stream"):
            return WatchedAnswer(self._house.answers, turn.stream, streaming=True)
        if any(isinstance(move, Stop) and move.status == "failed" for move in script.moves):
            raise ApiFault(500, "Rehearsed: the answer failed.", kind="server_error")
        return WatchedAnswer(self._house.answers, turn.whole, streaming=False)


class _Turn:
    """One completion under way."""

    def __init__(self, asked: dict[str, Any], question: Question, script: Script) -> None:
        self._script = script
        self._limit = limit_from(asked)
        options = asked.get("stream_options")
        self._with_usage = isinstance(options, dict) and bool(options.get("include_usage"))
        spoken = "\n".join(line.text for line in question.lines)
        count, sure = asked.get("n") or 1, bool(asked.get("logprobs"))
        tokens = count_tokens(spoken)
        self._writer = CompletionWriter(asked["model"], tokens, count, logprobs=sure)

    async def whole(self, _emit: Emit) -> dict[str, Any]:
        """Plays unseen; the completion."""
        async for beat in paced(self._script, self._limit, streaming=False):
            if isinstance(beat, Stop):
                self._writer.close(beat)
            elif isinstance(beat, Trouble):
                await break_line(beat)
            else:
                self._writer.add(beat)
        return self._writer.completion()

    async def stream(self, emit: Emit) -> None:
        """Plays into a stream of chunks."""
        await _send(emit, self._writer.opening())
        async for beat in paced(self._script, self._limit, streaming=True):
            if isinstance(beat, Stop) and beat.status == "failed":
                await emit(_data(ApiFault(500, beat.message, kind="server_error").body()))
                return
            if isinstance(beat, Stop):
                await _send(emit, self._writer.close(beat))
            elif isinstance(beat, Trouble):
                await self._play_trouble(beat, emit)
            else:
                await _send(emit, self._writer.add(beat))
        if self._with_usage:
            await emit(_data(self._writer.usage_chunk()))
        await emit(b"data: [DONE]\n\n")

    async def _play_trouble(self, trouble: Trouble, emit: Emit) -> None:
        await break_line(trouble)
        if trouble.kind == "malformed":
            await emit(b'data: {"id": "chatcm\n\n')
        elif trouble.kind == "unknown_events":
            await emit(b': a comment\n\nevent: sparkle\ndata: {"object": "sparkle"}\n\n')
        elif trouble.kind == "error_event":
            message = "Rehearsed: the stream ends with an error."
            await emit(_data(ApiFault(500, message, kind="server_error").body()))
            raise Cut


async def _send(emit: Emit, chunks: list[dict[str, Any]]) -> None:
    if frames := b"".join(map(_data, chunks)):
        await emit(frames)


def _data(value: dict[str, Any]) -> bytes:
    return b"data: " + json_bytes(value) + b"\n\n"


def _fitted(moves: tuple[Move, ...], question: Question, stops: tuple[str, ...]) -> list[Move]:
    """The moves as the request wants them: a thought where effort is, nothing from a stop on."""
    effort = question.effort not in ("", "none")
    thought = any(isinstance(move, Think) for move in moves)
    begun: list[Move] = [Think(f"Effort asked for: {question.effort}. ")] if effort else []
    kept = [] if thought else begun
    return [*kept, *_until_stop(moves, stops)]


def _until_stop(moves: tuple[Move, ...], stops: tuple[str, ...]) -> Iterator[Move]:
    said = "".join(move.text for move in moves if isinstance(move, Say))
    found = [at for stop in stops if (at := said.find(stop)) >= 0]
    left = min(found, default=len(said) + 1)
    for move in moves:
        if not isinstance(move, Say):
            yield move
            continue
        if len(move.text) > left:
            yield Say(move.text[:left])
            yield Stop()
            return
        left -= len(move.text)
        yield move
