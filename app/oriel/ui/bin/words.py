"""How the bin names what lies in it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from oriel.domain.bin import BinEntry, days_left
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart
from oriel.domain.unmarked import unmarked
from oriel.ui.count_text import count_text
from oriel.ui.kept_at.deletion_words import Asked
from oriel.ui.library.words import size_text

SOON_DAYS = 3
_MOST_NAME = 60  # signs of it in a question


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Bin", text).format(**facts)


def name_of(entry: BinEntry) -> str:
    """The title of a chat, the first words of turns."""
    if entry.is_chat:
        return entry.title or entry.excerpt or t("New chat")
    return entry.excerpt or t("Turns without words")


def chat_of(entry: BinEntry) -> str:
    """The chat that turns were taken out of."""
    return entry.title or t("New chat")


def what_of(entry: BinEntry) -> str:
    """Where it comes from."""
    if entry.is_chat:
        return t("the list of chats")
    if entry.with_chat:
        return t("“{title}”, deleted too", title=chat_of(entry))
    return t("“{title}”", title=chat_of(entry))


def left_of(entry: BinEntry) -> int:
    return days_left(entry.deleted_at, time.time())


def left_text(entry: BinEntry) -> str:
    days = left_of(entry)
    if days <= 1:
        return t("last day")
    return t("{count} days", count=count_text(days))


def left_tone(entry: BinEntry) -> str:
    return "warning" if left_of(entry) <= SOON_DAYS else ""


def count_words(messages: int) -> str:
    if messages == 1:
        return t("1 message")
    return t("{count} messages", count=count_text(messages))


def line_of(entry: BinEntry) -> str:
    """One line in a question about several."""
    counted = "" if entry.messages is None else f" ({count_words(entry.messages)})"
    if entry.is_chat:
        return t("Chat “{name}”{counted}", name=name_of(entry), counted=counted)
    return t(
        "“{name}”{counted}, from “{title}”",
        name=name_of(entry),
        counted=counted,
        title=chat_of(entry),
    )


def question(entries: Sequence[BinEntry], *, emptying: bool = False) -> Asked:
    """Whether they are really to go for good."""
    one = len(entries) == 1
    said = t("It cannot be brought back. What it cost stays counted in the usage.")
    if not one:
        said = t("They cannot be brought back. What they cost stays counted in the usage.")
    if any(not entry.is_chat for entry in entries):
        more = t("A service may still keep single messages in the conversation of their chat.")
        said = f"{said} {more}"
    if emptying:
        return Asked(t("Empty the bin?"), said, t("Empty the bin"))
    many = t("Delete {count} entries for good?", count=count_text(len(entries)))
    heading = t("Delete “{name}” for good?", name=_short(name_of(entries[0]))) if one else many
    return Asked(heading, said, t("Delete for good"))


def _short(name: str) -> str:
    return name if len(name) <= _MOST_NAME else f"{name[:_MOST_NAME].rstrip()}…"


def shown_size(entry: BinEntry) -> str:
    return "" if entry.size is None else size_text(entry.size)


def speaker_of(message: Message) -> str:
    match message.role:
        case Role.USER:
            return t("You")
        case Role.ASSISTANT:
            return message.model or t("Answer")
    return t("Instructions") if message.role is Role.SYSTEM else t("Tool")


def said_in(message: Message, most: int) -> str:
    """What a message says, cut, with the names of what is attached."""
    text = message.text.strip()
    cut = text if len(text) <= most else f"{text[:most].rstrip()}…"
    said = [unmarked(cut) if message.role is Role.ASSISTANT else cut] if text else []
    for part in message.parts:
        match part:
            case FilePart(filename=name):
                said.append(t("[File: {name}]", name=name))
            case ImagePart():
                said.append(t("[Picture]"))
    return "\n".join(said) or t("Nothing was said.")
