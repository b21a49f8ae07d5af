"""The counter in front of the shelves: which operation is answered at which plane, to whom.

Stores are made and listed where `Shelves.stores_at` says; their files, batches and searches
only at the data plane. Refuses what has no project, or none of this region.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from fake_oracle.forms import Form
from fake_oracle.homes import REGION
from fake_oracle.searching import search
from fake_oracle.shelves import CONTROL, Json, Refused, Shelves, not_there

_PARTS = re.compile(r"/(files|vector_stores|containers)(?:/|$)")


@dataclass(frozen=True)
class Ask:
    """One request: `place` is control, dated or plain, `path` what follows the base."""

    place: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    form: Form | None = None

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.body or b"{}")
        return found


def concerns(path: str) -> bool:
    """Whether a path is about what lies on the shelves."""
    return _PARTS.match(path) is not None


def answer(shelves: Shelves, ask: Ask) -> Any:
    """A JSON value, or the bytes of a file. Raises Refused."""
    kind, *rest = ask.path.strip("/").split("/")
    if kind == "vector_stores" and len(rest) < 2:
        return _stores(shelves, ask, rest)
    if ask.place == CONTROL:
        raise not_there()  # a search here, too
    _check_project(shelves, ask)
    if kind == "vector_stores":
        return _in_store(shelves, ask, rest)
    _check_policy(shelves, kind)
    return _files(shelves, ask, rest) if kind == "files" else _containers(shelves, ask, rest)


def _check_policy(shelves: Shelves, what: str) -> None:
    if what in shelves.forbidden:
        raise not_there()


def _check_project(shelves: Shelves, ask: Ask) -> None:
    project = ask.headers.get("openai-project", "")
    if not project:
        said = "Missing header: either OpenAI-Project or opc-conversation-store-id is required"
        raise Refused(400, "MissingParameter", said)
    if f".{REGION}." not in project or (shelves.project and project != shelves.project):
        raise Refused(400, "InvalidParameter", "Invalid OpenAI project")


# Stores


def _stores(shelves: Shelves, ask: Ask, rest: list[str]) -> Any:
    bearer = ask.headers.get("authorization", "").startswith("Bearer ")
    if ask.place not in shelves.stores_at["key" if bearer else "iam"]:
        raise not_there()
    if not ask.headers.get("opc-compartment-id"):
        raise Refused(400, "MissingParameter", "Compartment ID must be provided")
    _check_policy(shelves, "vector_stores")
    match ask.method, rest:
        case "GET", []:
            return _page([shelves.store(each) for each in shelves.stores], ask)
        case "POST", []:
            return shelves.add_store(ask.json)
        case "GET", [store_id]:
            return shelves.store(store_id)
        case "POST", [store_id]:
            return shelves.change_store(store_id, ask.json)
        case "DELETE", [store_id]:
            return shelves.delete_store(store_id)
    raise not_there()


def _in_store(shelves: Shelves, ask: Ask, rest: list[str]) -> Any:
    _check_policy(shelves, "store_files")
    store_id, part, *inner = rest
    shelves.reach(store_id)
    if part == "search":
        return search(shelves, store_id, ask.json)
    if part == "file_batches":
        return _batches(shelves, ask, store_id, inner)
    match ask.method, inner:
        case "GET", []:
            return _page(_wanted(shelves, store_id, ask), ask)
        case "POST", []:
            return shelves.attach(store_id, [ask.json["file_id"]], ask.json)[0]
        case "GET", [file_id]:
            return shelves.held(store_id, file_id)
        case "POST", [file_id]:
            shelves.held(store_id, file_id)["attributes"] = ask.json["attributes"]
            return shelves.held(store_id, file_id)
        case "GET", [file_id, "content"]:
            shelves.held(store_id, file_id)
            return {"data": [{"type": "text", "text": text} for text in shelves.chunks(file_id)]}
        case "DELETE", [file_id]:
            shelves.held(store_id, file_id)
            del shelves.inside[store_id][file_id]
            return {"id": file_id, "deleted": True}
    raise not_there()


def _wanted(shelves: Shelves, store_id: str, ask: Ask) -> list[Json]:
    held = [shelves.held(store_id, each) for each in tuple(shelves.inside[store_id])]
    status = ask.query.get("filter", "")
    return [file for file in held if status in ("", file["status"])]


def _batches(shelves: Shelves, ask: Ask, store_id: str, inner: list[str]) -> Any:
    match ask.method, inner:
        case "POST", []:
            return shelves.add_batch(store_id, ask.json["file_ids"], ask.json)
        case "GET", [batch_id]:
            return shelves.batch(store_id, batch_id)
        case "GET", [batch_id, "files"]:
            shelves.batch(store_id, batch_id)
            files = shelves.batches[batch_id]["files"]
            return _page([shelves.held(store_id, each) for each in files], ask)
    raise not_there()


# Files


def _files(shelves: Shelves, ask: Ask, rest: list[str]) -> Any:
    match ask.method, rest:
        case "GET", []:
            purpose = ask.query.get("purpose", "")
            found = [f for f in shelves.files.values() if purpose in ("", f["purpose"])]
            return _page(found, ask)
        case "POST", []:
            assert ask.form is not None
            form = ask.form
            return shelves.add_file(form.filename, form.content, form.size, form.fields)
    if rest[0] not in shelves.files:
        raise not_there()
    match ask.method, rest[1:]:
        case "GET", []:
            return shelves.files[rest[0]]
        case "GET", ["content"]:
            return shelves.contents[rest[0]]
        case "DELETE", []:
            del shelves.files[rest[0]]
            return {"id": rest[0], "object": "file", "deleted": True}
    raise not_there()


# Containers


def _containers(shelves: Shelves, ask: Ask, rest: list[str]) -> Any:
    match ask.method, rest:
        case "GET", []:
            return _page(list(shelves.containers.values()), ask)
        case "POST", []:
            return shelves.add_container(ask.json)
    if rest[0] not in shelves.containers:
        raise not_there()
    match ask.method, rest[1:]:
        case "GET", []:
            return shelves.containers[rest[0]]
        case "DELETE", []:
            del shelves.containers[rest[0]]
            return {"id": rest[0], "object": "container.deleted", "deleted": True}
    return _in_container(shelves, ask, rest[0], rest[2:])


def _in_container(shelves: Shelves, ask: Ask, container_id: str, rest: list[str]) -> Any:
    held = shelves.container_files[container_id]
    match ask.method, rest:
        case "GET", []:
            return _page(list(held.values()), ask)
        case "POST", []:
            if ask.form is not None:
                return shelves.add_inside(container_id, ask.form.filename, ask.form.content)
            return shelves.put_into(container_id, ask.json["file_id"])
    if rest[0] not in held:
        raise not_there()
    match ask.method, rest[1:]:
        case "GET", []:
            return held[rest[0]]
        case "GET", ["content"]:
            return shelves.contents[rest[0]]
        case "DELETE", []:
            del held[rest[0]]
            return {"id": rest[0], "object": "container.file.deleted", "deleted": True}
    raise not_there()


def _page(found: list[Json], ask: Ask) -> Json:
    """Newest first unless asked otherwise."""
    if ask.query.get("order", "desc") == "desc":
        found = found[::-1]
    ids = [each["id"] for each in found]
    after = ask.query.get("after", "")
    begin = ids.index(after) + 1 if after in ids else 0
    some = found[begin : begin + int(ask.query.get("limit", "20"))]
    return {
        "object": "list",
        "data": some,
        "first_id": some[0]["id"] if some else None,
        "last_id": some[-1]["id"] if some else None,
        "has_more": begin + len(some) < len(found),
    }
