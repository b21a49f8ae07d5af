"""What a search over the history finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One message. `matches` are the (start, end) of the found words in `excerpt`;
    `created_at` is seconds since the epoch."""

    chat_id: str
    message_id: str
    role: str
    created_at: float
    chat_title: str
    excerpt: str
    matches: tuple[tuple[int, int], ...] = ()
