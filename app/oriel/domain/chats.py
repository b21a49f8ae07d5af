"""Chats: the head of a message tree, its title and tags."""

from __future__ import annotations

from dataclasses import dataclass

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


LONGEST_TAG = 32


def clean_tag(text: str) -> str:
    """A tag as it is kept: one line without marks around it, at most LONGEST_TAG characters;
    "" when nothing is left."""
    kept = "".join(c for c in text if (c.isprintable() or c.isspace()) and c != ",")
    return " ".join(kept.split()).strip(" #")[:LONGEST_TAG].strip(" #")


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
