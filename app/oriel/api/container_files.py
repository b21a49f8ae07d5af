"""Files in a container: what code at the service was given, and what it made.

Raw JSON objects out: id, path (/mnt/data/...), bytes, source (user or assistant),
created_at. A container that has ended takes its files along (oci-api.md 5).
"""

from __future__ import annotations

from pathlib import Path

from oriel.api.containers import container_path
from oriel.api.downloads import Progress, read_content, save_content
from oriel.api.http import Wire
from oriel.api.items import Json
from oriel.api.paging import all_pages
from oriel.api.segments import segment
from oriel.api.uploads import send_file

MOST = 5_000


class ContainerFiles:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def all(self, container_id: str) -> list[Json]:
        """Every file of a container, page after page."""
        return await all_pages(self._wire, _files(container_id), {"order": "asc"}, most=MOST)

    async def upload(
        self,
        container_id: str,
        path: Path,
        *,
        name: str = "",
        media_type: str = "application/octet-stream",
        progress: Progress | None = None,
        once: bool = False,
    ) -> Json:
        """Puts a file of this computer into a container, under `name` (else its own); the
        object made. `progress` and `once` as in Files.upload. Raises besides OSError, when
        the file cannot be read. Cancelling closes the connection at once."""
        to = _files(container_id)
        where = (self._wire, to, path, name or path.name)
        return await send_file(*where, media_type, None, progress, once=once)

    async def attach(self, container_id: str, file_id: str) -> Json:
        """Puts one of the service's files into a container; the object made."""
        return await self._wire.object("POST", _files(container_id), {"file_id": file_id})

    async def delete(self, container_id: str, file_id: str) -> None:
        await self._wire.delete(_file(container_id, file_id))

    async def retrieve(self, container_id: str, file_id: str) -> Json:
        return await self._wire.object("GET", _file(container_id, file_id))

    async def content(self, container_id: str, file_id: str, most: int) -> bytes:
        """What is in a file. Raises AnswerUnreadable when it is more than `most` bytes."""
        return await read_content(self._wire, f"{_file(container_id, file_id)}/content", most)

    async def save(
        self, container_id: str, file_id: str, target: Path, progress: Progress | None = None
    ) -> int:
        """Writes a file to `target`, whole or not at all; its size in bytes. `progress` hears
        how many have come. Raises besides OSError, when it cannot be written."""
        path = f"{_file(container_id, file_id)}/content"
        return await save_content(self._wire, path, target, progress)


def _files(container_id: str) -> str:
    return f"{container_path(container_id)}/files"


def _file(container_id: str, file_id: str) -> str:
    return f"{_files(container_id)}/{segment(file_id)}"
