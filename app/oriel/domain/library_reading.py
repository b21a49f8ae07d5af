"""Reads a service's JSON objects into library values (library.py).

Whatever is missing or of the wrong kind has its default: one strange field must not take
a row away. Only an object without an id that can be used is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from math import isfinite
from typing import Any

from oriel.domain.library import (
    AttributeValue,
    Container,
    ContainerFile,
    FileCounts,
    IndexingFailure,
    LibraryFile,
    StoreFile,
    VectorStore,
)
from oriel.domain.usage import MOST_COUNTED

IDLE_MINUTES = 20  # of a container, where it does not say (oci-api.md 5)
_LATEST = 253402300799.0  # the end of the year 9999
LONGEST_WORD = 2_000
_MOST_NAMES = 32  # in what a person may name: metadata, attributes; the API takes 16

Json = Mapping[str, Any]


def file_of(raw: Json) -> LibraryFile | None:
    """A file object."""
    file_id = _id(raw.get("id"))
    if not file_id:
        return None
    return LibraryFile(
        id=file_id,
        name=_word(raw.get("filename")) or file_id,
        purpose=_word(raw.get("purpose")),
        size=_whole(raw.get("bytes")),
        created_at=_time(raw.get("created_at")),
        expires_at=_time(raw.get("expires_at")),
        status=_word(raw.get("status")),
        detail=_word(raw.get("status_details")),
    )


def store_of(raw: Json) -> VectorStore | None:
    """A vector_store object."""
    store_id = _id(raw.get("id"))
    if not store_id:
        return None
    metadata = _object(raw.get("metadata"))
    return VectorStore(
        id=store_id,
        name=_word(raw.get("name")) or store_id,
        description=_word(raw.get("description")),
        status=_word(raw.get("status")),
        files=counts_of(raw),
        usage_bytes=_whole(raw.get("usage_bytes")),
        created_at=_time(raw.get("created_at")),
        last_active_at=_time(raw.get("last_active_at")),
        expires_at=_time(raw.get("expires_at")),
        expires_days=_whole(_object(raw.get("expires_after")).get("days")),
        metadata=tuple(
            (_word(name), _word(value)) for name, value in islice(metadata.items(), _MOST_NAMES)
        ),
    )


def counts_of(raw: Json) -> FileCounts:
    """The file_counts of a store or a batch."""
    counts = _object(raw.get("file_counts"))
    names = ("total", "completed", "in_progress", "failed", "cancelled")
    return FileCounts(*(_whole(counts.get(name)) for name in names))


def store_file_of(raw: Json) -> StoreFile | None:
    """A vector_store.file object."""
    file_id = _id(raw.get("id"))
    if not file_id:
        return None
    static = _object(_object(raw.get("chunking_strategy")).get("static"))
    return StoreFile(
        id=file_id,
        store_id=_id(raw.get("vector_store_id")),
        status=_word(raw.get("status")),
        failure=_failure(raw.get("last_error")),
        attributes=attributes_of(raw.get("attributes")),
        usage_bytes=_whole(raw.get("usage_bytes")),
        created_at=_time(raw.get("created_at")),
        chunk_tokens=_whole(static.get("max_chunk_size_tokens")),
        overlap_tokens=_whole(static.get("chunk_overlap_tokens")),
    )


def attributes_of(raw: Any) -> dict[str, AttributeValue]:
    """Those of a kind the API knows: text, number, true or false; thirty-two at most."""
    return {
        _word(name): value[:LONGEST_WORD] if isinstance(value, str) else value
        for name, value in islice(_object(raw).items(), _MOST_NAMES)
        if isinstance(value, str | bool) or _is_sendable(value)
    }


def container_of(raw: Json) -> Container | None:
    """A container object."""
    container_id = _id(raw.get("id"))
    if not container_id:
        return None
    minutes = _whole(_object(raw.get("expires_after")).get("minutes")) or IDLE_MINUTES
    active = _time(raw.get("last_active_at")) or _time(raw.get("created_at"))
    return Container(
        id=container_id,
        name=_word(raw.get("name")) or container_id,
        status=_word(raw.get("status")),
        memory=_word(raw.get("memory_limit")),
        idle_minutes=minutes,
        created_at=_time(raw.get("created_at")),
        last_active_at=_time(raw.get("last_active_at")),
        ends_at=None if active is None else _time(active + 60.0 * minutes),
    )


def container_file_of(raw: Json) -> ContainerFile | None:
    """A container.file object."""
    file_id = _id(raw.get("id"))
    if not file_id:
        return None
    return ContainerFile(
        id=file_id,
        container_id=_id(raw.get("container_id")),
        path=_word(raw.get("path")) or file_id,
        size=_whole(raw.get("bytes")),
        source=_word(raw.get("source")),
        created_at=_time(raw.get("created_at")),
    )


def _failure(raw: Any) -> IndexingFailure | None:
    if not isinstance(raw, dict):
        return None
    return IndexingFailure(_word(raw.get("code")) or "server_error", _word(raw.get("message")))


def _word(raw: Any) -> str:
    return raw[:LONGEST_WORD] if isinstance(raw, str) else ""


def _is_sendable(raw: Any) -> bool:
    """Whether it is a number that can be shown, compared and sent back: Python reads 1e999,
    NaN and whole numbers of any length."""
    if isinstance(raw, int):
        return abs(raw) < 2**63
    return isinstance(raw, float) and isfinite(raw)


def _id(raw: Any) -> str:
    """An id is used as it is or not at all: what is cut off would name something else."""
    return raw if isinstance(raw, str) and len(raw) <= LONGEST_WORD else ""


def _object(raw: Any) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _whole(raw: Any) -> int:
    return int(raw) if type(raw) in (int, float) and 0 <= raw <= MOST_COUNTED else 0


def _time(raw: Any) -> float | None:
    return float(raw) if type(raw) in (int, float) and 0 < raw <= _LATEST else None
