"""What is kept of an answer on the wire, and what is made of it for a person to look at."""

from __future__ import annotations

from tests.api.played_service import (
    KEY,
    OPEN_HEAD,
    Heard,
    PlayedService,
    client_for,
    hello,
    reply,
    sse,
)

from oriel.api.recording import HIDDEN
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.services.exchange_record import (
    LONGEST_EVENT,
    MOST_ANSWERS,
    MOST_CHARS,
    MOST_EVENTS,
    ExchangeRecord,
    ExchangeRecords,
)

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
