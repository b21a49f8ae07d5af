"""The transfers' view-model under the real loop, over the real queue and service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.services.rooms import rooms
from tests.services.transferring import queue, written

from oriel.domain.transfers import DownloadFrom, Stage, Transfer, UploadTo
from oriel.local.weather import UPLOAD, Refuse, Weather
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import emitted, until


@asynccontextmanager
async def view_model(folder: Path) -> AsyncIterator[tuple[TransfersViewModel, Weather]]:
    async with rooms(folder) as found:
        made = TransfersViewModel(queue(found.connections, found.database))
        try:
            yield made, found.server.weather
        finally:
            found.server.weather.clear()
            await made.aclose()


class Heard(list[Any]):
    """What a signal has carried."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self.append)


async def test_many_files_are_told_of_in_few_signals(tmp_path: Path) -> None:
    paths = [str(written(tmp_path, f"{n}.txt", f"page {n}")) for n in range(60)]
    async with view_model(tmp_path) as (model, _):
        changed, finished = Heard(model.changed), Heard(model.finished)
        added = emitted(model.added)
        model.upload("local", paths, UploadTo())
        (transfers,) = await added
        assert [t.name for t in transfers] == [Path(p).name for p in paths]
        assert [t.size for t in transfers] == [Path(p).stat().st_size for p in paths]
        await until(lambda: len(finished) == 60, 30)
        assert {t.stage for t in finished} == {Stage.DONE}
        # Each has four stages at least; none is told of one by one.
        assert len(changed) < 120
        last = {t.id: t for some in changed for t in some}
        assert tuple(last[t.id] for t in transfers) == model.all()
        assert model.summary.done == 60


async def test_only_what_failed_is_tried_again(tmp_path: Path) -> None:
    paths = [str(written(tmp_path, f"{n}.txt", f"page {n}")) for n in range(5)]
    async with view_model(tmp_path) as (model, weather):
        weather.meet(UPLOAD, Refuse(403), times=2)
        finished = Heard(model.finished)
        model.upload("local", paths, UploadTo())
        await until(lambda: len(finished) == 5)
        assert (model.summary.done, model.summary.failed) == (3, 2)
        model.retry_failed()
        await until(lambda: len(finished) == 7)
        assert (model.summary.done, model.summary.failed) == (5, 0)
        assert weather.asked(UPLOAD) == 7


async def test_all_can_be_paused_and_gone_on_with_and_what_is_done_cleared(tmp_path: Path) -> None:
    paths = [str(written(tmp_path, f"{n}.bin", 2_000_000)) for n in range(4)]
    paths.append(str(written(tmp_path, "empty.txt", b"")))
    async with view_model(tmp_path) as (model, weather):
        gate = weather.hold(UPLOAD, times=None, after_bytes=100_000)
        finished, removed = Heard(model.finished), Heard(model.removed)
        summaries = Heard(model.summary_changed)
        model.upload("local", paths, UploadTo())
        await until(lambda: gate.reached and len(finished) == 1)
        model.pause_all()
        await until(lambda: summaries and summaries[-1].paused == 4)
        weather.clear()
        model.resume_all()
        await until(lambda: len(finished) == 5, 20)
        model.clear_done()
        await until(lambda: removed)
        assert [t.name for t in model.all()] == ["empty.txt"]
        assert len(removed[0]) == 4


async def test_a_download_is_told_of_to_its_end(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "words")
    async with view_model(tmp_path) as (model, _):
        ended = emitted(model.finished)
        model.upload("local", [str(path)], UploadTo())
        (sent,) = await ended
        ended, added = emitted(model.finished), emitted(model.added)
        target = str(tmp_path / "down" / "a.txt")
        model.download("local", [(DownloadFrom(sent.file_id), "a.txt", 5, target)])
        (down,) = await ended
        assert isinstance(down, Transfer)
        assert (down.stage, down.path) == (Stage.DONE, target)
        assert Path(target).read_text() == "words"
        assert await added
