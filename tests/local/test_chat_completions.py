"""Chat Completions, judged by the openai SDK."""

from __future__ import annotations

from typing import Any

import openai
import pytest


def chat(client: openai.OpenAI, text: str, **more: Any) -> Any:
    messages: list[Any] = [{"role": "user", "content": text}]
    return client.chat.completions.create(
        **{"model": "oriel-rehearsal", "messages": messages, **more}
    )


def test_answers_and_reports_usage(client: openai.OpenAI):
    answer = chat(client, "echo one two")
    assert answer.choices[0].message.content == "one two"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == 5


def test_streams_the_same_words(client: openai.OpenAI):
    with chat(client, "fast headings", stream=True) as chunks:
        read = list(chunks)
    added = "".join(chunk.choices[0].delta.content or "" for chunk in read)
    assert added == chat(client, "fast headings").choices[0].message.content
    assert read[0].choices[0].delta.role == "assistant"
    assert read[-1].choices[0].finish_reason == "stop"
    assert len({chunk.id for chunk in read}) == 1


def test_usage_comes_last_when_asked_for(client: openai.OpenAI):
    options = {"include_usage": True}
    with chat(client, "echo a b c", stream=True, stream_options=options) as chunks:
        *_, last = list(chunks)
    assert last.choices == []
    assert last.usage.completion_tokens == 3


TOOL: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


def test_streams_a_function_call_in_pieces(client: openai.OpenAI):
    with chat(client, "call the function", tools=[TOOL], stream=True) as chunks:
        read = list(chunks)
    pieces = [c.choices[0].delta.tool_calls[0] for c in read if c.choices[0].delta.tool_calls]
    assert (pieces[0].function.name, pieces[0].type) == ("get_weather", "function")
    assert pieces[1].id is None
    assert "".join(p.function.arguments for p in pieces) == '{"city": "example"}'
    assert read[-1].choices[0].finish_reason == "tool_calls"


def test_reads_what_a_function_returned(client: openai.OpenAI):
    call = chat(client, "call get_weather", tools=[TOOL]).choices[0].message.tool_calls[0]
    messages = [
        {"role": "user", "content": "call get_weather"},
        {"role": "assistant", "tool_calls": [call.model_dump()]},
        {"role": "tool", "tool_call_id": call.id, "content": "rain"},
    ]
    assert "rain" in chat(client, "", messages=messages, tools=[TOOL]).choices[0].message.content


def test_reasoning_is_kept_apart_from_the_answer(client: openai.OpenAI):
    message = chat(client, "reasoning").choices[0].message
    assert "Planning" in message.reasoning_content
    assert "Planning" not in message.content


def test_endings_have_their_reasons(client: openai.OpenAI):
    assert chat(client, "incomplete").choices[0].finish_reason == "length"
    assert chat(client, "filtered").choices[0].finish_reason == "content_filter"
    assert chat(client, "long 90", max_tokens=5).choices[0].finish_reason == "length"
    assert chat(client, "refusal").choices[0].message.refusal


def test_a_failure_is_an_error_in_either_form(client: openai.OpenAI):
    with pytest.raises(openai.InternalServerError):
        chat(client, "failed")
    with pytest.raises(openai.APIError), chat(client, "fast failed", stream=True) as chunks:
        list(chunks)


def test_the_guide_reads_the_messages_sent_along(client: openai.OpenAI):
    messages = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Where are my keys stored?"},
        {"role": "assistant", "content": "In the keyring."},
        {"role": "user", "content": [{"type": "text", "text": "and on a Mac?"}]},
    ]
    answer = chat(client, "", model="oriel-guide", messages=messages).choices[0].message.content
    assert "Keychain" in answer
    assert "Credential Manager" not in answer


@pytest.mark.parametrize(
    "more",
    [{"n": 2}, {"messages": []}, {"messages": [{"role": "wizard"}]}, {"max_tokens": 0}],
)
def test_a_wrong_field_is_400(client: openai.OpenAI, more: dict[str, Any]):
    with pytest.raises(openai.BadRequestError):
        chat(client, "x", **more)
