"""What a turn looks like on the wire, in both APIs."""

from __future__ import annotations

from oriel.api.chat_request import chat_body
from oriel.api.mending import mended
from oriel.api.responses_request import responses_body
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    CitationPart,
    ErrorPart,
    FilePart,
    ImagePart,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

from .played_service import hello, message

HISTORY: tuple[Message, ...] = (
    message(Role.SYSTEM, "be brief"),
    message(
        Role.USER,
        "look",
        ImagePart(data_uri="data:image/png;base64,AA"),
        ImagePart(file_id="file-1"),
        FilePart("a.pdf", file_id="file-2"),
        FilePart("b.txt", data_uri="data:text/plain;base64,AA"),
    ),
    message(
        Role.ASSISTANT,
        ReasoningPart("hm"),
        "calling",
        CitationPart("url_citation"),
        ToolCallPart("c1", "add", "{}"),
        ToolCallPart("fs", "file_search", "", "file_search_call"),
        ToolResultPart("fs", "not ours"),
    ),
    message(Role.TOOL, ToolResultPart("c1", "3")),
    message(Role.ASSISTANT, RefusalPart("no"), ErrorPart("stream_interrupted")),
    message(Role.ASSISTANT, ErrorPart("rate_limited")),
    message(Role.USER, "go on"),
)


def test_responses_items_are_always_typed() -> None:
    body = responses_body(hello(messages=HISTORY, instructions="in English"), server_state=False)
    assert body["instructions"] == "in English\n\nbe brief"
    assert body["input"] == [
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "look"},
                {
                    "type": "input_image",
                    "detail": "auto",
                    "image_url": "data:image/png;base64,AA",
                },
                {"type": "input_image", "detail": "auto", "file_id": "file-1"},
                {"type": "input_file", "file_id": "file-2"},
                {
                    "type": "input_file",
                    "filename": "b.txt",
                    "file_data": "data:text/plain;base64,AA",
                },
            ],
        },
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "calling"}],
        },
        {"type": "function_call", "call_id": "c1", "name": "add", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "3"},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "refusal", "refusal": "no"}],
        },
        {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "go on"}],
        },
    ]


def test_only_what_was_set_is_sent() -> None:
    assert set(responses_body(hello(), server_state=True)) == {"model", "input", "stream", "store"}
    assert set(chat_body(hello())) == {"model", "messages", "stream", "stream_options"}


def test_everything_that_was_set_is_sent() -> None:
    asked = hello(
        previous_response_id="resp_0",
        temperature=0.0,
        top_p=0.5,
        max_output_tokens=9,
        reasoning_effort="low",
    )
    body = responses_body(asked, server_state=True)
    assert body["previous_response_id"] == "resp_0"
    assert (body["temperature"], body["top_p"], body["max_output_tokens"]) == (0.0, 0.5, 9)
    assert body["reasoning"] == {"effort": "low"}
    assert body["store"] is True
    chat = chat_body(asked)
    assert (chat["temperature"], chat["max_tokens"], chat["reasoning_effort"]) == (0.0, 9, "low")


def test_a_service_without_state_is_asked_to_keep_nothing() -> None:
    assert responses_body(hello(), server_state=False)["store"] is False
    assert responses_body(hello(store=False), server_state=True)["store"] is False


def test_chat_messages() -> None:
    said = chat_body(hello(messages=HISTORY, instructions="in English"))["messages"]
    assert [m["role"] for m in said] == [
        "system",
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
        "user",
    ]
    assert said[2]["content"][0] == {"type": "text", "text": "look"}
    assert said[2]["content"][1]["image_url"] == {"url": "data:image/png;base64,AA"}
    assert said[3]["tool_calls"][0]["function"] == {"name": "add", "arguments": "{}"}
    assert said[4] == {"role": "tool", "tool_call_id": "c1", "content": "3"}
    assert said[6] == {"role": "user", "content": "go on"}


def test_a_refused_answer_form_is_replaced() -> None:
    body = responses_body(
        hello(messages=(message(Role.ASSISTANT, "a"), message(Role.USER, "b"))), server_state=True
    )
    better = mended(body, "Invalid value: 'output_text'")
    assert better is not None
    assert [i["content"][0]["type"] for i in better.body["input"]] == ["input_text", "input_text"]
    assert mended(better.body, "Invalid value: 'output_text'") is None


def test_what_cannot_be_left_out_is_not() -> None:
    body = responses_body(hello(), server_state=True)
    assert mended(body, "Field 'model' is not supported") is None
    assert mended(body, "Unknown parameter: 'temperature'") is None
    assert mended(body, "Something else") is None


def test_a_limit_is_renamed_where_the_new_name_is_wanted() -> None:
    body = chat_body(hello(max_output_tokens=9))
    better = mended(
        body, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    )
    assert better is not None
    assert better.body["max_completion_tokens"] == 9
    assert "max_tokens" not in better.body
    assert isinstance(HISTORY[0].parts[0], TextPart)


def test_a_forced_tool_server_is_named() -> None:
    servers = tuple(RemoteMcp(label=label, url="https://o.example") for label in ("docs", "wiki"))
    asked = hello(hosted=HostedTools(mcp=servers), tool_choice="mcp")
    body = responses_body(asked, server_state=True)
    assert body["tool_choice"] == {"type": "mcp", "server_label": "docs"}
