"""What goes into the work on vector stores, and what comes of it: small values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oriel.domain.attachments import Reason
from oriel.domain.errors import AppError
from oriel.domain.library import NO_ATTRIBUTES, Attributes, StoreFile, VectorStore

SMALLEST_CHUNK, LARGEST_CHUNK = 100, 4096  # tokens
USUAL_CHUNK, USUAL_OVERLAP = 800, 400


@dataclass(frozen=True, slots=True)
class Chunking:
    """How a file is cut: sizes in tokens, at most half of `size` as `overlap`. A `size` of 0
    leaves it to the service."""

    size: int = 0
    overlap: int = 0

    @property
    def asked(self) -> dict[str, Any] | None:
        """The service's chunking_strategy; None for its own choice."""
        if not self.size:
            return None
        sizes = {"max_chunk_size_tokens": self.size, "chunk_overlap_tokens": self.overlap}
        return {"type": "static", "static": sizes}


AUTOMATIC = Chunking()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDraft:
    """A store as it is wished for. `expires_days` counts from its last use, 0 for never;
    `chunking` is for the files that are put in at once."""

    name: str
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    expires_days: int = 0
    chunking: Chunking = AUTOMATIC
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file that is to go into a store."""

    file_id: str
    attributes: Attributes = field(default_factory=lambda: NO_ATTRIBUTES, hash=False)
    chunking: Chunking = AUTOMATIC


@dataclass(frozen=True, slots=True)
class Refused:
    """A file with which it did not work, and why."""

    file_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of something done to several files, by their ids."""

    done: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.done + other.done, self.refused + other.refused)


@dataclass(frozen=True, slots=True)
class Created:
    """A new store, and which files went into it."""

    store: VectorStore
    files: Outcome = Outcome()


def entry_of(file: StoreFile) -> Entry:
    """The same file once more: with its attributes, and cut as it was."""
    chunking = Chunking(file.chunk_tokens, file.overlap_tokens)
    return Entry(file_id=file.id, attributes=file.attributes, chunking=chunking)


def reason_of(error: AppError) -> Reason:
    return Reason(error.code, error.facts)


def refused_by(error: AppError, file_ids: Sequence[str]) -> Outcome:
    """All of them, for the same reason."""
    return Outcome(refused=tuple(Refused(file_id, reason_of(error)) for file_id in file_ids))


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    return sum(outcomes, Outcome())
