"""The queue over a real service: up, down, into stores, twice the same, paused, cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.services.rooms import rooms
from tests.services.transferring import written, yard, yard_in

from oriel.domain.transfers import DownloadFrom, Stage
from oriel.local.weather import ATTACH, BATCH, UPLOAD, Slow
from waiting import until


async def test_files_go_up_whole_and_under_their_names(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"Büro {n}.txt", 70_000 + n) for n in range(7)]
    async with yard(tmp_path) as yd:
        ended = await yd.over(yd.up(paths))
        assert {t.stage for t in ended} == {Stage.DONE}
        client = await yd.rooms.connections.client("local")
        for path, transfer in zip(paths, ended, strict=True):
            assert await client.files.content(transfer.file_id, 100_000) == path.read_bytes()
        assert await yd.names() == sorted(path.name for path in paths)


async def test_files_come_down_whole_and_never_over_what_is_there(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", 300_000)
    (tmp_path / "out").mkdir()
    async with yard(tmp_path) as yd:
        [sent] = await yd.over(yd.up([path]))
        target = written(tmp_path, "out/a.txt", "mine")
        ended = await yd.over(yd.down(*[(sent.file_id, target)] * 3))
    names = {Path(t.path).name for t in ended}
    assert names == {"a (2).txt", "a (3).txt", "a (4).txt"}
    assert target.read_text() == "mine"
    assert all(Path(t.path).read_bytes() == path.read_bytes() for t in ended)
    assert not list((tmp_path / "out").glob(".*"))


async def test_files_go_through_a_batch_into_a_store(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.md", f"# Page {n}\n\nWords of page {n}.\n") for n in range(12)]
    async with yard(tmp_path) as yd:
        store_id = await yd.store()
        to = {"store_id": store_id, "attributes": (("kind", "page"), ("year", 2026.0))}
        ended = await yd.over(yd.up(paths, **to))
        found = await yd.in_store(store_id)
        batches, singles = yd.weather.asked(BATCH), yd.weather.asked(ATTACH)
    assert {t.stage for t in ended} == {Stage.DONE}
    assert {f["id"] for f in found} == {t.file_id for t in ended}
    assert {f["status"] for f in found} == {"completed"}
    assert all(f["attributes"] == {"kind": "page", "year": 2026.0} for f in found)
    assert batches + singles < 6


async def test_the_same_content_is_sent_once_and_attached_once(tmp_path: Path) -> None:
    words = "The very same words.\n" * 1000
    paths = [written(tmp_path, f"{n}.txt", words) for n in range(6)]
    async with yard(tmp_path) as yd:
        store_id = await yd.store()
        ended = await yd.over(yd.up(paths, store_id=store_id))
        assert {t.stage for t in ended} == {Stage.DONE}
        assert sorted(t.note for t in ended) == ["", *["already_there"] * 5]
        assert len({t.file_id for t in ended}) == 1
        assert len(await yd.files()) == 1
        assert len(await yd.in_store(store_id)) == 1
        # And another day, to another store.
        other = await yd.store()
        [again] = await yd.over(yd.up(paths[:1], store_id=other))
        assert again.note == "already_there"
        assert len(await yd.files()) == 1
        assert len(await yd.in_store(other)) == 1
        assert yd.weather.asked(UPLOAD) == 1


async def test_what_was_sent_before_and_is_gone_since_is_sent_again(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "words")
    async with yard(tmp_path) as yd:
        [first] = await yd.over(yd.up([path]))
        await (await yd.rooms.connections.client("local")).files.delete(first.file_id)
        [second] = await yd.over(yd.up([path]))
        [third] = await yd.over(yd.up([path], reuse=False))
    assert (second.stage, second.note) == (Stage.DONE, "")
    assert second.file_id not in ("", first.file_id)
    assert third.file_id != second.file_id


async def test_into_a_container(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.csv", 5_000) for n in range(3)]
    async with yard(tmp_path) as yd:
        client = await yd.rooms.connections.client("local")
        container_id = str((await client.containers.create("c"))["id"])
        ended = await yd.over(yd.up(paths, container_id=container_id))
        files = await client.container_files.all(container_id)
        target = tmp_path / "down.csv"
        first = next(f["id"] for f in files if f["path"] == "/mnt/data/0.csv")
        wanted = (DownloadFrom(first, container_id), "down.csv", 0, str(target))
        [down] = yd.transfers.add_downloads("local", [wanted])
        await yd.over([down.id])
    assert {t.stage for t in ended} == {Stage.DONE}
    assert sorted(f["path"] for f in files) == [f"/mnt/data/{n}.csv" for n in range(3)]
    assert target.read_bytes() == paths[0].read_bytes()


async def test_bytes_rate_and_time_are_told_while_they_move(tmp_path: Path) -> None:
    path = written(tmp_path, "big.bin", 3_000_000)
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Slow(bytes_per_s=3_000_000))
        [job] = yd.up([path])
        await yd.over([job])
        told = [t for some in yd.changes for t in some if t.stage is Stage.SENDING]
    assert any(0 < t.done_bytes <= 3_000_000 and t.rate_bps > 0 for t in told)
    assert any(t.seconds_left is not None for t in told)


async def test_pausing_stops_the_bytes_and_resuming_sends_the_file_once(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.bin", 2_000_000) for n in range(5)]
    async with yard(tmp_path) as yd:
        gate = yd.weather.hold(UPLOAD, times=None, after_bytes=100_000)
        ids = yd.up(paths)
        await until(lambda: gate.reached)
        yd.transfers.pause(ids)
        assert yd.stages() == {Stage.PAUSED: 5}
        yd.weather.clear()
        await until(lambda: not yd.transfers._crew._tasks)
        assert yd.stages() == {Stage.PAUSED: 5}
        # What was on the wire may have arrived all the same: it is found there.
        yd.transfers.resume(ids)
        ended = await yd.over(ids)
        assert {t.stage for t in ended} == {Stage.DONE}
        assert await yd.names() == [f"{n}.bin" for n in range(5)]


async def test_cancelling_takes_back_what_has_arrived(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", f"page {n}") for n in range(4)]
    async with yard(tmp_path) as yd:
        store_id = await yd.store()
        gate = yd.weather.hold("INDEX *", times=None)
        ids = yd.up(paths, store_id=store_id)
        await until(lambda: yd.stages()[Stage.INDEXING] == 4 and gate.reached)
        yd.transfers.cancel(ids[:2])
        assert yd.stages() == {Stage.INDEXING: 2, Stage.CANCELLED: 2}
        gate.open()
        await yd.over(ids)
        await until(lambda: not yd.transfers._scope._tasks)
        assert yd.stages() == {Stage.DONE: 2, Stage.CANCELLED: 2}
        assert await yd.names() == ["2.txt", "3.txt"]
        assert len(await yd.in_store(store_id)) == 2


async def test_what_replaces_a_file_takes_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "old words")
    async with yard(tmp_path) as yd:
        store_id = await yd.store()
        [old] = await yd.over(yd.up([path], store_id=store_id))
        written(tmp_path, "a.txt", "new words")
        [new] = await yd.over(yd.up([path], store_id=store_id, replaces=old.file_id))
        [same] = await yd.over(yd.up([path], store_id=store_id, replaces=new.file_id))
        assert [f["id"] for f in await yd.in_store(store_id)] == [new.file_id]
        assert [f["id"] for f in await yd.files()] == [new.file_id]
    assert same.note == "already_there"


async def test_what_has_ended_can_be_left_out_of_the_list(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", f"{n}") for n in range(3)]
    async with yard(tmp_path) as yd:
        ids = yd.up(paths)
        await yd.over(ids)
        yd.transfers.forget(ids[:2])
        await until(lambda: yd.removed)
        assert [t.id for t in yd.transfers.all()] == ids[2:]
        await until(lambda: len(yd.ended) >= 1)


async def test_a_summary_adds_up(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", 1000 + n) for n in range(4)]
    paths.append(written(tmp_path, "empty.txt", b""))
    async with yard(tmp_path) as yd:
        await yd.over(yd.up(paths))
        found = yd.transfers.summary()
    assert (found.done, found.failed, found.active, found.waiting) == (4, 1, 0, 0)
    assert found.bytes_done == found.bytes_total == sum(p.stat().st_size for p in paths)


@pytest.mark.limit(60)
async def test_closing_in_the_middle_keeps_the_states_and_the_next_start_goes_on(
    tmp_path: Path,
) -> None:
    paths = [written(tmp_path, f"{n}.txt", f"Page {n}. " * 5_000) for n in range(20)]
    async with rooms(tmp_path) as found:
        async with yard_in(found) as yd:
            store_id = await yd.store()
            yd.weather.meet(UPLOAD, Slow(bytes_per_s=500_000), times=None)
            yd.up(paths, store_id=store_id)
            await until(lambda: yd.stages()[Stage.WAITING] < 12 and yd.stages()[Stage.SENDING])
        async with yard_in(found) as yd:
            yd.transfers.begin()
            await until(lambda: len(yd.transfers.all()) == 20)
            await yd.over()
            assert yd.stages() == {Stage.DONE: 20}
            assert await yd.names() == sorted(p.name for p in paths)
            assert len(await yd.in_store(store_id)) == 20
        async with yard_in(found) as yd:
            yd.transfers.begin()
            await until(lambda: yd.transfers._crew._begun)
            assert not yd.transfers.all()  # what is done is not shown for ever
