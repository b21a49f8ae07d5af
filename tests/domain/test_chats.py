"""Titles from a first turn, and tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.chats import LONGEST_TAG, clean_tag, title_from

TITLES = [
    ("Hello", "Hello"),
    ("  \n\n # What is *this*\nand that", "What is *this"),
    ("```python\nprint(1)", "python"),
    ("> - quoted point", "quoted point"),
    ("\u3000\nsecond line", "second line"),
    ("one   two\t three", "one two three"),
    ("", ""),
    ("***\n---\n", ""),
    ("word " * 9 + "abc", ("word " * 9 + "abc").strip()),
    ("word " * 20, "word " * 8 + "word…"),
    ("x" * 60, "x" * 48 + "…"),
    ("a " + "x" * 60, "a " + "x" * 46 + "…"),
    ("窗" * 60, "窗" * 48 + "…"),
    ("Please, tell me everything you know about them, and more", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_titles(text: str, title: str | None) -> None:
    if title is None:
        assert title_from(text) == "Please, tell me everything you know about them…"
    else:
        assert title_from(text) == title


@given(st.text(), st.integers(1, 60))
def test_a_title_is_one_short_line(text: str, limit: int) -> None:
    title = title_from(text, limit)
    assert len(title) <= limit + 1
    assert len(title.splitlines()) <= 1
    assert title == title.strip()


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("work", "work"),
        (" #To  do, now# ", "To do now"),
        ("\u202e#\x00\n", ""),
        ("日本語", "日本語"),
    ],
)
def test_a_tag_is_one_clean_line(typed: str, tag: str) -> None:
    assert clean_tag(typed) == tag


@given(st.text())
def test_a_tag_that_was_cleaned_is_clean(typed: str) -> None:
    tag = clean_tag(typed)
    assert clean_tag(tag) == tag
    assert len(tag) <= LONGEST_TAG
