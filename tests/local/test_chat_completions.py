"""Chat Completions, judged by the openai SDK."""

from __future__ import annotations

import json
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
    ("more", "param"),
    [
        ({"n": 0}, "n"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "wizard"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_completion_tokens": "x"}, "max_completion_tokens"),
        ({"temperature": 3}, "temperature"),
        ({"top_p": -1}, "top_p"),
        ({"presence_penalty": 5}, "presence_penalty"),
        ({"frequency_penalty": True}, "frequency_penalty"),
        ({"seed": 1.5}, "seed"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
        ({"stop": [""]}, "stop"),
        ({"logit_bias": {"50": 101}}, "logit_bias"),
        ({"logit_bias": {"word": 1}}, "logit_bias"),
        ({"reasoning_effort": "huge"}, "reasoning_effort"),
        ({"response_format": {"type": "yaml"}}, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, "response_format.schema"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
        ({"web_search_options": []}, "web_search_options"),
        ({"user": "me"}, "user"),
        ({"tools": [7]}, "tools"),
    ],
)
def test_a_wrong_field_is_400_and_named(client: openai.OpenAI, more: dict[str, Any], param: str):
    with pytest.raises(openai.BadRequestError) as refused:
        chat(client, "x", **more)
    assert refused.value.param == param


def test_every_setting_is_taken(client: openai.OpenAI):
    answer = chat(
        client,
        "echo one two",
        n=1,
        seed=7,
        temperature=0.5,
        top_p=0.9,
        presence_penalty=-1,
        frequency_penalty=1.5,
        logit_bias={"50256": -100},
        max_completion_tokens=50,
        metadata={"topic": "settings"},
        parallel_tool_calls=True,
        store=False,
        extra_body={"verbosity": "low", "service_tier": "auto"},
    )
    assert answer.choices[0].message.content == "one two"
    assert answer.system_fingerprint


@pytest.mark.parametrize("streaming", [False, True])
def test_several_choices_have_their_indexes(client: openai.OpenAI, streaming: bool):
    if not streaming:
        answer = chat(client, "echo one two", n=3)
        assert [choice.index for choice in answer.choices] == [0, 1, 2]
        assert {choice.message.content for choice in answer.choices} == {"one two"}
        assert answer.usage.completion_tokens == 6
        return
    texts = {0: "", 1: "", 2: ""}
    with chat(client, "echo one two", n=3, stream=True) as chunks:
        for chunk in chunks:
            for choice in chunk.choices:
                texts[choice.index] += choice.delta.content or ""
    assert set(texts.values()) == {"one two"}


def test_an_answer_ends_before_a_stop(client: openai.OpenAI):
    answer = chat(client, "echo one two three four", stop=["three", "four"])
    assert answer.choices[0].message.content == "one two "
    assert answer.choices[0].finish_reason == "stop"
    assert chat(client, "echo one two", stop="nine").choices[0].message.content == "one two"


SCHEMA: Any = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 3}},
    "required": ["city", "days"],
}


def test_answers_come_in_the_shape_asked_for(client: openai.OpenAI):
    form: Any = {"type": "json_schema", "json_schema": {"name": "trip", "schema": SCHEMA}}
    content = chat(client, "a trip", response_format=form).choices[0].message.content
    assert json.loads(content) == {"city": "example", "days": 3}
    plain = chat(client, "a trip", response_format={"type": "json_object"})
    assert json.loads(plain.choices[0].message.content)["asked"] == "a trip"


def test_effort_brings_a_thought(client: openai.OpenAI):
    with chat(client, "echo hi", reasoning_effort="high", stream=True) as chunks:
        deltas = [chunk.choices[0].delta for chunk in chunks]
    thought = "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas)
    assert "high" in thought
    assert "".join(delta.content or "" for delta in deltas) == "hi"
    none = chat(client, "echo hi", reasoning_effort="none").choices[0].message
    assert not hasattr(none, "reasoning_content")


def test_web_search_cites_pages(client: openai.OpenAI):
    message = chat(client, "web search oriels", web_search_options={}).choices[0].message
    cited = message.annotations[0].url_citation
    assert "](https://example.com/oriel)" in message.content[cited.start_index : cited.end_index]
    with chat(client, "fast web search", web_search_options={}, stream=True) as chunks:
        deltas = [chunk.choices[0].delta for chunk in chunks]
    told = [one for delta in deltas for one in getattr(delta, "annotations", None) or ()]
    assert [one["type"] for one in told] == ["url_citation", "url_citation"]
    undeclared = chat(client, "web search").choices[0].message
    assert "declared no such tool" in undeclared.content


def test_says_what_came_with_a_message(client: openai.OpenAI):
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    file = {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:;base64,AA=="}}
    audio = {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}}
    content = [{"type": "text", "text": "look"}, image, image, file, audio]
    said = chat(client, "", messages=[{"role": "user", "content": content}])
    assert "2 images and 1 file and 1 audio clip" in said.choices[0].message.content


def test_streams_parallel_calls_by_index(client: openai.OpenAI):
    other = {"type": "function", "function": {"name": "get_time", "parameters": {}}}
    with chat(client, "fast call both", tools=[TOOL, other], stream=True) as chunks:
        pieces = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
    names = {piece.index: piece.function.name for piece in pieces if piece.id}
    assert names == {0: "get_weather", 1: "get_time"}
    arguments = "".join(piece.function.arguments for piece in pieces if piece.index == 0)
    assert json.loads(arguments) == {"city": "example"}
    one = chat(client, "call both", tools=[TOOL, other], parallel_tool_calls=False)
    assert len(one.choices[0].message.tool_calls) == 1


def test_a_custom_tool_takes_text(client: openai.OpenAI):
    tool = {"type": "custom", "custom": {"name": "run_query"}}
    (call,) = chat(client, "custom tool: select 1", tools=[tool]).choices[0].message.tool_calls
    assert (call.type, call.custom.name, call.custom.input) == ("custom", "run_query", "select 1")


def test_logprobs_say_that_every_word_was_certain(client: openai.OpenAI):
    choice = chat(client, "echo one two", logprobs=True).choices[0]
    assert "".join(one.token for one in choice.logprobs.content) == "one two"
    assert {one.logprob for one in choice.logprobs.content} == {0.0}
