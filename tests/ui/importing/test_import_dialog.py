"""Importing in the whole window: choose, look, import, show, take back, by keyboard too."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from tests.app.desks import desk, part
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.imports.runs import Extras, ImportProgress, NotRead, State
from oriel.ui.importing import words
from oriel.ui.importing.dialog import ImportDialog
from oriel.ui.importing.plan_page import PlanPage

EXAMPLES = Path(__file__).parents[2] / "domain" / "imports"


def dialog_of(opened: Desk) -> ImportDialog:
    found = opened.window.findChildren(ImportDialog)
    assert len(found) == 1
    return found[0]


def press(dialog: QWidget, name: str) -> None:
    made = part(dialog, name)
    assert isinstance(made, QPushButton)
    assert made.isEnabled()
    QTest.keyClick(made, Qt.Key.Key_Return)


async def look(opened: Desk, *paths: Path) -> ImportDialog:
    """The dialog with what was found in the files."""
    opened.window.action("import_chats").trigger()
    dialog = dialog_of(opened)
    model = opened.shell._importing._importing
    assert model is not None
    looked = emitted(model.looked)
    dialog.look_requested.emit([str(path) for path in paths])
    await looked
    return dialog


def drop_on(widget: QWidget, path: Path) -> None:
    """As the system does it: the drag enters, then lets go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(9, 9), copy, *how))
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), copy, *how))


async def test_chats_come_in_are_shown_and_go_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        dialog = await look(opened, EXAMPLES / "claude.json")
        page = dialog.findChild(PlanPage)
        assert page is not None
        assert page.chosen == 2
        model = opened.shell._importing._importing
        assert model is not None
        done = emitted(model.done)
        press(dialog, "import_go")
        await done
        assert "2 chats" in part(dialog, "import_said").text()  # type: ignore[attr-defined]
        shown = emitted(opened.chat.opened)
        press(dialog, "import_go")
        chat = (await shown)[0]
        assert chat.title == "Bread at altitude"
        await until(lambda: not opened.window.findChildren(ImportDialog))
        # The list has just these, says so, and leads back.
        chats, head = opened.chats, part(opened.window, "list_head")
        await until(lambda: chats.outline.filter.import_id and head.isVisible())
        assert chats.outline.total == 2
        assert "Imported chats · 2 chats" in _said(head)
        # Later, under "Earlier imports".
        opened.window.action("import_chats").trigger()
        dialog = dialog_of(opened)
        await until(lambda: dialog.findChild(QPushButton, "undo_import_0"))
        press(dialog, "undo_import_0")
        undone = emitted(model.undone)
        press(opened.window, "confirm_yes")
        assert (await undone)[1].removed == 2
        dialog.reject()
        # The chat that was in view is none any more.
        assert opened.chat.chat_id != chat.id
        assert opened.window.page.draft() == ""
        await until(lambda: chats.outline.total == 0)
        QTest.keyClick(part(head, "usual_list"), Qt.Key.Key_Space)
        await until(lambda: not chats.outline.filter and head.isHidden())


def _said(widget: QWidget) -> str:
    return " ".join(label.accessibleName() or label.text() for label in widget.findChildren(QLabel))


async def test_only_the_boxes_that_are_ticked_come_in(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        dialog = await look(opened, EXAMPLES / "chatgpt.json")
        page = dialog.findChild(PlanPage)
        assert page is not None
        QTest.keyClick(page.list, Qt.Key.Key_Down)
        QTest.keyClick(page.list, Qt.Key.Key_Space)
        assert page.chosen == 2
        model = opened.shell._importing._importing
        assert model is not None
        done = emitted(model.done)
        press(dialog, "import_go")
        assert (await done)[0].run.chats == 2
        again = await look(opened, EXAMPLES / "chatgpt.json")
        assert page.chosen == 1
        group = page.list.rows.group(State.HERE)
        assert group is not None
        assert not group.choosable
        again.reject()


async def test_a_file_dropped_on_the_sidebar_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(EXAMPLES / "claude.json", "conversations.json")
    async with desk(tmp_path / "home") as opened:
        # The list of chats takes no files, so they fall through to what it lies on.
        drop_on(opened.window.sidebar.chat_list.viewport(), path)
        model = opened.shell._importing._importing
        assert model is not None
        plan = (await emitted(model.looked))[0]
        assert plan.count(State.NEW) == 2
        dialog_of(opened).reject()


async def test_what_is_no_export_is_said_and_another_file_can_be_chosen(tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 nothing")
    async with desk(tmp_path / "home") as opened:
        dialog = await look(opened, bad)
        said = part(dialog, "import_said").text()  # type: ignore[attr-defined]
        assert said == "The file is damaged."
        press(dialog, "import_other")
        press(dialog, "import_files")
        chooser = dialog.findChild(QFileDialog)
        assert chooser is not None
        chooser.reject()
        dialog.reject()


@pytest.mark.limit(90)
async def test_escape_leaves_what_is_under_way_then_the_dialog(tmp_path: Path) -> None:
    raw = [
        {"uuid": f"u{n}", "name": f"{n}", "chat_messages": [{"text": "word " * 1_000}]}
        for n in range(800)
    ]
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    async with desk(tmp_path / "home") as opened:
        dialog = await look(opened, path)
        model = opened.shell._importing._importing
        assert model is not None
        begun = emitted(model.progressed)
        press(dialog, "import_go")
        await begun
        stopped = emitted(model.stopped, timeout=30)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await stopped
        assert dialog.isVisible()
        # What was cut off is offered where one begins.
        await until(lambda: dialog.findChild(QPushButton, "finish_import_0"), timeout=30)
        done = emitted(model.done, timeout=60)
        press(dialog, "finish_import_0")
        assert (await done)[0].run.finished_at is not None
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def test_words_tell_how_far_it_is_and_what_comes_along() -> None:
    progress = ImportProgress(5_000_000, 10_000_000, 1_234)
    assert words.progress_text(progress, writing=False).startswith("Looking through the files: 1")
    assert words.progress_text(progress, writing=True).startswith("Importing: 1")
    extras = Extras(folders=1, prompts=2, searches=3, prices=4, question_sets=5, connections=6)
    assert words.extras_text(extras) == (
        "Also bring prompts: 2, saved searches: 3, question sets: 5, prices: 4, "
        "connections without their keys: 6"
    )
    lost = [NotRead("/far/a.json", "", "damaged", where="line 1"), NotRead("b", "c", "newer", "C")]
    assert words.not_read_text(lost) == (
        "Could not be read: a.json (damaged or incomplete), C (made by a newer Oriel)."
    )
    assert words.not_read_text(lost * 2) == "Could not be read: 4."
    assert words.not_read_reason(lost[0]) == "damaged or incomplete (line 1)"
