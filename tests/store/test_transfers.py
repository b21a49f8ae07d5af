"""Transfers and what was sent, in a real file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from oriel.domain.attachments import Reason
from oriel.domain.transfer_jobs import Fingerprint, Job
from oriel.domain.transfers import Direction, Stage, Transfer, UploadTo
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import Content, UploadedTable

from .samples import opened


def job(name: str, **more: object) -> Job:
    return Job(
        transfer=Transfer(
            id=name,
            connection_id="c",
            direction=Direction.UP,
            name=f"{name} 🌿.txt",
            path=f"/x/{name}",
            to=UploadTo(store_id="vs_1", attributes=(("year", 2026.0), ("new", True))),
            **more,  # type: ignore[arg-type]
        ),
        fingerprint=Fingerprint(size=3, mtime_ns=10**18, sha256="ab"),
        sending_since=5.0,
    )


async def test_jobs_come_back_as_they_were_and_in_their_order(tmp_path: Path) -> None:
    jobs = [job(name) for name in "bca"]
    async with opened(tmp_path / "h.db") as db:
        await TransferTable(db).write(jobs)
        failed = jobs[1].now(Stage.FAILED, reason=Reason("file_gone", {"path": "/x"}))
        await TransferTable(db).write([failed, replace(jobs[2], batch_id="b-1")], gone=["b", "z"])
    async with opened(tmp_path / "h.db") as db:
        assert await TransferTable(db).all() == [failed, replace(jobs[2], batch_id="b-1")]
        states = await db.read(lambda c: c.execute("SELECT state FROM transfer").fetchall())
        assert states == [("failed",), ("waiting",)]


async def test_a_row_that_cannot_be_read_takes_no_other_with_it(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await TransferTable(db).write([job("a"), job("b")])
        await db.run(lambda c: c.execute("UPDATE transfer SET json = '{torn' WHERE id = 'a'"))
        assert [found.id for found in await TransferTable(db).all()] == ["b"]


async def test_a_path_that_is_no_text_is_the_same_path_after_a_restart(tmp_path: Path) -> None:
    odd = job("a")
    odd = odd.now(Stage.WAITING, path="/x/\udc80.txt")
    async with opened(tmp_path / "h.db") as db:
        await TransferTable(db).write([odd])
        assert await TransferTable(db).all() == [odd]


async def test_what_was_sent_is_known_by_its_content(tmp_path: Path) -> None:
    content = Content("c", "ab", "user_data")
    async with opened(tmp_path / "h.db") as db:
        table = UploadedTable(db)
        assert await table.find(content) == ""
        await table.put(content, "file-1", job("a").transfer, 1.0)
        assert await table.find(content) == "file-1"
        for other in (("d", "ab", "user_data"), ("c", "cd", "user_data"), ("c", "ab", "vision")):
            assert await table.find(Content(*other)) == ""
        await table.put(content, "file-2", job("b").transfer, 2.0)
        assert await table.find(content) == "file-2"
        assert await table.known("c", ["file-1", "file-2", "file-3"]) == {"file-2"}
        await table.forget("c", "file-2")
        assert await table.find(content) == ""
