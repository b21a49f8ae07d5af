"""Parts and connections as JSON: nothing lost, nothing raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import (
    CitationPart,
    ErrorPart,
    FilePart,
    ImagePart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    UnknownPart,
    part_from_json,
    part_to_json,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NUMBER = st.integers(-1, 2**40)
PARTS = st.one_of(
    st.builds(TextPart, st.text()),
    st.builds(ReasoningPart, st.text()),
    st.builds(RefusalPart, st.text()),
    st.builds(ToolCallPart, st.text(), st.text(), st.text(), st.text(), st.text()),
    st.builds(ToolResultPart, st.text(), st.text(), st.booleans()),
    st.builds(ImagePart, st.text(), st.text(), st.text(), st.text()),
    st.builds(FilePart, st.text(), st.text(), st.text(), NUMBER),
    st.builds(CitationPart, st.text(), st.text(), st.text(), st.text(), st.text(), NUMBER, NUMBER),
    st.builds(ErrorPart, st.text(), st.dictionaries(st.text(), JSON, max_size=4), st.booleans()),
)
TYPES = st.sampled_from(
    ["text", "reasoning", "tool_call", "tool_result", "image", "file", "citation", "error", "x"]
)
NAMES = st.sampled_from(["text", "code", "facts", "kind", "name", "call_id", "output", "start"])
ALMOST_PARTS = st.builds(
    lambda kind, rest: {"type": kind, **rest}, TYPES | JSON, st.dictionaries(NAMES, JSON)
)


@given(PARTS)
def test_a_part_survives_json(part: Part) -> None:
    assert part_from_json(json.loads(json.dumps(part_to_json(part)))) == part


@given(JSON | ALMOST_PARTS)
def test_any_json_reads_as_a_part_and_is_written_back_as_it_came(raw: Any) -> None:
    part = part_from_json(raw)
    written = part_to_json(part)
    if isinstance(part, UnknownPart):
        assert written == raw
    else:  # what the file left to the defaults is spelt out
        assert {**written, **raw} == written


@given(st.lists(JSON | ALMOST_PARTS))
def test_a_message_of_any_parts_can_be_read_aloud(raws: list[Any]) -> None:
    parts = tuple(part_from_json(raw) for raw in raws)
    message = Message(
        id="m", chat_id="c", parent_id=None, role=Role.USER, created_at=0.0, parts=parts
    )
    assert isinstance(message.text, str)
    assert isinstance(message.reasoning, str)
    assert message.error is None or isinstance(message.error.facts, dict)


UNKNOWN = [
    {"type": "hologram", "depth": 3},
    {"type": "text", "text": "hi", "colour": "red"},
    {"type": "text", "text": 5},
    {"type": "text"},
    {"text": "no type"},
    {"type": "tool_result", "call_id": "1", "output": "x", "failed": 1},
    {"type": ["text"], "text": "hi"},
    [],
    None,
    "text",
]


@pytest.mark.parametrize("raw", UNKNOWN)
def test_what_a_newer_oriel_wrote_is_kept_whole(raw: Any) -> None:
    assert part_from_json(raw) == UnknownPart(raw)


def test_what_was_said_leaves_reasoning_out() -> None:
    parts = (ReasoningPart("a"), TextPart("b"), RefusalPart("c"), ReasoningPart("d"))
    message = Message(
        id="m", chat_id="c", parent_id=None, role=Role.ASSISTANT, created_at=0.0, parts=parts
    )
    assert (message.text, message.reasoning) == ("bc", "a\n\nd")


def test_ids_are_never_the_same() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
