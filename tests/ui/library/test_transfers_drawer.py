"""The drawer on a real queue over the real service: what is told, and what its buttons do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.services.rooms import Rooms, rooms
from tests.services.transferring import queue, written

from oriel.domain.attachments import Reason, Refusal
from oriel.domain.transfers import Direction, Stage, Transfer, TransferSummary, UploadTo
from oriel.local.weather import UPLOAD, Refuse
from oriel.ui.library.transfers.drawer import TransfersDrawer
from oriel.ui.library.transfers.line import TransfersLine
from oriel.ui.library.transfers.words import destination_text, failure_text, summary_text
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import until


@dataclass
class Opened:
    rooms: Rooms
    transfers: TransfersViewModel
    drawer: TransfersDrawer

    def upload(self, *paths: Path) -> None:
        self.transfers.upload("local", [str(path) for path in paths], UploadTo())

    async def over(self, count: int) -> None:
        """Waits until so many have ended, and the drawer knows."""
        await until(
            lambda: sum(t.stage.has_ended for t in self.drawer.table.all_records()) == count, 20
        )

    def texts(self, column: int) -> list[str]:
        records = self.drawer.table.records
        return [records.text_at(row, column) for row in range(records.rowCount())]

    def button(self, name: str) -> QPushButton:
        found = self.drawer.findChild(QPushButton, name)
        assert found is not None
        return found


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Opened]:
    async with rooms(folder) as found:
        transfers = TransfersViewModel(queue(found.connections, found.database))
        bugs: list[BaseException] = []
        transfers.failed.connect(bugs.append)
        drawer = TransfersDrawer(transfers)
        drawer.resize(900, 320)
        drawer.show()
        drawer.activateWindow()
        drawer.set_open(True)
        try:
            yield Opened(found, transfers, drawer)
        finally:
            found.server.weather.clear()
            await transfers.aclose()
            drawer.hide()
            drawer.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not bugs


async def test_it_is_not_there_until_something_is_on_its_way(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        at.drawer._tell_counts()
        assert at.drawer.isHidden()
        at.upload(written(tmp_path, "a.txt", 50_000), written(tmp_path, "b.txt", 50_000))
        await at.over(2)
        assert not at.drawer.isHidden()
        assert at.texts(0) == ["a.txt", "b.txt"]
        assert at.texts(1) == ["Files", "Files"]
        assert at.texts(2) == ["Done", "Done"]
        await until(lambda: at.drawer.head.text == "2 done")


async def test_what_failed_is_told_in_words_and_tried_again_alone(
    tmp_path: Path, qtbot: QtBot
) -> None:
    async with opened(tmp_path) as at:
        good, bad = written(tmp_path, "good.txt", 1000), tmp_path / "gone.txt"
        at.upload(good, bad)
        await at.over(2)
        failed = next(t for t in at.drawer.table.all_records() if t.stage is Stage.FAILED)
        assert failure_text(failed)
        assert at.texts(2)[1] not in ("", "failed")
        qtbot.mouseClick(at.button("transfers_failed"), Qt.MouseButton.LeftButton)
        assert at.texts(0) == ["gone.txt"]
        bad.write_text("here again")
        await until(lambda: at.button("transfers_retry_failed").isVisible())
        qtbot.mouseClick(at.button("transfers_retry_failed"), Qt.MouseButton.LeftButton)
        await until(lambda: at.drawer.table.cover.text == "Nothing has failed.")
        qtbot.mouseClick(at.button("transfers_all"), Qt.MouseButton.LeftButton)
        await until(lambda: at.texts(2) == ["Done", "Done"])
        attempts = {t.name: t.attempts for t in at.transfers.all()}
        assert attempts["good.txt"] <= 1


async def test_pausing_going_on_and_cancelling_by_keys(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        at.rooms.server.weather.hold(UPLOAD, times=None, after_bytes=100_000)
        at.upload(written(tmp_path, "slow.bin", 3_000_000))
        await until(lambda: at.drawer.table.all_records())
        at.drawer.focus_list()
        QTest.keyClick(at.drawer.table.view, Qt.Key.Key_Return)
        await until(lambda: at.texts(2) == ["Paused"])
        await until(lambda: at.button("transfers_resume_all").isVisible())
        QTest.keyClick(at.drawer.table.view, Qt.Key.Key_Space)
        await until(lambda: at.texts(2) != ["Paused"])
        at.drawer.table.select_keys([at.drawer.table.all_records()[0].id])
        QTest.keyClick(at.drawer.table.view, Qt.Key.Key_Delete)
        await until(lambda: at.texts(2) == ["Cancelled"])
        QTest.keyClick(at.drawer.table.view, Qt.Key.Key_Delete)
        await until(at.drawer.isHidden)


async def test_the_icons_of_a_row_do_what_they_show(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path) as at:
        at.upload(tmp_path / "gone.txt")
        await at.over(1)
        view = at.drawer.table.view
        view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
        columns = [column.id for column in at.drawer.table.records.columns]
        (tmp_path / "gone.txt").write_text("here")
        place = view.visualRect(at.drawer.table.records.index(0, columns.index("step"))).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await until(lambda: at.texts(2) == ["Done"])
        place = view.visualRect(at.drawer.table.records.index(0, columns.index("leave"))).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await until(lambda: not at.transfers.all())


async def test_a_menu_offers_what_can_be_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        at.upload(written(tmp_path, "a.txt", 10), tmp_path / "gone.txt")
        await at.over(2)
        done, failed = at.drawer.table.all_records()
        offered = {a.objectName() for a in at.drawer.deeds.menu([done]).actions()}
        assert "transfers_forget" in offered
        assert not {"transfers_retry", "transfers_pause", "transfers_cancel"} & offered
        menu = at.drawer.deeds.menu([failed])
        assert "transfers_retry" in {a.objectName() for a in menu.actions()}
        next(a for a in menu.actions() if a.text() == "Copy what happened").trigger()
        assert QGuiApplication.clipboard().text() == failure_text(failed)


async def test_what_is_finished_is_cleared_and_what_failed_stays(
    tmp_path: Path, qtbot: QtBot
) -> None:
    async with opened(tmp_path) as at:
        at.upload(written(tmp_path, "a.txt", 10), tmp_path / "gone.txt")
        await at.over(2)
        await until(lambda: at.button("transfers_clear_done").isVisible())
        at.button("transfers_clear_done").setFocus()
        qtbot.mouseClick(at.button("transfers_clear_done"), Qt.MouseButton.LeftButton)
        await until(lambda: at.texts(0) == ["gone.txt"])
        await until(lambda: at.button("transfers_clear_done").isHidden())
        assert at.drawer.head.text == "1 failed"


async def test_the_line_opens_and_closes_the_list(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path) as at:
        at.upload(written(tmp_path, "a.txt", 10))
        await at.over(1)
        high = at.drawer.sizeHint().height()
        toggle = at.drawer.head.toggle
        assert toggle.accessibleName() == "Hide the transfers"
        qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
        assert not at.drawer.is_open
        assert toggle.accessibleName() == "Show the transfers"
        assert at.drawer.sizeHint().height() < high
        title = at.drawer.head.findChild(QLabel, "transfers_summary")
        assert title is not None
        qtbot.mouseClick(at.drawer.head, Qt.MouseButton.LeftButton)
        assert at.drawer.is_open


async def test_the_sidebar_has_a_line_while_something_runs(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path) as at:
        line = TransfersLine(at.transfers)
        qtbot.addWidget(line)
        assert line.isHidden()
        at.rooms.server.weather.hold(UPLOAD, times=None, after_bytes=100_000)
        at.upload(written(tmp_path, "slow.bin", 400_000))
        await until(lambda: not line.isHidden())
        assert line.accessibleName().startswith("Transfers: 0 of 1")
        at.transfers.cancel([t.id for t in at.transfers.all()])
        await until(line.isHidden)


async def test_what_happened_before_it_was_made_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        at.upload(written(tmp_path, "a.txt", 10))
        await at.over(1)
        later = TransfersDrawer(at.transfers)
        assert [t.name for t in later.table.all_records()] == ["a.txt"]
        assert later.head.text == "1 done"
        later.deleteLater()


async def test_a_service_that_fails_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        at.rooms.server.weather.meet(UPLOAD, Refuse(403), times=None)
        at.upload(written(tmp_path, "a.txt", 10))
        await at.over(1)
        assert "403" not in at.texts(2)[0]
        assert len(at.texts(2)[0]) > 10


def _transfer(number: int, stage: Stage = Stage.WAITING) -> Transfer:
    return Transfer(
        id=str(number),
        connection_id="local",
        direction=Direction.UP,
        name=f"file {number}.txt",
        path=f"/x/file {number}.txt",
        size=1000,
        stage=stage,
    )


async def test_ten_thousand_are_counted_as_they_change(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path) as at:
        all_ = tuple(_transfer(number) for number in range(10_000))
        at.drawer.show_changed(all_)
        qtbot.mouseClick(at.button("transfers_active"), Qt.MouseButton.LeftButton)
        at.drawer.show_changed(all_)
        ended = tuple(replace(t, stage=Stage.DONE) for t in all_[:3000])
        failed = tuple(replace(t, stage=Stage.FAILED) for t in all_[3000:3010])
        at.drawer.show_changed(ended + failed)
        counts = [at.button(f"transfers_{name}").text() for name in ("all", "active", "failed")]
        assert [text.rsplit(" ", 1)[1].replace(",", "") for text in counts] == [
            "10000",
            "6990",
            "10",
        ]
        assert at.drawer.table.records.rowCount() == 6990
        at.drawer.show_removed(tuple(t.id for t in all_))
        assert at.drawer.isHidden()


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        (TransferSummary(), ""),
        (TransferSummary(done=12), "12 done"),
        (TransferSummary(done=2, failed=1, paused=3), "2 done  ·  1 failed  ·  3 paused"),
        (TransferSummary(active=2, waiting=7, done=3), "3 of 12"),
        (TransferSummary(waiting=7, done=3, failed=1), "3 of 11  ·  7 waiting  ·  1 failed"),
    ],
)
def test_how_all_stand(summary: TransferSummary, words: str) -> None:
    assert summary_text(summary) == words


def test_rate_and_time_are_told_while_it_runs() -> None:
    summary = TransferSummary(
        active=1, done=3, waiting=8, failed=1, rate_bps=4_200_000, seconds_left=110
    )
    text = summary_text(summary).replace("\u00a0", " ")
    assert text == "3 of 13  ·  4.2 MB/s  ·  about 2 min left  ·  1 failed"


def test_destinations_and_refusals_have_names(qapp: QApplication) -> None:
    here = _transfer(1, Stage.FAILED)
    store = UploadTo(store_id="vs_1", store_name="Manuals")
    assert destination_text(replace(here, to=store)) == "Manuals"
    assert destination_text(replace(here, to=UploadTo(store_id="vs_1"))) == "vs_1"
    assert destination_text(replace(here, to=UploadTo(container_id="c"))) == "Container"
    down = replace(here, direction=Direction.DOWN, path=str(Path("/home/me/Downloads/a.txt")))
    assert destination_text(down) == "Downloads"
    empty = replace(here, reason=Reason(Refusal.EMPTY))
    assert failure_text(empty) == "“file 1.txt” is empty."
    assert failure_text(replace(here, stage=Stage.DONE)) == ""
