"""Faults on the way: each is named, and retried or stopped as it should; nothing is sent
twice, and nothing half is left under its final name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.services.transferring import Yard, written, yard

from oriel.domain.attachments import Reason
from oriel.domain.transfers import Stage, UploadTo
from oriel.local.weather import ATTACH, BATCH, DOWNLOAD, UPLOAD, Drop, Refuse, Spoil
from waiting import until

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")


def told(yd: Yard) -> set[str]:
    """The codes that were ever shown."""
    return {t.reason.code for some in yd.changes for t in some if t.reason is not None}


async def test_a_busy_service_is_asked_less_and_every_file_arrives_once(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", f"page {n}") for n in range(12)]
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Refuse(429, retry_after_s=0.3), times=4)
        ended = await yd.over(yd.up(paths))
        asked = yd.weather.asked(UPLOAD)
        names = await yd.names()
    assert {t.stage for t in ended} == {Stage.DONE}
    assert names == sorted(p.name for p in paths)
    # Nobody knocks while the service wants to be left alone: each refusal was one request.
    assert asked == 12 + 4
    assert "rate_limited" in told(yd)
    assert not any(t.reason for t in ended)


async def test_one_that_has_no_credit_is_not_asked_again(tmp_path: Path) -> None:
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Refuse(429, code="insufficient_quota"), times=None)
        [ended] = await yd.over(yd.up([written(tmp_path, "a.txt", "words")]))
        assert yd.weather.asked(UPLOAD) == 1
    assert (ended.stage, ended.reason and ended.reason.code) == (Stage.FAILED, "rate_limited")


async def test_a_broken_service_is_tried_a_few_times(tmp_path: Path) -> None:
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Refuse(500), times=2)
        [ended] = await yd.over(yd.up([written(tmp_path, "a.txt", "words")]))
        assert (ended.stage, ended.attempts, ended.reason) == (Stage.DONE, 2, None)
        yd.weather.meet(UPLOAD, Refuse(503, shape="html"), times=None)
        [ended] = await yd.over(yd.up([written(tmp_path, "b.txt", "others")]))
        assert (ended.stage, ended.attempts) == (Stage.FAILED, 5)
        assert ended.reason and ended.reason.code == "service_failed"
        yd.weather.clear()
        yd.transfers.retry([ended.id])
        [ended] = await yd.over([ended.id])
        assert (ended.stage, ended.reason) == (Stage.DONE, None)
        assert await yd.names() == ["a.txt", "b.txt"]


async def test_a_line_that_breaks_is_taken_up_and_what_had_arrived_is_not_sent_again(
    tmp_path: Path,
) -> None:
    paths = [written(tmp_path, f"{n}.bin", 200_000 + n) for n in range(6)]
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Drop(after_bytes=60_000), times=2)
        yd.weather.meet(UPLOAD, Drop(of="answer"), times=2)
        ended = await yd.over(yd.up(paths))
        assert {t.stage for t in ended} == {Stage.DONE}
        assert await yd.names() == sorted(p.name for p in paths)
        assert yd.weather.asked(UPLOAD) == 6 + 2


async def test_two_of_one_name_and_size_that_were_cut_off_are_told_apart(tmp_path: Path) -> None:
    one = written(tmp_path, "a/notes.bin", b"1" * 100_000)
    two = written(tmp_path, "b/notes.bin", b"2" * 100_000)
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Drop(of="answer"), times=2)
        ended = await yd.over(yd.up([one, two]))
        client = await yd.rooms.connections.client("local")
        found = [await client.files.content(t.file_id, 200_000) for t in ended]
        assert found == [one.read_bytes(), two.read_bytes()]
        assert len(await yd.files()) == 2


async def test_a_refused_credential_lets_all_wait_until_it_is_mended(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", f"page {n}") for n in range(8)]
    async with yard(tmp_path) as yd:
        yd.weather.meet(UPLOAD, Refuse(401), times=None)
        ids = yd.up(paths)
        await until(lambda: told(yd) and not yd.transfers._crew._tasks)
        assert yd.stages() == {Stage.WAITING: 8}
        codes = [t.reason.code for t in yd.transfers.all() if t.reason]
        assert codes == ["credential_refused"] * 8
        yd.weather.clear()
        yd.transfers.wake("local")
        assert not any(t.reason for t in yd.transfers.all())
        ended = await yd.over(ids)
        assert {t.stage for t in ended} == {Stage.DONE}
        assert len(await yd.files()) == 8


async def test_while_a_sign_in_has_ended_nothing_is_asked(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", f"page {n}") for n in range(3)]
    async with yard(tmp_path) as yd:
        ids = yd.up(paths[:1])
        yd.transfers.hold("local")
        ids += yd.up(paths[1:])
        yd.transfers.resume(ids)
        await until(lambda: [t.reason.code for t in yd.transfers.all() if t.reason])
        assert yd.stages() == {Stage.WAITING: 3}
        assert {t.reason.code for t in yd.transfers.all() if t.reason} == {"session_ended"}
        yd.transfers.wake("local")
        assert {t.stage for t in await yd.over(ids)} == {Stage.DONE}


async def test_what_is_under_way_when_a_sign_in_ends_gives_way_and_arrives_once(
    tmp_path: Path,
) -> None:
    paths = [written(tmp_path, f"{n}.bin", 2_000_000) for n in range(5)]
    async with yard(tmp_path) as yd:
        gate = yd.weather.hold(UPLOAD, times=3, after_bytes=100_000)
        ids = yd.up(paths)
        await until(lambda: yd.stages()[Stage.SENDING] == 3 and gate.reached)
        yd.transfers.hold("local")
        await until(lambda: not yd.transfers._crew._tasks)
        assert yd.stages() == {Stage.WAITING: 5}
        assert {t.reason.code for t in yd.transfers.all() if t.reason} == {"session_ended"}
        gate.open()
        yd.transfers.wake("local")
        assert {t.stage for t in await yd.over(ids)} == {Stage.DONE}
        assert await yd.names() == [f"{n}.bin" for n in range(5)]


async def test_what_belongs_to_a_connection_that_is_gone_waits(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "words")
    async with yard(tmp_path) as yd:
        files = [(str(path), "a.txt", 5)]
        [lost] = yd.transfers.add_uploads("gone", files, UploadTo())
        await until(lambda: yd.one(lost.id).reason)
        assert yd.one(lost.id).stage is Stage.WAITING
        assert yd.one(lost.id).reason == Reason("connection_gone", {"connection": "gone"})
        # It holds up nobody else.
        assert {t.stage for t in await yd.over(yd.up([path]))} == {Stage.DONE}
        yd.transfers.cancel([lost.id])
        assert yd.one(lost.id).stage is Stage.CANCELLED


async def test_files_that_cannot_be_sent_say_why(tmp_path: Path) -> None:
    empty, huge = written(tmp_path, "empty.txt", b""), tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(512_000_001)
    gone, never = tmp_path / "gone.txt", tmp_path / "a\0b"
    async with yard(tmp_path) as yd:
        ended = await yd.over(yd.up([empty, huge, gone, tmp_path, never]))
        assert not yd.weather.asked(UPLOAD)
    assert {t.stage for t in ended} == {Stage.FAILED}
    codes = [t.reason.code for t in ended if t.reason]
    named = ["file_empty", "file_too_large", "file_gone", "file_unreadable", "file_gone"]
    assert codes == named


@POSIX
async def test_a_pipe_and_a_file_without_rights_hold_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    locked = written(tmp_path, "locked.txt", "words")
    locked.chmod(0)
    async with yard(tmp_path) as yd:
        ended = await yd.over(yd.up([tmp_path / "pipe", locked]))
    if os.access(locked, os.R_OK):  # root may read anything
        ended = ended[:1]
    assert {t.reason.code for t in ended if t.reason} == {"file_unreadable"}


async def test_a_file_that_changes_while_it_is_sent_is_sent_anew_and_the_wrong_one_deleted(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "a.txt", b"old " * 500_000)
    async with yard(tmp_path) as yd:
        gate = yd.weather.hold(UPLOAD, after_bytes=100_000)
        [job] = yd.up([path])
        await until(lambda: gate.reached)
        path.write_bytes(b"new " * 500_000)
        gate.open()
        [ended] = await yd.over([job])
        client = await yd.rooms.connections.client("local")
        assert ended.stage is Stage.DONE
        assert await client.files.content(ended.file_id, 3_000_000) == path.read_bytes()
        assert len(await yd.files()) == 1


async def test_a_file_that_changes_again_and_again_fails_and_leaves_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "a.log", b"x" * 2_000_000)
    async with yard(tmp_path) as yd:
        gates = [yd.weather.hold(UPLOAD, after_bytes=100_000) for _ in range(2)]
        [job] = yd.up([path])
        for number, gate in enumerate(gates):
            await until(lambda gate=gate: gate.reached)
            written(tmp_path, "a.log", b"y" * (2_000_000 + 100 * number + 1))
            gate.open()
        [ended] = await yd.over([job])
        assert (ended.stage, ended.reason and ended.reason.code) == (Stage.FAILED, "file_changed")
        await until(lambda: not yd.transfers._scope._tasks)
        assert not await yd.files()


@POSIX
async def test_a_file_that_is_deleted_while_it_is_sent_is_named_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "a.txt", 2_000_000)
    async with yard(tmp_path) as yd:
        gate = yd.weather.hold(UPLOAD, after_bytes=100_000)
        [job] = yd.up([path])
        await until(lambda: gate.reached)
        path.unlink()
        gate.open()
        [ended] = await yd.over([job])
        assert (ended.stage, ended.reason and ended.reason.code) == (Stage.FAILED, "file_gone")
        assert not await yd.files()


async def test_one_bad_file_does_not_spoil_its_batch(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.md", f"# Page {n}\n") for n in range(9)]
    paths.insert(4, written(tmp_path, "song.mp3", b"ID3" + b"\x01" * 5_000))
    async with yard(tmp_path) as yd:
        yd.weather.as_oci = True
        store_id = await yd.store()
        ended = await yd.over(yd.up(paths, store_id=store_id))
        bad = [t for t in ended if t.stage is Stage.FAILED]
        assert [t.name for t in bad] == ["song.mp3"]
        assert bad[0].reason and bad[0].reason.facts["service_code"] == "unsupported_file"
        completed = [f for f in await yd.in_store(store_id) if f["status"] == "completed"]
        assert len(completed) == 9
        assert yd.weather.asked(BATCH) + yd.weather.asked(ATTACH) < 12


async def test_what_was_not_indexed_says_why_and_can_be_tried_again(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.md", f"# Page {n}\n") for n in range(4)]
    async with yard(tmp_path) as yd:
        store_id = await yd.store()
        yd.weather.meet("INDEX 2.md", Spoil("server_error", "Rehearsed."))
        ended = await yd.over(yd.up(paths, store_id=store_id))
        assert [t.stage for t in ended].count(Stage.DONE) == 3
        bad = ended[2]
        facts = {"service_code": "server_error", "message": "Rehearsed."}
        assert bad.reason == Reason("indexing_failed", facts)
        yd.transfers.retry([bad.id])
        [again] = await yd.over([bad.id])
        assert (again.stage, again.file_id) == (Stage.DONE, bad.file_id)
        assert yd.weather.asked(UPLOAD) == 4
        assert {f["status"] for f in await yd.in_store(store_id)} == {"completed"}


async def test_a_store_that_is_not_known_everywhere_yet_is_waited_for(tmp_path: Path) -> None:
    async with yard(tmp_path) as yd:
        store_id = await yd.store()
        yd.weather.meet(ATTACH, Refuse(404), times=3)
        [ended] = await yd.over(yd.up([written(tmp_path, "a.md", "# A\n")], store_id=store_id))
        assert ended.stage is Stage.DONE
        [never] = await yd.over(yd.up([written(tmp_path, "b.md", "# B\n")], store_id="vs_none"))
        assert (never.stage, never.reason and never.reason.code) == (Stage.FAILED, "not_found")


async def test_a_line_that_breaks_on_the_way_down_leaves_nothing_half(tmp_path: Path) -> None:
    path = written(tmp_path, "a.bin", 400_000)
    out = tmp_path / "out"
    async with yard(tmp_path) as yd:
        [sent] = await yd.over(yd.up([path]))
        yd.weather.meet(DOWNLOAD, Drop(after_bytes=150_000, of="answer"), times=2)
        [ended] = await yd.over(yd.down((sent.file_id, out / "a.bin")))
        assert (ended.stage, ended.attempts) == (Stage.DONE, 2)
        assert (out / "a.bin").read_bytes() == path.read_bytes()
        yd.weather.meet(DOWNLOAD, Drop(after_bytes=150_000, of="answer"), times=None)
        [failed] = await yd.over(yd.down((sent.file_id, out / "b.bin")))
        assert failed.stage is Stage.FAILED
    assert [p.name for p in out.iterdir()] == ["a.bin"]


@POSIX
async def test_a_full_disk_and_a_locked_folder_are_named_and_leave_nothing(tmp_path: Path) -> None:
    import resource

    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    path, out = written(tmp_path, "a.bin", 3_000_000), tmp_path / "out"
    async with yard(tmp_path) as yd:
        [sent] = await yd.over(yd.up([path]))
        [down] = yd.down((sent.file_id, out / "a.bin"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, most[1]))
        try:
            [full] = await yd.over([down])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)
        [nowhere] = await yd.over(yd.down((sent.file_id, Path("/proc/oriel/a.bin"))))
        [blocked] = await yd.over(yd.down((sent.file_id, path / "a.bin")))
        assert not list(out.iterdir())
        yd.transfers.retry([full.id])
        [mended] = await yd.over([full.id])
    assert (full.stage, full.reason and full.reason.code) == (Stage.FAILED, "disk_full")
    assert nowhere.reason
    assert nowhere.reason.code in ("target_unwritable", "target_read_only")
    assert blocked.reason and blocked.reason.code == "target_unwritable"
    assert mended.stage is Stage.DONE
    assert [p.name for p in out.iterdir()] == ["a.bin"]


async def test_a_service_that_is_away_is_waited_for(tmp_path: Path) -> None:
    import asyncio

    path = written(tmp_path, "a.txt", "words")
    async with yard(tmp_path) as yd:
        await asyncio.to_thread(yd.rooms.server.stop)
        [job] = yd.up([path])
        await until(lambda: "connection_refused" in told(yd))
        assert not yd.one(job).stage.has_ended
        await asyncio.to_thread(yd.rooms.server.start)
        [ended] = await yd.over([job])
        assert (ended.stage, ended.attempts) == (Stage.DONE, 0)
