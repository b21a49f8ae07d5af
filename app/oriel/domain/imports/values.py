"""What every parser gives, and how it reads the loose values of other programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from typing import Any, Protocol

from oriel.domain.attachment_kinds import HEAD, Kind, kind_of
from oriel.domain.attachments import clean_name, data_uri
from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.domain.parts import FilePart, ImagePart, Part

MOST_INLINE = 64 * 2**20  # bytes of one attachment; a larger one is only named
LONGEST_TITLE = 500
_LONGEST_ID = 200
_LATEST = 2**33  # seconds; some time in 2242
_NUMBER = re.compile(r"\d{9,30}(\.\d{1,20})?")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Source(StrEnum):
    ORIEL = "oriel"
    CHATGPT = "chatgpt"
    CLAUDE = "claude"
    OPEN_WEBUI = "open_webui"


class NotUnderstood(ValueError):
    """A JSON value is no chat of that source. `where` names the place, `what` what is wrong:
    type, missing, empty, deep, version or many."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(f"{where}: {what}")
        self.what = what
        self.where = where


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that came along with the chats."""

    name: str
    content: bytes


class Assets(Protocol):
    """The files that came along."""

    def find(self, *keys: str) -> Asset | None:
        """By an id or a name; None when it is not there, or too large."""


class NoAssets:
    def find(self, *keys: str) -> Asset | None:
        return None


@dataclass(frozen=True, slots=True)
class Removed:
    """Turns that lie in the bin: `messages` parents first, and which turn was read before."""

    leaf_id: str | None
    deleted_at: float
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class KeptAt:
    """A conversation a service keeps of the chat, as `value` (store/remotes.py, its plain
    JSON values)."""

    connection_id: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """How a connection is called and where it leads: by which it is known elsewhere."""

    name: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One chat as its source has it: `chat.id` and the ids of `messages` (parents first) are
    the source's own. `folder` is the path of names it lay in, or the id of a folder of an
    archive is in `chat.folder_id`. `attachments` came along, `missing` are only named.
    `places` are the connections that are spoken of, by their ids."""

    source: Source
    chat: Chat
    messages: tuple[Message, ...]
    folder: tuple[str, ...] = ()
    draft: tuple[str, tuple[Part, ...]] = ("", ())
    removed: tuple[Removed, ...] = ()
    kept_at: tuple[KeptAt, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    attachments: int = 0
    missing: int = 0

    @property
    def key(self) -> str:
        """By which the same chat is known again."""
        if self.source is Source.ORIEL:  # a copy of an imported chat has its origin too
            return f"{Source.ORIEL}:{self.chat.id}"
        return self.chat.origin


def text(value: Any) -> str:
    """A text, "" for anything else. Halves of an emoji that meet are joined, a lone one
    becomes U+FFFD: no file can hold it."""
    if not isinstance(value, str):
        return ""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def title(value: Any) -> str:
    """One line of bounded length."""
    return " ".join(text(value)[: 4 * LONGEST_TITLE].split())[:LONGEST_TITLE]


def identifier(value: Any) -> str:
    """An id as it is, one that is too long or no text by its digest; "" for none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    named = text(value)
    if len(named) <= _LONGEST_ID and named.isprintable():
        return named
    return derived(named)


def derived(*words: str) -> str:
    """An id that is always the same for the same words."""
    said = "\n".join(words).encode("utf-8", "surrogatepass")
    return sha256(said).hexdigest()[:32]


def seconds(value: Any) -> float | None:
    """A time in seconds since the epoch: a number of (milli-, micro-, nano-) seconds, also as
    text, or an ISO text; None for what is no time."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
            found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError, OSError):
            return None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and value > 2**80:
            return None
        found = float(value)
    else:
        return None
    while isfinite(found) and found > 1e11:
        found /= 1_000
    return found if isfinite(found) and 0 < found < _LATEST else None


def leftover(raw: Mapping[str, Any], *used: str) -> dict[str, Any]:
    """What of an object was not used and says something."""
    return {k: v for k, v in raw.items() if k not in used and not _says_nothing(v)}


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value == "" or value == [] or value == {}


def attached(name: str, content: bytes) -> ImagePart | FilePart:
    """A file that came along as the part of a message it is."""
    what = kind_of(name, content[:HEAD])
    named = clean_name(name)
    uri = data_uri(what.media_type, content)
    if what.kind is Kind.IMAGE and what.media_type in _PICTURES:
        return ImagePart(data_uri=uri, alt=named)
    return FilePart(named, data_uri=uri, size=len(content))


def written(name: str, content: str) -> FilePart:
    """A file of which only the text came along."""
    said = content.encode("utf-8", "replace")
    return FilePart(clean_name(name), data_uri=data_uri("text/plain", said), size=len(said))


def count_of(value: Any) -> int:
    """A number of bytes or tokens, 0 for what is none."""
    sound = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if sound and isfinite(value) and 0 <= value < 10**15 else 0
