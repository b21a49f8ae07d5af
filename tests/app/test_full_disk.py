"""The disk fills up while an answer streams: nothing is lost, and the person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from tests.app.desks import ask, desk, press, type_text
from tests.waiting import until

from oriel.composition import Desk
from oriel.domain.stopping import StopReason
from oriel.services import piece_writer
from oriel.store import unkept


def database(opened: Desk):  # type: ignore[no-untyped-def]
    return opened.chat.desk.engine._messages._db


async def limit(opened: Desk, pages: int) -> None:
    await database(opened).read(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchone())


def words_of(opened: Desk) -> str:
    return " ".join(label.text() for label in opened.window.findChildren(QLabel))


@pytest.mark.limit(40)
async def test_an_answer_goes_on_over_a_full_disk_and_is_kept_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unkept, "AGAIN_S", 0.05)
    monkeypatch.setattr(piece_writer, "EVERY_S", 0.05)
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "hello")
        type_text(opened, "rate 400 long 1200")
        press(opened, Qt.Key.Key_Return)
        await until(lambda: bool(opened.chat.desk.engine.live_answer(opened.chat.chat_id)))
        await limit(opened, 1)
        await until(lambda: "The disk is full" in words_of(opened), timeout=10)
        await opened.chat.settled()
        shown = opened.chat.messages[-1]
        assert shown.stop_reason is StopReason.FINISHED
        assert len(shown.text) > 5_000
        await limit(opened, 1_000_000)
        await until(lambda: "Everything is kept now" in words_of(opened), timeout=10)
        assert "The disk is full" not in opened.window.notices.text
    async with desk(tmp_path) as opened:
        assert opened.chat.messages[-1].text == shown.text
        assert opened.chat.messages[-1].stop_reason is StopReason.FINISHED
