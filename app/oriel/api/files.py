"""Files kept by the service: sent from disk and saved to disk, never held whole.

Raw JSON objects in and out: what of them is worth keeping is decided above.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from oriel.api.downloads import Progress, read_content, save_content
from oriel.api.http import Wire
from oriel.api.items import Json, listed
from oriel.api.paging import PAGE, all_pages, last_of, pages
from oriel.api.segments import segment
from oriel.api.uploads import send_file

_LONGEST_LIST = 100_000  # files; a service that never says "no more" is left there


class FilePage(NamedTuple):
    """`after` asks for the next page, "" at the end."""

    files: list[Json]
    after: str


class Files:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def upload(
        self,
        path: Path,
        *,
        name: str = "",
        media_type: str = "application/octet-stream",
        purpose: str = "user_data",
        expires_after_s: int = 0,
        progress: Progress | None = None,
        once: bool = False,
    ) -> Json:
        """The file object the service made. `progress` hears how many bytes have gone out,
        from 0 again when the request is sent again; with `once` it never is. Raises besides
        OSError, when the file cannot be read. Cancelling closes the connection at once."""
        form = {"purpose": purpose}
        if expires_after_s:
            form |= {
                "expires_after[anchor]": "created_at",
                "expires_after[seconds]": str(expires_after_s),
            }
        where = (self._wire, "/files", path, name or path.name)
        return await send_file(*where, media_type, form, progress, once=once)

    async def retrieve(self, file_id: str) -> Json:
        return await self._wire.object("GET", _path(file_id))

    async def delete(self, file_id: str) -> None:
        await self._wire.delete(_path(file_id))

    async def page(
        self, *, after: str = "", limit: int = PAGE, order: str = "desc", purpose: str = ""
    ) -> FilePage:
        """One page of the list; `order` is "asc" or "desc", by age."""
        asked = {"limit": str(limit), "order": order, "after": after, "purpose": purpose}
        params = {name: value for name, value in asked.items() if value}
        answer = await self._wire.object("GET", "/files", params=params)
        files = listed(answer.get("data"))
        last = last_of(answer, files)
        return FilePage(files, last if answer.get("has_more") and last != after else "")

    def pages(self, *, order: str = "desc", purpose: str = "") -> AsyncIterator[list[Json]]:
        """The list, page after page as they come."""
        return pages(self._wire, "/files", _asked(order, purpose), most=_LONGEST_LIST)

    async def all(self, *, order: str = "desc", purpose: str = "") -> list[Json]:
        """Every file, page after page."""
        params = _asked(order, purpose)
        return await all_pages(self._wire, "/files", params, most=_LONGEST_LIST)

    async def content(self, file_id: str, most: int) -> bytes:
        """What is in a file. Raises AnswerUnreadable when it is more than `most` bytes."""
        return await read_content(self._wire, f"{_path(file_id)}/content", most)

    async def save(self, file_id: str, target: Path, progress: Progress | None = None) -> int:
        """Writes a file to `target`, whole or not at all; its size in bytes. `progress` hears
        how many have come. Raises besides OSError, when it cannot be written."""
        return await save_content(self._wire, f"{_path(file_id)}/content", target, progress)


def _path(file_id: str) -> str:
    return f"/files/{segment(file_id)}"


def _asked(order: str, purpose: str) -> dict[str, str]:
    return {"order": order, **({"purpose": purpose} if purpose else {})}
