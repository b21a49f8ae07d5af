"""The Responses API, judged by the openai SDK."""

from __future__ import annotations

from typing import Any

import openai
import pytest

FAST = "oriel-rehearsal"


def say(client: openai.OpenAI, text: Any, **more: Any) -> Any:
    return client.responses.create(model=FAST, input=text, **more)


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
