"""Filters narrow what is found: places, tags, models, roles, holdings, days; and chats by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import mktime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.folders import Folder
from oriel.domain.json_values import to_plain
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, TextPart, ToolCallPart
from oriel.domain.search import parse_query
from oriel.store import search
from oriel.store.chats import add_chat
from oriel.store.message_rows import add_message, put_message
from oriel.store.rows import to_json
from oriel.store.search import find_messages
from oriel.store.search_chats import find_chats

from .samples import a_chat, answer, said
from .test_search import a_history


def noon(year: int, month: int, day: int) -> float:
    return mktime((year, month, day, 12, 0, 0, 0, 0, -1))


def a_folder(db: sqlite3.Connection, folder_id: str, name: str, parent_id: str = "") -> None:
    folder = Folder(id=folder_id, name=name, parent_id=parent_id)
    row = (folder_id, to_json(to_plain(folder)))
    db.execute("INSERT INTO folder (id, json) VALUES (?, ?)", row)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(a_history()) as made:
        a_folder(made, "f1", "Work")
        a_folder(made, "f2", "Größe", "f1")
        add_chat(made, a_chat("plans", title="Büro: plans", folder_id="f1", tags=("idea", "Übung")))
        add_chat(made, a_chat("sizes", title="Sizes", folder_id="f2", updated_at=5.0))
        add_chat(made, a_chat("homework", title="Homework", model="gpt-4", archived_at=2.0))
        add_chat(made, a_chat("gone", title="Gone", folder_id="f1", deleted_at=2.0, tags=("idea",)))
        for message in HISTORY:
            add_message(made, message)
        yield made


HISTORY = [
    said("a window", id="u1", chat_id="plans", created_at=noon(2024, 2, 28)),
    answer("the window", id="a1", chat_id="plans", model="gpt-4", created_at=noon(2024, 2, 29)),
    answer(
        "```\nwindow\n```",
        id="a2",
        chat_id="sizes",
        model="gpt-4-mini",
        created_at=noon(2025, 1, 1),
    ),
    said(
        id="u2",
        chat_id="sizes",
        parts=(TextPart("my window"), FilePart("a.pdf", file_id="1"), ImagePart(file_id="2")),
        created_at=noon(2025, 12, 31),
    ),
    answer(
        id="a3",
        chat_id="homework",
        parts=(ToolCallPart("1", "look"), TextPart("no windows here")),
        model="Llama",
        created_at=noon(2026, 1, 1),
    ),
    said("of old", id="old", chat_id="homework", created_at=noon(1971, 1, 1)),
    said("a window", id="bin", chat_id="gone", created_at=noon(2026, 1, 2)),
]

FILTERED = [
    ("in:work", "u2 a2 a1 u1"),  # with the folder that lies in it
    ("in:größe window", "u2 a2"),
    ("in:GROSSE", "u2 a2"),
    ("in:homework", "a3 old"),  # a title; what is named so comes before what holds it
    ("in:büro", "a1 u1"),
    ("in:plans in:homework", "a3 a1 u1 old"),
    ("in:nowhere window", ""),
    ("tag:idea", "a1 u1"),
    ("tag:ubung window", "a1 u1"),
    ("tag:idea tag:none", ""),
    ("in:größe tag:idea", ""),
    ("model:gpt-4", "a1"),  # not gpt-4-mini, since one is named so
    ("model:gpt window", "a2 a1"),
    ("model:llama", "a3"),
    ("model:none", ""),
    ("role:me window", "u2 u1"),
    ("role:assistant", "a3 a2 a1"),
    ("role:user role:assistant before:2024-03", "a1 u1 old"),
    ("role:tool", ""),
    ("has:code", "a2"),
    ("has:file has:image", "u2"),
    ("has:tool", "a3"),
    ("has:code has:file", ""),
    ("before:2025 window", "a1 u1"),
    ("after:2025 window", "u2 a2"),  # those of the first day of the year too
    ("after:2025 wind", "a3 u2 a2"),
    ("on:2024-02-29", "a1"),
    ("on:2024-02", "a1 u1"),
    ("on:2025", "u2 a2"),
    ("after:2024-02-29 before:2025-12-31", "a2 a1"),
    ("before:2001", "old"),
    ("after:2030", ""),
    ("after:2026 before:2025", ""),
    ("-the window", "u2 a2 u1"),
    ("-window", "a3 old"),
    ('-"my window" -windows', "a2 a1 u1 old"),
    ("role:me -my", "u1 old"),
    ("role:as window", "u2 a2 a1 u1"),  # a filter that is none yet
]


def found(db: sqlite3.Connection, typed: str, **more: Any) -> list[str]:
    results = find_messages(db, parse_query(typed), 50, **more)
    assert not results.more
    return [hit.message_id for hit in results.hits]


@pytest.mark.parametrize(("typed", "expected"), FILTERED)
def test_filters_narrow(db: sqlite3.Connection, typed: str, expected: str) -> None:
    typed = typed if typed.endswith("wind") else f"{typed} "
    assert found(db, typed) == expected.split()


@pytest.mark.parametrize(("typed", "expected"), FILTERED)
def test_the_best_are_the_same_in_another_order(
    db: sqlite3.Connection, typed: str, expected: str
) -> None:
    typed = typed if typed.endswith("wind") else f"{typed} "
    assert sorted(found(db, typed, ranked=True)) == sorted(expected.split())


@pytest.mark.parametrize(("typed", "expected"), FILTERED)
def test_it_is_the_same_where_chats_are_too_many_for_the_index(
    db: sqlite3.Connection, typed: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_CHATS_INDEXED", 0)
    test_filters_narrow(db, typed, expected)


def test_archived_hits_are_marked_and_more_is_told(db: sqlite3.Connection) -> None:
    results = find_messages(db, parse_query("no windows"), 5)
    assert [(hit.message_id, hit.archived) for hit in results.hits] == [("a3", True)]
    results = find_messages(db, parse_query("window "), 2)
    assert (len(results.hits), results.more) == (2, True)
    assert not find_messages(db, parse_query("window "), 4).more


def test_what_changes_is_found_as_it_is_now(db: sqlite3.Connection) -> None:
    changed = answer(
        "a door", id="a1", chat_id="plans", model="other", created_at=noon(2024, 2, 29)
    )
    put_message(db, changed)
    assert found(db, "model:gpt-4 ") == []
    assert found(db, "model:other on:2024-02 door ") == ["a1"]
    db.execute("UPDATE message SET chat_id = 'sizes' WHERE id = 'a1'")
    assert found(db, "in:sizes door ") == ["a1"]
    db.execute("DELETE FROM message WHERE id = 'a1'")
    assert found(db, "door ") == []


def test_the_best_come_first(db: sqlite3.Connection) -> None:
    add_chat(db, a_chat("doors"))
    texts = {
        "far": "bay " + "x " * 80 + "oriel",
        "near": "the bay oriel, a bay oriel",
        "new": "oriel y bay",
    }
    for n, (message_id, text) in enumerate(texts.items()):
        add_message(db, said(text, id=message_id, chat_id="doors", created_at=noon(2026, 2, n + 1)))
    assert found(db, "bay oriel ") == ["new", "near", "far"]
    assert found(db, "bay oriel ", ranked=True) == ["near", "new", "far"]


def test_of_words_with_signs_those_with_the_signs_are_the_best(db: sqlite3.Connection) -> None:
    add_chat(db, a_chat("doors"))
    for n, text in enumerate(["written in C++ once", "C: c c", "vitamin C"]):
        day = noon(2026, 2, n + 1)
        add_message(db, said(text, id=f"c{n}", chat_id="doors", created_at=day))
    assert found(db, "C++") == ["c2", "c1", "c0"]
    assert found(db, "C++", ranked=True)[0] == "c0"


NAMED = [
    ("home", "homework"),
    ("work", "homework"),
    ("plans", "plans"),
    ("buro", "plans"),
    ("idea", "plans"),  # a tag
    ("ubung plans", "plans"),
    ("s", "sizes plans"),  # the one that begins so first
    ("in:größe", "sizes"),
    ("tag:idea", "plans"),
    ("model:gpt-4", "homework"),
    ("gone", ""),
    ("role:me home", ""),
    ("-plans in:work", "sizes"),
    ("before:2000 s", "sizes plans"),
    ("after:2000 s", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "expected"), NAMED)
def test_chats_are_found_by_name_and_place(
    db: sqlite3.Connection, typed: str, expected: str
) -> None:
    assert [hit.chat_id for hit in find_chats(db, parse_query(typed), 5)] == expected.split()


def test_a_chat_says_what_of_its_title_was_sought(db: sqlite3.Connection) -> None:
    (hit,) = find_chats(db, parse_query("BURO LAN"), 5)
    assert [hit.title[a:b] for a, b in hit.matches] == ["Büro", "lan"]
    (hit,) = find_chats(db, parse_query("homework"), 5)
    assert (hit.archived, hit.folder_id) == (True, "")


ANY = st.lists(
    st.sampled_from(
        [
            *("window", '"a window"', "in:work", "tag:idea", "model:gpt", "role:me", "role:as"),
            *("has:code", "has:x", "before:2025", "after:7d", "on:2024", "-the", '-"my window"'),
            *("窗", "ß", "'", "*", "(", "in:", "\ud800", "\0", "NEAR(", "OR"),
        ]
    ),
    max_size=8,
).map(" ".join)


@given(ANY | st.text(), st.booleans())
@settings(deadline=None)
def test_nothing_typed_is_an_error(typed: str, ranked: bool) -> None:
    with closing(a_history()) as made:
        a_folder(made, "f1", "Work")
        for message in (said("a window", id="1"), answer("窗户", id="2", model="gpt")):
            add_message(made, message)
        find_messages(made, parse_query(typed), 5, ranked=ranked)
        find_chats(made, parse_query(typed), 5)


MESSAGES = st.lists(
    st.builds(
        lambda text, me, at: (text, Role.USER if me else Role.ASSISTANT, float(at)),
        st.lists(st.sampled_from(["bay", "window", "Größe", "窗户", "façade"])).map(" ".join),
        st.booleans(),
        st.integers(1_700_000_000, 1_700_000_009),
    ),
    max_size=12,
)


@given(MESSAGES, st.sampled_from(["bay", "window", "größe", "窗", "facade"]), st.booleans())
@settings(deadline=None, max_examples=60)
def test_what_is_found_is_what_is_there(
    listed: list[tuple[str, Role, float]], word: str, me: bool
) -> None:
    with closing(a_history()) as made:
        there: list[Message] = []
        for n, (text, role, at) in enumerate(listed):
            there.append(said(text, id=str(n), role=role, created_at=at))
            add_message(made, there[-1])
        role = Role.USER if me else Role.ASSISTANT
        written = {"größe": "Größe", "窗": "窗户", "facade": "façade"}.get(word, word)
        expected = [m for m in there if written in m.text.split() and m.role is role]
        results = find_messages(made, parse_query(f"role:{role} {word} "), 50)
        assert {hit.message_id for hit in results.hits} == {m.id for m in expected}
        times = [hit.created_at for hit in results.hits]
        assert times == sorted(times, reverse=True)
