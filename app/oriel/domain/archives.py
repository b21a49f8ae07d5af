"""What an Oriel archive is: the names in it, how large it may be, and what can be wrong with
one or with any other file that chats are brought in from.

An archive is a zip file: `manifest.json`, each chat as `chats/<number>.json` (domain/
export_json.py), each attachment once as `files/<SHA-256>`, lists of everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oriel.domain.errors import AppError

ENDING = ".oriel"
KIND = "oriel-archive"
VERSION = 1
MANIFEST = "manifest.json"
CHATS = "chats/"
FILES = "files/"
FOLDERS = "folders.json"
USAGE = "usage.jsonl"
# Lists of small values a person keeps, by the table they lie in.
LISTS = {
    "prompt": "prompts.json",
    "saved_search": "searches.json",
    "price": "prices.json",
    "question_set": "questions.json",
    "connection": "connections.json",
    "tool_server": "servers.json",
}
LONGEST_CHAT = 256 * 2**20  # characters of one chat's JSON
LEAST_APART = 256  # characters; a shorter data URI stays where it is
_DEEPEST = 200
PLACED = "oriel-file:"  # begins what stands in the place of an attachment
_PLACE = re.compile(r"oriel-file:([0-9a-f]{64}):([\w.+/;=-]{0,100})")


class ArchiveUnwritable(AppError):
    """The archive could not be written. Facts: path, detail, full (1: the disk is full)."""

    code = "archive_unwritable"


class ImportUnreadable(AppError):
    """A file that chats are to be brought in from cannot be used. Facts: path, detail, reason:
    gone, folder, damaged, encrypted, unsafe (a name that leads out of it, or is there twice),
    bomb (unpacks to far too much), many, large, unknown (nothing Oriel knows), newer, empty."""

    code = "import_unreadable"

    def __init__(self, *, path: str, reason: str, detail: str = "") -> None:
        super().__init__(path=path, reason=reason, detail=detail)
        self.reason = reason


class ImportChanged(AppError):
    """A file is not what was looked at before. Facts: path."""

    code = "import_changed"
    retryable = True


@dataclass(frozen=True, slots=True)
class Counts:
    """What an archive holds."""

    chats: int = 0
    messages: int = 0
    folders: int = 0
    drafts: int = 0
    files: int = 0
    prompts: int = 0
    searches: int = 0
    prices: int = 0
    question_sets: int = 0
    connections: int = 0
    tool_servers: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_at` is seconds since the epoch, `made_by` the version of Oriel. Keys are in no
    archive, and `holds_keys` says so to whoever looks into one."""

    kind: str
    version: int
    made_at: float = 0.0
    made_by: str = ""
    holds_keys: bool = False
    counts: Counts = Counts()


def put_apart(raw: Any, take: Callable[[str, bytes], str]) -> Any:
    """A JSON value with its data URIs replaced by where their content lies. `take` is given
    media type and content, and says under which SHA-256 it keeps it."""
    from oriel.domain.attachments import content_of, data_uri

    def change(text: str) -> str:
        if text.startswith(PLACED):
            return f"{PLACED}:{text.removeprefix(PLACED)}"
        if len(text) < LEAST_APART or not text.startswith("data:"):
            return text
        media_type, content = content_of(text)
        # Only what comes back exactly as it was.
        if not content or data_uri(media_type, content) != text:
            return text
        place = f"{PLACED}{take(media_type, content)}:{media_type}"
        return place if _PLACE.fullmatch(place) else text

    return _changed(raw, change, 0)


def put_together(raw: Any, give: Callable[[str], bytes | None]) -> Any:
    """The inverse; `give` is asked for the content of a SHA-256, None when it is not there:
    the value then stays as it is."""
    from oriel.domain.attachments import data_uri

    def change(text: str) -> str:
        if text.startswith(f"{PLACED}:"):
            return PLACED + text.removeprefix(f"{PLACED}:")
        found = _PLACE.fullmatch(text) if text.startswith(PLACED) else None
        content = give(found[1]) if found else None
        return text if found is None or content is None else data_uri(found[2], content)

    return _changed(raw, change, 0)


def _changed(raw: Any, change: Callable[[str], str], depth: int) -> Any:
    if isinstance(raw, str):
        return change(raw)
    if depth == _DEEPEST:  # deeper than any service goes: left as it is
        return raw
    if isinstance(raw, dict):
        return {name: _changed(value, change, depth + 1) for name, value in raw.items()}
    if isinstance(raw, list):
        return [_changed(value, change, depth + 1) for value in raw]
    return raw
