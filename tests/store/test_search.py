"""Every word of every chat is found, whatever is typed, and the word index stays in step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from oriel.domain.messages import Message, new_id
from oriel.domain.parts import FilePart, ImagePart, ReasoningPart, TextPart, ToolCallPart
from oriel.domain.search import SearchHit, parse_query
from oriel.store.chats import add_chat
from oriel.store.message_rows import add_message, put_message
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS
from oriel.store.removals import DELETE_BELOW
from oriel.store.search import find_messages

from .samples import a_chat, answer, opened, said, with_a_chat


def search_messages(db: sqlite3.Connection, typed: str, limit: int) -> tuple[SearchHit, ...]:
    return find_messages(db, parse_query(typed), limit).hits


def a_history() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    for step in MIGRATIONS:
        step(db)
    db.execute("PRAGMA foreign_keys = ON")
    add_chat(db, a_chat())
    return db


async def test_hits_come_newest_first_and_no_more_than_asked(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        for n in range(5):
            await table.add(said(f"window {n}", id=str(n)))
        assert [hit.message_id for hit in await table.search("window", 3)] == ["4", "3", "2"]


async def test_a_hit_says_where_it_stands_and_what_was_found(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        await table.add(answer("x " * 100 + "an oriel is a bay window " + "y " * 100, id="a"))
        (hit,) = await table.search("oriel wind", 5)
    assert (hit.chat_id, hit.message_id, hit.role) == ("c", "a", "assistant")
    assert [hit.excerpt[start:end] for start, end in hit.matches] == ["oriel", "window"]
    assert len(hit.excerpt) < 200


FOUND = [
    ("GRÖSSE", "die Größe", True),
    ("grosse", "die Größe", True),
    ("Straße", "an der Strasse", True),
    ("gros", "die Größe", True),  # half an ss
    ("große", "die Größe", True),
    ("oriel bay", "a bay is an oriel", True),
    ('"oriel bay"', "a bay is an oriel", False),
    ('"bay window"', "a bay window", True),
    ("wind", "a window", True),
    ("wi", "a window", False),
    ("窗", "窗户很大", True),
    ("can't", "I can't", True),
    ("C++", "written in C++", True),
    ("foo_bar.baz", "call foo_bar.baz()", True),
    ("x OR y", "only x here", False),
    ("NOT", "do not", True),
    ("NEAR(a b)", "a and b", False),
    ("text: word", "word", False),
    ('"unclosed quo', "an unclosed quote", True),
    ("hidden", "", False),
    ("coeur", "mon cœur", True),
    ("cœur", "mon coeur", True),
    ("ŒUVRE", "une oeuvre", True),
    ("ΚΑΛΗΜΕΡΑ", "Καλημέρα σε όλους", True),
    ("λόγος", "ΛΟΓΟΣ", True),
    ("елка", "Ёлка", True),
    ("ёлка", "ЕЛКА", True),
    ("مرحبا", "مَرْحَبًا بكم", True),
    ("كِتاب", "كتاب", True),
    ("שלום", "שָׁלוֹם", True),
]


@pytest.mark.parametrize(("typed", "text", "found"), FOUND)
def test_what_is_typed_is_words_and_never_syntax(typed: str, text: str, found: bool) -> None:
    with closing(a_history()) as db:
        parts = (ReasoningPart("hidden thought"), TextPart(text))
        add_message(db, said(parts=parts))
        assert bool(search_messages(db, typed, 5)) is found


@pytest.mark.parametrize("typed", ["", "  ", "-", '"', '""', "* ( ) : ^", "\0", "\ud800", "…"])
def test_without_a_word_nothing_is_searched(typed: str) -> None:
    with closing(a_history()) as db:
        add_message(db, said("a window"))
        assert search_messages(db, typed, 5) == ()


NASTY = st.text(st.sampled_from('ab "*^:()-+{}\0\ud800é窗ßАNEAROTD\u0301²')) | st.text(
    st.characters(exclude_categories=[])
)


@given(NASTY)
@settings(deadline=None)
def test_nothing_typed_is_an_error(typed: str) -> None:
    with closing(a_history()) as db:
        search_messages(db, typed, 5)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_every_word_of_a_message_finds_it(text: str) -> None:
    with closing(a_history()) as db:
        add_message(db, said(text, id="m"))
        for word in text.split():
            if word.isascii() and word.isalnum():
                assert [hit.message_id for hit in search_messages(db, word, 5)] == ["m"]


def test_a_very_long_search_is_cut_and_answered() -> None:
    with closing(a_history()) as db:
        search_messages(db, "word " * 10_000 + "x" * 1_000_000, 5)


WORDS = st.lists(st.sampled_from(["bay", "window", "oriel", "Größe", "窗"]), max_size=4)


class WordsInStep(RuleBasedStateMachine):
    """Random adds, streams, edits and removals, against SQLite's own integrity check."""

    messages = Bundle("messages")

    def __init__(self) -> None:
        super().__init__()
        self.db = a_history()
        self.known: dict[str, Message] = {}

    @rule(target=messages, words=WORDS)
    def add(self, words: list[str]) -> str:
        message = said(" ".join(words), id=new_id())
        add_message(self.db, message)
        self.known[message.id] = message
        return message.id

    @rule(target=messages, words=WORDS, parent=messages)
    def answer(self, words: list[str], parent: str) -> str:
        message = answer(" ".join(words), parent_id=parent if parent in self.known else None)
        put_message(self.db, message)
        self.known[message.id] = message
        return message.id

    @rule(message_id=messages, words=WORDS)
    def finish(self, message_id: str, words: list[str]) -> None:
        if message_id in self.known:
            parent = self.known[message_id].parent_id
            message = said(" ".join(words), id=message_id, parent_id=parent)
            put_message(self.db, message)
            self.known[message_id] = message

    @rule(message_id=consumes(messages))
    def remove(self, message_id: str) -> None:
        self.db.execute(DELETE_BELOW, (message_id,))
        gone = {message_id}
        while more := {m.id for m in self.known.values() if m.parent_id in gone} - gone:
            gone |= more
        self.known = {n: m for n, m in self.known.items() if n not in gone}

    @rule()
    def vacuum(self) -> None:
        self.db.execute("VACUUM")

    @invariant()
    def index_is_sound(self) -> None:
        self.db.execute(
            "INSERT INTO message_words(message_words, rank) VALUES ('integrity-check', 1)"
        )

    @invariant()
    def search_finds_what_is_there(self) -> None:
        for word in ("window", "grosse", "Größe"):
            found = {hit.message_id for hit in search_messages(self.db, f'"{word}"', 99)}
            sought = {"Größe"} if word in ("grosse", "Größe") else {word}
            assert found == {n for n, m in self.known.items() if sought & set(m.text.split())}

    def teardown(self) -> None:
        self.db.close()


TestWordsInStep = WordsInStep.TestCase
TestWordsInStep.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


NAMED = [
    ("budget.xlsx", True),
    ("budg", True),
    ("BUDGET", True),
    ("sum budget", True),
    ("予算表", True),
    ('"this budget"', False),  # the text ends before it
    ("get_weather", True),
    ("screenshot", True),
    ("file_search", False),  # nobody named it
    ("-budget sum", False),
]


@pytest.mark.parametrize(("typed", "found"), NAMED)
def test_files_and_tools_are_found_by_their_names(typed: str, found: bool) -> None:
    parts = (
        TextPart("sum this"),
        FilePart("budget.xlsx", data_uri="data:,x"),
        FilePart("予算表.csv", file_id="f"),
        ImagePart(data_uri="data:,x", alt="screenshot 1.png"),
        ToolCallPart("c1", "get_weather"),
        ToolCallPart("c2", "file_search", kind="file_search_call"),
    )
    with closing(a_history()) as db:
        add_message(db, said(parts=parts, id="m"))
        hits = search_messages(db, typed, 5)
        assert bool(hits) is found
        if typed == "予算表":
            assert hits[0].excerpt == "予算表.csv · sum this"
            assert hits[0].matches == ((0, 3),)


def test_a_file_that_is_attached_later_is_found_too() -> None:
    with closing(a_history()) as db:
        add_message(db, said("sum this", id="m"))
        put_message(db, said(parts=(FilePart("budget.xlsx"),), id="m"))
        assert len(search_messages(db, "budget", 5)) == 1
        db.execute("INSERT INTO message_words(message_words, rank) VALUES ('integrity-check', 1)")
