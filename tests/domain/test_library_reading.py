"""What a service says of the library, read: whatever it is, a row or none comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.library import Container, ContainerFile, LibraryFile, StoreFile, VectorStore
from oriel.domain.library_reading import (
    LONGEST_WORD,
    attributes_of,
    container_file_of,
    container_of,
    file_of,
    store_file_of,
    store_of,
)

READERS: tuple[Callable[[Any], Any], ...] = (
    file_of,
    store_of,
    store_file_of,
    container_of,
    container_file_of,
)
NAMES = [
    "filename",
    "purpose",
    "bytes",
    "created_at",
    "expires_at",
    "status",
    "status_details",
    "name",
    "description",
    "file_counts",
    "usage_bytes",
    "last_active_at",
    "expires_after",
    "metadata",
    "vector_store_id",
    "last_error",
    "attributes",
    "chunking_strategy",
    "memory_limit",
    "path",
    "container_id",
    "source",
]
INNER = [
    "total",
    "completed",
    "days",
    "minutes",
    "code",
    "message",
    "static",
    "max_chunk_size_tokens",
]
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=20),
    st.just("x" * 100_000),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(INNER) | st.text(max_size=5), inner, max_size=4),
    ),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES)


@pytest.mark.parametrize("read", READERS)
@given(raw=OBJECTS)
def test_no_field_takes_a_row_away(read: Callable[[Any], Any], raw: dict[str, Any]) -> None:
    value = read({**raw, "id": "x/../1"})
    assert value.id == "x/../1"
    for name in value.__slots__:
        _fits(getattr(value, name))


def _fits(field: Any) -> None:
    """A text, number or time that can be shown and reckoned with."""
    if isinstance(field, str):
        assert len(field) <= LONGEST_WORD
    elif isinstance(field, int | float) and not isinstance(field, bool):
        assert 0 <= field < 2**63
        assert isfinite(field)
        datetime.fromtimestamp(min(field, 253402300799), UTC)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("bad", [None, "", 7, [], {"a": 1}, "x" * 100_000])
def test_what_cannot_be_asked_for_again_is_no_row(read: Callable[[Any], Any], bad: object) -> None:
    assert read({"id": bad, "name": "Name", "filename": "a.txt"}) is None


@given(VALUES)
def test_attributes_can_be_sent_back_as_they_were_read(raw: Any) -> None:
    read = attributes_of(raw)
    assert attributes_of(json.loads(json.dumps(read, allow_nan=False))) == read


def test_of_names_without_end_some_are_taken() -> None:
    many = {f"key {n}": "v" for n in range(5_000)}
    assert len(attributes_of(many)) == 32
    store = store_of({"id": "s", "metadata": many})
    assert store is not None
    assert len(store.metadata) == 32


def test_a_container_ends_within_the_calendar() -> None:
    raw = {"id": "c", "last_active_at": 253402300799, "expires_after": {"minutes": 2**40}}
    container = container_of(raw)
    assert container is not None
    assert container.ends_at is None


def test_what_is_usual_is_read_as_it_is() -> None:
    assert file_of({"id": "f", "filename": "a.txt", "bytes": 3}) == LibraryFile(
        id="f", name="a.txt", size=3
    )
    assert store_of({"id": "s"}) == VectorStore(id="s", name="s")
    assert store_file_of({"id": "f", "vector_store_id": "s"}) == StoreFile(id="f", store_id="s")
    assert container_of({"id": "c", "created_at": 100}) == Container(
        id="c", name="c", idle_minutes=20, created_at=100.0, ends_at=1300.0
    )
    assert container_file_of({"id": "f", "container_id": "c", "path": "/a"}) == ContainerFile(
        id="f", container_id="c", path="/a"
    )
