"""/vector_stores/{id}/files and /file_batches: which files are in a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.attribute_filters import attributes_from
from oriel.local.chunks import chunking_from
from oriel.local.faults import ApiFault, wrong
from oriel.local.file_texts import readable
from oriel.local.house import House
from oriel.local.pages import page_asked
from oriel.local.requests import ids_from, json_object
from oriel.local.store_files import NewEntry
from oriel.local.vector_stores import STATES

_MOST_IN_BATCH = 2000


class StoreFileRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = house.shelf
        self._files = house.shelf.store_files

    def routes(self) -> list[Route]:
        files = "/v1/vector_stores/{id}/files"
        batches = "/v1/vector_stores/{id}/file_batches"
        file, batch = f"{files}/{{file_id}}", f"{batches}/{{batch_id}}"
        return [
            Route(files, self.create, methods=["POST"]),
            Route(files, self.list, methods=["GET"]),
            Route(file, self.retrieve, methods=["GET"]),
            Route(file, self.update, methods=["POST"]),
            Route(file, self.delete, methods=["DELETE"]),
            Route(f"{file}/content", self.content, methods=["GET"]),
            Route(batches, self.create_batch, methods=["POST"]),
            Route(batch, self.retrieve_batch, methods=["GET"]),
            Route(f"{batch}/cancel", self.cancel_batch, methods=["POST"]),
            Route(f"{batch}/files", self.list_batch, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request)
        store_id = request.path_params["id"]
        (entry,) = await self._shelf.run(self._entries, [asked], "file_id")
        await self._shelf.run(self._files.put, store_id, [entry])
        made = await self._shelf.run(self._files.get, store_id, entry.file_id)
        self._house.indexing.start(store_id, [entry.file_id])
        return JSONResponse(made)

    async def list(self, request: Request) -> Response:
        asked, state = page_asked(request.query_params), _state(request)
        store_id = request.path_params["id"]
        return JSONResponse(await self._shelf.run(self._files.page, store_id, asked, state))

    async def retrieve(self, request: Request) -> Response:
        return JSONResponse(await self._shelf.run(self._files.get, *_names(request)))

    async def update(self, request: Request) -> Response:
        asked = await json_object(request)
        if "attributes" not in asked:
            raise wrong("attributes", "An update needs its 'attributes'.")
        attributes = attributes_from(asked["attributes"])
        change = self._files.set_attributes
        return JSONResponse(await self._shelf.run(change, *_names(request), attributes))

    async def delete(self, request: Request) -> Response:
        await self._shelf.run(self._files.take_out, *_names(request))
        told = {"id": request.path_params["file_id"], "object": "vector_store.file.deleted"}
        return JSONResponse({**told, "deleted": True})

    async def content(self, request: Request) -> Response:
        await self._shelf.run(self._files.get, *_names(request))
        pieces = await self._shelf.run(self._shelf.index.chunks_of, *_names(request))
        return JSONResponse(
            {
                "object": "vector_store.file_content.page",
                "data": [{"type": "text", "text": piece} for piece in pieces],
                "has_more": False,
                "next_page": None,
            }
        )

    # Batches

    async def create_batch(self, request: Request) -> Response:
        asked = await json_object(request)
        store_id = request.path_params["id"]
        entries = await self._shelf.run(self._entries, _wanted(asked), "file_ids")
        if self._house.weather.as_oci:
            _refuse_unsupported(entries)
        made = await self._shelf.run(self._files.new_batch, store_id, entries)
        self._house.indexing.start(store_id, [entry.file_id for entry in entries])
        return JSONResponse(made)

    async def retrieve_batch(self, request: Request) -> Response:
        return JSONResponse(await self._shelf.run(self._files.batch, *_batch(request)))

    async def cancel_batch(self, request: Request) -> Response:
        return JSONResponse(await self._shelf.run(self._files.cancel_batch, *_batch(request)))

    async def list_batch(self, request: Request) -> Response:
        store_id, batch_id = _batch(request)
        asked, state = page_asked(request.query_params), _state(request)
        found = await self._shelf.run(self._files.page, store_id, asked, state, batch_id)
        return JSONResponse(found)

    def _entries(self, asked: Sequence[Any], param: str) -> Sequence[NewEntry]:
        """What is said of files that are to be put in; on the thread. Raises ApiFault 400, 404."""
        return [self._entry(one, param) for one in asked]

    def _entry(self, asked: Any, param: str) -> NewEntry:
        file_id = asked.get("file_id") if isinstance(asked, Mapping) else None
        if not isinstance(file_id, str):
            raise wrong(param, "Name a file by its 'file_id'.", "missing_required_parameter")
        return NewEntry(
            file_id,
            self._shelf.files.get(file_id, param)["filename"],
            attributes_from(asked.get("attributes")),
            chunking_from(asked.get("chunking_strategy")),
        )


def _wanted(asked: Mapping[str, Any]) -> list[Any]:
    """The files of a batch, each as an object, whichever way they were named."""
    files = asked.get("files")
    if files is not None and asked.get("file_ids") is not None:
        raise wrong("files", "Send either 'files' or 'file_ids'.", "mutually_exclusive_parameters")
    if files is None:
        shared = {name: asked.get(name) for name in ("attributes", "chunking_strategy")}
        file_ids = ids_from(asked.get("file_ids"), "file_ids")
        files = [{"file_id": file_id, **shared} for file_id in file_ids]
    if not isinstance(files, list) or not 1 <= len(files) <= _MOST_IN_BATCH:
        raise wrong("file_ids", f"A batch has from 1 to {_MOST_IN_BATCH} files.")
    return files


def _refuse_unsupported(entries: Sequence[NewEntry]) -> None:
    """As Oracle's service does it: one file of a wrong type and the batch is refused."""
    for entry in entries:
        if not readable(entry.filename) or entry.filename.lower().endswith(".docx"):
            said = f"File type not supported: '{entry.filename}'"
            raise ApiFault(400, said, param="file_ids", code="unsupported_file")


def _state(request: Request) -> str | None:
    state = request.query_params.get("filter")
    if state is not None and state not in STATES:
        raise wrong("filter", f"filter is one of {', '.join(STATES)}.")
    return state


def _names(request: Request) -> tuple[str, str]:
    return request.path_params["id"], request.path_params["file_id"]


def _batch(request: Request) -> tuple[str, str]:
    return request.path_params["id"], request.path_params["batch_id"]
