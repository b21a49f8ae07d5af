"""The Responses API, judged by the openai SDK."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

FAST = "oriel-rehearsal"


def say(client: openai.OpenAI, given: Any, /, **more: Any) -> Any:
    return client.responses.create(model=FAST, input=given, **more)


def test_answers_and_reports_usage(client: openai.OpenAI):
    response = say(client, "echo one two three")
    assert response.status == "completed"
    assert response.output_text == "one two three"
    assert response.usage.input_tokens == 4
    assert response.usage.output_tokens == 3
    assert response.usage.total_tokens == 7
    assert response.completed_at >= response.created_at


def test_keeps_a_response_until_it_is_deleted(client: openai.OpenAI):
    made = say(client, "echo keep me", metadata={"topic": "keeping"}, instructions="Be brief.")
    found = client.responses.retrieve(made.id)
    assert found.output_text == "keep me"
    assert found.metadata == {"topic": "keeping"}
    assert found.instructions == "Be brief."
    client.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError) as gone:
        client.responses.retrieve(made.id)
    assert gone.value.code == "not_found"
    with pytest.raises(openai.NotFoundError):
        client.responses.delete(made.id)


def test_lists_input_items_page_by_page(client: openai.OpenAI):
    texts = [f"line {n}" for n in range(5)]
    made = say(client, [{"role": "user", "content": text} for text in texts])
    page = client.responses.input_items.list(made.id, limit=2, order="asc")
    assert page.has_more
    read = [item.content[0].text for item in page]
    assert read == texts


def test_the_previous_response_carries_the_conversation(client: openai.OpenAI):
    first = say(client, "echo alpha")
    second = say(client, "echo beta", previous_response_id=first.id)
    third = say(client, "what did I say before?", previous_response_id=second.id)
    assert "> echo alpha" in third.output_text
    assert "> echo beta" in third.output_text
    assert third.usage.input_tokens > second.usage.input_tokens > first.usage.input_tokens


def test_an_unknown_previous_response_is_404(client: openai.OpenAI):
    with pytest.raises(openai.NotFoundError) as refused:
        say(client, "hi", previous_response_id="resp_nowhere")
    assert refused.value.param == "previous_response_id"
    assert refused.value.code == "previous_response_not_found"


def test_what_is_not_stored_cannot_be_retrieved_or_continued(client: openai.OpenAI):
    made = say(client, "echo leave no trace", store=False)
    assert made.store is False
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)
    with pytest.raises(openai.NotFoundError):
        say(client, "hi", previous_response_id=made.id)


def test_a_conversation_gathers_both_sides(client: openai.OpenAI):
    conversation = client.conversations.create()
    say(client, "echo alpha", conversation=conversation.id)
    second = say(client, "what did I say before?", conversation={"id": conversation.id})
    assert second.conversation.id == conversation.id
    assert "> echo alpha" in second.output_text
    items = list(client.conversations.items.list(conversation.id, order="asc"))
    assert [item.role for item in items] == ["user", "assistant", "user", "assistant"]


def test_a_conversation_excludes_a_previous_response(client: openai.OpenAI):
    conversation = client.conversations.create()
    made = say(client, "echo x")
    with pytest.raises(openai.BadRequestError) as refused:
        say(client, "hi", conversation=conversation.id, previous_response_id=made.id)
    assert refused.value.code == "mutually_exclusive_parameters"
    with pytest.raises(openai.NotFoundError):
        say(client, "hi", conversation="conv_nowhere")


@pytest.mark.parametrize(
    "given",
    [
        "echo hello",
        [{"role": "user", "content": "echo hello"}],
        [{"type": "message", "role": "user", "content": "echo hello"}],
        [
            {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "echo hello"}],
            }
        ],
    ],
)
def test_takes_strings_and_typed_items(client: openai.OpenAI, given: Any):
    assert say(client, given).output_text == "hello"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"input": []}, "input"),
        ({"input": 7}, "input"),
        ({"input": [7]}, "input[0]"),
        ({"input": [{"content": "x"}]}, "input[0].type"),
        ({"input": [{"role": "wizard", "content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "user", "content": 7}]}, "input[0].content"),
        ({"input": [{"role": "user", "content": [7]}]}, "input[0].content[0]"),
        ({"input": [{"type": "function_call_output"}]}, "input[0].call_id"),
        ({"input": "x", "max_output_tokens": 0}, "max_output_tokens"),
        ({"input": "x", "max_output_tokens": "many"}, "max_output_tokens"),
        ({"input": "x", "metadata": {"a": 1}}, "metadata"),
        ({"input": "x", "conversation": 7}, "conversation"),
        ({"input": "x", "instructions": 7}, "instructions"),
        ({"input": "x", "background": True, "store": False}, "background"),
        ({"input": "x", "user": "me"}, "user"),
        ({"input": "x", "truncation": "some"}, "truncation"),
        ({"input": "x", "service_tier": "golden"}, "service_tier"),
        ({"input": "x", "temperature": 3}, "temperature"),
        ({"input": "x", "include": ["everything"]}, "include"),
        ({"input": "x", "reasoning": {"effort": "huge"}}, "reasoning.effort"),
        ({"input": "x", "tool_choice": "maybe"}, "tool_choice"),
        ({"input": "x", "tools": [{"type": "file_search"}]}, "tools"),
        ({"input": "x", "text": {"format": {"type": "json_schema"}}}, "text.format.schema"),
        ({"input": "x", "context_management": [{"type": "magic"}]}, "context_management"),
        ({"input": [{"type": "mcp_approval_response"}]}, "input[0].approval_request_id"),
    ],
)
def test_a_wrong_field_is_400_and_named(client: openai.OpenAI, more: dict[str, Any], param: str):
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model=FAST, **more)
    assert refused.value.param == param


def test_a_missing_input_or_model_is_400(client: openai.OpenAI):
    for body in ({"model": FAST}, {"input": "x"}):
        with pytest.raises(openai.BadRequestError) as refused:
            client.post("/responses", body=body, cast_to=object)
        assert refused.value.code == "missing_required_parameter"


def test_the_output_limit_ends_an_answer(client: openai.OpenAI):
    response = say(client, "long 500 fast", max_output_tokens=20)
    assert response.status == "incomplete"
    assert response.incomplete_details.reason == "max_output_tokens"
    assert 0 < response.usage.output_tokens <= 20
    assert response.output[0].status == "incomplete"


SCHEMA: Any = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "maxLength": 3},
        "when": {"type": "string", "format": "date"},
        "stops": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/stop"}},
        "note": {"anyOf": [{"type": "null"}, {"type": "string"}]},
    },
    "$defs": {"stop": {"type": "object", "properties": {"km": {"type": "number", "minimum": 9}}}},
}


def test_an_answer_comes_in_the_shape_asked_for(client: openai.OpenAI):
    form = {"type": "json_schema", "name": "trip", "schema": SCHEMA, "strict": False}
    response = say(client, "a trip", text={"format": form})
    assert json.loads(response.output_text) == {
        "city": "exa",
        "when": "2026-11-01",
        "stops": [{"km": 9}, {"km": 9}],
        "note": "example",
    }
    assert response.text.format.name == "trip"
    plain = say(client, 'json please {"a": 1}', text={"format": {"type": "json_object"}})
    assert json.loads(plain.output_text) == {"a": 1}
    assert say(client, "refusal", text={"format": form}).output[0].content[0].type == "refusal"


def test_a_schema_that_refers_to_itself_comes_to_an_end(client: openai.OpenAI):
    node: Any = {
        "type": "object",
        "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
        "required": ["next"],
    }
    form = {"type": "json_schema", "name": "list", "schema": node}
    value = json.loads(say(client, "a list", text={"format": form}).output_text)
    assert isinstance(value["next"], dict)


def test_the_settings_of_a_request_are_told_back(client: openai.OpenAI):
    asked: dict[str, Any] = {
        "instructions": "Be brief.",
        "max_output_tokens": 400,
        "max_tool_calls": 3,
        "metadata": {"topic": "echo"},
        "parallel_tool_calls": False,
        "temperature": 0.3,
        "top_p": 0.8,
        "tool_choice": "none",
        "truncation": "auto",
        "prompt_cache_key": "key",
        "safety_identifier": "someone",
    }
    found = say(client, "echo x", **asked, reasoning={"effort": "low"}, service_tier="auto")
    told = found.model_dump()
    assert {name: told[name] for name in asked} == asked
    assert (told["service_tier"], told["reasoning"]["effort"]) == ("default", "low")
    assert told["text"]["format"] == {"type": "text"}
    assert told["usage"]["input_tokens_details"]["cached_tokens"] == 0
    assert told["background"] is False


def test_what_is_gone_is_404_and_passes_when_sent_whole(client: openai.OpenAI):
    first = say(client, "echo alpha")
    with pytest.raises(openai.NotFoundError) as refused:
        say(client, "gone, table", previous_response_id=first.id)
    assert refused.value.code == "previous_response_not_found"
    conversation = client.conversations.create()
    with pytest.raises(openai.NotFoundError) as refused:
        say(client, "gone, table", conversation=conversation.id)
    assert refused.value.param == "conversation"
    assert "| Region" in say(client, "gone, table").output_text


def test_only_one_function_is_called_when_calls_are_not_parallel(client: openai.OpenAI):
    tools = [{"type": "function", "name": name, "parameters": {}} for name in ("a", "b")]
    assert len(say(client, "call both", tools=tools).output) == 2
    assert len(say(client, "call both", tools=tools, parallel_tool_calls=False).output) == 1
    allowed = {"type": "allowed_tools", "mode": "required", "tools": [tools[1]]}
    assert say(client, "call", tools=tools, tool_choice=allowed).output[0].name == "b"


def test_says_what_came_with_a_message(client: openai.OpenAI):
    parts = [
        {"type": "input_text", "text": "look"},
        {"type": "input_image", "image_url": "data:image/png;base64,AA==", "detail": "auto"},
        {"type": "input_file", "filename": "a.txt", "file_data": "data:text/plain;base64,AA=="},
    ]
    said = say(client, [{"type": "message", "role": "user", "content": parts}]).output_text
    assert "1 image and 1 file" in said


# Compaction


def test_a_long_context_is_compacted_and_goes_on_from_there(client: openai.OpenAI):
    first = say(client, "echo the word is heliotrope")
    rule: Any = [{"type": "compaction", "compact_threshold": 10}]
    long = say(
        client,
        "table, and what did I say before? " + "filler " * 300,
        previous_response_id=first.id,
        context_management=rule,
    )
    folding, message = long.output
    assert (folding.type, message.type) == ("compaction", "message")
    assert "heliotrope" not in folding.encrypted_content
    after = say(client, "what did I say before?", previous_response_id=long.id)
    assert "heliotrope" in after.output_text
    assert after.usage.input_tokens < long.usage.input_tokens
    alone: Any = [folding.model_dump(exclude_none=True), {"role": "user", "content": "remember?"}]
    assert "heliotrope" in say(client, alone, store=False).output_text
    short = say(client, "echo x", context_management=[{**rule[0], "compact_threshold": 900}])
    assert [item.type for item in short.output] == ["message"]


def test_a_conversation_is_folded_on_demand(client: openai.OpenAI):
    first = say(client, "echo the word is heliotrope")
    folded = client.responses.compact(
        model=FAST, input="and another thing", previous_response_id=first.id
    )
    assert folded.object == "response.compaction"
    *said, folding = folded.output
    assert [item.role for item in said] == ["user", "user"]
    assert folding.type == "compaction"
    given: Any = [item.model_dump(exclude_none=True, warnings=False) for item in folded.output]
    after = say(client, [*given, {"role": "user", "content": "what did I say before?"}])
    assert "heliotrope" in after.output_text
    assert "another thing" in after.output_text
    with pytest.raises(openai.BadRequestError):
        client.responses.compact(model=FAST)


def test_input_tokens_are_counted(client: openai.OpenAI):
    assert client.responses.input_tokens.count(model=FAST, input="one two three").input_tokens == 3
