"""What Oracle's service keeps for a project: files, vector stores, containers.

One memory behind both planes, with the habits of oci-api.md 5: chunking is taken and
forgotten, one file of a kind that is not read spoils its batch, a new store is unknown
to the data plane for a while.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from fake_oracle.homes import REGION

READ = ("pdf", "txt", "md", "html", "json", "csv", "py")
CHUNK = 200  # characters
Json = dict[str, Any]
# Where the list of stores is answered: at the control plane, or at one of the data plane's paths.
CONTROL, DATED, PLAIN = "control", "dated", "plain"


class Refused(Exception):
    """`status` and Oracle's error body."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message}


def not_there() -> Refused:
    """What Oracle says of what is not there, and of what nobody may see."""
    said = "Authorization failed or requested resource not found."
    return Refused(404, "NotAuthorizedOrNotFound", said)


@dataclass
class Shelves:
    """`stores_at`: where stores are made and listed, for who signs and for who has a key.
    `forbidden`: of files, vector_stores, store_files, containers those no policy allows.
    `unknown_for`: how often the data plane does not know a store that was just made.
    `looks`: how often a file in a store is being indexed still when it is asked about.
    `not_taken`: fields of a search that are refused by name."""

    stores_at: dict[str, set[str]] = field(
        default_factory=lambda: {"iam": {CONTROL}, "key": {DATED}}
    )
    forbidden: set[str] = field(default_factory=set)
    unknown_for: int = 0
    looks: int = 1
    not_taken: set[str] = field(default_factory=set)
    project: str = ""  # "" takes every project of this region
    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    stores: dict[str, Json] = field(default_factory=dict)
    inside: dict[str, dict[str, Json]] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    containers: dict[str, Json] = field(default_factory=dict)
    container_files: dict[str, dict[str, Json]] = field(default_factory=dict)
    _unknown: dict[str, int] = field(default_factory=dict)
    _looked: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def names(self) -> list[str]:
        """Of the files, in the order they came."""
        return [file["filename"] for file in self.files.values()]

    # Files

    def add_file(self, name: str, content: bytes, size: int, fields: dict[str, str]) -> Json:
        made = {
            "id": self._id(f"file-{REGION}-"),
            "object": "file",
            "bytes": size,
            "filename": name,
            "purpose": fields.get("purpose", ""),
            "status": "processed",
            "created_at": int(time.time()),
            "expires_at": None,
        }
        if seconds := fields.get("expires_after[seconds]"):
            made["expires_at"] = int(time.time()) + int(seconds)
        self.files[made["id"]] = made
        self.contents[made["id"]] = content
        return made

    # Stores

    def add_store(self, asked: Json) -> Json:
        made = {
            "id": self._id(f"vs_{REGION}_"),
            "object": "vector_store",
            "name": asked.get("name", ""),
            "description": asked.get("description"),
            "metadata": asked.get("metadata") or {},
            "expires_after": asked.get("expires_after"),
            "expires_at": None,
            "created_at": int(time.time()),
            "last_active_at": int(time.time()),
            "status": "completed",
        }
        self.stores[made["id"]] = made
        self.inside[made["id"]] = {}
        self._unknown[made["id"]] = self.unknown_for
        return self.store(made["id"])

    def store(self, store_id: str) -> Json:
        if store_id not in self.stores:
            raise not_there()
        held = list(self.inside[store_id].values())
        return {
            **self.stores[store_id],
            "usage_bytes": sum(file["usage_bytes"] for file in held),
            "file_counts": _counts(held),
        }

    def change_store(self, store_id: str, asked: Json) -> Json:
        self.store(store_id)
        known = ("name", "description", "metadata", "expires_after")
        self.stores[store_id] |= {name: asked[name] for name in known if name in asked}
        return self.store(store_id)

    def delete_store(self, store_id: str) -> Json:
        self.store(store_id)
        del self.stores[store_id], self.inside[store_id]
        return {"id": store_id, "object": "vector_store.deleted", "deleted": True}

    def reach(self, store_id: str) -> dict[str, Json]:
        """The files of a store, as the data plane knows it."""
        left = self._unknown.get(store_id, 0)
        if store_id not in self.inside or left:
            self._unknown[store_id] = max(0, left - 1)
            raise not_there()
        return self.inside[store_id]

    def attach(self, store_id: str, file_ids: list[str], asked: Json) -> list[Json]:
        """All of them or none."""
        held = self.reach(store_id)
        for file_id in file_ids:
            if file_id not in self.files:
                raise not_there()
            ending = self.files[file_id]["filename"].rpartition(".")[2].lower()
            if ending not in READ:
                raise Refused(400, "InvalidParameter", f"Unsupported file type: .{ending}")
        for file_id in file_ids:
            held[file_id] = {
                "id": file_id,
                "object": "vector_store.file",
                "vector_store_id": store_id,
                "status": "in_progress",
                "usage_bytes": 0,
                "created_at": int(time.time()),
                "last_error": None,
                "attributes": asked.get("attributes") or {},
                "chunking_strategy": None,  # whatever was asked
            }
            self._looked[f"{store_id}/{file_id}"] = 0
        return [held[file_id] for file_id in file_ids]

    def held(self, store_id: str, file_id: str) -> Json:
        """A file in a store; each look at it brings it nearer to its end."""
        file = self.reach(store_id).get(file_id)
        if file is None:
            raise not_there()
        self._looked[f"{store_id}/{file_id}"] += 1
        if file["status"] == "in_progress" and self._looked[f"{store_id}/{file_id}"] >= self.looks:
            self._index(file)
        return file

    def add_batch(self, store_id: str, file_ids: list[str], asked: Json) -> Json:
        self.attach(store_id, file_ids, asked)
        batch = {
            "id": self._id("vsfb_"),
            "object": "vector_store.file_batch",
            "vector_store_id": store_id,
            "created_at": int(time.time()),
            "files": file_ids,
        }
        self.batches[batch["id"]] = batch
        return self.batch(store_id, batch["id"])

    def batch(self, store_id: str, batch_id: str) -> Json:
        batch = self.batches.get(batch_id)
        if batch is None or batch["vector_store_id"] != store_id:
            raise not_there()
        held = [self.held(store_id, i) for i in batch["files"] if i in self.reach(store_id)]
        counts = _counts(held)
        told = {name: value for name, value in batch.items() if name != "files"}
        status = "in_progress" if counts["in_progress"] else "completed"
        return {**told, "status": status, "file_counts": counts}

    def chunks(self, file_id: str) -> list[str]:
        text = self.contents[file_id].decode("utf-8", "replace")
        return [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]

    # Containers

    def add_container(self, asked: Json) -> Json:
        made = {
            "id": self._id("cntr-"),
            "object": "container",
            "name": asked.get("name", ""),
            "memory_limit": asked.get("memory_limit", "1g"),
            "status": "running",
            "created_at": int(time.time()),
            "last_active_at": int(time.time()),
            "expires_after": asked.get("expires_after")
            or {"anchor": "last_active_at", "minutes": 20},
        }
        self.containers[made["id"]] = made
        self.container_files[made["id"]] = {}
        for file_id in asked.get("file_ids", []):
            self.put_into(made["id"], file_id)
        return made

    def put_into(self, container_id: str, file_id: str) -> Json:
        """One of the service's files into a container."""
        if file_id not in self.files:
            raise not_there()
        file = self.files[file_id]
        return self.add_inside(container_id, file["filename"], self.contents[file_id])

    def add_inside(self, container_id: str, name: str, content: bytes) -> Json:
        if container_id not in self.containers:
            raise not_there()
        made = {
            "id": self._id("cfile_"),
            "object": "container.file",
            "container_id": container_id,
            "path": f"/mnt/data/{name}",
            "bytes": len(content),
            "source": "user",
            "created_at": int(time.time()),
        }
        self.container_files[container_id][made["id"]] = made
        self.contents[made["id"]] = content
        return made

    # Inside

    def _id(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:04d}"

    def _index(self, file: Json) -> None:
        content = self.contents[file["id"]]
        file["status"] = "completed"
        file["usage_bytes"] = len(content)
        if b"\0" in content:
            said = "The file could not be parsed."
            file |= {"status": "failed", "last_error": {"code": "invalid_file", "message": said}}


def _counts(held: list[Json]) -> dict[str, int]:
    names = ("in_progress", "completed", "failed", "cancelled")
    counts = {name: sum(file["status"] == name for file in held) for name in names}
    return {**counts, "total": len(held)}
