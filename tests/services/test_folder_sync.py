"""A real folder beside a real store: compared, brought into step, written down."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.transferring import Yard, written, yard

from oriel.domain.connections import ConnectionKind
from oriel.domain.file_purposes import Misfit
from oriel.domain.folder_rules import FolderRules, LeftOut
from oriel.domain.synced_folders import SyncedFolder, SyncPlan, SyncStep
from oriel.domain.transfers import Stage, Transfer
from oriel.local.weather import UPLOAD, Refuse
from oriel.services.folder_sync import FolderSync
from oriel.services.folder_sync_look import SyncProgress
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases
from oriel.store.synced_folders import SyncedFolderTable
from oriel.store.uploaded import UploadedTable

LOCAL = ConnectionKind.LOCAL


@dataclass
class Pair:
    """A folder and its store, with everything between them."""

    yard: Yard
    sync: FolderSync
    folder: SyncedFolder
    path: Path
    store_id: str

    async def plan(self) -> SyncPlan:
        return await self.sync.plan(self.folder, LOCAL)

    async def send(self, steps: Iterable[SyncStep]) -> list[Transfer]:
        """As the view-model does it: up through the queue, then written down."""
        ids: list[str] = []
        for sending in await self.sync.sendings(self.folder, steps):
            file = [(sending.path, Path(sending.path).name, 0)]
            made = self.yard.transfers.add_uploads("local", file, sending.to)
            ids += [transfer.id for transfer in made]
        ended = await self.yard.over(ids)
        for transfer in ended:
            await self.sync.finished(transfer)
        return ended

    async def bring_into_step(self) -> SyncPlan:
        plan = await self.plan()
        await self.send([*plan.add, *plan.replace])
        await self.sync.remove(self.folder, plan.remove)
        return plan

    async def in_store(self) -> list[str]:
        """The contents of the store's files."""
        client = await self.yard.rooms.connections.client("local")
        ids = [file["id"] for file in await self.yard.in_store(self.store_id)]
        return sorted([(await client.files.content(each, 1000)).decode() for each in ids])

    def again(self) -> None:
        """As after a restart: nothing is remembered but what was written down."""
        self.sync = made(self.yard)


def made(yd: Yard) -> FolderSync:
    connections, database = yd.rooms.connections, yd.rooms.database
    stores = LibraryStores(connections, StoreBases(connections))
    return FolderSync(SyncedFolderTable(database), UploadedTable(database), stores)


@asynccontextmanager
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    path = tmp_path / "notes"
    path.mkdir()
    async with yard(tmp_path / "house") as yd:
        store_id = await yd.store()
        sync = made(yd)
        folder = await sync.remember("local", store_id, str(path))
        yield Pair(yd, sync, folder, path, store_id)


def keys(steps: Iterable[SyncStep]) -> list[str]:
    return [step.key for step in steps]


async def test_a_store_is_brought_into_step_and_stays_in_it(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        written(both.path, "a.md", "heron")
        written(both.path, "deep/b.md", "wren")
        plan = await both.bring_into_step()
        assert keys(plan.add) == ["a.md", "deep/b.md"]
        assert await both.in_store() == ["heron", "wren"]
        again = await both.plan()
        assert (again.is_in_step, again.same) == (True, 2)

        written(both.path, "a.md", "egret")
        (both.path / "deep" / "b.md").unlink()
        written(both.path, "c.md", "finch")
        plan = await both.bring_into_step()
        assert (keys(plan.add), keys(plan.replace), keys(plan.remove)) == (
            ["c.md"],
            ["a.md"],
            ["deep/b.md"],
        )
        assert await both.in_store() == ["egret", "finch"]
        assert await both.yard.names() == ["a.md", "c.md"]  # what sync had sent is deleted
        assert (await both.plan()).is_in_step


async def test_a_touched_file_is_read_and_not_sent(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        path = written(both.path, "a.md", "heron")
        await both.bring_into_step()
        os.utime(path, ns=(1, 1))
        told: list[SyncProgress] = []
        plan = await both.sync.plan(both.folder, LOCAL, heard=told.append)
        assert plan.is_in_step
        assert told[-1].to_read == 1
        told.clear()
        await both.sync.plan(both.folder, LOCAL, heard=told.append)
        assert not [progress for progress in told if progress.to_read]  # its new time is known


async def test_what_changes_elsewhere_in_the_store_is_noticed(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        written(both.path, "a.md", "heron")
        await both.bring_into_step()
        client = await both.yard.rooms.connections.client("local")
        mine = await client.files.upload(written(tmp_path, "mine.md", "mine"))
        await client.store_files.attach(both.store_id, mine["id"])
        [taken] = [
            f["id"] for f in await both.yard.in_store(both.store_id) if f["id"] != mine["id"]
        ]
        await client.store_files.detach(both.store_id, taken)
        plan = await both.plan()
        assert (keys(plan.add), plan.lost, plan.others) == (["a.md"], 1, 1)
        await both.bring_into_step()
        assert await both.in_store() == ["heron", "mine"]


async def test_what_was_there_before_leaves_the_store_and_is_not_deleted(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        other = written(tmp_path, "other.md", "heron")
        [sent] = await both.yard.over(both.yard.up([other]))
        written(both.path, "a.md", "heron")
        [transfer] = await both.send((await both.plan()).add)
        assert (transfer.note, transfer.file_id) == ("already_there", sent.file_id)
        written(both.path, "a.md", "egret")
        await both.bring_into_step()
        assert await both.in_store() == ["egret"]
        assert sent.file_id in {file["id"] for file in await both.yard.files()}


async def test_one_content_in_two_places_leaves_with_the_last(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        one, two = written(both.path, "1.md", "heron"), written(both.path, "2.md", "heron")
        written(both.path, "3.md", "wren")
        await both.bring_into_step()
        assert await both.in_store() == ["heron", "wren"]
        one.unlink()
        await both.bring_into_step()
        assert await both.in_store() == ["heron", "wren"]
        two.unlink()
        await both.bring_into_step()
        assert await both.in_store() == ["wren"]
        assert len(await both.yard.files()) == 1


async def test_what_a_killed_run_had_sent_is_known_again(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        written(both.path, "a.md", "heron")
        [sending] = await both.sync.sendings(both.folder, (await both.plan()).add)
        ids = both.yard.up([Path(sending.path)], store_id=both.store_id)
        [transfer] = await both.yard.over(ids)
        both.again()  # nobody wrote down that it arrived
        plan = await both.plan()
        assert (plan.is_in_step, plan.same) == (True, 1)
        (both.path / "a.md").unlink()
        written(both.path, "b.md", "wren")
        await both.bring_into_step()
        assert transfer.file_id not in {file["id"] for file in await both.yard.files()}

        both.again()
        written(both.path, "b.md", "finch")
        [sending] = await both.sync.sendings(both.folder, (await both.plan()).replace)
        both.again()
        to = {"store_id": both.store_id, "replaces": sending.to.replaces}
        [transfer] = await both.yard.over(both.yard.up([Path(sending.path)], **to))
        await both.sync.finished(transfer)  # heard by the run after the one that began it
        assert (await both.plan()).is_in_step
        assert await both.in_store() == ["finch"]


async def test_a_transfer_that_failed_is_not_written_down(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        written(both.path, "a.md", "heron")
        both.yard.weather.meet(UPLOAD, Refuse(400), times=None)
        [transfer] = await both.send((await both.plan()).add)
        assert transfer.stage is Stage.FAILED
        both.yard.weather.clear()
        plan = await both.plan()
        assert (keys(plan.add), plan.lost) == (["a.md"], 0)


async def test_what_no_store_reads_and_what_is_left_out_is_named(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        written(both.path, "picture.png", "no text")
        written(both.path, "empty.md", "")
        written(both.path, ".hidden", "x")
        plan = await both.plan()
        assert plan.is_in_step
        reasons = {file.shown: file.reason.code for file in plan.left_alone}
        assert reasons == {
            "notes/picture.png": Misfit.STORE_WORDLESS,
            "notes/empty.md": LeftOut.EMPTY,
            "notes/.hidden": LeftOut.HIDDEN,
        }


async def test_what_is_only_left_out_now_is_not_taken_away(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        written(both.path, "a.md", "heron")
        written(both.path, "b.md", "wren")
        await both.bring_into_step()
        both.folder = await both.sync.set_rules(both.folder, FolderRules(own=("b.*",)))
        plan = await both.plan()
        assert (plan.is_in_step, plan.same) == (True, 1)


async def test_a_folder_that_is_not_there_takes_nothing_away(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        path = written(both.path, "a.md", "heron")
        await both.bring_into_step()
        path.unlink()
        assert (await both.plan()).doubtful
        both.path.rmdir()
        plan = await both.plan()
        assert plan.absent
        assert plan.is_in_step


async def test_folders_are_remembered_once_and_forgotten(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        (tmp_path / "link").symlink_to(both.path)
        same = await both.sync.remember("local", both.store_id, str(tmp_path / "link"))
        assert same == both.folder
        other = await both.sync.remember("local", both.store_id, str(tmp_path))
        assert await both.sync.folders("local", both.store_id) == [both.folder, other]
        assert await both.sync.folders("local", "another") == []
        await both.sync.forget(both.folder.id)
        assert await both.sync.folders("local", both.store_id) == [other]
