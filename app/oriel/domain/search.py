"""What is searched for in the history, and what is found.

How a query is typed and read stands in search_query.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from oriel.domain.search_query import SearchQuery, parse_query, query_text

__all__ = (
    "ChatHit",
    "SavedSearch",
    "SearchHit",
    "SearchQuery",
    "SearchResults",
    "parse_query",
    "query_text",
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One message. `matches` are the (start, end) of the found words in `excerpt`, in the
    order they stand; `created_at` is seconds since the epoch, `model` what answered."""

    chat_id: str
    message_id: str
    role: str
    created_at: float
    chat_title: str
    excerpt: str
    matches: tuple[Span, ...] = ()
    archived: bool = False
    model: str = ""


@dataclass(frozen=True, slots=True)
class ChatHit:
    """One chat, found by its title or tags. `matches` are (start, end) in `title`."""

    chat_id: str
    title: str
    matches: tuple[Span, ...]
    updated_at: float
    folder_id: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class SearchResults:
    """`more` says that there are, or may be, hits beyond these."""

    hits: tuple[SearchHit, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """`typed` is what one types to search for it again."""

    id: str
    name: str
    typed: str
