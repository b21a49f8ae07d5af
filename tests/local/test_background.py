"""Background responses: polled, streamed, taken up again, cancelled; and compaction."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from .test_lifetime import until

FAST = "oriel-rehearsal"


def begin(client: openai.OpenAI, text: str, **more: Any) -> Any:
    return client.responses.create(model=FAST, input=text, background=True, **more)


def settled(client: openai.OpenAI, response_id: str) -> Any:
    def ended() -> Any:
        found = client.responses.retrieve(response_id)
        return found if found.status not in ("queued", "in_progress") else None

    return until(ended)


def test_a_background_response_waits_and_then_completes(client: openai.OpenAI):
    made = begin(client, "echo later")
    assert made.status == "queued"
    assert made.background
    assert made.output == []
    found = settled(client, made.id)
    assert (found.status, found.output_text) == ("completed", "later")
    assert [item.content[0].text for item in client.responses.input_items.list(made.id)] == [
        "echo later"
    ]


def test_a_background_stream_says_that_it_waits(client: openai.OpenAI):
    with begin(client, "echo now", stream=True) as events:
        kinds = [event.type.removeprefix("response.") for event in events]
    assert kinds[:3] == ["created", "queued", "in_progress"]
    assert kinds[-1] == "completed"


def test_a_stream_is_taken_up_again_where_it_was_left(client: openai.OpenAI):
    heard: list[Any] = []
    with (
        begin(client, "fast drop headings", stream=True) as events,
        pytest.raises(openai.APIConnectionError),
    ):
        heard.extend(events)
    response_id, last = heard[0].response.id, heard[-1].sequence_number
    settled(client, response_id)
    with client.responses.retrieve(response_id, stream=True, starting_after=last) as events:
        rest = list(events)
    numbers = [event.sequence_number for event in (*heard, *rest)]
    assert numbers == list(range(len(numbers)))
    assert rest[-1].type == "response.completed"
    words = [event.delta for event in (*heard, *rest) if event.type == "response.output_text.delta"]
    assert "".join(words) == rest[-1].response.output_text
    assert "went on all the same" in rest[-1].response.output_text


def test_a_cancelled_response_keeps_what_it_has(client: openai.OpenAI):
    made = begin(client, "rate 100 long 20000")
    until(lambda: client.responses.retrieve(made.id).output)
    ended = client.responses.cancel(made.id)
    assert ended.status == "cancelled"
    assert client.responses.retrieve(made.id).status == "cancelled"
    again = client.responses.cancel(made.id)
    assert again.status == "cancelled"


def test_only_background_responses_are_cancelled(client: openai.OpenAI):
    made = client.responses.create(model=FAST, input="echo x")
    with pytest.raises(openai.BadRequestError):
        client.responses.cancel(made.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.cancel("resp_nowhere")


def test_a_response_deleted_on_its_way_is_gone(client: openai.OpenAI):
    made = begin(client, "rate 100 long 20000")
    client.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


def test_a_foreground_response_is_not_streamed_again(client: openai.OpenAI):
    made = client.responses.create(model=FAST, input="echo x")
    with pytest.raises(openai.BadRequestError):
        client.responses.retrieve(made.id, stream=True)
