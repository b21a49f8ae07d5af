"""Backups of the history, and what a damaged one was repaired to. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """`number` counts up, whatever the clock says; 0 for what stands in no row: a copy that was
    made before an update of Oriel, or the history that was there before it was `replaced` by
    a backup. `made_at` is seconds since the epoch, by the clock of then."""

    number: int
    made_at: float
    path: Path
    size: int
    replaced: bool = False

    @property
    def before_update(self) -> bool:
        return self.number == 0 and not self.replaced


@dataclass(frozen=True, slots=True)
class Contents:
    """What a history holds; `last_at` is its newest message's time, 0.0 without any."""

    chats: int
    messages: int
    last_at: float


@dataclass(frozen=True, slots=True)
class Loss:
    """What a history holds and a backup of it does not: new chats, new messages in all, and
    `in_chats` (title, messages), latest first, at most a hundred of them."""

    chats: int
    messages: int
    in_chats: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a repaired history holds: `chats` and `messages` in all, of which `read_chats` and
    `read_messages` were read out of the damaged file; `lost_messages` are known to have been
    there and are not. `readable` is False when nothing of that file could be read. `file` is
    the repaired history."""

    chats: int
    messages: int
    read_chats: int
    read_messages: int
    lost_messages: int
    readable: bool
    file: Path
