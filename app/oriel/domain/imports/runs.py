"""Imports as values: what was found, what is wished, what was done and can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from oriel.domain.imports.values import Source

EARLIEST = 1e8  # seconds, in 1973; what is before was not told


class State(StrEnum):
    """What of a chat that was found is here."""

    NEW = "new"
    CHANGED = "changed"  # it is here, and has more there
    HERE = "here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One chat that could be brought in. `key` names it, `messages` is how many it has,
    `added` how many of them are not here. Times are seconds since the epoch."""

    key: str
    source: Source
    title: str
    messages: int
    added: int
    created_at: float
    updated_at: float
    state: State
    attachments: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class NotRead:
    """What could not be read: a file, or one chat in it. `reason` is one of
    ImportUnreadable's, or what is wrong with a chat: type, missing, empty, deep, version,
    twice, long, many, kind."""

    path: str
    entry: str
    reason: str
    title: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Extras:
    """What an archive brings besides chats, as far as it is not here: how many of each."""

    folders: int = 0
    prompts: int = 0
    searches: int = 0
    prices: int = 0
    question_sets: int = 0
    connections: int = 0
    tool_servers: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything but folders, which come with their chats."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "folders")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What was found, nothing of it written yet. `stamps` tell whether the files have
    changed since. `refused` are the keys of chats that lie in a damaged part of a file."""

    paths: tuple[str, ...]
    stamps: tuple[tuple[int, int], ...]
    found: tuple[Found, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    extras: Extras = Extras()
    refused: frozenset[str] = frozenset()

    def count(self, state: State) -> int:
        return sum(found.state is state for found in self.found)

    @property
    def sources(self) -> dict[Source, int]:
        """How many chats of each program, most first."""
        return dict(Counter(found.source for found in self.found).most_common())

    @property
    def dates(self) -> tuple[float, float] | None:
        """When the oldest was begun and the newest changed; None when no file says so."""
        told = [found for found in self.found if found.created_at > EARLIEST]
        if not told:
            return None
        return min(found.created_at for found in told), max(found.updated_at for found in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`left_out` are the keys of chats that are not wanted. `folder_id` is where chats go
    that bring no folder, and below which folders they bring lie; `new_folder` is the name of
    one to be made for that. `extras` says whether the rest of an archive is wanted too."""

    left_out: frozenset[str] = frozenset()
    folder_id: str = ""
    new_folder: str = ""
    extras: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import, as it is remembered. It is unfinished while `finished_at` is None."""

    id: str
    started_at: float
    paths: tuple[str, ...]
    finished_at: float | None = None
    undoing: bool = False
    sources: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    folder_id: str = ""
    new_folder: str = ""
    extras: bool = True
    chats: int = 0
    updated: int = 0
    messages: int = 0
    others: int = 0

    @property
    def choices(self) -> Choices:
        return Choices(
            left_out=frozenset(self.left_out),
            folder_id=self.folder_id,
            new_folder=self.new_folder,
            extras=self.extras,
        )


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How many bytes of how many were looked through, and how many chats that were."""

    done: int = 0
    total: int = 0
    chats: int = 0


@dataclass(frozen=True, slots=True)
class ImportDone:
    """What an import has brought; `not_read` could not be read this time."""

    run: ImportRun
    not_read: tuple[NotRead, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing took away: chats for good, chats into the bin (the person had gone on with
    them), and how many chats are again as they were. `kept` is what stayed, being in use by
    now: folders, connections, messages that were answered."""

    removed: int = 0
    binned: int = 0
    restored: int = 0
    kept: int = 0


COUNTED: Mapping[str, str] = {
    "prompt": "prompts",
    "saved_search": "searches",
    "price": "prices",
    "question_set": "question_sets",
    "connection": "connections",
    "tool_server": "tool_servers",
}
