"""Files kept by the service: sent from disk and saved to disk, never held whole.

Raw JSON objects in and out: what of them is worth keeping is decided above.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from oriel.api.failures import HTTP_TROUBLE
from oriel.api.http import Wire
from oriel.api.items import Json, listed, word
from oriel.api.reading import Reading
from oriel.domain.errors import AnswerUnreadable, AppError

PAGE = 100
_LONGEST_LIST = 100_000  # files; a service that never says "no more" is left there
PIECE = 1024 * 1024  # bytes that are taken at once
Progress = Callable[[int], None]
Take = Callable[[bytes], Awaitable[None]]


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
    ) -> Json:
        """The file object the service made. `progress` hears how many bytes have gone out,
        from 0 again when the request is sent again. Raises besides OSError, when the file
        cannot be read. Cancelling closes the connection at once."""
        form = {"purpose": purpose}
        if expires_after_s:
            form |= {
                "expires_after[anchor]": "created_at",
                "expires_after[seconds]": str(expires_after_s),
            }
        sender = threading.get_ident()
        file = await asyncio.to_thread(_Counted, path, progress or _unheard, sender)
        try:
            made = await self._wire.send_form("/files", form, name or path.name, file, media_type)
        finally:
            file.close()
        if not isinstance(made, dict) or not word(made.get("id")):
            raise AnswerUnreadable(host=self._wire.host, status=200, detail="no file id")
        return made

    async def retrieve(self, file_id: str) -> Json:
        return await self._object("GET", _path(file_id))

    async def delete(self, file_id: str) -> None:
        await self._object("DELETE", _path(file_id))

    async def page(
        self, *, after: str = "", limit: int = PAGE, order: str = "desc", purpose: str = ""
    ) -> FilePage:
        """One page of the list; `order` is "asc" or "desc", by age."""
        asked = {"limit": str(limit), "order": order, "after": after, "purpose": purpose}
        params = {name: value for name, value in asked.items() if value}
        answer = await self._object("GET", "/files", params)
        files = listed(answer.get("data"))
        last = word(answer.get("last_id")) or (word(files[-1].get("id")) if files else "")
        return FilePage(files, last if answer.get("has_more") and last != after else "")

    async def all(self, *, order: str = "desc", purpose: str = "") -> list[Json]:
        """Every file, page after page."""
        found: list[Json] = []
        after = ""
        while len(found) < _LONGEST_LIST:
            files, after = await self.page(after=after, order=order, purpose=purpose)
            found += files
            if not after:
                break
        return found

    async def content(self, file_id: str, most: int) -> bytes:
        """What is in a file. Raises AnswerUnreadable when it is more than `most` bytes."""
        body = bytearray()

        async def take(chunk: bytes) -> None:
            body.extend(chunk)
            if len(body) > most:
                raise AnswerUnreadable(host=self._wire.host, status=200, detail="too long")

        await self._read(file_id, take)
        return bytes(body)

    async def save(self, file_id: str, target: Path, progress: Progress | None = None) -> int:
        """Writes a file to `target`, whole or not at all; its size in bytes. `progress` hears
        how many have come. Raises besides OSError, when it cannot be written."""
        unfinished = target.with_name(f".{target.name}.part")
        size = 0
        file = await asyncio.to_thread(unfinished.open, "wb", 0)
        try:

            async def write(chunk: bytes) -> None:
                nonlocal size
                await asyncio.to_thread(file.write, chunk)
                size += len(chunk)
                (progress or _unheard)(size)

            await self._read(file_id, write)
            file.close()
            await asyncio.to_thread(unfinished.replace, target)
        finally:
            file.close()
            unfinished.unlink(missing_ok=True)
        return size

    async def _read(self, file_id: str, take: Take) -> None:
        """Passes on the content of a file piece by piece; raises what `take` raises."""
        trouble: Exception | None = None
        try:
            async with (
                self._wire.content(f"{_path(file_id)}/content") as response,
                Reading(self._wire.pace.read_s) as reading,
            ):
                async for chunk in response.aiter_bytes(PIECE):
                    reading.heard()
                    if trouble is None and (trouble := await _trouble(take, chunk)):
                        reading.end_in(0)
        except HTTP_TROUBLE as error:
            raise self._wire.told(error) from error
        if trouble is not None:
            raise trouble

    async def _object(self, method: str, path: str, params: dict[str, str] | None = None) -> Json:
        answer: Any = await self._wire.call(method, path, params=params)
        if not isinstance(answer, dict):
            raise AnswerUnreadable(host=self._wire.host, status=200, detail="not an object")
        return answer


class _Counted(io.FileIO):
    """A file that tells how far it was read in the thread that sends it.

    A body that is signed is read twice: first in another thread, to hash it. That is no
    sending.
    """

    def __init__(self, path: Path, progress: Progress, sender: int) -> None:
        super().__init__(path, "rb")
        self._progress = progress
        self._sender = sender

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(-1 if size is None else size) or b""
        if threading.get_ident() == self._sender:
            self._progress(self.tell())
        return chunk


async def _trouble(take: Take, chunk: bytes) -> Exception | None:
    """What went wrong in taking a piece. Nothing may be raised between two reads of a
    response (reading.py): a cancellation that comes meanwhile is raised in the next."""
    try:
        await take(chunk)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None:
            raise
        task.uncancel()
        task.cancel()
    except (OSError, AppError) as error:
        return error
    return None


def _unheard(count: int) -> None:
    pass


def _path(file_id: str) -> str:
    return f"/files/{quote(file_id, '')}"
