"""Files in a vector store, one by one and in batches.

Raw JSON objects in and out. A file in a store has a status of its own (in_progress,
completed, failed, cancelled), a last_error, attributes and chunks (oci-api.md 5).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from oriel.api.http import Wire
from oriel.api.items import Json, listed
from oriel.api.paging import all_pages, pages
from oriel.api.segments import segment
from oriel.api.vector_stores import store_path

MOST = 100_000

Attributes = Mapping[str, str | float | bool]


class StoreFiles:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def attach(
        self,
        store_id: str,
        file_id: str,
        attributes: Attributes | None = None,
        chunking: Json | None = None,
    ) -> Json:
        """Begins the indexing of a file; how far it is tells `retrieve`."""
        body: Json = {"file_id": file_id}
        if attributes:
            body["attributes"] = dict(attributes)
        if chunking:
            body["chunking_strategy"] = chunking
        return await self._wire.object("POST", f"{store_path(store_id)}/files", body)

    async def all(self, store_id: str, status: str = "") -> list[Json]:
        """The files of a store, newest first; `status` asks for those of one only."""
        params = {"order": "desc", **({"filter": status} if status else {})}
        return await all_pages(self._wire, f"{store_path(store_id)}/files", params, most=MOST)

    def pages(self, store_id: str, status: str = "") -> AsyncIterator[list[Json]]:
        """The same, page after page as they come."""
        params = {"order": "desc", **({"filter": status} if status else {})}
        return pages(self._wire, f"{store_path(store_id)}/files", params, most=MOST)

    async def retrieve(self, store_id: str, file_id: str) -> Json:
        return await self._wire.object("GET", _file(store_id, file_id))

    async def update(self, store_id: str, file_id: str, attributes: Attributes) -> Json:
        """Puts these attributes in the place of those there were."""
        body = {"attributes": dict(attributes)}
        return await self._wire.object("POST", _file(store_id, file_id), body)

    async def content(self, store_id: str, file_id: str) -> list[Json]:
        """What was indexed of a file: its chunks, each a type and a text."""
        answer = await self._wire.object("GET", f"{_file(store_id, file_id)}/content")
        return listed(answer.get("data"))

    async def detach(self, store_id: str, file_id: str) -> None:
        """Out of the store; the file itself stays."""
        await self._wire.delete(_file(store_id, file_id))

    async def begin_batch(
        self,
        store_id: str,
        file_ids: Sequence[str],
        attributes: Attributes | None = None,
        chunking: Json | None = None,
    ) -> Json:
        """Begins the indexing of several files. One of a kind that is not taken may spoil
        the whole batch with 400: check the kinds first."""
        body: Json = {"file_ids": [*file_ids]}
        if attributes:
            body["attributes"] = dict(attributes)
        if chunking:
            body["chunking_strategy"] = chunking
        return await self._wire.object("POST", f"{store_path(store_id)}/file_batches", body)

    async def batch(self, store_id: str, batch_id: str) -> Json:
        """How far a batch is: status and file_counts."""
        return await self._wire.object("GET", _batch(store_id, batch_id))

    async def batch_files(self, store_id: str, batch_id: str) -> list[Json]:
        return await all_pages(self._wire, f"{_batch(store_id, batch_id)}/files", most=MOST)

    async def cancel_batch(self, store_id: str, batch_id: str) -> Json:
        return await self._wire.object("POST", f"{_batch(store_id, batch_id)}/cancel", {})


def _file(store_id: str, file_id: str) -> str:
    return f"{store_path(store_id)}/files/{segment(file_id)}"


def _batch(store_id: str, batch_id: str) -> str:
    return f"{store_path(store_id)}/file_batches/{segment(batch_id)}"
