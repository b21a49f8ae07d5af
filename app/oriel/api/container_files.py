"""Files in a container: what code at the service was given, and what it made.

Raw JSON objects out: id, path (/mnt/data/...), bytes, source (user or assistant),
created_at. A container that has ended takes its files along (oci-api.md 5).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from oriel.api.downloads import Progress, read_content, save_content
from oriel.api.http import Wire
from oriel.api.items import Json, listed, word
from oriel.domain.errors import AnswerUnreadable

PAGE = 100
_MOST_PAGES = 50  # a service that never says "no more" is left there


class ContainerFiles:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def all(self, container_id: str) -> list[Json]:
        """Every file of a container, page after page."""
        found: list[Json] = []
        after = ""
        for _ in range(_MOST_PAGES):
            asked = {"limit": str(PAGE), "order": "asc", "after": after}
            params = {name: value for name, value in asked.items() if value}
            answer = await self._object(_files(container_id), params)
            page = listed(answer.get("data"))
            found += page
            last = word(answer.get("last_id")) or (word(page[-1].get("id")) if page else "")
            if not answer.get("has_more") or last in ("", after):
                break
            after = last
        return found

    async def retrieve(self, container_id: str, file_id: str) -> Json:
        return await self._object(_file(container_id, file_id))

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

    async def _object(self, path: str, params: dict[str, str] | None = None) -> Json:
        answer: Any = await self._wire.call("GET", path, params=params)
        if not isinstance(answer, dict):
            raise AnswerUnreadable(host=self._wire.host, status=200, detail="not an object")
        return answer


def _files(container_id: str) -> str:
    return f"/containers/{quote(container_id, '')}/files"


def _file(container_id: str, file_id: str) -> str:
    return f"{_files(container_id)}/{quote(file_id, '')}"
