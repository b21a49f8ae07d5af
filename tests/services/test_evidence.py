"""What is kept of an answer on the wire, and what is made of it for a person to look at."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.api.played_service import (
    KEY,
    OPEN_HEAD,
    Heard,
    PlayedService,
    Step,
    client_for,
    connection,
    hello,
    reply,
    sse,
)
from tests.services.rooms import TOKEN, rooms

from oriel.api.recording import HIDDEN, SentRequest
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.domain.sources import ProducedFile
from oriel.services.credentials import Typed
from oriel.services.evidence import Evidence, file_name_of, free_path, seconds_left
from oriel.services.exchange_record import (
    LONGEST_EVENT,
    MOST_ANSWERS,
    MOST_CHARS,
    MOST_EVENTS,
    ExchangeRecord,
    ExchangeRecords,
)
from oriel.services.wire_view import Raw, durations, recorded

DONE = {
    "type": "response.completed",
    "response": {
        "id": "resp-1",
        "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}],
    },
}


async def test_a_turn_is_kept_as_it_went_over_the_wire_without_what_is_secret() -> None:
    events = [{"type": "response.output_text.delta", "delta": "Hi"}, DONE]
    record = ExchangeRecord()
    mcp = RemoteMcp(label="files", url="https://mcp.example.com")
    async with PlayedService([[OPEN_HEAD + sse(events)]]) as service:
        client = client_for(service, headers=(("X-Team", "team-secret"),))
        request = hello(hosted=HostedTools(mcp=(mcp,)), authorizations={"files": "mcp-secret"})
        await client.run_turn(request, Heard(), record)
        await client.aclose()
    (asked,) = record.requests
    assert (asked.request.method, asked.request.url) == ("POST", f"{service.url}/responses")
    headers = dict(asked.request.headers)
    assert headers["authorization"] == headers["x-team"] == HIDDEN
    assert headers["accept"] == "text/event-stream"
    assert asked.request.body is not None
    assert asked.request.body["model"] == "m-1"
    told = repr((asked, asked.request.headers, dict(asked.request.body)))
    assert not [s for s in (KEY, "team-secret", "mcp-secret") if s in told]
    assert asked.request.size == len(service.asked[0].body)
    assert '"delta": "Hi"' in record.events[0][1]
    assert record.count == 2
    # What is shown is a copy: the service was told all of it.
    assert service.asked[0].json["tools"][0]["authorization"] == "mcp-secret"
    assert service.asked[0].headers["x-team"] == "team-secret"


async def test_each_request_of_a_turn_is_kept() -> None:
    refused = reply(400, {"error": {"message": "Field 'store' is not supported"}})
    record = ExchangeRecord()
    async with PlayedService([refused, [OPEN_HEAD + sse([DONE])]]) as service:
        client = client_for(service)
        await client.run_turn(hello(), Heard(), record)
        await client.aclose()
    first, second = (asked.request.body or {} for asked in record.requests)
    assert "store" in first
    assert "store" not in second


async def test_an_answer_that_does_not_stream_is_kept_too() -> None:
    record = ExchangeRecord()
    async with PlayedService([reply(200, DONE["response"])]) as service:
        client = client_for(service)
        await client.run_turn(hello(), Heard(), record)
        await client.aclose()
    ((_, data),) = record.events
    assert '"id": "resp-1"' in data


def test_only_the_last_events_are_kept() -> None:
    record = ExchangeRecord()
    for number in range(MOST_EVENTS + 100):
        record.take(str(number))
    assert len(record.events) == MOST_EVENTS
    assert record.events[-1][1] == str(MOST_EVENTS + 99)
    assert record.count == MOST_EVENTS + 100


def test_large_events_do_not_pile_up() -> None:
    record = ExchangeRecord()
    for _ in range(20):
        record.take("x" * LONGEST_EVENT * 2)
    assert sum(len(data) for _, data in record.events) <= MOST_CHARS
    assert max(len(data) for _, data in record.events) < LONGEST_EVENT + 40


def test_old_answers_give_way() -> None:
    records = ExchangeRecords()
    for number in range(MOST_ANSWERS + 1):
        records.begin(str(number))
    assert records.of("0") is None
    assert records.of("1") is not None


# What a person sees of it


def _sent(**more: Any) -> SentRequest:
    values: dict[str, Any] = {
        "method": "POST",
        "url": "https://service.example/v1/responses",
        "headers": (("accept", "text/event-stream"), ("authorization", HIDDEN), ("x-team", HIDDEN)),
        "body": {"model": "m", "input": [{"image_url": "data:image/png;base64," + "QUJD" * 500}]},
        "size": 2100,
        "credential": "key",
    }
    return SentRequest(**{**values, **more})


def _raw(record: ExchangeRecord) -> Raw:
    return recorded(record.requests, list(record.events), record.count)


def test_a_data_uri_stands_as_its_size_and_short_ones_as_they_are() -> None:
    record = ExchangeRecord()
    record.asked(_sent())
    record.take('{"type": "x", "url": "data:text/plain;base64,QUJD"}')
    raw = _raw(record)
    assert "data:image/png;base64,… (1,500 bytes)" in raw.requests[0].body
    assert "data:text/plain;base64,QUJD" in raw.events[0].text


def test_curl_names_the_variable_of_the_key_and_a_shell_understands_it() -> None:
    record = ExchangeRecord()
    record.asked(_sent(body={"input": 'it\'s "quoted" $HOME `date`'}))
    command = _raw(record).requests[0].curl
    assert '-H "Authorization: Bearer $OPENAI_API_KEY"' in command
    assert HIDDEN not in command
    assert "x-team" in command.splitlines()[0]
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    environment = {"OPENAI_API_KEY": "the-key", "HOME": "/nowhere"}
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, env=environment)
    words = done.stdout.decode().split("\0")
    assert "Authorization: Bearer the-key" in words
    assert json.loads(words[words.index("--data") + 1]) == {"input": 'it\'s "quoted" $HOME `date`'}


def test_a_signed_request_says_that_curl_cannot_sign() -> None:
    record = ExchangeRecord()
    record.asked(_sent(credential="signature"))
    request = _raw(record).requests[0]
    assert request.signed
    assert "signed this request" in request.curl
    assert "OPENAI_API_KEY" not in request.curl


def test_events_have_their_numbers_kinds_and_moments_and_garbage_stays_as_it_came() -> None:
    record = ExchangeRecord()
    record.asked(_sent())
    for number in range(MOST_EVENTS):
        record.take(json.dumps({"type": "t", "n": number}))
    record.take("no json {")
    raw = _raw(record)
    assert (raw.left_out, raw.events[0].number, raw.events[-1].number) == (1, 2, MOST_EVENTS + 1)
    assert (raw.events[0].kind, raw.events[-1].text) == ("t", "no json {")
    moments = [event.at_s for event in raw.events if event.at_s is not None]
    assert moments == sorted(moments)
    assert len(moments) == MOST_EVENTS
    assert json.loads(raw.as_json())["events_left_out"] == 1


def test_a_request_that_is_no_longer_kept_says_so() -> None:
    record = ExchangeRecord()
    record.asked(_sent())
    record.drop_bodies()
    (request,) = _raw(record).requests
    assert (request.kept, request.body) == (False, "")


def test_what_a_call_took_is_read_from_the_stream() -> None:
    item = {"type": "code_interpreter_call", "id": "ci_1"}
    function = {"type": "function_call", "id": "fc_1", "call_id": "call_1"}
    events = [
        (1.0, json.dumps({"type": "response.output_item.added", "item": item})),
        (1.5, json.dumps({"type": "response.output_item.added", "item": function})),
        (2.0, json.dumps({"type": "response.output_item.done", "item": function})),
        (3.5, json.dumps({"type": "response.output_item.done", "item": item})),
        (4.0, "response.output_item. broken"),
    ]
    assert durations(events) == {"ci_1": 2.5}


async def test_an_answer_of_another_day_shows_what_it_was_stored_with(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        answer = await r.ask(r.chat(), "echo fast one")
        record = r.engine.records.of(answer.id)
        assert record is not None
        evidence = Evidence(r.connections)
        raw = await evidence.raw(answer, record)
        assert raw.requests[0].url.endswith("/v1/responses")
        assert "one" in raw.requests[0].body
        assert raw.events[-1].kind == "response.completed"
        assert TOKEN not in raw.as_json()
        assert await evidence.durations(record) == {}
        older = await evidence.raw(answer, None)
        assert older.stored
        assert [event.kind for event in older.events] == ["message"]
        assert json.loads(older.as_json())["stored_items"] == answer.provider["output"]


# Files that code made


@asynccontextmanager
async def container(folder: Path, *scripts: Sequence[Step]) -> AsyncIterator[Evidence]:
    """Evidence over a connection "c" whose service plays these answers."""
    async with rooms(folder) as r, PlayedService(scripts) as service:
        await r.connections.save(connection(service.url), Typed(secret=KEY))
        yield Evidence(r.connections)


async def test_a_container_tells_when_it_ends_and_what_was_made_in_it(tmp_path: Path) -> None:
    about = {"id": "cntr-1", "status": "running", "last_active_at": 1000}
    files = [
        {"id": "f1", "path": "/mnt/data/in.csv", "bytes": 7, "source": "user"},
        {"id": "f2", "path": "/mnt/data/plot.png", "bytes": 9, "source": "assistant"},
        {"id": "f3", "path": "/mnt/data/b", "bytes": "many"},
    ]
    async with container(tmp_path, reply(200, about), reply(200, {"data": files})) as evidence:
        state = await evidence.container("c", "cntr-1")
    assert state.ends_at == 1000 + 20 * 60
    assert seconds_left(state) == 0
    assert [(f.file_id, f.name) for f in state.files] == [
        ("f2", "/mnt/data/plot.png"),
        ("f3", "/mnt/data/b"),
    ]
    assert dict(state.sizes) == {"f1": 7, "f2": 9}


async def test_a_container_that_is_gone_says_so(tmp_path: Path) -> None:
    expired = {"id": "cntr-1", "status": "expired"}
    async with container(tmp_path, reply(200, expired), reply(404, {})) as evidence:
        assert (await evidence.container("c", "cntr-1")).gone
        assert (await evidence.container("c", "cntr-1")).gone


async def test_files_are_saved_from_where_they_are(tmp_path: Path) -> None:
    heard: list[int] = []
    target = tmp_path / "plot.png"
    async with container(tmp_path, reply(200, b"picture"), reply(200, b"file")) as evidence:
        assert (
            await evidence.save("c", ProducedFile("f1", "p", "cntr-1"), target, heard.append) == 7
        )
        assert target.read_bytes() == b"picture"
        await evidence.save("c", ProducedFile("f2", "p"), target)
    assert target.read_bytes() == b"file"
    assert heard[-1] == 7


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("/mnt/data/plot.png", "plot.png"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        ("C:\\temp\\..\\x.txt", "x.txt"),
        (".bashrc", "bashrc"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_leads_nowhere_and_is_taken_everywhere(name: str, cleaned: str) -> None:
    assert file_name_of(ProducedFile("f", name)) == cleaned


@given(st.text(max_size=300))
def test_any_name_is_one_plain_name(name: str) -> None:
    cleaned = file_name_of(ProducedFile("f", name))
    assert cleaned
    assert PurePosixPath(cleaned).name == PureWindowsPath(cleaned).name == cleaned
    assert not cleaned.startswith(".")
    assert not PureWindowsPath(cleaned).is_reserved()


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    assert free_path(tmp_path, "a.csv").name == "a.csv"
    (tmp_path / "a.csv").touch()
    (tmp_path / "a (2).csv").touch()
    assert free_path(tmp_path, "a.csv").name == "a (3).csv"
    (tmp_path / "none").touch()
    assert free_path(tmp_path, "none").name == "none (2)"
    soon = [tmp_path / "B.csv", tmp_path / "b (2).csv"]
    assert free_path(tmp_path, "b.csv", soon).name == "b (3).csv"
