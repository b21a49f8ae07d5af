"""Messages written many at a time are as if each were written alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.store.chats import add_chat
from oriel.store.message_rows import add_message, add_messages
from oriel.store.migrations import MIGRATIONS, migrate

CHAT = Chat(id="c", title="t", created_at=1.0, updated_at=1.0)


@contextmanager
def table() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db, Path(), MIGRATIONS)
    db.execute("PRAGMA foreign_keys = ON")
    add_chat(db, CHAT)
    yield db
    db.close()


def message(number: int, at: float, parent_id: str | None = None) -> Message:
    parts = (TextPart(f"word{number} to be found"),)
    return Message(
        id=f"m{number}",
        chat_id="c",
        parent_id=parent_id,
        role=Role.USER,
        parts=parts,
        created_at=at,
    )


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([0.0, 1e9, 1e9 + 1, 1e9 + 2, 2e9]), max_size=300))
def test_the_numbers_are_those_of_one_after_another(times: list[float]) -> None:
    messages = [message(number, at) for number, at in enumerate(times)]
    with table() as alone, table() as together:
        for each in messages:
            add_message(alone, each)
        add_messages(together, iter(messages))
        for statement in ("SELECT * FROM message ORDER BY n", "SELECT count(*) FROM spent"):
            assert together.execute(statement).fetchall() == alone.execute(statement).fetchall()
        together.execute("INSERT INTO message_words(message_words) VALUES ('integrity-check')")
        if messages:
            found = "SELECT rowid FROM message_words WHERE message_words MATCH 'found'"
            assert len(together.execute(found).fetchall()) == len(messages)


def test_a_parent_that_is_nowhere_is_refused() -> None:
    with table() as db, pytest.raises(sqlite3.IntegrityError):
        add_messages(db, [message(1, 1e9), message(2, 1e9, "nobody")])
