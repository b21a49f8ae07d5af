"""The faults the rehearsal plays for those who test clients."""

from __future__ import annotations

import json
from typing import Any

import httpx
import openai
import pytest


def asked(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "oriel-rehearsal", "input": text, **more}


def read(http: httpx.Client, text: str) -> list[str]:
    """The data lines of a stream, raw."""
    with http.stream("POST", "/responses", json=asked(f"fast {text}", stream=True)) as answer:
        return [line[6:] for line in answer.iter_lines() if line.startswith("data: ")]


def test_rate_limited_says_when_to_come_back(client: openai.OpenAI):
    with pytest.raises(openai.RateLimitError) as refused:
        client.responses.create(**asked("rate-limited 7"))
    assert refused.value.response.headers["retry-after"] == "7"
    with pytest.raises(openai.RateLimitError) as refused:
        client.responses.create(**asked("rate-limited without retry-after"))
    assert "retry-after" not in refused.value.response.headers


def test_a_fault_marked_once_lets_the_next_try_pass(client: openai.OpenAI):
    patient = client.with_options(max_retries=1)
    answer = patient.responses.create(**asked("rate-limited 0 once, table"))
    assert "| Region |" in answer.output_text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 503])
def test_any_error_status_can_be_had(http: httpx.Client, status: int):
    answer = http.post("/responses", json=asked(f"error {status}"))
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == f"rehearsed_{status}"


def test_errors_come_in_other_shapes(http: httpx.Client):
    html = http.post("/responses", json=asked("error 500 html"))
    assert (html.status_code, html.headers["content-type"][:9]) == (500, "text/html")
    oci = http.post("/responses", json=asked("error 404 oci"))
    assert oci.json()["code"] == "NotAuthorizedOrNotFound"
    assert http.post("/responses", json=asked("error 502 empty")).content == b""


def test_cut_drops_the_connection_after_some_words(http: httpx.Client, caplog: Any):
    with pytest.raises(httpx.RemoteProtocolError):
        read(http, "cut")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/responses", json=asked("cut"))
    assert not caplog.records


def test_cut_leaves_chat_completions_hanging_too(http: httpx.Client):
    body = {"model": "oriel-rehearsal", "messages": [{"role": "user", "content": "fast cut"}]}
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/chat/completions", json={**body, "stream": True})


def test_malformed_data_is_among_good_events(http: httpx.Client):
    lines = read(http, "malformed")
    bad = [line for line in lines if not _parses(line)]
    assert len(bad) == 1
    assert json.loads(lines[-1])["type"] == "response.completed"


def test_unknown_events_are_among_known_ones(http: httpx.Client):
    types = [json.loads(line)["type"] for line in read(http, "unknown events")]
    assert "response.sparkle.twinkled" in types
    assert types[-1] == "response.completed"


def test_unnumbered_events_have_no_sequence_number(http: httpx.Client):
    events = [json.loads(line) for line in read(http, "unnumbered")]
    assert all("sequence_number" not in event for event in events[2:])


def test_an_error_event_ends_the_stream(http: httpx.Client):
    last = json.loads(read(http, "error event")[-1])
    assert (last["type"], last["code"]) == ("error", "server_error")


def test_stall_sends_some_words_and_then_nothing(http: httpx.Client):
    body = asked("fast stall", stream=True)
    with http.stream("POST", "/responses", json=body, timeout=0.3) as answer:
        lines = answer.iter_lines()
        with pytest.raises(httpx.ReadTimeout):
            for _line in lines:
                pass


def test_slow_waits_before_it_speaks(http: httpx.Client):
    answer = http.post("/responses", json=asked("slow 0.2"))
    assert answer.elapsed.total_seconds() >= 0.2
    assert answer.json()["status"] == "completed"


def _parses(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
