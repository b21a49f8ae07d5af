"""Offering files and folders to a real service: what is asked, what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.library.intake_rooms import hall, row_of, rows

from oriel.domain.attachments import Reason
from oriel.domain.file_purposes import Misfit
from oriel.domain.folder_rules import LeftOut
from oriel.domain.transfers import UploadTo
from oriel.domain.upload_plan import ALREADY_THERE
from oriel.local.weather import LIST_FILES, Refuse
from oriel.ui.check_box import CheckBox
from oriel.ui.library.intake.choice_delegate import ChoiceDelegate
from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.intake.choices import Check, Choice, ChoiceGroup
from oriel.ui.library.intake.dialog import IntakeDialog
from oriel.ui.library.intake.warning import PersonalDataDialog
from oriel.ui.library.intake.words import reason_text
from waiting import emitted, until


class Thing:
    """A row of the list alone."""

    def __init__(self, name: str, size: int = 10) -> None:
        self.name = name
        self.size = size


def shown(thing: Thing) -> Choice:
    return Choice(thing.name, "why" if thing.name == "b" else "")


@pytest.fixture
def plain(qtbot: QtBot) -> Iterator[ChoiceList]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 400)
    made = ChoiceList("a_list", "Things", window)
    made.setGeometry(QRect(0, 0, 500, 400))
    things = [Thing("a", 1), Thing("b", 2), Thing("c", 4)]
    made.rows.show_groups(
        [
            ChoiceGroup("some", "Some", things, shown),
            ChoiceGroup("none", "None", [], shown),
            ChoiceGroup("odd", "Odd", things, shown, choosable=bytes([1, 0, 1]), chosen=False),
        ]
    )
    window.show()
    yield made  # and the window lives as long


def click(at: ChoiceList, row: int, *, in_box: bool) -> None:
    rect = at.visualRect(at.rows.index(row))
    delegate = at.itemDelegate()
    assert isinstance(delegate, ChoiceDelegate)
    _, place = at.rows.at(row)
    box = delegate.box_of(rect, heading=place < 0).center()
    point = box if in_box else QPoint(rect.center().x(), rect.center().y())
    QTest.mouseClick(at.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_rows_and_groups_are_chosen_and_added_up(plain: ChoiceList) -> None:
    assert rows(plain) == ["Some", "a", "b", "c", "Odd", "a", "b", "c"]
    assert plain.rows.totals == (3, 7)
    plain.rows.toggle(2)
    assert plain.rows.totals == (2, 5)
    some = plain.rows.group("some")
    assert some is not None
    assert some.state is Check.PartiallyChecked
    plain.rows.toggle(6)  # it has no box
    assert plain.rows.totals == (2, 5)
    plain.rows.toggle(4)
    assert [thing.name for thing in plain.rows.chosen("odd")] == ["a", "c"]
    plain.rows.toggle(0)
    plain.rows.toggle(0)
    assert plain.rows.chosen("some") == []
    plain.rows.toggle(99)


def test_the_keys_move_choose_and_fold(plain: ChoiceList) -> None:
    plain.setFocus()
    plain.setCurrentIndex(plain.rows.index(2))
    QTest.keyClick(plain, Qt.Key.Key_Space)
    assert plain.rows.totals == (2, 5)
    QTest.keyClick(plain, Qt.Key.Key_Left)
    assert plain.currentIndex().row() == 0
    QTest.keyClick(plain, Qt.Key.Key_Left)
    assert rows(plain)[:2] == ["Some", "Odd"]
    QTest.keyClick(plain, Qt.Key.Key_Right)
    assert len(rows(plain)) == 8
    QTest.keyClick(plain, Qt.Key.Key_Down)
    assert plain.currentIndex().row() == 1


def test_the_mouse_chooses_a_row_and_folds_a_heading(plain: ChoiceList) -> None:
    click(plain, 1, in_box=False)
    assert plain.rows.totals == (2, 6)
    click(plain, 0, in_box=True)
    assert plain.rows.totals == (3, 7)
    click(plain, 0, in_box=False)
    assert rows(plain)[:2] == ["Some", "Odd"]


def test_rows_are_told_to_whoever_does_not_see_them(plain: ChoiceList) -> None:
    said = [
        plain.rows.data(plain.rows.index(row), int(Qt.ItemDataRole.AccessibleTextRole))
        for row in (0, 2, 5, 6)
    ]
    assert said[0].startswith("Some, 3 files")
    assert said[1:] == ["b, 2 bytes, why, chosen", "a, 1 bytes, not chosen", "b, 2 bytes, why"]


def test_a_fold_stays_when_other_rows_come(plain: ChoiceList) -> None:
    plain.rows.fold(0, folded=True)
    plain.rows.show_groups([ChoiceGroup("some", "Some", [Thing("x")], shown)])
    assert rows(plain) == ["Some"]


@pytest.mark.parametrize("code", [*LeftOut, *Misfit, ALREADY_THERE, "file_changed"])
def test_every_reason_has_its_words(code: str) -> None:
    facts = {"size": 9, "limit": 8, "length": 9, "purpose": "batch", "ending": "docx"}
    said = reason_text(Reason(code, {**facts, "file": "x/.gitignore", "detail": "No."}))
    assert said
    assert "{" not in said
    assert str(code) not in said


async def test_a_handful_of_plain_files_goes_straight_on(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        begun = emitted(here.intake.begun)
        paths = [here.write("a.txt"), here.write("b 🎉.md")]
        here.intake.offer(here.connection, paths, UploadTo(), here.parent)
        assert await begun == (2,)
        assert await here.names(2) == ["a.txt", "b 🎉.md"]
        assert here.parent.findChildren(IntakeDialog) == []


async def test_a_folder_is_shown_first_and_nothing_goes_without_a_yes(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        for name in ("a.txt", "deep/b.md", ".git/config", "empty.txt"):
            here.write(name, "" if "empty" in name else "words")
        here.intake.offer(here.connection, [str(here.folder)], UploadTo(), here.parent)
        found = await here.wait_for(ChoiceList, "intake_list")
        assert rows(found) == [
            "New",
            "notes/a.txt",
            "notes/deep/b.md",
            "Skipped",
            "notes/.git/",
            "notes/empty.txt",
        ]
        await here.press("intake_cancel")
        assert await here.names(0) == []
        here.intake.offer(here.connection, [str(here.folder)], UploadTo(), here.parent)
        found = await here.wait_for(ChoiceList, "intake_list")
        found.rows.toggle(row_of(found, "notes/a.txt"))
        button = await here.wait_for(QPushButton, "intake_upload")
        assert button.text() == "Upload 1 file (5 bytes)"
        await here.press("intake_upload")
        assert await here.names(1) == ["b.md"]


async def test_what_is_there_is_skipped_and_what_changed_replaces_it(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        store_id = await here.store()
        to = UploadTo(store_id=store_id, store_name="Manuals")
        here.intake.offer(
            here.connection,
            [here.write("a.md", "heron"), here.write("b.md", "wren")],
            to,
            here.parent,
        )
        assert await here.names(2) == ["a.md", "b.md"]
        here.write("a.md", "a heron and an egret")
        here.write("c.md")
        here.intake.offer(here.connection, [str(here.folder)], to, here.parent)
        found = await here.wait_for(ChoiceList, "intake_list")
        assert rows(found) == [
            "New",
            "notes/c.md",
            "Changed",
            "notes/a.md",
            "Skipped",
            "notes/b.md",
        ]
        await here.press("intake_upload")
        assert await here.names(4) == ["a.md", "b.md", "c.md"]
        assert len(await here.client.store_files.all(store_id)) == 3


async def test_a_file_a_store_may_not_read_is_asked_about(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        to = UploadTo(store_id=await here.store())
        here.intake.offer(here.connection, [here.write("a.png")], to, here.parent)
        found = await here.wait_for(ChoiceList, "intake_list")
        button = await here.wait_for(QPushButton, "intake_upload")
        assert not button.isEnabled()
        found.rows.toggle(1)
        assert button.isEnabled()  # a person may know better
        await here.press("intake_cancel")


async def test_another_purpose_is_ruled_on_at_once(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        for name in ("a.jsonl", "b.txt"):
            here.write(name)
        here.intake.offer(here.connection, [str(here.folder)], UploadTo(), here.parent)
        found = await here.wait_for(ChoiceList, "intake_list")
        combo = await here.wait_for(QComboBox, "field_purpose")
        combo.setCurrentIndex(combo.findData("batch"))
        await until(lambda: "Skipped" in rows(found))
        assert rows(found) == ["New", "notes/a.jsonl", "Skipped", "notes/b.txt"]
        expiry = await here.wait_for(QComboBox, "field_expiry")
        expiry.setCurrentIndex(expiry.findData(7 * 86_400))
        await here.press("intake_upload")
        await here.names(1)
        [file] = await here.client.files.all()
        assert (file["filename"], file["purpose"]) == ("a.jsonl", "batch")
        assert file["expires_at"] - file["created_at"] == 7 * 86_400


async def test_the_rules_of_a_folder_are_switched_and_looked_at_again(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        for name in ("a.txt", ".hidden.txt", "b.bak"):
            here.write(name)
        here.intake.offer(here.connection, [str(here.folder)], UploadTo(), here.parent)
        found = await here.wait_for(ChoiceList, "intake_list")
        box = await here.wait_for(CheckBox, "skip_hidden")
        box.click()
        await until(lambda: "Skipped" not in rows(found) and len(rows(found)) == 4)
        own = await here.wait_for(QLineEdit, "own_patterns")
        QTest.keyClicks(own, "*.bak")
        QTest.keyClick(own, Qt.Key.Key_Return)
        await until(lambda: "Skipped" in rows(found))
        assert "notes/b.bak" in rows(found)
        assert found.isVisible()  # Enter in the field sends nothing
        await here.press("intake_cancel")


async def test_what_cannot_be_asked_of_the_service_is_said(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        here.write("a.txt")
        here.rooms.server.weather.meet(LIST_FILES, Refuse(403), times=None)
        here.intake.offer(here.connection, [str(here.folder)], UploadTo(), here.parent)
        await here.wait_for(ChoiceList, "intake_list")
        said = [each.text() for each in here.parent.findChildren(QLabel) if each.isVisible()]
        assert any("every file counts as new" in text for text in said)
        await here.press("intake_cancel")


async def test_a_person_is_warned_once_and_may_leave_it(tmp_path: Path) -> None:
    async with hall(tmp_path, is_warned=False) as here:
        path = here.write("a.txt")
        here.intake.offer(here.connection, [path], UploadTo(), here.parent)
        dialog = await here.wait_for(PersonalDataDialog, "personal_data_dialog")
        dialog.reject()
        assert here.transfers.all() == ()
        warned = emitted(here.intake.warned)
        here.intake.offer(here.connection, [path], UploadTo(), here.parent)
        await until(
            lambda: here.seen(PersonalDataDialog, "personal_data_dialog") not in (None, dialog)
        )
        await here.press("personal_data_agree")
        await warned
        await until(lambda: here.transfers.all())
        here.intake.offer(here.connection, [here.write("b.txt", "others")], UploadTo(), here.parent)
        assert await here.names(2) == ["a.txt", "b.txt"]


async def test_a_picture_from_the_clipboard_is_sent_and_not_left_behind(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        picture = QImage(4, 4, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        data = QMimeData()
        data.setImageData(picture)
        assert here.intake.offer_clipboard(here.connection, data, UploadTo(), here.parent)
        [name] = await here.names(1)
        assert name.startswith("pasted-")
        assert name.endswith(".png")
        path = Path(here.transfers.all()[0].path)
        await until(lambda: not path.exists())
        assert not path.parent.exists()


async def test_text_and_files_from_the_clipboard_are_sent(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        text = QMimeData()
        text.setText("Words to keep.")
        assert here.intake.offer_clipboard(here.connection, text, UploadTo(), here.parent)
        await until(lambda: len(here.transfers.all()) == 1)
        files = QMimeData()
        files.setUrls([QUrl.fromLocalFile(here.write("a.txt"))])
        assert here.intake.offer_clipboard(here.connection, files, UploadTo(), here.parent)
        names = await here.names(2)
        assert names[0] == "a.txt"
        assert names[1].endswith(".txt")
        blank = QMimeData()
        blank.setText("  \n")
        assert not here.intake.offer_clipboard(here.connection, blank, UploadTo(), here.parent)
        assert Path(here.folder / "a.txt").exists()  # only what was made here is deleted
