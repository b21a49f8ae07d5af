"""A history only looked at: nothing in its folder changes, and a running Oriel may write."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import StoreDamaged, StoreNewer, StoreProblem, StoreReadOnly
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database

WORK = Connection(
    id="w", name="Work", kind=ConnectionKind.COMPATIBLE, base_url="https://example.com/v1"
)


async def made(path: Path) -> Path:
    database = await Database.open(path)
    await ConnectionTable(database).put(WORK)
    await database.aclose()
    return path


def everything_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def test_nothing_changes_in_the_folder(tmp_path: Path) -> None:
    path = await made(tmp_path / "history.db")
    before = everything_in(tmp_path)
    looking = await Database.open_to_look(path)
    assert await ConnectionTable(looking).list() == [WORK]
    with pytest.raises(StoreReadOnly):
        await ConnectionTable(looking).put(WORK)
    await looking.aclose()
    assert everything_in(tmp_path) == before


async def test_what_a_running_oriel_just_wrote_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    running = await Database.open(path)
    await ConnectionTable(running).put(WORK)
    looking = await Database.open_to_look(path)
    assert await ConnectionTable(looking).list() == [WORK]
    await ConnectionTable(running).delete("w")
    assert await ConnectionTable(looking).list() == []
    await looking.aclose()
    await running.aclose()


async def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = await made(tmp_path / "history.db")
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    with pytest.raises(StoreNewer):
        await Database.open_to_look(path)
    path.write_bytes(b"no database at all, whatever its name says" * 50)
    with pytest.raises(StoreDamaged):
        await Database.open_to_look(path)
    with pytest.raises(StoreProblem):
        await Database.open_to_look(tmp_path / "nowhere" / "history.db")
