"""Which files a purpose takes and a vector store reads, by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.connections import ConnectionKind
from oriel.domain.file_purposes import (
    PURPOSES,
    Misfit,
    ending_of,
    endings_for,
    indexable,
    refusal_of,
    store_refusal_of,
)


def test_the_purposes_are_those_the_service_knows() -> None:
    assert set(PURPOSES) == {"assistants", "batch", "fine-tune", "vision", "user_data", "evals"}


@pytest.mark.parametrize("purpose", ["batch", "fine-tune", "evals"])
def test_lines_are_wanted_where_lines_are_read(purpose: str) -> None:
    assert refusal_of("asked.jsonl", purpose) == ""
    assert refusal_of("ASKED.JSONL", purpose) == ""
    for name in ("asked.json", "jsonl", ".jsonl", "asked.jsonl.txt"):
        assert refusal_of(name, purpose) == Misfit.NOT_LINES, name


def test_pictures_are_wanted_for_seeing() -> None:
    for name in ("a.gif", "a.jpeg", "a.JPG", "a.png", "a.webp"):
        assert refusal_of(name, "vision") == ""
    for name in ("a.bmp", "a.svg", "a.pdf", "png"):
        assert refusal_of(name, "vision") == Misfit.NOT_PICTURE, name


@given(st.text(), st.sampled_from(["user_data", "assistants", "something new"]))
def test_other_purposes_take_every_file(name: str, purpose: str) -> None:
    assert refusal_of(name, purpose) == ""


@given(st.text(), st.sampled_from(PURPOSES))
def test_a_file_is_refused_exactly_when_its_ending_is_not_taken(name: str, purpose: str) -> None:
    taken = endings_for(purpose)
    assert bool(refusal_of(name, purpose)) == bool(taken and ending_of(name) not in taken)


def test_oracle_refuses_what_word_writes_and_the_local_service_reads_it() -> None:
    assert store_refusal_of("letter.docx", ConnectionKind.OCI_API_KEY) == Misfit.STORE_REFUSES
    assert store_refusal_of("letter.DOCX", ConnectionKind.OCI_PROFILE) == Misfit.STORE_REFUSES
    assert indexable("letter.docx", ConnectionKind.LOCAL)
    assert indexable("letter.docx", ConnectionKind.COMPATIBLE)


@pytest.mark.parametrize("kind", list(ConnectionKind))
def test_plain_documents_are_read_everywhere_and_pictures_nowhere(kind: ConnectionKind) -> None:
    for name in ("a.pdf", "b.txt", "c.md", "d.py", "e.html", "f.json"):
        assert indexable(name, kind), name
    for name in ("a.png", "b.mp3", "c.zip", "d.exe"):
        assert store_refusal_of(name, kind) == Misfit.STORE_WORDLESS, name


def test_of_other_endings_little_is_known_but_here() -> None:
    assert store_refusal_of("a.rst", ConnectionKind.COMPATIBLE) == Misfit.STORE_UNKNOWN
    assert store_refusal_of("LICENSE", ConnectionKind.OCI_API_KEY) == Misfit.STORE_UNKNOWN
    assert indexable("a.rst", ConnectionKind.LOCAL)
    assert indexable("LICENSE", ConnectionKind.LOCAL)
    assert store_refusal_of("a.xyz", ConnectionKind.LOCAL) == Misfit.STORE_UNKNOWN
