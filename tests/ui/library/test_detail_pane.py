"""What stands beside and before a table: facts to copy, one question, sizes and times in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.csv_out import MARK
from oriel.ui.library.pieces.confirm import Confirmation, ask
from oriel.ui.library.pieces.detail_pane import DetailPane
from oriel.ui.library.table.exporting import CsvExporting
from oriel.ui.library.words import (
    ago_text,
    left_text,
    rate_text,
    when_text,
    whole_time_text,
)
from oriel.ui.view_models.csv_export import CsvExportViewModel
from waiting import emitted, until

from .tables import opened, things

DAY = 86_400


@pytest.fixture
def pane(qtbot: QtBot) -> DetailPane:
    made = DetailPane("thing_detail")
    qtbot.addWidget(made)
    made.resize(320, 500)
    made.show()
    return made


@pytest.fixture
def over(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_facts_are_shown_and_copied_as_they_are(pane: DetailPane, qtbot: QtBot) -> None:
    file_id = "file-0000c9848a2a70bb1239bb0000c9848a2a70bb1239bb"
    pane.begin("<b>handbook</b>.pdf", "PDF")
    pane.add_fact("ID", file_id, copy=True)
    pane.add_fact("Status", "<i>broken</i>", tone="danger")
    pane.add_fact("Expires", "")
    assert pane.title == "<b>handbook</b>.pdf"
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in pane.findChildren(QLabel))
    assert pane.facts() == ["PDF", "ID", file_id, "Status", "<i>broken</i>"]
    copying = pane.findChild(QToolButton, "thing_detail_copy_0")
    assert copying is not None
    assert copying.accessibleName() == "Copy ID"
    qtbot.mouseClick(copying, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == file_id


def test_buttons_stand_beside_the_middle_of_the_words_they_belong_to(pane: DetailPane) -> None:
    pane.begin("handbook.pdf")
    said = pane.add_fact("ID", "file-1", copy=True)
    QCoreApplication.processEvents()
    title = pane.findChild(QLabel, "thing_detail_title")
    for name, words in (("close", title), ("copy_0", said)):
        button = pane.findChild(QToolButton, f"thing_detail_{name}")
        assert button is not None
        assert words is not None
        middle = button.mapToGlobal(button.rect().center()).y()
        assert abs(middle - words.mapToGlobal(words.rect().center()).y()) <= 1


def test_another_record_takes_the_place_of_the_last(pane: DetailPane) -> None:
    pane.begin("one")
    pane.add_fact("ID", "1", copy=True)
    pane.add_section("Used by")
    (button,) = pane.add_buttons(("Delete…", "trash", "delete_one", "danger"))
    assert button.accessibleName() == "Delete…"
    pane.begin("two")
    pane.add_text("nothing else")
    assert pane.facts() == ["nothing else"]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert pane.findChild(QPushButton, "delete_one") is None


async def test_the_pane_is_closed_by_its_button(pane: DetailPane, qtbot: QtBot) -> None:
    heard = emitted(pane.closed)
    button = pane.findChild(QToolButton, "thing_detail_close")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    await heard


async def test_a_long_text_makes_the_pane_no_wider(pane: DetailPane) -> None:
    pane.begin("n" * 300)
    pane.add_fact("ID", "x" * 500, copy=True)
    pane.add_text("y" * 500)
    pane.adjustSize()
    assert pane.minimumSizeHint().width() < 320


async def test_a_dangerous_question_is_answered_no_by_enter(over: QWidget) -> None:
    lines = [f"file {n}" for n in range(300)]
    dialog = ask(over, "Delete?", "For good.", lines, "Delete 300", dangerous=True)
    details = dialog.findChild(QLabel, "confirm_details")
    assert details is not None
    assert details.text().endswith("and 100 more")
    ended = emitted(dialog.finished)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert (await ended)[0] == QDialog.DialogCode.Rejected


async def test_yes_accepts(over: QWidget, qtbot: QtBot) -> None:
    dialog = ask(over, "Replace?", "", yes_text="Replace")
    assert isinstance(dialog, Confirmation)
    accepted = emitted(dialog.accepted)
    yes = dialog.findChild(QPushButton, "confirm_yes")
    assert yes is not None
    assert yes.text() == "Replace"
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    await accepted


async def test_a_table_is_written_where_the_person_wants_it(over: QWidget, tmp_path: Path) -> None:
    exports = CsvExportViewModel()
    exporting = CsvExporting(exports, over)
    target = tmp_path / "things.csv"
    with opened() as table:
        exporting.join(table, "things")
        table.show_records(things("b", "größe"))
        table.export_csv()
        dialog = over.findChild(QFileDialog, "csv_dialog")
        assert dialog is not None
        saved = emitted(exports.saved)
        dialog.fileSelected.emit(str(target))
        dialog.reject()
        assert await saved == (str(target), 2)
        written = target.read_bytes().decode("utf-8")
        assert written.startswith(f"{MARK}Name,Status,Size,Made,Secret\r\n")
        assert "größe,ready,1,," in written
        not_saved = emitted(exports.not_saved)
        missing = str(tmp_path / "missing" / "things.csv")
        table.export_csv()
        exporting._on_chosen(missing)
        for each in over.findChildren(QFileDialog):
            each.reject()
        assert (await not_saved)[0] == missing
    await exports.aclose()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["things.csv"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "no time left"),
        (-5, "no time left"),
        (0.2, "1 s left"),
        (54, "54 s left"),
        (59, "about 1 min left"),
        (110, "about 2 min left"),
        (3500, "about 1 h left"),
        (3 * DAY, "3 days left"),
    ],
)
def test_what_is_left(seconds: float | None, words: str) -> None:
    assert left_text(seconds) == words


def test_days_are_short_and_times_are_whole() -> None:
    now = time.time()
    noon = time.mktime((2025, 3, 3, 12, 30, 0, 0, 0, -1))
    QLocale.setDefault(QLocale("en_GB"))
    try:
        assert (when_text(now), when_text(noon)) == ("today", "3 Mar 2025")
        assert whole_time_text(noon) == "3 March 2025, 12:30"
    finally:
        QLocale.setDefault(QLocale.system())
    assert when_text(None) == whole_time_text(None) == ago_text(None) == ""
    assert when_text(1e30) == whole_time_text(float("nan")) == ""


def test_how_long_ago() -> None:
    now = time.time()
    assert ago_text(now - 5) == "just now"
    assert ago_text(now - 150) == "2 min ago"
    assert ago_text(now - 3 * 3600 - 5) == "3 h ago"
    assert ago_text(now - 40 * DAY) == when_text(now - 40 * DAY)


def test_a_rate_that_is_none_is_not_told() -> None:
    assert rate_text(0) == ""
    assert rate_text(4_200_000).endswith("MB/s")


async def test_nothing_is_left_open(over: QWidget) -> None:
    dialog = ask(over, "Sure?", "Really.")
    dialog.reject()
    await until(lambda: not over.findChildren(Confirmation))
