"""The tools inside Oriel: reading in allowed folders, the time, and public web pages.

None of them changes anything. What they decline to do is an outcome that has failed, in words
for the model.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oriel.domain.errors import AppError, ToolMissing
from oriel.domain.tools import Tool, ToolOutcome
from oriel.tools.blotting import cut
from oriel.tools.declined import Declined, number_of, text_of
from oriel.tools.folders import MOST_LINES, list_entries, read_lines
from oriel.tools.pages import Pages


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the person allows: `folders` that may be read in, and `hosts` ("host" or
    "host:port") that pages may be fetched from though they are not public."""

    folders: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()


NOTHING = Allowed()


def _tool(name: str, title: str, description: str, needed: int, **fields: Any) -> Tool:
    parameters = {
        "type": "object",
        "properties": fields,
        "required": list(fields)[:needed],
        "additionalProperties": False,
    }
    return Tool(name, title, description, parameters, server_tool=name, read_only=True)


def _text(description: str) -> dict[str, str]:
    return {"type": "string", "description": description}


_PATH = "An absolute path, or one inside the folders that may be read."
READ_FILE = _tool(
    "read_file",
    "Read a file",
    "Reads a text file on the user's computer, in the folders the user has allowed. "
    f"Gives up to {MOST_LINES} lines, from line first_line on.",
    1,
    path=_text(_PATH),
    first_line={"type": "integer", "description": "Counted from 1; 1 when left out."},
    lines={"type": "integer", "description": f"How many; {MOST_LINES} when left out."},
)
LIST_FOLDER = _tool(
    "list_folder",
    "List a folder",
    "Lists a folder on the user's computer, in the folders the user has allowed. "
    "Without a path it lists those folders.",
    0,
    path=_text(_PATH),
)
CURRENT_TIME = _tool(
    "current_time",
    "Current time",
    "Tells the date, the weekday and the time now, on the user's computer or in a time zone.",
    0,
    time_zone=_text("An IANA name such as Europe/Vienna; the user's own zone when left out."),
)
# An address can carry away what a chat holds, so this one is not as harmless as reading.
FETCH_PAGE = replace(
    _tool(
        "fetch_page",
        "Fetch a web page",
        "Fetches a public web page and gives its text, with links.",
        1,
        url=_text("An address that begins with https:// or http://."),
    ),
    read_only=False,
)
# Lines are many only where they are short; one file may have 20 MB of them.
_MOST_FIRST = 10_000_000


class BuiltIn:
    """The built-in tools; `allowed` may be changed at any time."""

    def __init__(self, pages: Pages, allowed: Allowed = NOTHING) -> None:
        self._pages = pages
        self._calls: dict[str, Callable[[dict[str, Any]], Awaitable[str]]] = {
            READ_FILE.name: self._read_file,
            LIST_FOLDER.name: self._list_folder,
            CURRENT_TIME.name: self._current_time,
            FETCH_PAGE.name: self._fetch_page,
        }
        self.allowed = allowed

    @property
    def allowed(self) -> Allowed:
        """What the person allows."""
        return self._allowed

    @allowed.setter
    def allowed(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._pages.named = allowed.hosts

    def tools(self) -> tuple[Tool, ...]:
        """What can be offered now: files only when a folder is allowed."""
        files = (READ_FILE, LIST_FOLDER) if self._allowed.folders else ()
        return (*files, CURRENT_TIME, FETCH_PAGE)

    async def call(self, name: str, arguments: dict[str, Any]) -> ToolOutcome:
        """Calls one of them. Raises ToolMissing when there is none of that name."""
        call = self._calls.get(name)
        if call is None:
            raise ToolMissing(tool=name)
        try:
            return ToolOutcome(cut(await call(arguments)))
        except Declined as declined:
            return ToolOutcome(str(declined), failed=True)
        except AppError as error:  # the proxy, the certificate file
            return ToolOutcome(f"It could not be done: {error}", failed=True)

    async def _read_file(self, arguments: dict[str, Any]) -> str:
        path = text_of(arguments, "path")
        first = number_of(arguments, "first_line", 1, _MOST_FIRST)
        lines = number_of(arguments, "lines", MOST_LINES, MOST_LINES)
        return await asyncio.to_thread(read_lines, self._allowed.folders, path, first, lines)

    async def _list_folder(self, arguments: dict[str, Any]) -> str:
        path = text_of(arguments, "path", "")
        return await asyncio.to_thread(list_entries, self._allowed.folders, path)

    async def _current_time(self, arguments: dict[str, Any]) -> str:
        zone = text_of(arguments, "time_zone", "")
        now = await asyncio.to_thread(_now_in, zone)
        return f"{now:%A}, {now.isoformat(timespec='seconds')} ({zone or now.tzname()})"

    async def _fetch_page(self, arguments: dict[str, Any]) -> str:
        return await self._pages.fetch(text_of(arguments, "url"))


def _now_in(zone: str) -> datetime.datetime:
    now = datetime.datetime.now(datetime.UTC)
    if not zone:
        return now.astimezone()
    try:
        return now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Declined(f"There is no time zone {zone[:60]}.") from None
