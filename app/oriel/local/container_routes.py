"""/containers and their files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.containers import IDLE_MINUTES, LARGEST, NewContainer
from oriel.local.downloads import download
from oriel.local.faults import wrong
from oriel.local.house import House
from oriel.local.pages import page_asked
from oriel.local.requests import ids_from, json_object
from oriel.local.uploads import uploaded

_NOT_OFFERED = ("skills", "network_policy")


class ContainerRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._shelf = house.shelf
        self._containers = house.shelf.containers

    def routes(self) -> list[Route]:
        one = "/v1/containers/{id}"
        file = f"{one}/files/{{file_id}}"
        return [
            Route("/v1/containers", self.create, methods=["POST"]),
            Route("/v1/containers", self.list, methods=["GET"]),
            Route(one, self.retrieve, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/files", self.add_file, methods=["POST"]),
            Route(f"{one}/files", self.list_files, methods=["GET"]),
            Route(file, self.retrieve_file, methods=["GET"]),
            Route(file, self.delete_file, methods=["DELETE"]),
            Route(f"{file}/content", self.content, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request)
        for name in _NOT_OFFERED:
            if asked.get(name) is not None:
                raise wrong(name, f"Field '{name}' is not supported", "unsupported_parameter")
        if not isinstance(asked.get("name"), str):
            raise wrong("name", "A container needs its 'name'.", "missing_required_parameter")
        minutes = _minutes(asked.get("expires_after"))
        new = NewContainer(asked["name"], str(asked.get("memory_limit") or "1g"), minutes)
        file_ids = ids_from(asked.get("file_ids"), "file_ids")
        return JSONResponse(await self._shelf.run(self._shelf.new_container, new, file_ids))

    async def list(self, request: Request) -> Response:
        asked, name = page_asked(request.query_params), request.query_params.get("name")
        return JSONResponse(await self._shelf.run(self._containers.page, asked, name))

    async def retrieve(self, request: Request) -> Response:
        found = await self._shelf.run(self._containers.get, request.path_params["id"])
        return JSONResponse(found)

    async def delete(self, request: Request) -> Response:
        container_id = request.path_params["id"]
        await self._shelf.run(self._containers.delete, container_id)
        told = {"id": container_id, "object": "container.deleted", "deleted": True}
        return JSONResponse(told)

    async def add_file(self, request: Request) -> Response:
        container_id = request.path_params["id"]
        await self._shelf.run(self._containers.living, container_id)
        if request.headers.get("content-type", "").startswith("multipart/"):
            return await self._upload(request, container_id)
        file_id = (await json_object(request)).get("file_id")
        if not isinstance(file_id, str):
            raise wrong("file_id", "Send a 'file' as a form, or the 'file_id' of an uploaded one.")
        return JSONResponse(await self._copied(container_id, file_id))

    async def _upload(self, request: Request, container_id: str) -> Response:
        async with uploaded(request, self._shelf, LARGEST) as form:
            if file_id := form.fields.get("file_id"):
                return JSONResponse(await self._copied(container_id, file_id))
            take, content = self._containers.take_file, form.content()
            kept = await self._shelf.run(take, container_id, form.filename, content)
        return JSONResponse(kept)

    async def _copied(self, container_id: str, file_id: str) -> dict[str, Any]:
        copy = self._shelf.copy_to_container
        return await self._shelf.run(copy, container_id, file_id)

    async def list_files(self, request: Request) -> Response:
        container_id, asked = request.path_params["id"], page_asked(request.query_params)
        return JSONResponse(await self._shelf.run(self._containers.files, container_id, asked))

    async def retrieve_file(self, request: Request) -> Response:
        return JSONResponse(await self._shelf.run(self._containers.file, *_names(request)))

    async def content(self, request: Request) -> Response:
        found = await self._shelf.run(self._containers.file, *_names(request))
        path = await self._shelf.run(self._containers.path, *_names(request))
        return download(self._shelf, path, found["path"].rsplit("/", 1)[-1])

    async def delete_file(self, request: Request) -> Response:
        await self._shelf.run(self._containers.delete_file, *_names(request))
        file_id = request.path_params["file_id"]
        return JSONResponse({"id": file_id, "object": "container.file.deleted", "deleted": True})


def _names(request: Request) -> tuple[str, str]:
    return request.path_params["id"], request.path_params["file_id"]


def _minutes(raw: Any) -> int:
    if raw is None:
        return IDLE_MINUTES
    minutes = raw.get("minutes") if isinstance(raw, Mapping) else None
    if type(minutes) is not int or dict(raw).get("anchor") != "last_active_at":
        raise wrong("expires_after", "expires_after is {anchor: last_active_at, minutes}.")
    return minutes
