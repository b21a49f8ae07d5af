"""A chat as JSON and back: nothing is lost, and what is none is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.generated_chats import histories, plain

from oriel.domain.chats import Chat
from oriel.domain.export_json import ChatUnreadable, chat_from_json, chat_to_json
from oriel.domain.json_values import read_json
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart, UnknownPart
from oriel.domain.stopping import StopReason

History = tuple[Chat, list[Message]]


@settings(max_examples=50, deadline=None)
@given(histories())
def test_a_chat_comes_back_as_it_was(history: History) -> None:
    written = json.dumps(chat_to_json(*history), ensure_ascii=False)
    assert chat_from_json(read_json(written)) == history


@settings(max_examples=50, deadline=None)
@given(histories(), st.data())
def test_a_value_in_the_wrong_place_never_breaks_the_reading(
    history: History, data: st.DataObject
) -> None:
    raw = chat_to_json(*history)
    holders = [raw, raw["chat"], *raw["messages"]]
    holder = data.draw(st.sampled_from(holders))
    holder[data.draw(st.sampled_from(sorted(holder)))] = data.draw(plain)
    try:
        chat, messages = chat_from_json(raw)
    except ChatUnreadable as error:
        assert error.where
        assert error.reason
    else:  # what is taken can be written again
        assert chat_from_json(chat_to_json(chat, messages)) == (chat, messages)


def _raw(**message: Any) -> dict[str, Any]:
    chat = Chat(id="c", created_at=1.0, updated_at=2.0)
    said = Message(
        id="m", chat_id="c", parent_id=None, role=Role.USER, parts=(TextPart("hi"),), created_at=1.0
    )
    raw = chat_to_json(chat, [said])
    raw["messages"][0].update(message)
    return raw


@pytest.mark.parametrize(
    ("change", "reason", "where"),
    [
        ({"role": "shouting"}, "type", "messages[0]"),
        ({"role": 7}, "type", "messages[0]"),
        ({"parts": "hi"}, "type", "messages[0].parts"),
        ({"created_at": "yesterday"}, "type", "messages[0]"),
        ({"created_at": float("nan")}, "type", "messages[0]"),
        ({"id": ""}, "missing", "messages[0].id"),
        ({"id": "x" * 1_001}, "long", "messages[0].id"),
        ({"id": "\ud800"}, "type", "messages[0].id"),
        ({"parent_id": ["m"]}, "type", "messages[0].parent_id"),
    ],
)
def test_a_message_that_is_none_is_named(change: dict[str, Any], reason: str, where: str) -> None:
    with pytest.raises(ChatUnreadable) as caught:
        chat_from_json(_raw(**change))
    assert (caught.value.reason, caught.value.where) == (reason, where)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ([], "kind"),
        ({}, "kind"),
        ({"kind": "oriel-chat"}, "version"),
        ({"kind": "oriel-chat", "version": 2}, "version"),
        ({"kind": "oriel-chat", "version": True}, "version"),
        ({"kind": "oriel-chat", "version": 1}, "type"),
        ({"kind": "oriel-chat", "version": 1, "chat": {}}, "missing"),
    ],
)
def test_what_is_no_chat_is_named(raw: Any, reason: str) -> None:
    with pytest.raises(ChatUnreadable) as caught:
        chat_from_json(raw)
    assert caught.value.reason == reason


def test_two_messages_of_one_id_are_refused() -> None:
    raw = _raw()
    raw["messages"] *= 2
    with pytest.raises(ChatUnreadable, match="twice"):
        chat_from_json(raw)


def test_a_value_nested_without_end_is_refused() -> None:
    deep: Any = []
    for _ in range(50_000):
        deep = [deep]
    for place in ("parts", "provider"):
        raw = _raw(**{place: [deep] if place == "parts" else {"x": deep}})
        with pytest.raises(ChatUnreadable, match="deep"):
            chat_from_json(raw)


def test_what_only_a_newer_oriel_understands_is_kept() -> None:
    raw = _raw(
        parts=[{"type": "hologram", "of": [1, 2]}, 7],
        stop_reason="bored",
        usage={"input_tokens": -4, "output_tokens": 5},
        mood="good",
    )
    (message,) = chat_from_json(raw)[1]
    assert message.parts == (UnknownPart({"type": "hologram", "of": [1, 2]}), UnknownPart(7))
    assert message.stop_reason is StopReason.INTERRUPTED
    assert message.usage is not None
    assert (message.usage.input_tokens, message.usage.output_tokens) == (0, 5)
