"""Containers on a real service: listed, made, filled, emptied, and replaced when they end."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.services.rooms import rooms

from oriel.api.client import ServiceClient
from oriel.domain.container_rescue import NewContainer
from oriel.domain.errors import AnswerUnreadable, NotFound, RequestInvalid
from oriel.services.deleting import Deletion
from oriel.services.library_containers import LibraryContainers


@dataclass
class Site:
    containers: LibraryContainers
    client: ServiceClient
    folder: Path

    def file(self, name: str, words: str = "words") -> Path:
        path = self.folder / name
        path.write_text(words)
        return path

    async def service_file(self, name: str) -> str:
        return str((await self.client.files.upload(self.file(name)))["id"])

    async def make(self, name: str = "box", *file_ids: str) -> str:
        new = NewContainer(name=name, memory="4g", idle_minutes=7, file_ids=file_ids)
        return (await self.containers.create("local", new)).id

    def end(self, container_id: str) -> None:
        with closing(sqlite3.connect(self.folder / "service" / "local.db")) as db, db:
            sql = "update container set last_active_at = 0 where id = ?"
            db.execute(sql, (container_id,))


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[Site]:
    async with rooms(folder) as made:
        client = await made.connections.client("local")
        yield Site(LibraryContainers(made.connections), client, folder)


async def test_a_container_is_made_as_asked_and_listed(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        file_id = await here.service_file("a.csv")
        new = NewContainer(name="Figures", memory="4g", idle_minutes=7, file_ids=(file_id,))
        made = await here.containers.create("local", new)
        assert (made.name, made.memory, made.idle_minutes, made.lives) == ("Figures", "4g", 7, True)
        assert made.ends_at is not None
        assert made.last_active_at is not None
        assert made.ends_at - made.last_active_at == 7 * 60
        (file,) = await here.containers.files("local", made.id)
        assert (file.path, file.size, file.source) == ("/mnt/data/a.csv", 5, "user")
        assert [each.id for each in await here.containers.all("local")] == [made.id]


async def test_all_pages_are_listed_newest_first_and_each_once(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        made = [f"cntr-{number}" for number in range(230)]
        rows = [(each, int(time.time()), int(time.time())) for each in made]
        with closing(sqlite3.connect(tmp_path / "service" / "local.db")) as db, db:
            sql = "insert into container (id, created_at, last_active_at, name, memory_limit,"
            db.executemany(f"{sql} minutes) values (?, ?, ?, 'box', '1g', 20)", rows)
        found = await here.containers.all("local")
        assert [each.id for each in found] == made[::-1]


async def test_a_refused_container_is_named(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        with pytest.raises(RequestInvalid):
            await here.containers.create("local", NewContainer(name="x", memory="3g"))


async def test_files_go_in_by_their_id_and_are_deleted_each_for_itself(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        box = await here.make()
        for name in ("a.txt", "b.txt", "c.txt"):
            await here.containers.attach("local", box, await here.service_file(name))
        files = {each.path: each.id for each in await here.containers.files("local", box)}
        assert here.containers.known_count(box) == 3
        content = await here.containers.content("local", box, files["/mnt/data/a.txt"], 100)
        assert content == b"words"
        with pytest.raises(AnswerUnreadable):
            await here.containers.content("local", box, files["/mnt/data/a.txt"], 3)
        told: list[Deletion] = []
        gone = [files["/mnt/data/a.txt"], "cfile-unknown", files["/mnt/data/c.txt"]]
        await here.containers.delete_files("local", box, gone, told.append)
        assert sorted(each.id for each in told) == sorted(gone)
        assert all(each.error is None for each in told)
        left = await here.containers.files("local", box)
        assert [each.path for each in left] == ["/mnt/data/b.txt"]


async def test_deleting_what_is_gone_is_no_failure(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        box = await here.make()
        await here.containers.delete("local", box)
        await here.containers.delete("local", box)
        assert await here.containers.all("local") == []


async def test_one_that_ended_has_no_files_and_tells_what_can_be_rescued(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        given = await here.service_file("given.csv")
        box = await here.make("box", given)
        sent = here.file("sent.txt")
        await here.client.container_files.upload(box, sent)
        await here.client.container_files.upload(box, here.file("lost.txt"))
        gone = here.file("gone.txt")
        await here.client.container_files.upload(box, gone)
        await here.containers.files("local", box)
        here.end(box)
        with pytest.raises(NotFound):
            await here.containers.files("local", box)
        await asyncio.to_thread(gone.unlink)
        found = await here.containers.rescue(box, {"sent.txt": str(sent), "gone.txt": str(gone)})
        assert {each.name: each.file_id or each.local for each in found.found} == {
            "given.csv": given,
            "sent.txt": str(sent),
        }
        assert found.lost == ("/mnt/data/lost.txt", "/mnt/data/gone.txt")
        assert found.known
