"""Exports of other programs come in without loss of text, with their odd corners."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.generated_chats import plain

from oriel.domain.attachments import content_of
from oriel.domain.export_json import chat_from_json, chat_to_json, is_deep
from oriel.domain.imports.recognising import read_chat
from oriel.domain.imports.values import Asset, Incoming, NoAssets, NotUnderstood, Source, seconds
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    CitationPart,
    ErrorPart,
    FilePart,
    ImagePart,
    ReasoningPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason

EXAMPLES = Path(__file__).parent / "imports"
PNG = b"\x89PNG\r\n\x1a\n1"


class Shelf:
    """Files beside the chats, by id."""

    def __init__(self, **files: Asset) -> None:
        self._files = files

    def find(self, *keys: str) -> Asset | None:
        return next((self._files[key] for key in keys if key in self._files), None)


ASSETS = Shelf(
    **{
        "file-hull": Asset("file-hull-hull.png", PNG),
        "file_0000dalle": Asset("lighthouse.png", PNG),
        "file_voice": Asset("voice.wav", b"RIFF\0\0\0\0WAVE"),
        "crumb.jpg": Asset("crumb.jpg", b"\xff\xd8\xff\xe0"),
    }
)


def example(name: str) -> list[Any]:
    raw = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(raw, list)
    return raw


def chats(name: str) -> list[Incoming]:
    return [read_chat(raw, ASSETS) for raw in example(name)]


def by_text(found: Incoming, start: str) -> Message:
    return next(message for message in found.messages if message.text.startswith(start))


# What of a fixture is no text anybody wrote: ids, kinds, times, names of models and places.
_NO_TEXT = {
    "id", "uuid", "type", "content_type", "role", "sender", "status", "parent", "children",
    "current_node", "conversation_id", "create_time", "created_at", "updated_at", "recipient",
    "asset_pointer", "model_slug", "default_model_slug", "request_id", "parentId", "childrenIds",
    "parent_message_uuid", "currentId", "user_id", "folder_id", "current_leaf_message_uuid",
    "start_timestamp", "stop_timestamp", "source_analysis_msg_id", "account", "mimeType",
    "mime_type", "file_type", "file_uuid", "modelName", "models", "project", "language",
}  # fmt: skip


def written(raw: Any, name: str = "") -> Iterator[str]:
    if name in _NO_TEXT:
        return
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from written(value, key)
    elif isinstance(raw, list):
        for value in raw:
            yield from written(value, name)


def kept(found: Incoming) -> str:
    raw = chat_to_json(found.chat, found.messages)
    files = [p for m in found.messages for p in m.parts if isinstance(p, ImagePart | FilePart)]
    inside = (content_of(part.data_uri)[1].decode("utf-8", "replace") for part in files)
    return "\n".join([*_strings(raw), *inside, *(p.data_uri for p in files)])


def _strings(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _strings(value)


@pytest.mark.parametrize("name", ["chatgpt", "claude", "open_webui"])
def test_no_text_is_lost(name: str) -> None:
    for raw in example(name):
        found = kept(read_chat(raw, ASSETS))
        # Strings stand in JSON within a tool's words, too.
        quoted = found + json.dumps(found, ensure_ascii=False)
        lost = [said for said in written(raw) if said.strip() and not _is_in(said, quoted)]
        assert not lost


def _is_in(said: str, found: str) -> bool:
    marked = re.compile("\ue200[^\ue201]*\ue201")
    return said in found or all(
        piece.strip() in found for piece in marked.split(said) if piece.strip()
    )


@pytest.mark.parametrize("name", ["chatgpt", "claude", "open_webui"])
def test_what_comes_in_is_a_sound_tree_that_goes_out_again(name: str) -> None:
    for found in chats(name):
        known: set[str | None] = {None}
        for message in found.messages:
            assert message.parent_id in known
            assert (message.role is Role.ASSISTANT) == (message.stop_reason is not None)
            known.add(message.id)
        assert found.chat.leaf_id in known
        assert found.chat.origin.startswith(f"{found.source}:")
        raw = json.loads(json.dumps(chat_to_json(found.chat, found.messages)))
        assert chat_from_json(raw) == (found.chat, list(found.messages))


# ChatGPT


def test_chatgpt_keeps_branches_times_models_and_the_branch_that_was_read() -> None:
    boat = chats("chatgpt")[0]
    assert (boat.chat.title, boat.chat.origin) == ("Naming a boat", "chatgpt:conv-boat")
    assert boat.chat.archived_at == boat.chat.updated_at == 1700000900.5
    assert [m.id for m in boat.messages if m.parent_id == "u1"] == ["a1", "a2"]
    assert {m.id for m in boat.messages if m.parent_id is None} == {"u1", "u1b"}
    answer = by_text(boat, "Or rather: Petrel.\n\nA sea bird.")
    assert (answer.model, answer.stop_reason) == ("gpt-4o", StopReason.LENGTH)
    assert boat.chat.leaf_id == "a3"
    assert by_text(boat, "It does.").stop_reason is StopReason.INTERRUPTED
    asked = next(m for m in boat.messages if m.id == "u2")
    assert 1700000003.0 < asked.created_at < 1700000004.0
    picture, lost, plan = (p for p in asked.parts if isinstance(p, ImagePart | FilePart))
    assert picture == ImagePart(
        data_uri=f"data:image/png;base64,{base64.b64encode(PNG).decode()}", alt="file-hull-hull.png"
    )
    assert lost == FilePart("file_lost")
    assert plan == FilePart("plan.pdf", size=123456)
    assert (boat.attachments, boat.missing) == (1, 2)


def test_chatgpt_nodes_of_one_turn_are_one_message() -> None:
    tools = chats("chatgpt")[1]
    assert [m.role for m in tools.messages] == ["user", "assistant", "user", "assistant"]
    assert tools.chat.title == "How many primes are below 30?"
    answer = tools.messages[1]
    calls = [p for p in answer.parts if isinstance(p, ToolCallPart)]
    assert [(c.name, c.arguments, c.kind) for c in calls] == [
        ("python", "len(primes(30))", "code_interpreter_call"),
        ("browser", "", "function_call"),
        ("browser", "", "function_call"),
    ]
    results = {p.call_id: p for p in answer.parts if isinstance(p, ToolResultPart)}
    assert results[calls[0].call_id].output == "10"
    assert "There are ten of them." in results[calls[1].call_id].output
    assert results[calls[2].call_id].failed
    assert [p.text for p in answer.parts if isinstance(p, ReasoningPart)] == [
        "**Counting**\n\nThe primes are few.",
        "I had better run it.",
    ]
    assert answer.first_token_s == 8.0
    assert answer.text == "There are ten ([Prime page](https://example.com/p))."
    cited = [p.url for p in answer.parts if isinstance(p, CitationPart)]
    assert cited == ["https://example.com/list", "https://example.com/p"]
    drawn = next(p for p in tools.messages[3].parts if isinstance(p, ImagePart))
    assert drawn.call_id == next(
        p.call_id for p in tools.messages[3].parts if isinstance(p, ToolCallPart)
    )


def test_chatgpt_circles_and_second_beginnings_do_no_harm() -> None:
    odd = chats("chatgpt")[2]
    said = {m.text for m in odd.messages}
    assert {"First root", "Answer to the first", "Second root", "In a circle"} <= said
    assert odd.chat.created_at > 0


# Claude


def test_claude_keeps_branches_blocks_and_what_was_pasted() -> None:
    bread, old = chats("claude")
    assert (bread.chat.title, bread.folder) == ("Bread at altitude", ("Kitchen",))
    assert bread.chat.leaf_id == "m4"
    assert [m.id for m in bread.messages if m.parent_id == "m2"] == ["m3", "m3b"]
    asked, answer = bread.messages[0], bread.messages[1]
    files = [p for p in asked.parts if isinstance(p, FilePart)]
    assert [file.filename for file in files[:3]] == ["pasted.txt", "oven.csv", "scan.pdf"]
    assert content_of(files[0].data_uri) == ("text/plain", b"A long pasted recipe")
    assert asked.parts[-1].__class__ is ImagePart
    assert answer.reasoning == "Water boils at 93 °C there."
    assert answer.text == "Less yeast, more heat."
    assert by_text(bread, "Rye wants").created_at == 1740816660.0
    assert old.chat.title == "An older export names no parents"
    assert [m.parent_id for m in old.messages][:2] == [None, "n1"]
    assert old.chat.leaf_id == old.messages[-1].id


# Open WebUI


def test_open_webui_keeps_the_answers_of_several_models() -> None:
    garden, old = chats("open_webui")
    answers = [m for m in garden.messages if m.parent_id == "x1"]
    assert [m.model for m in answers] == ["llama3:8b", "llama3:8b", "qwen2"]
    assert answers[1].text == "Morning or evening, never noon."
    assert answers[0].reasoning == "Mornings are cool.\nEvenings too."
    assert answers[0].usage is not None
    assert answers[0].usage.output_tokens == 34
    call = next(p for p in answers[2].parts if isinstance(p, ToolCallPart))
    assert (call.name, call.arguments) == ("forecast", '{"day": "today"}')
    result = next(p for p in answers[2].parts if isinstance(p, ToolResultPart))
    assert result.output == "Rain at five > 4 mm"
    assert garden.chat.settings.instructions == "You know gardens."
    assert (garden.chat.tags, garden.chat.pinned) == (("garden", "water"), True)
    assert garden.chat.leaf_id == "y2"
    failed = next(m for m in garden.messages if m.id == "y3")
    assert failed.error == ErrorPart(
        "turn_failed", {"message": "The model is not loaded."}, retryable=True
    )
    assert [m.text for m in old.messages[:2]] == [
        "Only messages here",
        "Indeed, and thoughts in tags.",
    ]
    assert old.chat.created_at == 1690000000.0


# Anything at all


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_value_in_the_wrong_place_is_named_or_read(data: st.DataObject) -> None:
    """One value of a fixture is exchanged for any other; nothing breaks."""
    name = data.draw(st.sampled_from(("chatgpt", "claude", "open_webui")))
    raw = data.draw(st.sampled_from(example(name)))
    holders = [holder for holder in _holders(raw) if holder]
    holder = data.draw(st.sampled_from(holders))
    at = data.draw(
        st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
    )
    holder[at] = data.draw(plain | st.floats() | st.just("\ud800") | st.just("x" * 5_000))
    try:
        found = read_chat(raw, ASSETS)
    except NotUnderstood:
        return
    known: set[str | None] = {None}
    for message in found.messages:
        assert message.parent_id in known
        assert message.id
        known.add(message.id)
    assert not is_deep(chat_to_json(found.chat, found.messages))


def _holders(raw: Any) -> Iterator[Any]:
    if isinstance(raw, dict | list):
        yield raw
        for value in raw.values() if isinstance(raw, dict) else raw:
            yield from _holders(value)


@pytest.mark.parametrize("raw", [None, 7, "x", [], {}, {"mapping": []}, {"chat": {}}])
def test_what_is_no_chat_is_named(raw: Any) -> None:
    with pytest.raises(NotUnderstood):
        read_chat(raw, NoAssets())


def test_a_very_long_branch_takes_no_calls() -> None:
    nodes = {
        f"n{at}": {
            "parent": f"n{at - 1}" if at else None,
            "message": {
                "author": {"role": "user" if at % 2 else "assistant"},
                "content": {"content_type": "text", "parts": [f"turn {at}"]},
            },
        }
        for at in range(20_000)
    }
    found = read_chat({"mapping": nodes}, NoAssets())
    assert len(found.messages) == 20_000
    assert found.source is Source.CHATGPT


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (1700000000, 1700000000.0),
        (1700000000123, 1700000000.123),
        ("2025-03-01T08:00:00Z", 1740816000.0),
        ("2025-03-01", 1740787200.0),
        (True, None),
        (-5, None),
        (float("inf"), None),
        (10**400, None),
        ("soon", None),
    ],
)
def test_times_are_read_in_every_unit(raw: Any, expected: float | None) -> None:
    assert seconds(raw) == expected
