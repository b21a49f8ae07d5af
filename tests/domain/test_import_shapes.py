"""Shapes of exports that came with newer features: what a person read there, they read and
find here as text; and the places of other programs that say less than they seem to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.domain.test_imports import by_text, kept

from oriel.domain.imports.recognising import read_chat
from oriel.domain.imports.values import Asset, Incoming, NoAssets
from oriel.domain.messages import Role
from oriel.domain.parts import ImagePart, ReasoningPart, ToolCallPart, ToolResultPart

PNG = b"\x89PNG\r\n\x1a\n1"


class Shots:
    def find(self, *keys: str) -> Asset | None:
        return Asset(keys[0], PNG) if keys[0] == "file_shot" else None


def said(*parts: Any) -> dict[str, Any]:
    return {"content_type": "text", "parts": list(parts)}


def chatgpt(*nodes: tuple[str, str, Any], **about: Any) -> Incoming:
    """Nodes in a row, each (role or tool:NAME or assistant>RECIPIENT, name, content)."""
    mapping: dict[str, Any] = {"top": {"id": "top", "message": None, "parent": None}}
    above = "top"
    for at, (who, name, content) in enumerate(nodes):
        role, _, recipient = who.partition(">")
        role, _, author = role.partition(":")
        mapping[name] = {
            "id": name,
            "parent": above,
            "message": {
                "id": name,
                "author": {"role": role, "name": author or None, "metadata": {}},
                "create_time": 1.7e9 + at,
                "content": content,
                "status": "finished_successfully",
                "weight": 1.0,
                "metadata": {},
                "recipient": recipient or "all",
            },
        }
        above = name
    raw = {"title": "T", "create_time": 1.7e9, "conversation_id": "c", "mapping": mapping, **about}
    return read_chat(raw, Shots())


def code(**arguments: Any) -> dict[str, Any]:
    return {"content_type": "code", "language": "unknown", "text": json.dumps(arguments)}


def claude(*blocks: dict[str, Any], **about: Any) -> Incoming:
    answer = {"uuid": "a", "sender": "assistant", "text": "", "content": list(blocks)}
    asked = {"uuid": "q", "sender": "human", "text": "Make it"}
    return read_chat({"uuid": "c", "name": "N", "chat_messages": [asked, answer], **about}, Shots())


def webui(messages: dict[str, dict[str, Any]], leaf: str = "", **outer: Any) -> Incoming:
    chat = {"title": "W", "history": {"currentId": leaf, "messages": messages}}
    return read_chat({"id": "w", "title": "W", **outer, "chat": chat}, NoAssets())


# ChatGPT


def test_a_canvas_is_text_of_the_turn_that_wrote_it() -> None:
    found = chatgpt(
        ("user", "u", said("Write about keels")),
        (
            "assistant>canmore.create_textdoc",
            "c",
            code(name="Keels", type="document", content="# Keels\n\nA keel is a spine."),
        ),
        ("tool:canmore.create_textdoc", "d", said("Successfully created text document.")),
        (
            "assistant>canmore.create_textdoc",
            "c2",
            code(name="Float", type="code/python", content="print('```')"),
        ),
        ("tool:canmore.create_textdoc", "d2", said("Successfully created text document.")),
        (
            "assistant>canmore.update_textdoc",
            "e",
            code(updates=[{"pattern": ".*", "replacement": "A backbone."}]),
        ),
        ("assistant", "s", said("It is in the canvas.")),
    )
    (_, answer) = found.messages
    assert "**Keels**\n\n# Keels\n\nA keel is a spine." in answer.text
    assert "````python\nprint('```')\n````" in answer.text
    assert "It is in the canvas." in answer.text
    calls = [part for part in answer.parts if isinstance(part, ToolCallPart)]
    assert json.loads(calls[0].arguments) == {"name": "Keels", "type": "document"}
    assert "A backbone." in calls[2].arguments


@pytest.mark.parametrize("arguments", ["{", "[]", '{"name": 7}'])
def test_a_canvas_that_is_none_stays_a_call(arguments: str) -> None:
    content = {"content_type": "code", "text": arguments}
    found = chatgpt(("user", "u", said("x")), ("assistant>canmore.create_textdoc", "c", content))
    (_, answer) = found.messages
    assert [p.arguments for p in answer.parts if isinstance(p, ToolCallPart)] == [arguments]


def test_what_tools_gave_and_saw_is_there() -> None:
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_shot"}
    found = chatgpt(
        ("user", "u", said("Look")),
        ("assistant>computer.do", "c", code(go="there")),
        ("tool:computer.do", "o", {"content_type": "citable_code_output", "output_str": "42 ok"}),
        ("tool:computer.do", "s", {"content_type": "computer_output", "screenshot": pointer}),
        ("assistant", "a", said("I looked.")),
    )
    (_, answer) = found.messages
    assert [p.output for p in answer.parts if isinstance(p, ToolResultPart)] == ["42 ok"]
    (shot,) = [part for part in answer.parts if isinstance(part, ImagePart)]
    assert shot.data_uri
    calls = {part.call_id for part in answer.parts if isinstance(part, ToolCallPart)}
    assert shot.call_id in {"", *calls}


def test_what_was_hidden_is_kept_with_the_turn_it_led_to() -> None:
    memory = {"content_type": "model_editable_context", "model_set_context": "1. Likes boats."}
    found = chatgpt(
        ("system", "s", said("You are a GPT about boats")),
        ("assistant", "m", memory),
        ("user", "u", said("Hello")),
    )
    assert [message.text for message in found.messages] == ["Hello"]
    assert "You are a GPT about boats" in kept(found)
    assert "Likes boats" in kept(found)


@pytest.mark.parametrize("named", ["New chat", "New Chat", "", None, "Untitled"])
def test_a_title_that_says_nothing_is_taken_from_the_first_words(named: Any) -> None:
    found = chatgpt(("user", "u", said("Name my boat")), title=named)
    assert (found.chat.title, found.chat.titled_by) == ("Name my boat", "first_turn")
    mute = chatgpt(("assistant", "a", said("Hello")), title="New chat")
    assert mute.chat.title == "New chat"


# Claude


def test_an_artifact_is_text_of_the_turn_that_wrote_it() -> None:
    about = {"id": "page", "type": "text/html", "title": "A page", "command": "create"}
    use = {"type": "tool_use", "name": "artifacts", "input": {**about, "content": "<h1>Hi</h1>"}}
    update = {"command": "update", "old_str": "Hi", "new_str": "Hello there"}
    found = claude(
        {"type": "text", "text": "Here:"},
        use,
        {"type": "tool_result", "name": "artifacts", "content": [{"type": "text", "text": "OK"}]},
        {"type": "tool_use", "name": "artifacts", "input": update},
        {"type": "text", "text": "Done."},
    )
    answer = found.messages[1]
    assert "**A page**\n\n```html\n<h1>Hi</h1>\n```" in answer.text
    first, second = [part for part in answer.parts if isinstance(part, ToolCallPart)]
    assert json.loads(first.arguments) == about
    assert json.loads(second.arguments) == update


def test_artifacts_and_thoughts_in_the_text_of_old_are_parted() -> None:
    old = (
        "Before <antThinking>worth it?</antThinking>\n"
        '<antArtifact identifier="k" type="application/vnd.ant.code" language="python" '
        'title="A &amp; B">\nprint(1)\n</antArtifact>\nBehind <antArtifact type="x">never closed'
    )
    answer = claude({"type": "text", "text": old}).messages[1]
    assert answer.text.startswith("Before")
    assert "**A & B**\n\n```python\nprint(1)\n```\n\nBehind" in answer.text
    assert "never closed" in answer.text
    assert [p.text for p in answer.parts if isinstance(p, ReasoningPart)] == ["worth it?"]


def test_a_call_whose_input_is_text_keeps_it() -> None:
    block = {"type": "tool_use", "id": "t", "name": "fetch", "input": {}, "input_json": '{"a": 1}'}
    answer = claude(block).messages[1]
    assert [p.arguments for p in answer.parts if isinstance(p, ToolCallPart)] == ['{"a": 1}']


def test_feedback_is_kept() -> None:
    raw = {"uuid": "m", "sender": "assistant", "text": "x", "feedback": {"reason": "good words"}}
    found = read_chat({"uuid": "c", "name": "N", "chat_messages": [raw]}, NoAssets())
    assert "good words" in kept(found)


# Open WebUI


def test_an_answer_that_is_only_there_as_items_is_read() -> None:
    output = [
        {"type": "reasoning", "content": [{"type": "output_text", "text": "a thinks"}]},
        {"type": "message", "content": [{"type": "output_text", "text": "only in the output"}]},
        {"type": "function_call", "call_id": "q", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "q", "output": [{"text": "found it"}]},
        {"type": "odd", "of": "tomorrow"},
    ]
    found = webui({"a": {"role": "assistant", "content": "", "output": output}})
    (answer,) = found.messages
    assert answer.text == "only in the output"
    assert answer.reasoning == "a thinks"
    assert [p.output for p in answer.parts if isinstance(p, ToolResultPart)] == ["found it"]
    assert "of tomorrow" in kept(found) or "tomorrow" in kept(found)


def test_models_side_by_side_and_what_was_made_of_both_are_versions() -> None:
    both = {"id": "b", "parentId": "u", "role": "assistant", "content": "B says", "model": "b"}
    messages = {
        "u": {"id": "u", "parentId": None, "role": "user", "content": "Hi", "timestamp": 1.7e9},
        "a": {"id": "a", "parentId": "u", "role": "assistant", "content": "A says", "model": "a"},
        "b": {**both, "merged": {"status": True, "content": "Both say"}},
    }
    found = webui(messages, "a", folder={"id": "f", "name": " Boats "}, folder_id="f")
    answers = [message for message in found.messages if message.role is Role.ASSISTANT]
    assert {message.text for message in answers} == {"A says", "B says", "Both say"}
    assert {message.parent_id for message in answers} == {"u"}
    assert found.chat.leaf_id == by_text(found, "A says").id
    assert found.folder == ("Boats",)


@pytest.mark.parametrize(
    "moment",
    [1_700_000_000, 1_700_000_000_000, 1_700_000_000_000_000, 1_700_000_000 * 10**9, 1.7e9,
     "2023-11-14 22:13:20", "2023-11-14T22:13:20Z", "2023-11-14T23:13:20+01:00", "1700000000"],
)  # fmt: skip
def test_a_time_is_understood_as_each_program_writes_it(moment: Any) -> None:
    messages = {"u": {"role": "user", "content": "Hi", "timestamp": moment}}
    found = webui(messages, created_at=moment, updated_at=moment)
    assert (found.chat.created_at, found.chat.updated_at) == (1.7e9, 1.7e9)
    assert found.messages[0].created_at == 1.7e9
