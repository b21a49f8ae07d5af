"""Transfers and the library's lists on a service that answers what nobody asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oriel.domain.transfers import DownloadFrom, Stage, UploadTo
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases

from .hostile_library import ODD, Asked, HostileLibrary, Said, hostile, page
from .rooms import rooms
from .transferring import Yard, written, yard


def files_of(*ids: str, status: str = "completed") -> list[dict[str, Any]]:
    return [{"id": each, "status": status, "vector_store_id": "s"} for each in ids]


async def sent(yd: Yard, service: HostileLibrary, *paths: Path, **to: Any) -> list[tuple[str, str]]:
    """Uploads to a hostile service, followed to their end: stage and reason."""
    await service.use(yd.rooms.connections)
    files = [(str(path), path.name, 0) for path in paths]
    ids = [t.id for t in yd.transfers.add_uploads("far", files, UploadTo(**to))]
    ended = await yd.over(ids)
    return [(t.stage, t.reason.code if t.reason else "") for t in ended]


async def test_uploads_end_whatever_they_are_answered(tmp_path: Path) -> None:
    odd = iter([*ODD, *({"id": each} for each in ODD)])

    async with (
        hostile(lambda asked: Said(next(odd, {"id": "f", "filename": None}))) as service,
        yard(tmp_path) as yd,
    ):
        paths = [written(tmp_path, f"{n}.txt", f"words {n}") for n in range(len(ODD))]
        ended = await sent(yd, service, *paths)
    assert len(ended) == len(ODD)
    assert {stage for stage, _ in ended} <= {Stage.DONE, Stage.FAILED}


async def test_a_file_of_a_store_that_is_called_something_else_ends_its_own_transfer(
    tmp_path: Path,
) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/files") and asked.method == "GET":
            return page([])
        if "vector_stores" in asked.path:
            return Said({"id": "another", "status": "completed"})
        return Said({"id": "f1", "filename": "a.txt", "status": "processed"})

    async with hostile(answer) as service, yard(tmp_path) as yd:
        path = written(tmp_path, "a.txt", "words")
        assert await sent(yd, service, path, store_id="s") == [(Stage.DONE, "")]
        # The second time it is there already, and is looked up first.
        assert await sent(yd, service, path, store_id="s") == [(Stage.DONE, "")]


async def test_a_batch_that_lists_a_file_twice_ends_once(tmp_path: Path) -> None:
    made = iter(["f1", "f2", "f3"])

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/files") and asked.method == "GET":
            return page(files_of("f1", "f1", "f2", "f3", "f2") if "batch" in asked.path else [])
        if "file_batches" in asked.path:
            counts = {"completed": 3, "in_progress": 0}
            return Said({"id": "b", "status": "completed", "file_counts": counts})
        if asked.path.endswith("/files"):
            return Said({"id": next(made)})
        return Said({"error": {"message": "no"}}, status=404)

    async with hostile(answer) as service, yard(tmp_path) as yd:
        paths = [written(tmp_path, f"{n}.txt", f"page {n}") for n in range(3)]
        assert await sent(yd, service, *paths, store_id="s") == [(Stage.DONE, "")] * 3


async def test_a_download_is_not_led_astray_by_the_service(tmp_path: Path) -> None:
    """Neither the name in its answer nor an address elsewhere counts."""

    def answer(asked: Asked) -> Said:
        if "f1" in asked.path:
            return Said(b"content", headers=(("content-disposition", 'filename="../../evil"'),))
        where = "http://127.0.0.1:9/stolen"
        return Said(b"", status=302, headers=(("location", where),))

    out = tmp_path / "out"
    async with hostile(answer) as service, yard(tmp_path) as yd:
        await service.use(yd.rooms.connections)
        wanted = [
            (DownloadFrom("f1"), "a.txt", 0, str(out / "a.txt")),
            (DownloadFrom("f2"), "b.txt", 0, str(out / "b.txt")),
        ]
        ids = [t.id for t in yd.transfers.add_downloads("far", wanted)]
        ended = await yd.over(ids)
    assert [t.stage for t in ended] == [Stage.DONE, Stage.FAILED]
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*evil*")} == set()
    assert [p.name for p in out.iterdir()] == ["a.txt"]


Look = Callable[[LibraryStores], Any]


@pytest.mark.parametrize(
    "look",
    [
        lambda stores: stores.retrieve("far", "s"),
        lambda stores: stores.update("far", "s", name="new"),
        lambda stores: stores.file("far", "s", "s"),
        lambda stores: stores.set_attributes("far", "s", "s", {}),
    ],
)
async def test_an_answer_is_about_what_was_asked_for(look: Look, tmp_path: Path) -> None:
    async with (
        hostile(lambda asked: Said({"id": "another", "vector_store_id": "other"})) as service,
        rooms(tmp_path) as found,
    ):
        await service.use(found.connections)
        value = await look(LibraryStores(found.connections, StoreBases(found.connections)))
    assert value.id == "s"
    assert getattr(value, "store_id", "s") == "s"


async def test_names_are_not_looked_for_without_end(tmp_path: Path) -> None:
    """A list of files that never ends, none of which is wanted."""

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/files"):
            return page([{"id": "again"}], has_more=True, last_id=f"{len(service.asked)}")
        return Said({"id": "another", "filename": "a.txt"})

    async with hostile(answer) as service, rooms(tmp_path) as found:
        await service.use(found.connections)
        names = FileNames(found.connections)
        wanted = {f"f{n}" for n in range(50)}
        async with asyncio.timeout(10):
            learnt = [f.id async for some in names.learn("far", wanted) for f in some]
    assert set(learnt) == wanted
    assert len(service.asked) <= 50 + 2
