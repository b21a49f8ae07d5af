"""Turns over real sockets: what is sent, what comes, and every way a stream may break."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from oriel.api import http, stream
from oriel.domain.connections import WireApi
from oriel.domain.errors import (
    AnswerUnreadable,
    AppError,
    ServiceSlow,
    StreamInterrupted,
    TurnFailed,
    Unreachable,
)
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import EventSkipped, RetryScheduled, TextAdded, TurnStarted, UsageReported

from .played_service import (
    CHUNKED_HEAD,
    OPEN_HEAD,
    QUICK,
    Heard,
    PlayedService,
    Reset,
    Stall,
    Step,
    chunked,
    client_for,
    hello,
    reply,
    sse,
)
from .recorded import USAGE, chat_chunk, chat_stream, responses_stream, text_item

WORDS = ("Grüße ", "from 東京", " 🏙", ".")
TEXT = "".join(WORDS)
BODIES = {
    WireApi.RESPONSES: sse(responses_stream(*WORDS)),
    WireApi.CHAT: sse(chat_stream(*WORDS)),
}
both = pytest.mark.parametrize("api", list(WireApi))


async def run(
    *scripts: list[Step], api: WireApi = WireApi.RESPONSES, **more: Any
) -> tuple[Any, Heard, PlayedService]:
    """Plays the scripts to one turn; gives the result or the AppError, the events, the server."""
    heard = Heard()
    async with PlayedService(scripts) as service:
        client = client_for(service, api, **more)
        try:
            return await client.run_turn(hello(), heard), heard, service
        except AppError as error:
            return error, heard, service
        finally:
            await client.aclose()


@both
@pytest.mark.parametrize("framing", ["chunked", "open"])
async def test_an_answer_streams_in_and_ends(api: WireApi, framing: str) -> None:
    body = BODIES[api]
    script: list[Step] = (
        [CHUNKED_HEAD, chunked(body, 7)] if framing == "chunked" else [OPEN_HEAD, body]
    )
    result, heard, _ = await run(script, api=api)
    assert result.reason is StopReason.FINISHED
    assert result.parts == (TextPart(TEXT),)
    assert result.request_id == "REQ/1"
    assert result.usage.total_tokens == 8
    assert [e.text for e in heard.of(TextAdded)] == list(WORDS)
    assert len({e.part_id for e in heard.of(TextAdded)}) == 1
    assert heard[0] == TurnStarted(result.response_id, "m-1", "REQ/1")
    assert heard.of(UsageReported)


@both
@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
async def test_any_line_ending_and_comments_will_do(api: WireApi, newline: str) -> None:
    events = responses_stream(*WORDS) if api is WireApi.RESPONSES else chat_stream(*WORDS)
    body = f": waiting{newline}{newline}".encode() + sse(events, newline=newline, named=False)
    result, heard, _ = await run([OPEN_HEAD, body], api=api)
    assert result.parts == (TextPart(TEXT),)
    assert heard.text(TextAdded) == TEXT


@both
@pytest.mark.slow
@pytest.mark.limit(60)
async def test_a_stream_cut_at_every_byte_keeps_a_prefix(api: WireApi) -> None:
    whole = CHUNKED_HEAD + chunked(BODIES[api], 40)
    positions = range(len(CHUNKED_HEAD), len(whole) + 1)
    scripts: list[list[Step]] = [[whole[:position]] for position in positions]
    outcomes: set[str] = set()
    async with PlayedService(scripts) as service:
        client = client_for(service, api)
        for position in positions:
            heard = Heard()
            try:
                result = await client.run_turn(hello(), heard)
                assert result.parts == (TextPart(TEXT),), position
                outcomes.add("whole")
            except StreamInterrupted:
                outcomes.add("cut")
            assert TEXT.startswith(heard.text(TextAdded)), position
        await client.aclose()
    assert outcomes == {"whole", "cut"}
    assert len(service.asked) == len(positions)  # nothing was ever sent twice


@both
async def test_a_head_cut_at_every_byte_is_no_answer_and_is_not_sent_again(api: WireApi) -> None:
    scripts: list[list[Step]] = [[CHUNKED_HEAD[:n]] for n in range(len(CHUNKED_HEAD))]
    async with PlayedService(scripts) as service:
        client = client_for(service, api)
        for _ in scripts:
            heard = Heard()
            with pytest.raises(Unreachable):
                await client.run_turn(hello(), heard)
            assert heard == []
        await client.aclose()
    assert len(service.asked) == len(scripts)


@both
async def test_a_reset_in_mid_stream_is_an_interruption(api: WireApi) -> None:
    part = BODIES[api][: BODIES[api].index(b"from")]
    error, heard, service = await run([OPEN_HEAD, part, Reset()], api=api)
    assert isinstance(error, StreamInterrupted)
    assert error.retryable
    assert error.facts["events"] == len(heard) or error.facts["events"] >= 1
    assert len(service.asked) == 1


@both
async def test_stopping_a_stalled_stream_closes_the_socket_at_once(api: WireApi) -> None:
    part = BODIES[api][: BODIES[api].index(b"from")]
    heard = Heard()
    async with PlayedService([[OPEN_HEAD, part, Stall()]]) as service:
        client = client_for(service, api)
        turn = asyncio.ensure_future(client.run_turn(hello(), heard))
        await service.stalled.wait()
        began = time.perf_counter()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        await service.left.wait()
        took = time.perf_counter() - began
        await client.aclose()
    assert took < 0.1


@both
async def test_silence_is_named_with_its_phase_and_its_length(api: WireApi) -> None:
    pace = type(QUICK)(read_s=0.05, first_delay_s=0.01)
    error, _, service = await run([OPEN_HEAD, b": hm\n\n", Stall()], api=api, pace=pace)
    assert isinstance(error, ServiceSlow)
    assert error.facts["phase"] == "read"
    assert error.facts["after_s"] == 0.05
    assert len(service.asked) == 1


@both
async def test_nothing_is_sent_again_once_an_event_came(api: WireApi) -> None:
    first = BODIES[api].partition(b"\n\n")[0] + b"\n\n"
    good: list[Step] = [OPEN_HEAD, BODIES[api]]
    error, heard, service = await run([OPEN_HEAD, first, Reset()], good, api=api)
    assert isinstance(error, StreamInterrupted)
    assert len(service.asked) == 1
    assert not heard.of(RetryScheduled)


@both
async def test_malformed_json_is_skipped_and_said(api: WireApi) -> None:
    events: list[Any] = list(
        responses_stream(*WORDS) if api is WireApi.RESPONSES else chat_stream(*WORDS)
    )
    events[2:2] = ['{"type": "response.output_text.delta", "del', "[1, 2]"]
    result, heard, _ = await run([OPEN_HEAD, sse(events)], api=api)
    assert result.parts == (TextPart(TEXT),)
    assert [e.detail.partition(":")[0] for e in heard.of(EventSkipped)] == [
        "not JSON",
        "not an object",
    ]


@both
async def test_an_error_in_the_stream_is_a_failed_turn(api: WireApi) -> None:
    start = BODIES[api].partition(b"\n\n")[0] + b"\n\n"
    failed = sse([{"error": {"message": "model is on fire", "code": "server_error"}}])
    error, _, service = await run([OPEN_HEAD, start, failed], api=api)
    assert isinstance(error, TurnFailed)
    assert error.facts == {
        "message": "model is on fire",
        "service_code": "server_error",
        "request_id": "REQ/1",
    }
    assert len(service.asked) == 1


@both
async def test_a_page_instead_of_a_stream_is_unreadable(api: WireApi) -> None:
    error, _, _ = await run(reply(200, b"<html>Welcome</html>", content_type="text/html"), api=api)
    assert isinstance(error, AnswerUnreadable)
    assert error.facts["content_type"] == "text/html"
    assert error.facts["status"] == 200


async def test_a_response_that_was_not_streamed_is_taken_whole() -> None:
    answer = {
        "id": "resp_1",
        "model": "m-1",
        "status": "completed",
        "output": [text_item(TEXT)],
        "usage": USAGE,
    }
    result, heard, _ = await run(reply(200, answer, opc_request_id="R"))
    assert result.parts == (TextPart(TEXT),)
    assert (result.response_id, result.request_id) == ("resp_1", "R")
    assert heard.text(TextAdded) == TEXT


async def test_a_chat_answer_that_was_not_streamed_is_taken_whole() -> None:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": TEXT},
        "finish_reason": "length",
    }
    answer = {"id": "c", "model": "m-1", "choices": [choice], "usage": {"prompt_tokens": 2}}
    result, heard, _ = await run(reply(200, answer), api=WireApi.CHAT)
    assert result.parts == (TextPart(TEXT),)
    assert result.reason is StopReason.LENGTH
    assert result.usage.input_tokens == 2
    assert heard.text(TextAdded) == TEXT


async def test_a_chat_stream_may_close_after_its_finish_reason() -> None:
    body = sse([chat_chunk(content="hi"), chat_chunk(finish="stop")])
    result, _, _ = await run([OPEN_HEAD, body], api=WireApi.CHAT)
    assert result.parts == (TextPart("hi"),)


async def test_a_chat_stream_that_closes_without_a_finish_reason_was_interrupted() -> None:
    error, heard, _ = await run([OPEN_HEAD, sse([chat_chunk(content="hi")])], api=WireApi.CHAT)
    assert isinstance(error, StreamInterrupted)
    assert error.facts["events"] == 1
    assert heard.text(TextAdded) == "hi"


@both
async def test_a_service_that_never_hangs_up_does_not_hold_the_answer_back(api: WireApi) -> None:
    heard = Heard()
    async with PlayedService([[OPEN_HEAD, BODIES[api], Stall()]]) as service:
        client = client_for(service, api)
        result = await client.run_turn(hello(), heard)
        await service.left.wait()
        await client.aclose()
    assert result.parts == (TextPart(TEXT),)


async def test_a_line_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_LINE", 1000)
    error, _, _ = await run([OPEN_HEAD, b"data: " + b"x" * 5000, Stall()])
    assert isinstance(error, AnswerUnreadable)
    assert error.facts["detail"] == "a line without an end"


async def test_an_answer_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
    error, _, _ = await run(reply(200, {"text": "x" * 2000}))
    assert isinstance(error, AnswerUnreadable)


async def test_a_stream_may_be_compressed() -> None:
    import gzip

    head = OPEN_HEAD[:-2] + b"content-encoding: gzip\r\n\r\n"
    result, _, _ = await run([head, gzip.compress(BODIES[WireApi.RESPONSES])])
    assert result.parts == (TextPart(TEXT),)


async def test_other_work_goes_on_while_a_burst_is_read() -> None:
    body = sse(responses_stream(*["word "] * 5000))
    turns = 0

    async def beat() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beating = asyncio.ensure_future(beat())
    result, _, _ = await run([OPEN_HEAD, body])
    beating.cancel()
    assert result.reason is StopReason.FINISHED
    assert turns > 10


async def test_stopping_in_mid_burst_closes_the_socket_too() -> None:
    # The words all lie in one read, so the turn is stopped between two slices,
    # while httpx waits for nothing.
    body = sse(responses_stream(*["word "] * 20_000)[:-1])
    async with PlayedService([[OPEN_HEAD, body, Stall()]]) as service:
        client = client_for(service)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def hear(event: Any) -> None:
            if isinstance(event, TextAdded) and not first.done():
                first.set_result(None)

        turn = asyncio.ensure_future(client.run_turn(hello(), hear))
        await first
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        await client.aclose()
