"""The library in the whole window on a service that means no good: nothing crashes, and what
one connection says never shows under another."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from tests.app.desks import desk
from tests.services.hostile_library import ODD, Asked, HostileLibrary, Said, hostile, page
from tests.waiting import until

from oriel.composition import Desk
from oriel.domain.connections import Connection
from oriel.domain.transfers import DownloadFrom, UploadTo
from oriel.ui.library.assembly import Library
from oriel.ui.library.table.record_table import RecordTable

pytestmark = pytest.mark.limit(60)
TABS = ("files", "stores", "containers")
FIELDS = [
    "filename",
    "purpose",
    "bytes",
    "created_at",
    "expires_at",
    "status",
    "status_details",
    "name",
    "description",
    "file_counts",
    "usage_bytes",
    "last_active_at",
    "expires_after",
    "metadata",
    "last_error",
    "attributes",
    "chunking_strategy",
    "memory_limit",
    "path",
    "source",
]


async def use(opened: Desk, service: HostileLibrary, name: str = "far") -> Connection:
    return await service.use(opened.chat.desk.engine._connections, name)


def library_of(opened: Desk) -> Library:
    opened.window.action("library").trigger()
    (library,) = opened.window.findChildren(Library)
    return library


def tables(library: Library) -> list[RecordTable[Any]]:
    found = library.page.findChildren(RecordTable)
    return [each for each in found if each.isVisible() and each.objectName() != "transfers"]


def odd_object(number: int, odd: Iterator[Any]) -> dict[str, Any]:
    return {"id": f"x{number}", **{name: next(odd) for name in FIELDS}}


async def test_every_odd_value_in_every_place_can_be_looked_at(tmp_path: Path) -> None:
    odd = cycle(ODD)

    def answer(asked: Asked) -> Said:
        next(odd)  # so that another value falls to each field every time
        steps = asked.path.split("/")[2:]
        if steps[-1] in ("files", "vector_stores", "containers"):
            return page([odd_object(n, odd) for n in range(len(ODD))], has_more=next(odd))
        if steps[-1] == "search":
            hits = [{"file_id": next(odd), "score": next(odd), "content": next(odd)} for _ in ODD]
            return Said({"search_query": next(odd), "data": hits})
        return Said(odd_object(0, odd))

    async with hostile(answer) as service, desk(tmp_path) as opened:
        connection = await use(opened, service)
        library = library_of(opened)
        library.page.show_connection(connection, "")
        for tab in TABS:
            library.page.show_tab(tab)
            await until(lambda: any(table.all_records() for table in tables(library)))
            table = next(each for each in tables(library) if each.all_records())
            for record in table.shown_records():
                table.select_keys([table.records.key(record)])
                opened.window.grab()
            asked = len(service.asked)
            table.activated.emit(table.shown_records()[0])
            await until(lambda: len(service.asked) > asked)  # noqa: B023
            opened.window.grab()


async def test_a_connection_that_is_changed_while_all_is_under_way_crashes_nothing(
    tmp_path: Path,
) -> None:
    numbers = count()

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/content"):
            return Said(b"x" * 20_000)
        if asked.method == "POST":
            return Said({"id": f"made-{next(numbers)}"})
        objects = [{"id": f"x{n}", "name": "x", "status": "in_progress"} for n in range(20)]
        return page(objects, has_more=True, last_id=f"mark-{next(numbers)}")

    paths = []
    for n in range(20):
        (tmp_path / f"{n}.txt").write_bytes(os.urandom(30_000))
        paths.append(str(tmp_path / f"{n}.txt"))
    async with hostile(answer) as service, desk(tmp_path / "home") as opened:
        connection = await use(opened, service)
        library, transfers = library_of(opened), opened.shell.transfers
        transfers.upload("far", paths, UploadTo(store_id="x1"))
        down = [(DownloadFrom(f"x{n}"), "out", 0, str(tmp_path / f"out{n}")) for n in range(5)]
        transfers.download("far", down)
        for number in range(12):
            library.page.show_connection(connection, "")
            library.page.show_tab(TABS[number % 3])
            asked = len(service.asked)
            if number % 4:  # else it is changed before anything is asked
                library.page.refresh()
                await until(lambda: len(service.asked) > asked)  # noqa: B023
            await use(opened, service)
        await opened.chat.desk.engine._connections.delete("far")
        library.page.refresh()
        transfers.cancel([each.id for each in transfers.all()])
        await until(lambda: all(each.stage.has_ended for each in transfers.all()))


async def test_nothing_of_one_connection_shows_under_another(tmp_path: Path) -> None:
    async def slowly(body: bytes) -> AsyncIterator[bytes]:
        for at in range(0, len(body), 400):
            await asyncio.sleep(0)
            yield body[at : at + 400]

    def answer(asked: Asked) -> Said:
        who = asked.path.split("/")[1]
        objects = [{"id": f"{who}-{n}", "name": who, "filename": who} for n in range(50)]
        said = page(objects if "files" not in asked.path.split("/")[3:] else objects[:5])
        return Said(pieces=slowly(json.dumps(said.body).encode()))

    async with hostile(answer) as service, desk(tmp_path) as opened:
        places = [await use(opened, service, name) for name in ("alpha", "omega")]
        library = library_of(opened)
        for number in range(24):
            place = places[number % 2]
            library.page.show_connection(place, "")
            library.page.show_tab(TABS[number % 3])
            if number % 5 == 0:
                asked = len(service.asked)
                await until(lambda: len(service.asked) > asked)  # noqa: B023
            for table in tables(library):
                keys = {table.records.key(each) for each in table.all_records()}
                assert all(key.startswith(place.id) for key in keys), (number, table.objectName())


@pytest.mark.parametrize("tab", TABS)
async def test_the_window_closes_while_an_answer_does_not_end(tab: str, tmp_path: Path) -> None:
    async def for_ever() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    async with (
        hostile(lambda asked: Said(pieces=for_ever())) as service,
        desk(tmp_path) as opened,
    ):
        connection = await use(opened, service)
        library = library_of(opened)
        library.page.show_connection(connection, "")
        library.page.show_tab(tab)
        await until(lambda: service.asked)
