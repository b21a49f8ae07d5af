"""The folders kept in step, in a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from oriel.domain.folder_rules import FolderRules
from oriel.domain.synced_folders import SyncedFile, SyncedFolder
from oriel.store.database import Database
from oriel.store.synced_folders import SyncedFolderTable, Use

A = SyncedFolder(
    id="a",
    connection_id="local",
    store_id="vs",
    path="/notes",
    rules=FolderRules(skip_hidden=False, own=("*.bak", "drafts/")),
    borrowed=("f1",),
    synced_at=12.5,
)
B = SyncedFolder(id="b", connection_id="local", store_id="vs", path="/other")
FILE = SyncedFile("deep/a.md", "f1", "sha", 7, 1_700_000_000_123_456_789)


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[SyncedFolderTable]:
    database = await Database.open(tmp_path / "oriel.db")
    yield SyncedFolderTable(database)
    await database.aclose()


async def test_folders_come_back_whole_and_in_order(table: SyncedFolderTable) -> None:
    await table.put(B)
    await table.put(A)
    assert await table.all() == [B, A]
    await table.put(replace(B, synced_at=99.0))
    assert [folder.synced_at for folder in await table.all()] == [99.0, 12.5]


async def test_files_are_kept_by_folder_and_replaced_by_key(table: SyncedFolderTable) -> None:
    await table.put(A)
    await table.put(B)
    await table.put_files("a", [FILE, replace(FILE, key="b.md")])
    await table.put_files("b", [FILE])
    await table.put_files("a", [replace(FILE, sha256="new")])
    assert await table.files("a") == {
        "deep/a.md": replace(FILE, sha256="new"),
        "b.md": replace(FILE, key="b.md"),
    }
    uses = await table.uses(["f1", "f2"])
    assert sorted(uses["f1"]) == [Use("a", "b.md"), Use("a", "deep/a.md"), Use("b", "deep/a.md")]
    assert uses["f2"] == []
    await table.drop_files("a", ["deep/a.md", "never"])
    assert list(await table.files("a")) == ["b.md"]


async def test_a_folder_that_is_forgotten_takes_its_files_along(table: SyncedFolderTable) -> None:
    await table.put(A)
    await table.put_files("a", [FILE])
    await table.forget("a")
    await table.forget("never")
    assert await table.files("a") == {}
    await table.put_files("a", [FILE])  # a transfer that ends after it
    assert await table.files("a") == {}
    assert await table.all() == []
