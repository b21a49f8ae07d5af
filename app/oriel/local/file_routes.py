"""/files: upload, list, retrieve, content, delete."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.downloads import download
from oriel.local.faults import wrong
from oriel.local.house import House
from oriel.local.pages import page_asked
from oriel.local.stored_files import LARGEST, NewFile
from oriel.local.uploads import uploaded

_MOST_LISTED = 10_000
_LIVES = (3600, 30 * 24 * 3600)  # seconds, shortest and longest


class FileRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._shelf = house.shelf
        self._files = house.shelf.files

    def routes(self) -> list[Route]:
        one = "/v1/files/{id}"
        return [
            Route("/v1/files", self.upload, methods=["POST"]),
            Route("/v1/files", self.list, methods=["GET"]),
            Route(one, self.retrieve, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/content", self.content, methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        async with uploaded(request, self._shelf, LARGEST) as form:
            content = form.content()
            new = NewFile(form.filename, form.fields.get("purpose", ""), _life(form.fields))
            made = await self._shelf.run(self._files.add, new, content)
        return JSONResponse(made)

    async def list(self, request: Request) -> Response:
        asked = page_asked(request.query_params, _MOST_LISTED, _MOST_LISTED)
        purpose = request.query_params.get("purpose")
        return JSONResponse(await self._shelf.run(self._files.page, asked, purpose))

    async def retrieve(self, request: Request) -> Response:
        return JSONResponse(await self._shelf.run(self._files.get, request.path_params["id"]))

    async def content(self, request: Request) -> Response:
        found = await self._shelf.run(self._files.get, request.path_params["id"])
        path = await self._shelf.run(self._files.path, found["id"])
        return download(self._shelf, path, found["filename"])

    async def delete(self, request: Request) -> Response:
        file_id = request.path_params["id"]
        await self._shelf.run(self._files.delete, file_id)
        return JSONResponse({"id": file_id, "object": "file", "deleted": True})


def _life(fields: Mapping[str, str]) -> int | None:
    """The seconds of `expires_after`, None when it is not there. Raises ApiFault 400."""
    seconds = fields.get("expires_after[seconds]")
    if seconds is None and fields.get("expires_after[anchor]") is None:
        return None
    shortest, longest = _LIVES
    fits = seconds is not None and seconds.isdecimal() and len(seconds) < 12
    if fields.get("expires_after[anchor]") != "created_at" or not fits:
        raise wrong("expires_after", "expires_after is {anchor: created_at, seconds}.")
    if not shortest <= int(str(seconds)) <= longest:
        raise wrong("expires_after", f"A file lives from {shortest} to {longest} seconds.")
    return int(str(seconds))
