"""Chats: the head of a message tree, and how a list of them is grouped by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from time import localtime

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """`leaf_id` is the last message of the branch being read. Times are seconds
    since the epoch. `titled_by` is "" (not yet), "first_turn" or "user"; `settings` say
    how it is answered. `folder_id` is "" outside of folders, `colour` a theme token or "".
    `origin` says which chat of which other program it was ("chatgpt:<id>"), `import_id`
    with which import it came; both "" for one begun here."""

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
    settings: ChatSettings = USUAL_SETTINGS
    folder_id: str = ""
    archived_at: float | None = None
    colour: str = ""
    tags: tuple[str, ...] = ()
    origin: str = ""
    import_id: str = ""


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
    day = _day(chat.updated_at)
    age = (today - day).days
    if age <= 0:
        return "today"
    if age == 1:
        return "yesterday"
    return "week" if age <= 7 else f"{day.year:04}-{day.month:02}"


def _day(seconds: float) -> date:
    try:
        return date(*localtime(seconds)[:3])
    except (ValueError, OverflowError, OSError):  # a damaged row must not hide the others
        return date.min


LONGEST_TAG = 32


def clean_tag(text: str) -> str:
    """A tag as it is kept: one line without marks around it, at most LONGEST_TAG characters;
    "" when nothing is left."""
    kept = "".join(c for c in " ".join(text.split()) if c.isprintable() and c not in ",")
    return kept.strip(" #")[:LONGEST_TAG].strip()


def title_from(text: str, limit: int = 48) -> str:
    """A chat's title from its first turn: the first line, cut at a word, Markdown marks dropped.

    At most `limit` characters and the mark of the cut; "" when nothing is said.
    """
    lines = (" ".join(raw.split()).strip(_MARKS) for raw in text.splitlines())
    line = next((found for found in lines if found), "")
    if len(line) <= limit:
        return line
    # A space just behind the limit ends a word too. A cut that leaves less than
    # half is no cut at a word but one before a very long one, or in Chinese.
    at = line.rfind(" ", 0, limit + 1)
    cut = line[: at if at > limit // 2 else limit]
    return (cut.rstrip(" ,.;:!?-") or cut) + "…"


_MARKS = " #>*_`-"
