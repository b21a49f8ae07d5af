"""What lies in the bin: chats that were deleted, and turns taken out of one that was not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil

from oriel.domain.messages import Message
from oriel.domain.unmarked import unmarked

BIN_DAYS = 30
DAY_S = 86_400
_ITEM = re.compile(r"^\s*(•|\d+\.)\s+")
FIRST_WORDS = 200  # signs of what an entry begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class BinEntry:
    """`id` is that of the chat, or of the first of the turns; `title` is the chat's, and
    `excerpt` how it begins. `messages` and `size` (in bytes) are None until they are
    counted. `with_chat` says of turns that their chat lies in the bin too."""

    id: str
    chat_id: str
    is_chat: bool
    title: str
    excerpt: str
    deleted_at: float
    with_chat: bool = False
    messages: int | None = None
    size: int | None = None

    @property
    def key(self) -> str:
        return f"{'chat' if self.is_chat else 'turns'}:{self.id}"


@dataclass(frozen=True, slots=True)
class Taken:
    """Turns taken out of a chat, parents first, and the leaf that was read before."""

    leaf_id: str | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class TurnsBack:
    """How turns lay in the bin that were put back: below which message they had been and
    which leaf was read before they were taken out; `read_before` is what was read before
    they came back."""

    id: str
    chat_id: str
    parent_id: str | None
    leaf_id: str | None
    deleted_at: float
    read_before: str | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: chats by their id with when they had been deleted, and turns."""

    chats: tuple[tuple[str, float], ...] = ()
    turns: tuple[TurnsBack, ...] = ()

    @property
    def count(self) -> int:
        return len(self.chats) + len(self.turns)


def days_left(deleted_at: float, now: float) -> int:
    """Whole days until it goes for good, today counted; 0 when it is due."""
    return max(0, ceil((deleted_at - now) / DAY_S + BIN_DAYS))


def first_words(text: str) -> str:
    """What an entry begins with, in one line and without the marks of Markdown."""
    lines = (_ITEM.sub("", line) for line in unmarked(text[: 4 * FIRST_WORDS]).splitlines())
    line = " ".join(" ".join(lines).replace("**", "").replace("`", "").split())
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rstrip()}…"
