"""Responses that go on at the service: waited for, taken up again, ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oriel.api.client import ServiceClient
from oriel.domain.errors import (
    AnswerUnreadable,
    NotFound,
    RateLimited,
    ServiceFailed,
    StreamInterrupted,
    TurnFailed,
    Unreachable,
)
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    CitationAdded,
    Noted,
    ReasoningAdded,
    TextAdded,
    TurnResult,
    TurnStarted,
)

from .played_service import (
    KEY,
    OPEN_HEAD,
    QUICK,
    Heard,
    PlayedService,
    Reset,
    Stall,
    Step,
    client_for,
    hello,
    reply,
    sse,
)
from .playing import play
from .recorded_calls import PARALLEL
from .recorded_ends import FAILURES, QUEUED
from .recorded_items import HEAD, USAGE, Json, Recorded, message, text_piece
from .recorded_servers import MCP
from .recorded_tools import CODE, IMAGE
from .recorded_words import ANNOTATIONS, SUMMARY, TEXT

PLAYED = (TEXT, ANNOTATIONS, SUMMARY, PARALLEL, MCP, CODE, IMAGE, QUEUED)
# One try each, so that a script is one question of ours.
ONCE = replace(QUICK, retries=0)
OUTPUT = [message("msg_1", text_piece("so far"))]


def answer(status: str, **more: Any) -> list[Step]:
    return reply(200, {**HEAD, "status": status, "output": [], **more})


DONE = answer("completed", output=OUTPUT, usage=USAGE)


async def settled(
    *scripts: list[Step], within_s: float | None = None
) -> tuple[TurnResult | None, list[str]]:
    """What waiting for resp/1 comes to, and what was asked for."""
    async with PlayedService(scripts) as service:
        client = client_for(service, pace=ONCE)
        try:
            result = await client.responses.settled("resp/1", within_s)
        finally:
            await client.aclose()
        return result, [f"{asked.method} {asked.path}" for asked in service.asked]


async def test_a_response_is_asked_for_until_it_has_ended() -> None:
    result, asked = await settled(answer("queued"), answer("in_progress"), DONE)
    assert result is not None
    assert (result.parts, result.reason) == ((TextPart("so far"),), StopReason.FINISHED)
    assert result.provider == {"output": OUTPUT}
    assert asked == ["GET /v1/responses/resp%2F1"] * 3


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (answer("cancelled", output=OUTPUT), StopReason.STOPPED),
        (
            answer("incomplete", output=OUTPUT, incomplete_details={"reason": "max_output_tokens"}),
            StopReason.LENGTH,
        ),
    ],
)
async def test_what_came_before_an_early_end_is_kept(ended: list[Step], reason: StopReason) -> None:
    result, _ = await settled(answer("in_progress"), ended)
    assert result is not None
    assert (result.parts, result.reason) == ((TextPart("so far"),), reason)


async def test_troubles_that_pass_are_waited_out() -> None:
    troubles = [reply(429), reply(500), reply(503), [Reset()], answer("in_progress"), reply(502)]
    result, asked = await settled(*troubles, DONE)
    assert result is not None
    assert result.parts == (TextPart("so far"),)
    assert len(asked) == 7


async def test_a_response_that_is_gone_is_not_waited_for() -> None:
    with pytest.raises(NotFound):
        await settled(answer("in_progress"), reply(404, {"error": {"message": "no such"}}))


async def test_an_answer_that_is_none_is_said() -> None:
    with pytest.raises(AnswerUnreadable):
        await settled(reply(200, ["not an object"]))


@pytest.mark.parametrize("output", [[], OUTPUT])
async def test_a_failed_response_says_why_without_the_key(output: list[Json]) -> None:
    error = {"code": "server_error", "message": f"no more for {KEY}"}
    with pytest.raises(TurnFailed) as failed:
        await settled(answer("queued"), answer("failed", output=output, error=error))
    assert failed.value.facts == {"message": "no more for •••", "service_code": "server_error"}


async def test_a_response_that_takes_longer_is_left_to_go_on() -> None:
    result, asked = await settled(answer("in_progress"), [Stall()], within_s=0.6)
    assert result is None
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(reply(500), ServiceFailed), (reply(429), RateLimited), ([Reset()], Unreachable)],
)
async def test_a_trouble_that_stays_is_said_when_time_is_up(
    trouble: list[Step], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await settled(trouble, [Stall()], within_s=0.6)


async def test_waiting_can_be_given_up() -> None:
    async with PlayedService([answer("queued"), [Stall()]]) as service:
        client = client_for(service)
        waiting = asyncio.create_task(client.responses.settled("resp_1", None))
        await service.stalled.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await service.left.wait()
        await client.aclose()


async def test_deleting_ending_and_looking_at_what_was_asked() -> None:
    said = {"type": "message", "role": "user", "content": []}
    scripts = [reply(200, {"deleted": True}), answer("cancelled"), reply(200, {"data": [said, 7]})]
    async with PlayedService(scripts) as service:
        client = client_for(service)
        await client.responses.delete("resp_1")
        await client.responses.cancel("resp_1")
        assert await client.responses.input_items("resp_1") == [said]
        await client.aclose()
        assert [f"{asked.method} {asked.path}" for asked in service.asked] == [
            "DELETE /v1/responses/resp_1",
            "POST /v1/responses/resp_1/cancel",
            "GET /v1/responses/resp_1/input_items?limit=100",
        ]


def streamed(events: tuple[Json, ...]) -> bytes:
    return OPEN_HEAD + sse(events)


async def in_background(*scripts: list[Step]) -> tuple[TurnResult, Heard, list[str]]:
    """A background turn played by the scripts, what was heard of it and asked for."""
    heard = Heard()
    async with PlayedService(scripts) as service:
        client = client_for(service, pace=ONCE)
        try:
            result = await _turn(client, heard)
        finally:
            await client.aclose()
        return result, heard, [f"{asked.method} {asked.path}" for asked in service.asked]


async def _turn(client: ServiceClient, heard: Heard) -> TurnResult:
    return await client.run_turn(hello(background=True), heard)


def _after(number: int) -> str:
    return f"GET /v1/responses/resp_1?stream=true&starting_after={number}"


def _heard(heard: Heard) -> list[Any]:
    """All but what says that the stream was taken up."""
    return [event for event in heard if not isinstance(event, Noted)]


Cut = Callable[[tuple[Json, ...], int], list[Step]]


def _ends(events: tuple[Json, ...], kept: int) -> list[Step]:
    return [streamed(events[:kept])]


def _tears(events: tuple[Json, ...], kept: int) -> list[Step]:
    """The next event is cut in its middle."""
    torn = sse(events[kept : kept + 1])
    return [streamed(events[:kept]) + torn[: len(torn) // 2]]


@pytest.mark.parametrize("recorded", PLAYED, ids=lambda recorded: recorded.name)
@pytest.mark.parametrize("cut", [_ends, _tears])
async def test_a_cut_stream_is_taken_up_after_any_event(recorded: Recorded, cut: Cut) -> None:
    events = recorded.events
    whole, result, _ = await play(recorded.api, sse(events))
    assert result is not None
    for kept in range(1, len(events)):
        taken, heard, asked = await in_background(cut(events, kept), [streamed(events[kept:])])
        assert taken == replace(result, request_id="REQ/1"), kept
        assert _same(_heard(heard), whole), kept
        assert asked == ["POST /v1/responses", _after(kept - 1)], kept


def _same(one: list[Any], other: list[Any]) -> bool:
    """Whether two turns were heard alike; the request they came by differs."""
    begun = [event for event in (*one, *other) if isinstance(event, TurnStarted)]
    rest = [[e for e in heard if not isinstance(e, TurnStarted)] for heard in (one, other)]
    return rest[0] == rest[1] and {event.response_id for event in begun} == {"resp_1"}


async def test_a_stream_cut_again_and_again_is_taken_up_each_time() -> None:
    events = TEXT.events
    scripts = [[streamed(events[n : n + 2])] for n in range(0, len(events), 2)]
    result, heard, asked = await in_background(*scripts)
    assert result.parts == TEXT.parts
    assert heard.text(TextAdded) == TEXT.told.text
    assert asked[1:] == [_after(n - 1) for n in range(2, len(events), 2)]


async def test_a_broken_connection_while_taking_up_is_tried_again() -> None:
    events = TEXT.events
    scripts = [_ends(events, 3), [Reset()], [streamed(events[3:])]]
    result, heard, asked = await in_background(*scripts)
    assert result.parts == TEXT.parts
    assert heard.text(TextAdded) == TEXT.told.text
    assert len(asked) >= 3


@pytest.mark.parametrize("recorded", (TEXT, SUMMARY, ANNOTATIONS), ids=lambda r: r.name)
async def test_nothing_is_doubled_where_the_stream_begins_anew(recorded: Recorded) -> None:
    events = recorded.events
    for kept in range(1, len(events)):
        result, heard, _ = await in_background(_ends(events, kept), [streamed(events)])
        assert result.parts == recorded.parts
        assert heard.text(TextAdded) == recorded.told.text
        assert heard.text(ReasoningAdded) == recorded.told.reasoning
        assert tuple(e.citation for e in heard.of(CitationAdded)) == recorded.told.citations
        assert len(heard.of(TurnStarted)) == 1


async def test_a_stream_taken_up_as_a_whole_answer_says_nothing_twice() -> None:
    events = TEXT.events
    ended = reply(200, events[-1]["response"])
    result, heard, _ = await in_background(_ends(events, len(events) - 1), ended)
    assert result.parts == TEXT.parts
    assert heard.text(TextAdded) == TEXT.told.text


async def test_a_background_answer_that_is_not_streamed_is_taken_up() -> None:
    begun = reply(200, {**HEAD, "status": "queued", "output": []})
    result, heard, asked = await in_background(begun, [streamed(TEXT.events[1:])])
    assert result.parts == TEXT.parts
    assert heard.text(TextAdded) == TEXT.told.text
    assert asked[1:] == [_after(0)]


async def test_a_failure_after_taking_up_is_the_service_s_own() -> None:
    events = FAILURES[0].events
    with pytest.raises(TurnFailed) as failed:
        await in_background(_ends(events, 4), [streamed(events[4:])])
    assert failed.value.facts["message"] == "no more"


async def test_what_never_began_cannot_be_taken_up() -> None:
    with pytest.raises(StreamInterrupted):
        await in_background([OPEN_HEAD])


async def test_a_stream_that_never_ends_is_given_up() -> None:
    with pytest.raises(StreamInterrupted):
        await in_background(_ends(TEXT.events, 3), [OPEN_HEAD])


async def test_a_response_that_is_gone_cannot_be_taken_up() -> None:
    with pytest.raises(NotFound):
        await in_background(_ends(TEXT.events, 3), reply(404))


async def test_a_turn_in_the_foreground_is_never_taken_up() -> None:
    async with PlayedService([_ends(TEXT.events, 3)]) as service:
        client = client_for(service)
        with pytest.raises(StreamInterrupted):
            await client.run_turn(hello(), Heard())
        await client.aclose()
        assert len(service.asked) == 1
