"""The tools the service runs itself, as the rehearsal plays them, judged by the openai SDK."""

from __future__ import annotations

import base64
import json
from typing import Any

import openai
import pytest

FAST = "oriel-rehearsal"
MCP: Any = {"type": "mcp", "server_label": "notes", "server_url": "https://example.com/mcp"}
CODE: Any = {"type": "code_interpreter", "container": {"type": "auto"}}


def say(client: openai.OpenAI, text: Any, *tools: Any, **more: Any) -> Any:
    return client.responses.create(model=FAST, input=text, tools=list(tools), **more)


def stream(client: openai.OpenAI, text: str, *tools: Any, **more: Any) -> list[Any]:
    asked = {"model": FAST, "input": f"fast {text}", "tools": list(tools), **more}
    with client.responses.create(stream=True, **asked) as events:
        return list(events)


def told(events: list[Any], item_type: str) -> list[str]:
    """What is told of the one item of a type, deltas once; all of it at its place."""
    index = next(e.output_index for e in events if _item_type(e) == item_type)
    found: list[str] = []
    item_id = ""
    for event in events:
        if getattr(event, "output_index", None) != index:
            continue
        kind = event.type.removeprefix("response.")
        item_id = item_id or event.item.id
        assert getattr(event, "item_id", item_id) == item_id
        if not found or found[-1] != kind:
            found.append(kind)
    return found


def _item_type(event: Any) -> str:
    return event.item.type if event.type == "response.output_item.added" else ""


def whole(events: list[Any], item_type: str) -> Any:
    """The finished item; the same in its own event and in the final response."""
    assert [event.sequence_number for event in events] == list(range(len(events)))
    done = next(e.item for e in events if _done_type(e) == item_type)
    final = next(item for item in events[-1].response.output if item.type == item_type)
    assert done == final
    return final


def _done_type(event: Any) -> str:
    return event.item.type if event.type == "response.output_item.done" else ""


@pytest.fixture(scope="module")
def store(client: openai.OpenAI) -> Any:
    text = b"The lighthouse at Cape Moss was lit in 1871. Its lamp turns once in nine seconds."
    file = client.files.create(file=("lighthouse.md", text), purpose="assistants")
    made = client.vector_stores.create(name="coast")
    client.vector_stores.files.create_and_poll(
        file.id, vector_store_id=made.id, attributes={"coast": "north"}, poll_interval_ms=5
    )
    return made


def searching(store: Any, **more: Any) -> Any:
    return {"type": "file_search", "vector_store_ids": [store.id], **more}


@pytest.mark.parametrize(
    ("wish", "tool"),
    [
        ("file search", "file_search"),
        ("web search", "web_search"),
        ("x search", "x_search"),
        ("code interpreter", "code_interpreter"),
        ("draw a hill", "image_generation"),
        ("mcp", "mcp"),
        ("custom tool", "custom"),
    ],
)
def test_nothing_is_played_that_was_not_declared(client: openai.OpenAI, wish: str, tool: str):
    response = say(client, wish)
    assert f"asked for `{tool}`, but the request declared no such tool" in response.output_text
    assert [item.type for item in response.output] == ["message"]


# Searches


def test_file_search_finds_in_the_named_store(client: openai.OpenAI, store: Any):
    events = stream(
        client,
        "file search lighthouse lamp",
        searching(store),
        include=["file_search_call.results"],
    )
    assert told(events, "file_search_call") == [
        "output_item.added",
        "file_search_call.in_progress",
        "file_search_call.searching",
        "file_search_call.completed",
        "output_item.done",
    ]
    call = whole(events, "file_search_call")
    assert call.queries == ["lighthouse lamp"]
    assert call.results[0].filename == "lighthouse.md"
    assert call.results[0].attributes == {"coast": "north"}
    (citation,) = events[-1].response.output[1].content[0].annotations
    assert (citation.type, citation.filename) == ("file_citation", "lighthouse.md")


def test_results_are_shown_only_when_they_are_included(client: openai.OpenAI, store: Any):
    assert say(client, "file search lighthouse", searching(store)).output[0].results is None


def test_the_guide_answers_from_the_stores_it_is_given(client: openai.OpenAI, store: Any):
    def ask(text: str, **more: Any) -> Any:
        return client.responses.create(
            model="oriel-guide", input=text, tools=[searching(store, **more)]
        )

    found = ask("When was the lighthouse lit?")
    assert "lit in 1871" in found.output_text
    assert found.output[0].type == "file_search_call"
    assert found.output[1].content[0].annotations[0].filename == "lighthouse.md"
    assert "no passage about that" in ask("Who won the cup?").output_text
    other = {"type": "eq", "key": "coast", "value": "south"}
    assert "no passage" in ask("When was the lighthouse lit?", filters=other).output_text
    with pytest.raises(openai.NotFoundError):
        client.responses.create(
            model="oriel-guide",
            input="When was the lighthouse lit?",
            tools=[{"type": "file_search", "vector_store_ids": ["vs_nowhere"]}],
        )


def test_web_search_cites_pages(client: openai.OpenAI):
    tool = {"type": "web_search", "filters": {"allowed_domains": ["example.net"]}}
    events = stream(client, "web search oriels", tool, include=["web_search_call.action.sources"])
    assert told(events, "web_search_call")[1:4] == [
        "web_search_call.in_progress",
        "web_search_call.searching",
        "web_search_call.completed",
    ]
    action = whole(events, "web_search_call").action
    assert (action.query, action.sources[0].url) == ("oriels", "https://example.net/")
    content = events[-1].response.output[1].content[0]
    (cited,) = content.annotations
    assert cited.type == "url_citation"
    assert content.text[cited.start_index : cited.end_index] == (
        "[A page of example.net](https://example.net/)"
    )


def test_x_search_is_told_as_a_custom_call(client: openai.OpenAI):
    response = say(client, "x search oriels", {"type": "x_search"})
    call, message = response.output
    assert (call.type, call.name) == ("custom_tool_call", "x_keyword_search")
    assert json.loads(call.input)["query"] == "oriels"
    assert message.content[0].annotations[0].url.startswith("https://x.com/")


# Code


def test_code_runs_and_its_file_can_be_fetched(client: openai.OpenAI):
    events = stream(client, "code interpreter", CODE, include=["code_interpreter_call.outputs"])
    assert told(events, "code_interpreter_call") == [
        "output_item.added",
        "code_interpreter_call.in_progress",
        "code_interpreter_call_code.delta",
        "code_interpreter_call_code.done",
        "code_interpreter_call.interpreting",
        "code_interpreter_call.completed",
        "output_item.done",
    ]
    call = whole(events, "code_interpreter_call")
    deltas = [e.delta for e in events if e.type == "response.code_interpreter_call_code.delta"]
    assert call.code == "".join(deltas)
    logs, image = call.outputs
    assert logs.logs == "3 months written\n"
    assert image.url.startswith("data:image/png;base64,")
    content = events[-1].response.output[1].content[0]
    (cited,) = content.annotations
    assert (cited.type, cited.filename) == ("container_file_citation", "visits.csv")
    assert "visits.csv" in content.text[cited.start_index : cited.end_index]
    file = client.containers.files.content.retrieve(cited.file_id, container_id=cited.container_id)
    assert file.content.startswith(b"month,visits")
    assert client.containers.retrieve(call.container_id).status == "running"


def test_code_runs_in_the_container_that_is_named(client: openai.OpenAI):
    box = client.containers.create(name="mine")
    named = {"type": "code_interpreter", "container": box.id}
    call = say(client, "code interpreter", named).output[0]
    assert (call.container_id, call.outputs) == (box.id, None)
    assert [file.path for file in client.containers.files.list(box.id)] == ["/mnt/data/visits.csv"]
    with pytest.raises(openai.NotFoundError):
        say(client, "code interpreter", {**named, "container": "cntr-nowhere"})


def test_an_automatic_container_is_as_declared(client: openai.OpenAI):
    file = client.files.create(file=("a.txt", b"a"), purpose="user_data")
    auto = {"type": "auto", "memory_limit": "4g", "file_ids": [file.id]}
    call = say(client, "run code", {**CODE, "container": auto}).output[0]
    assert client.containers.retrieve(call.container_id).memory_limit == "4g"
    paths = {one.path for one in client.containers.files.list(call.container_id)}
    assert paths == {"/mnt/data/a.txt", "/mnt/data/visits.csv"}


def test_an_expired_container_is_refused_until_it_is_replaced(client: openai.OpenAI):
    old, new = client.containers.create(name="old"), client.containers.create(name="new")
    tool = {"type": "code_interpreter", "container": old.id}
    for _time in range(2):
        with pytest.raises(openai.NotFoundError, match="Container is expired"):
            say(client, "expired container", tool)
    answer = say(client, "expired container", {**tool, "container": new.id})
    assert answer.output[0].container_id == new.id


def test_an_automatic_container_that_expires_fails_the_answer(client: openai.OpenAI):
    last = stream(client, "expired container", CODE)[-1]
    assert last.type == "response.failed"
    assert last.response.error.message == "Container is expired."
    assert last.response.output[0].status == "failed"


# Pictures


def test_a_picture_comes_in_ever_finer_pieces(client: openai.OpenAI):
    events = stream(client, "draw a hill", {"type": "image_generation", "partial_images": 3})
    assert told(events, "image_generation_call") == [
        "output_item.added",
        "image_generation_call.in_progress",
        "image_generation_call.generating",
        "image_generation_call.partial_image",
        "image_generation_call.completed",
        "output_item.done",
    ]
    partial = [e for e in events if e.type.endswith("partial_image")]
    assert [e.partial_image_index for e in partial] == [0, 1, 2]
    image = whole(events, "image_generation_call").result
    pictures = {image, *(event.partial_image_b64 for event in partial)}
    assert len(pictures) == 4
    assert all(base64.b64decode(one).startswith(b"\x89PNG\r\n") for one in pictures)


# MCP


def test_a_server_lists_its_tools_and_calls_one(client: openai.OpenAI):
    events = stream(client, "mcp", {**MCP, "require_approval": "never"})
    assert told(events, "mcp_list_tools") == [
        "output_item.added",
        "mcp_list_tools.in_progress",
        "mcp_list_tools.completed",
        "output_item.done",
    ]
    assert told(events, "mcp_call") == [
        "output_item.added",
        "mcp_call.in_progress",
        "mcp_call_arguments.delta",
        "mcp_call_arguments.done",
        "mcp_call.completed",
        "output_item.done",
    ]
    listed, call = whole(events, "mcp_list_tools"), whole(events, "mcp_call")
    assert [tool.name for tool in listed.tools] == ["look_up", "send_note"]
    assert (call.name, call.server_label, call.error) == ("look_up", "notes", None)
    assert json.loads(call.arguments) == {"word": "example"}
    assert json.loads(call.output)["given"] == {"word": "example"}


@pytest.mark.parametrize("approve", [True, False])
def test_a_call_waits_for_leave(client: openai.OpenAI, approve: bool):
    asked = say(client, 'mcp send_note {"to": "Ada", "text": "hi"}', MCP)
    request = asked.output[-1]
    assert request.type == "mcp_approval_request"
    assert (request.name, request.server_label) == ("send_note", "notes")
    assert json.loads(request.arguments) == {"to": "Ada", "text": "hi"}
    answer: Any = {
        "type": "mcp_approval_response",
        "approval_request_id": request.id,
        "approve": approve,
        "reason": "not today",
    }
    after = say(client, [answer], MCP, previous_response_id=asked.id)
    calls = [item for item in after.output if item.type == "mcp_call"]
    assert len(calls) == approve
    if approve:
        assert calls[0].approval_request_id == request.id
        assert calls[0].arguments == request.arguments
    else:
        assert "`send_note` was not called. You said: “not today”." in after.output_text


def test_leave_needs_its_request_and_its_server(client: openai.OpenAI):
    asked = say(client, "mcp", MCP)
    answer: Any = {
        "type": "mcp_approval_response",
        "approval_request_id": asked.output[-1].id,
        "approve": True,
    }
    with pytest.raises(openai.BadRequestError, match="declared again"):
        say(client, [answer], previous_response_id=asked.id)
    with pytest.raises(openai.NotFoundError, match="Approval request"):
        say(client, [{**answer, "approval_request_id": "mcpr_nowhere"}], MCP)
    replayed = [item.model_dump(exclude_none=True) for item in asked.output]
    after = say(client, [*replayed, answer], MCP, store=False)
    assert after.output[0].type == "mcp_call"


@pytest.mark.parametrize(
    ("rule", "waits"),
    [
        ("always", True),
        (None, True),
        ("never", False),
        ({"never": {"tool_names": ["look_up"]}}, False),
        ({"always": {"tool_names": ["look_up"]}, "never": {"tool_names": ["send_note"]}}, True),
    ],
)
def test_approval_is_asked_for_as_declared(client: openai.OpenAI, rule: Any, waits: bool):
    kinds = [item.type for item in say(client, "mcp", {**MCP, "require_approval": rule}).output]
    assert ("mcp_approval_request" in kinds, "mcp_call" in kinds) == (waits, not waits)


def test_a_server_can_fail(client: openai.OpenAI):
    free = {**MCP, "require_approval": "never"}
    unreachable = stream(client, "mcp unreachable", free)
    assert told(unreachable, "mcp_list_tools")[2] == "mcp_list_tools.failed"
    assert whole(unreachable, "mcp_list_tools").error == "The server did not answer."
    broken = stream(client, "mcp broken", free)
    assert told(broken, "mcp_call")[-2] == "mcp_call.failed"
    call = whole(broken, "mcp_call")
    assert (call.status, call.error.type) == ("failed", "mcp_tool_execution_error")


def test_only_allowed_tools_are_listed(client: openai.OpenAI):
    listed = say(client, "mcp", {**MCP, "allowed_tools": ["send_note", "paint"]}).output[0]
    assert [tool.name for tool in listed.tools] == ["send_note", "paint"]


# Other items


def test_a_custom_tool_takes_text(client: openai.OpenAI):
    tool = {"type": "custom", "name": "run_query"}
    events = stream(client, "custom tool: select 1", tool)
    assert told(events, "custom_tool_call")[1:3] == [
        "custom_tool_call_input.delta",
        "custom_tool_call_input.done",
    ]
    call = whole(events, "custom_tool_call")
    assert (call.name, call.input) == ("run_query", "select 1")
    output: Any = {"type": "custom_tool_call_output", "call_id": call.call_id, "output": "one"}
    previous = events[-1].response.id
    assert "one" in say(client, [output], tool, previous_response_id=previous).output_text


def test_messages_have_phases(client: openai.OpenAI):
    first, second = say(client, "commentary").output
    assert (first.phase, second.phase) == ("commentary", "final_answer")


def test_an_unknown_item_comes_as_it_is(client: openai.OpenAI):
    item = say(client, "unknown item").output[0]
    assert item.type == "sparkle_call"
    assert item.brightness == 7


def test_thoughts_can_be_raw(client: openai.OpenAI):
    events = stream(client, "raw reasoning")
    assert told(events, "reasoning") == [
        "output_item.added",
        "content_part.added",
        "reasoning_text.delta",
        "reasoning_text.done",
        "content_part.done",
        "output_item.done",
    ]
    assert whole(events, "reasoning").content[0].text.startswith("The thought itself")


def test_a_thought_can_have_parts(client: openai.OpenAI):
    events = stream(client, "reasoning in parts")
    added = [e for e in events if e.type == "response.reasoning_summary_part.added"]
    assert [event.summary_index for event in added] == [0, 1]
    first, second = whole(events, "reasoning").summary
    assert first.text.startswith("**First**")
    assert second.text.startswith("**Second**")


def test_sealed_thoughts_come_back_unchanged(client: openai.OpenAI):
    include: Any = ["reasoning.encrypted_content"]
    made = say(client, "reasoning", store=False, include=include)
    thought = made.output[0].model_dump(exclude_none=True)
    assert thought["encrypted_content"]
    history: Any = [{"role": "user", "content": "reasoning"}, thought]
    again = [*history, {"role": "user", "content": "echo on"}]
    assert say(client, again, store=False).output_text == "on"
    sealed = thought["encrypted_content"]
    altered = {**thought, "encrypted_content": ("y" if sealed[0] == "x" else "x") + sealed[1:]}
    with pytest.raises(openai.BadRequestError) as refused:
        say(client, [altered, *again], store=False)
    assert refused.value.code == "invalid_encrypted_content"
    assert say(client, "reasoning").output[0].encrypted_content is None


@pytest.mark.parametrize(
    "choice", [{"type": "image_generation"}, "required", {"type": "mcp", "server_label": "notes"}]
)
def test_a_hosted_tool_can_be_forced(client: openai.OpenAI, choice: Any):
    tools = [MCP] if choice != {"type": "image_generation"} else [{"type": "image_generation"}]
    kinds = {item.type for item in say(client, "table", *tools, tool_choice=choice).output}
    assert kinds & {"image_generation_call", "mcp_approval_request"}


def test_no_tool_is_played_when_none_is_to_be(client: openai.OpenAI):
    response = say(client, "mcp", MCP, tool_choice="none")
    assert [item.type for item in response.output] == ["message"]


def test_several_tools_are_played_in_order_up_to_a_limit(client: openai.OpenAI, store: Any):
    tools = [searching(store), {"type": "web_search"}, {"type": "image_generation"}]
    text = "reasoning, web search, then draw, then file search and a table"
    kinds = [i.type for i in say(client, text, *tools).output if i.type != "message"]
    assert kinds == ["reasoning", "web_search_call", "image_generation_call", "file_search_call"]
    few = say(client, text, *tools, max_tool_calls=1)
    assert [i.type for i in few.output if i.type.endswith("_call")] == ["web_search_call"]
    assert "| Region" in few.output_text
