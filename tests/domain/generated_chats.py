"""Histories as they might be: chats with branching trees and every kind of part."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from oriel.domain.attachments import data_uri
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    CitationPart,
    DecisionPart,
    ErrorPart,
    FilePart,
    ImagePart,
    ItemPart,
    NotePart,
    Part,
    PassagePart,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    UnknownPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turn_options import TurnOptions
from oriel.domain.usage import Usage

texts = st.text(max_size=30).filter(lambda text: "\x00" not in text)
words = st.text(alphabet="abcdefghij é漢😀", min_size=1, max_size=12)
times = st.floats(min_value=1e9, max_value=2e9)
seconds = st.floats(min_value=0, max_value=1e5)
plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts, plain, max_size=3)
data_uris = st.binary(max_size=20).map(lambda content: data_uri("image/png", content))
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, texts),
    st.builds(ReasoningPart, texts),
    st.builds(RefusalPart, texts),
    st.builds(ToolCallPart, words, words, texts, words, words, words, seconds),
    st.builds(ToolResultPart, words, texts, st.booleans()),
    st.builds(DecisionPart, words, st.booleans(), texts),
    st.builds(ImagePart, data_uris, st.just(""), st.just(""), words),
    st.builds(ImagePart, st.just(""), words, st.just(""), words),
    st.builds(FilePart, words, st.just(""), data_uris, st.integers(0, 2**40)),
    st.builds(FilePart, words, words),
    st.builds(PassagePart, words, texts, words, words, st.floats(0, 1), objects),
    st.builds(ItemPart, words, objects),
    st.builds(CitationPart, words, words, words, words, words, st.integers(-1, 99)),
    st.builds(NotePart, words, objects),
    st.builds(ErrorPart, words, objects, st.booleans()),
    st.builds(UnknownPart, objects.map(lambda raw: {**raw, "type": "of tomorrow"})),
)
usages = st.none() | st.builds(Usage, *(st.integers(0, 10**9) for _ in fields(Usage)))


@st.composite
def histories(draw: st.DrawFn, chat_id: str = "chat", most: int = 6) -> tuple[Chat, list[Message]]:
    """A chat and its messages, parents first."""
    messages: list[Message] = []
    for at in range(draw(st.integers(0, most))):
        above = [None, *(message.id for message in messages)]
        messages.append(draw(_messages(f"{chat_id}-{at}", chat_id, draw(st.sampled_from(above)))))
    leaf = draw(st.sampled_from([None, *(message.id for message in messages)]))
    return draw(_chats(chat_id, leaf)), messages


def _chats(chat_id: str, leaf: str | None) -> st.SearchStrategy[Chat]:
    return st.builds(
        Chat,
        id=st.just(chat_id),
        title=texts,
        titled_by=st.sampled_from(("", "first_turn", "user")),
        connection_id=words,
        model=words,
        leaf_id=st.just(leaf),
        created_at=times,
        updated_at=times,
        pinned=st.booleans(),
        settings=st.builds(
            ChatSettings,
            memory=st.sampled_from(Memory),
            instructions=texts,
            options=st.builds(TurnOptions, temperature=st.none() | st.floats(0, 2)),
            local_tools=st.lists(words, max_size=2).map(tuple),
        ),
        archived_at=st.none() | times,
        colour=st.sampled_from(("", "accent")),
        tags=st.lists(words, max_size=3, unique=True).map(tuple),
        origin=st.sampled_from(("", "elsewhere:1")),
    )


def _messages(message_id: str, chat_id: str, parent_id: str | None) -> st.SearchStrategy[Message]:
    return st.builds(
        Message,
        id=st.just(message_id),
        chat_id=st.just(chat_id),
        parent_id=st.just(parent_id),
        role=st.sampled_from(Role),
        parts=st.lists(parts, max_size=4).map(tuple),
        created_at=times,
        model=words,
        connection_id=words,
        response_id=words,
        request_id=words,
        stop_reason=st.sampled_from(StopReason),
        usage=usages,
        duration_s=st.none() | seconds,
        first_token_s=st.none() | seconds,
        provider=objects,
    )
