"""The event stream of the Responses API: its order, its numbers, its truth."""

from __future__ import annotations

from typing import Any

import openai
import pytest


def stream(client: openai.OpenAI, text: str, **more: Any) -> list[Any]:
    model = more.pop("model", "oriel-rehearsal")
    with client.responses.create(model=model, input=text, stream=True, **more) as events:
        return list(events)


def kinds(events: list[Any]) -> list[str]:
    """The types, repeated deltas told once."""
    found: list[str] = []
    for event in events:
        if not found or found[-1] != event.type:
            found.append(event.type)
    return [kind.removeprefix("response.") for kind in found]


def test_tells_of_an_answer_in_order(client: openai.OpenAI):
    events = stream(client, "fast headings")
    assert kinds(events) == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))


def test_the_deltas_add_up_to_the_final_text(client: openai.OpenAI):
    events = stream(client, "fast headings code table math scripts")
    added = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    final = events[-1].response
    assert added == final.output_text
    assert client.responses.retrieve(final.id).output_text == added


def test_an_item_is_told_of_empty_and_then_whole(client: openai.OpenAI):
    events = {event.type: event for event in stream(client, "echo hello there")}
    assert events["response.created"].response.output == []
    assert events["response.output_item.added"].item.content == []
    assert events["response.output_item.added"].item.status == "in_progress"
    assert events["response.output_item.done"].item.content[0].text == "hello there"
    assert events["response.output_item.done"].item.status == "completed"


def test_cites_the_guide_while_it_streams(client: openai.OpenAI):
    events = stream(client, "Where are my keys stored?", model="oriel-guide")
    told = [e for e in events if e.type == "response.output_text.annotation.added"]
    final = events[-1].response.output[0].content[0]
    assert len(told) == len(final.annotations) == 1
    assert told[0].annotation.filename == final.annotations[0].filename == "07-your-data.md"
    assert 0 < final.annotations[0].index <= len(final.text)


def test_streams_word_by_word_and_not_too_fast(client: openai.OpenAI):
    events = stream(client, "rate 400 long 40")
    deltas = [event for event in events if event.type == "response.output_text.delta"]
    assert 30 <= len(deltas) <= 40


def test_reasoning_comes_as_an_item_of_its_own(client: openai.OpenAI):
    events = stream(client, "fast reasoning")
    assert kinds(events)[2:8] == [
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
    ]
    thought, message = events[-1].response.output
    assert "**Planning the answer**" in thought.summary[0].text
    assert message.content[0].text.startswith("The thinking is done")
    assert events[-1].response.usage.output_tokens_details.reasoning_tokens > 20


def test_a_refusal_comes_as_its_own_part(client: openai.OpenAI):
    events = stream(client, "fast refusal")
    assert kinds(events)[4:6] == ["refusal.delta", "refusal.done"]
    assert "asked to refuse" in events[-1].response.output[0].content[0].refusal


def test_an_incomplete_answer_says_why(client: openai.OpenAI):
    for text, reason in (("incomplete", "max_output_tokens"), ("filtered", "content_filter")):
        last = stream(client, f"fast {text}")[-1]
        assert last.type == "response.incomplete"
        assert last.response.incomplete_details.reason == reason
        assert last.response.output_text


def test_a_failed_answer_keeps_its_words_and_its_error(client: openai.OpenAI):
    last = stream(client, "fast failed")[-1]
    assert last.type == "response.failed"
    assert last.response.error.code == "server_error"
    assert last.response.output_text
    assert client.responses.retrieve(last.response.id).status == "failed"


TOOL: Any = {
    "type": "function",
    "name": "get_weather",
    "strict": False,
    "parameters": {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "unit": {"enum": ["celsius", "kelvin"]},
            "days": {"type": "integer"},
        },
    },
}


def test_calls_a_declared_function_and_reads_its_output(client: openai.OpenAI):
    events = stream(client, "call the function", tools=[TOOL])
    pieces = [e.delta for e in events if e.type == "response.function_call_arguments.delta"]
    call = events[-1].response.output[0]
    assert (call.type, call.name) == ("function_call", "get_weather")
    assert call.arguments == "".join(pieces)
    assert call.arguments == '{"city": "example", "unit": "celsius", "days": 1}'
    output = {"type": "function_call_output", "call_id": call.call_id, "output": '{"sky": "blue"}'}
    after = client.responses.create(
        model="oriel-rehearsal",
        input=[output],
        tools=[TOOL],
        previous_response_id=events[-1].response.id,
    )
    assert '{"sky": "blue"}' in after.output_text


def test_a_call_takes_arguments_from_the_message(client: openai.OpenAI):
    response = client.responses.create(
        model="oriel-rehearsal", input='call get_weather {"city": "Oslo"}', tools=[TOOL]
    )
    assert response.output[0].arguments == '{"city": "Oslo"}'


@pytest.mark.parametrize(
    ("choice", "calls"),
    [("auto", 0), ("required", 1), ("none", 0), ({"type": "function", "name": "get_weather"}, 1)],
)
def test_respects_tool_choice(client: openai.OpenAI, choice: Any, calls: int):
    response = client.responses.create(
        model="oriel-rehearsal", input="table", tools=[TOOL], tool_choice=choice
    )
    assert sum(item.type == "function_call" for item in response.output) == calls


def test_calls_nothing_that_was_not_declared(client: openai.OpenAI):
    response = client.responses.create(model="oriel-rehearsal", input="call a function")
    assert "declared no function" in response.output_text


def test_several_functions_are_called_at_once(client: openai.OpenAI):
    tools = [TOOL, {**TOOL, "name": "get_time"}]
    response = client.responses.create(
        model="oriel-rehearsal", input="call both functions", tools=tools
    )
    assert [item.name for item in response.output] == ["get_weather", "get_time"]
