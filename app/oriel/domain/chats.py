"""Chats: the head of a message tree, and how a list of them is grouped by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """`leaf_id` is the last message of the branch being read. Times are seconds
    since the epoch. `titled_by` is "" (not yet), "first_turn" or "user"."""

    id: str
    title: str = ""
    titled_by: str = ""
    connection_id: str = ""
    model: str = ""
    leaf_id: str | None = None
    created_at: float
    updated_at: float
    pinned: bool = False
    deleted_at: float | None = None


@dataclass(frozen=True, slots=True)
class DateGroup:
    """A heading of the list: `key` is pinned, today, yesterday, week, or "YYYY-MM"."""

    key: str
    chats: tuple[Chat, ...]


def group_by_date(chats: list[Chat], today: date) -> list[DateGroup]:
    """Chats under their headings, newest first within each; empty headings are left out."""
    groups: dict[str, list[Chat]] = {}
    for chat in sorted(chats, key=_newest_first):
        groups.setdefault(_group_key(chat, today), []).append(chat)
    return [DateGroup(key, tuple(found)) for key, found in groups.items()]


def _newest_first(chat: Chat) -> tuple[bool, float]:
    return (not chat.pinned, -chat.updated_at)


def _group_key(chat: Chat, today: date) -> str:
    if chat.pinned:
        return "pinned"
    day = datetime.fromtimestamp(chat.updated_at).astimezone().date()
    age = (today - day).days
    if age <= 0:
        return "today"
    if age == 1:
        return "yesterday"
    return "week" if age <= 7 else f"{day:%Y-%m}"


def title_from(text: str, limit: int = 48) -> str:
    """A chat's title from its first turn: the first line, cut at a word, Markdown marks dropped."""
    line = next((found for raw in text.splitlines() if (found := raw.strip(" \t#>*_`-"))), "")
    line = " ".join(line.split())
    if len(line) <= limit:
        return line
    cut = line[:limit].rsplit(" ", 1)[0] if " " in line[:limit] else line[:limit]
    return cut.rstrip(" ,.;:!?-") + "…"
