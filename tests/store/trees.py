"""Whole chats put into a history at once, sound and damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from hypothesis import strategies as st

from oriel.domain.messages import Message, Role
from oriel.store.message_rows import add_messages


def turn(
    message_id: str, parent_id: str | None = None, at: float = 0.0, chat: str = "c"
) -> Message:
    return Message(id=message_id, chat_id=chat, parent_id=parent_id, role=Role.USER, created_at=at)


def chain(count: int, chat: str = "c") -> list[Message]:
    """A chat without a branch; the ids are "0", "1", ... behind the chat's own."""
    return [
        turn(f"{chat}{n}", f"{chat}{n - 1}" if n else None, float(n), chat) for n in range(count)
    ]


def put(db: sqlite3.Connection, messages: Iterable[Message]) -> None:
    """Adds the messages in any order; what they hang on need not be there."""
    add_messages(db, messages)


def put_into(path: Path, messages: Iterable[Message]) -> None:
    """As `put`, past an open history. Links are not checked: the file may be damaged."""
    with closing(sqlite3.connect(path)) as db, db:
        put(db, messages)


_NAMES = st.sampled_from("abcdefgh")
# Parents at random: orphans, selves and circles among them, and another chat's.
DAMAGED = st.lists(
    st.builds(
        turn, _NAMES, _NAMES | st.none(), st.integers(0, 5).map(float), st.sampled_from("cccd")
    ),
    unique_by=lambda m: m.id,
)
LEAVES = _NAMES | st.none()
SOUND = st.lists(st.integers(0, 50), max_size=30).map(
    lambda links: [
        turn(str(n), str(link % n) if n else None, float(n)) for n, link in enumerate(links)
    ]
)
