"""The Files tab as a person uses it, on the real local service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QWidget,
)
from tests.ui.library.files_rooms import Opened, files_tab

from oriel.domain.attachments import clean_name
from oriel.domain.connections import CHAT_ONLY
from oriel.domain.library import LibraryFile
from oriel.domain.transfers import Stage, UploadTo
from oriel.local.weather import DELETE_FILE, DOWNLOAD, LIST_FILES, LIST_STORE_FILES, Refuse
from oriel.ui.library.files.delete_dialog import DeleteDialog
from oriel.ui.library.files.downloading import distinct
from oriel.ui.library.files.words import shown_name
from oriel.ui.library.preview.dialog import PreviewDialog
from oriel.ui.library.table.cover import State
from oriel.ui.library.table.record_model import RecordModel
from waiting import emitted, until

pytestmark = pytest.mark.limit(30)
KEPT_BACK = "Not allowed to download files of purpose: assistants"


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    async with files_tab(tmp_path) as made:
        yield made


def cell(opened: Opened, name: str, column_id: str) -> str:
    records: RecordModel[LibraryFile] = opened.tab.table.records
    row = opened.names.index(name)
    column = next(n for n, each in enumerate(records.columns) if each.id == column_id)
    return records.text_at(row, column)


def click(inside: QWidget, name: str) -> None:
    found = inside.findChild(QAbstractButton, name)
    assert found is not None, name
    assert found.isEnabled(), name
    found.click()


def text_of(inside: QWidget, name: str = "") -> str:
    labels = inside.findChildren(QLabel, name) if name else inside.findChildren(QLabel)
    return " ".join(each.text() for each in labels if not each.isHidden()).replace("\u200b", "")


def question(opened: Opened) -> DeleteDialog:
    found = opened.tab.window().findChild(DeleteDialog)
    assert found is not None
    return found


async def asked(opened: Opened, *names: str) -> DeleteDialog:
    """The question before these are deleted, once it is known what uses them."""
    opened.select(*names)
    ended = emitted(opened.files.uses_ended)
    opened.tab.deleting.ask(opened.tab.details.chosen)
    await ended
    return question(opened)


# What is shown


async def test_files_show_with_what_is_known_of_them(opened: Opened) -> None:
    here = opened.library
    await here.upload("old.txt", "four")
    used = await here.upload("new.pdf", purpose="assistants", expires_after_s=2 * 86_400)
    await here.store("Handbook", used)
    await here.used_by("travel", used)
    await opened.show()
    assert sorted(opened.names) == ["new.pdf", "old.txt"]
    assert cell(opened, "new.pdf", "used") == "1 store, 1 chat"
    assert cell(opened, "old.txt", "used") == "nowhere"
    assert cell(opened, "new.pdf", "expires") == "2 days left"
    assert cell(opened, "old.txt", "expires") == "never"
    assert cell(opened, "new.pdf", "status") == "Ready"
    await until(lambda: "1 expires soon" in opened.tab.table.footer.text)


async def test_what_a_connection_lacks_is_said_and_nothing_can_be_uploaded(
    opened: Opened,
) -> None:
    opened.tab.show_connection(replace(opened.connection, capabilities=CHAT_ONLY, name="Mine"))
    assert opened.tab.table.cover.state is State.UNAVAILABLE
    assert "“Mine” keeps no files." in opened.tab.table.cover.text
    assert not opened.find(QPushButton, "files_upload").isEnabled()
    await opened.show()
    assert opened.find(QPushButton, "files_upload").isEnabled()
    assert "No files yet" in opened.tab.table.cover.text


async def test_how_new_files_are_kept_is_chosen_beside_the_button_that_uploads(
    opened: Opened,
) -> None:
    await opened.show()
    beside = opened.find(QPushButton, "files_kept")
    assert "General use" in beside.toolTip()
    beside.click()
    menu = opened.find(QMenu, "upload_menu")
    next(a for a in menu.actions() if a.objectName() == "upload_purpose_assistants").trigger()
    menu.close()
    assert "Assistants" in beside.toolTip()
    assert opened.tab.uploads.to.purpose == "assistants"


async def test_without_a_connection_it_says_so(opened: Opened) -> None:
    opened.tab.show_connection(None)
    assert "No connection is chosen." in opened.tab.table.cover.text


async def test_a_refusal_is_explained_and_can_be_tried_again(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    opened.library.rooms.server.weather.meet(LIST_FILES, Refuse(401))
    failed = emitted(opened.files.load_failed)
    opened.tab.show_connection(opened.connection)
    await failed
    assert "The key was not accepted." in opened.tab.table.cover.text
    completed = emitted(opened.files.completed)
    opened.tab.table.cover.button.click()
    await completed
    assert opened.names == ["a.txt"]


async def test_rows_stay_when_a_refresh_fails(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    opened.library.rooms.server.weather.meet(LIST_FILES, Refuse(403))
    failed = emitted(opened.files.load_failed)
    opened.tab.refresh()
    await failed
    assert opened.names == ["a.txt"]
    assert "The list may not be complete." in opened.tab._task_line.text


async def test_a_refresh_takes_out_what_is_gone_and_brings_what_is_new(opened: Opened) -> None:
    gone = await opened.library.upload("gone.txt")
    await opened.library.upload("stays.txt")
    await opened.show()
    opened.select("stays.txt")
    await opened.library.client.files.delete(gone)
    await opened.library.upload("new.txt")
    completed = emitted(opened.files.completed)
    opened.tab.refresh()
    await completed
    assert sorted(opened.names) == ["new.txt", "stays.txt"]
    assert [file.name for file in opened.tab.table.selected()] == ["stays.txt"]


async def test_rows_of_another_connection_go_at_once(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    gate = opened.library.rooms.server.weather.hold(LIST_FILES)
    completed = emitted(opened.files.completed)
    opened.tab.show_connection(replace(opened.connection, name="Renamed"))
    assert opened.names == []
    gate.open()
    await completed
    assert opened.names == ["a.txt"]


# Narrowing


async def test_only_one_purpose_when_chosen(opened: Opened) -> None:
    await opened.library.upload("a.txt", purpose="user_data")
    await opened.library.upload("b.txt", purpose="assistants")
    await opened.show()
    purposes = opened.tab.narrowing.purposes
    await until(lambda: purposes.count() == 3)
    number = next(n for n in range(3) if purposes.itemData(n) == "assistants")
    assert purposes.itemText(number) == "Assistants (1)"
    purposes.setCurrentIndex(number)
    purposes.activated.emit(number)
    assert opened.names == ["b.txt"]
    await until(lambda: "Of 2 files" in opened.tab.table.footer.text)


async def test_orphans_are_what_no_store_and_no_chat_uses(opened: Opened) -> None:
    stored = await opened.library.upload("stored.txt")
    await opened.library.store("Handbook", stored)
    await opened.library.upload("lost.txt")
    await opened.show()
    click(opened.tab, "files_orphans")
    assert opened.names == ["lost.txt"]
    click(opened.tab, "files_orphans")
    assert sorted(opened.names) == ["lost.txt", "stored.txt"]


async def test_when_every_file_is_used_that_is_said(opened: Opened) -> None:
    stored = await opened.library.upload("stored.txt")
    await opened.library.store("Handbook", stored)
    await opened.show()
    click(opened.tab, "files_orphans")
    assert "Every file is used" in opened.tab.table.cover.text
    opened.tab.table.cover.button.click()
    assert opened.names == ["stored.txt"]


async def test_a_store_that_does_not_answer_is_said_beside_the_orphans(opened: Opened) -> None:
    file_id = await opened.library.upload("stored.txt")
    await opened.library.store("Handbook", file_id)
    opened.library.rooms.server.weather.meet(LIST_STORE_FILES, Refuse(403), times=2)
    await opened.show()
    ended = emitted(opened.files.uses_ended)
    click(opened.tab, "files_orphans")
    await ended
    line = opened.tab._uses_line
    assert "Not every vector store answered: Handbook." in line.text
    assert "may still be used there" in line.text
    assert opened.names == ["stored.txt"]
    ended = emitted(opened.files.uses_ended)
    click(line, "files_uses_line_action")
    await ended
    assert line.isHidden()
    assert opened.names == []


async def test_the_search_for_uses_can_be_stopped(opened: Opened) -> None:
    file_id = await opened.library.upload("stored.txt")
    await opened.library.store("Handbook", file_id)
    await opened.show()
    gate = opened.library.rooms.server.weather.hold(LIST_STORE_FILES)
    click(opened.tab, "files_where_used")
    await until(lambda: gate.reached)
    assert "Looking where the files are used" in opened.tab._uses_line.text
    click(opened.tab, "files_uses_line_action")
    assert opened.tab._uses_line.isHidden()
    gate.open()


# Details


async def test_the_details_say_where_a_file_is_used_and_lead_there(opened: Opened) -> None:
    file_id = await opened.library.upload("a.txt")
    store_id = await opened.library.store("Handbook", file_id)
    await opened.library.used_by("travel", file_id)
    await opened.show()
    opened.select("a.txt")
    assert not opened.tab.pane.isHidden()
    store = emitted(opened.tab.store_requested)
    click(opened.tab.pane, "used_store")
    assert await store == (store_id,)
    chat = emitted(opened.tab.chat_requested)
    click(opened.tab.pane, "used_chat")
    assert await chat == ("travel",)


async def test_the_id_and_a_command_can_be_copied(opened: Opened) -> None:
    file_id = await opened.library.upload("a.txt")
    await opened.show()
    opened.select("a.txt")
    click(opened.tab.pane, "file_detail_copy_0")
    assert QGuiApplication.clipboard().text() == file_id
    click(opened.tab.pane, "file_curl")
    said = QGuiApplication.clipboard().text()
    assert said.startswith("curl -X GET")
    assert f"/files/{file_id}" in said
    assert "$API_KEY" in said


async def test_what_is_in_a_file_shows_when_the_person_rests_on_it(opened: Opened) -> None:
    await opened.library.upload("a.txt", "Words in it.")
    await opened.show()
    ready = emitted(opened.files.preview.ready)
    opened.select("a.txt")
    await ready
    shown = opened.tab.pane.preview.preview
    assert shown is not None
    assert shown.text == "Words in it."


async def test_a_large_file_is_only_looked_into_when_asked(opened: Opened) -> None:
    await opened.library.upload("large.txt", "word " * 500_000)
    await opened.show()
    weather = opened.library.rooms.server.weather
    checked = emitted(opened.files.checked)
    opened.select("large.txt")
    await checked
    assert weather.asked(DOWNLOAD) == 0
    ready = emitted(opened.files.preview.ready, timeout=15)
    click(opened.tab.pane, "file_show_preview")
    await ready
    assert weather.asked(DOWNLOAD) == 1


async def test_why_a_service_keeps_a_content_back_is_explained(opened: Opened) -> None:
    await opened.library.upload("a.txt", purpose="assistants")
    await opened.show()
    opened.library.rooms.server.weather.meet(DOWNLOAD, Refuse(400, message=KEPT_BACK))
    failed = emitted(opened.files.preview.not_shown)
    opened.select("a.txt")
    await failed
    assert "keeps the content of files for “Assistants” to itself" in text_of(opened.tab.pane)


async def test_a_row_is_marked_when_the_service_has_the_file_no_more(opened: Opened) -> None:
    file_id = await opened.library.upload("a.txt")
    await opened.show()
    await opened.library.client.files.delete(file_id)
    checked = emitted(opened.files.checked)
    opened.select("a.txt")
    await checked
    said = "The service does not know this file any more."
    assert opened.tab.table.records.badges == {file_id: said}
    assert said in text_of(opened.tab.pane)
    completed = emitted(opened.files.completed)
    click(opened.tab.pane, "file_refresh")
    await completed
    assert opened.names == []
    assert opened.tab.table.records.badges == {}


async def test_a_row_is_marked_when_list_and_service_say_different_things(
    opened: Opened,
) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    (listed,) = opened.tab.table.all_records()
    opened.tab.listing.put([replace(listed, size=listed.size + 1)])
    checked = emitted(opened.files.checked)
    opened.select("a.txt")
    await checked
    assert "other things" in opened.tab.table.records.badges[listed.id]


async def test_several_are_added_up(opened: Opened) -> None:
    await opened.library.upload("a.txt", "four")
    await opened.library.upload("b.txt", "seven77")
    await opened.show()
    opened.select("a.txt", "b.txt")
    assert opened.tab.pane.detail.title == "2 files"
    assert "11 bytes" in text_of(opened.tab.pane)


async def test_in_a_narrow_window_the_details_lie_over_the_table(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    opened.tab.resize(640, 560)
    opened.select("a.txt")
    assert opened.tab.pane.isHidden()
    opened.tab.focus_first()
    QTest.keyClick(opened.tab.table.view, Qt.Key.Key_Return)
    assert not opened.tab.pane.isHidden()
    assert not opened.tab.table.isVisible()
    QTest.keyClick(opened.tab.pane, Qt.Key.Key_Escape)
    assert opened.tab.pane.isHidden()
    assert opened.tab.table.isVisible()
    opened.tab.resize(1100, 700)
    opened.tab.table.activated.emit(opened.tab.table.current())
    assert not opened.tab.pane.isHidden()
    assert opened.tab.table.isVisible()


async def test_space_shows_a_file_large_and_escape_goes_back(opened: Opened) -> None:
    await opened.library.upload("a.txt", "Words in it.")
    await opened.show()
    opened.select("a.txt")
    ready = emitted(opened.files.preview.ready)
    QTest.keyClick(opened.tab.table.view, Qt.Key.Key_Space)
    dialog = opened.find(PreviewDialog, "preview_dialog")
    await ready
    await until(lambda: dialog.pane.preview is not None)
    closed = emitted(dialog.finished)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await closed


async def test_the_menu_has_what_can_be_done(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    opened.select("a.txt")
    opened.tab.table.view.menu_wanted.emit(opened.tab.mapToGlobal(opened.tab.rect().center()))
    menu = opened.find(QMenu, "files_menu")
    texts = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    assert texts == [
        "Preview",
        "Download…",
        "Delete…",
        "Copy ID",
        "Copy as curl",
        "Export as CSV…",
    ]


# Deleting


async def test_the_question_names_what_uses_the_file(opened: Opened) -> None:
    file_id = await opened.library.upload("a.txt")
    await opened.library.store("Handbook", file_id)
    await opened.library.used_by("travel", file_id)
    await opened.show()
    dialog = await asked(opened, "a.txt")
    assert "Delete “a.txt”?" in text_of(dialog)
    assert "There is no undo." in text_of(dialog)
    assert "1 vector store: Handbook." in text_of(dialog, "delete_stores")
    assert "1 chat: Travel." in text_of(dialog, "delete_chats")
    dialog.reject()
    assert opened.names == ["a.txt"]


async def test_of_several_files_the_used_ones_are_named(opened: Opened) -> None:
    used = await opened.library.upload("used.txt")
    await opened.library.upload("free.txt")
    await opened.library.store("Handbook", used)
    await opened.show()
    dialog = await asked(opened, "used.txt", "free.txt")
    assert "Delete 2 files?" in text_of(dialog)
    assert "1 of the files is used nowhere." in text_of(dialog, "delete_unused")
    assert dialog._lines._text.toPlainText() == "used.txt: Handbook"
    dialog.reject()


async def test_nothing_is_deleted_before_it_is_known_what_uses_it(opened: Opened) -> None:
    file_id = await opened.library.upload("a.txt")
    await opened.library.store("Handbook", file_id)
    await opened.show()
    opened.library.files.forget_uses("local")
    gate = opened.library.rooms.server.weather.hold(LIST_STORE_FILES)
    opened.select("a.txt")
    opened.tab.deleting.ask(opened.tab.details.chosen)
    dialog = question(opened)
    await until(lambda: gate.reached)
    yes = dialog.findChild(QPushButton, "delete_yes")
    assert yes is not None
    assert not yes.isEnabled()
    click(dialog, "delete_looking_action")
    assert yes.isEnabled()
    assert "Not every vector store was asked" in text_of(dialog, "delete_note")
    gate.open()
    dialog.reject()


async def test_a_row_goes_when_the_service_has_confirmed_it(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.library.upload("b.txt")
    await opened.show()
    dialog = await asked(opened, "a.txt")
    gate = opened.library.rooms.server.weather.hold(DELETE_FILE)
    said = emitted(opened.tab.said)
    click(dialog, "delete_yes")
    await until(lambda: gate.reached)
    assert "a.txt" in opened.names
    gate.open()
    assert await said == ("1 file was deleted.",)
    assert opened.names == ["b.txt"]


async def test_what_could_not_be_deleted_stays_and_says_why(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    refused = await opened.library.upload("b.txt")
    await opened.show()
    weather = opened.library.rooms.server.weather
    weather.meet(f"DELETE /files/{refused}", Refuse(403, message="Not yours."))
    dialog = await asked(opened, "a.txt", "b.txt")
    said = emitted(opened.tab.said)
    click(dialog, "delete_yes")
    assert await said == ("1 file was deleted.",)
    await until(lambda: "1 file was not deleted." in opened.tab._task_line.text)
    assert opened.names == ["b.txt"]
    assert "Not yours." in opened.tab.table.records.badges[refused]


async def test_deleting_many_can_be_stopped(opened: Opened) -> None:
    for n in range(12):
        await opened.library.upload(f"{n}.txt")
    await opened.show()
    gate = opened.library.rooms.server.weather.hold(DELETE_FILE, times=None)
    dialog = await asked(opened, *opened.names)
    said = emitted(opened.tab.said)
    click(dialog, "delete_yes")
    await until(lambda: gate.reached)
    assert "Deleting: 0 of 12" in opened.tab._task_line.text
    click(opened.tab, "files_task_line_action")
    gate.open()
    (text,) = await said
    assert "left" in text
    assert 0 < len(opened.names) < 12


async def test_delete_is_only_possible_once_a_copy_is_there(opened: Opened, tmp_path: Path) -> None:
    await opened.library.upload("a.txt", "Words to keep.")
    await opened.show()
    dialog = await asked(opened, "a.txt")
    gate = opened.library.rooms.server.weather.hold(DOWNLOAD)
    click(dialog, "delete_copy")
    chooser = dialog.findChild(QFileDialog, "save_library_file")
    assert chooser is not None
    target = tmp_path / "copy.txt"
    chooser.fileSelected.emit(str(target))
    chooser.reject()
    yes = dialog.findChild(QPushButton, "delete_yes")
    assert yes is not None
    assert not yes.isEnabled()
    gate.open()
    await until(yes.isEnabled)
    assert target.read_text() == "Words to keep."
    dialog.reject()


async def test_the_delete_key_asks(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    opened.select("a.txt")
    ended = emitted(opened.files.uses_ended)
    QTest.keyClick(opened.tab.table.view, Qt.Key.Key_Delete)
    await ended
    dialog = question(opened)
    assert dialog.isVisible()
    opened.tab.show_connection(None)
    assert dialog.result() == QDialog.DialogCode.Rejected


# In and out


async def test_what_is_dropped_is_uploaded_and_shows(opened: Opened, tmp_path: Path) -> None:
    await opened.show()
    path = tmp_path / "dropped.txt"
    path.write_text("Some words.")
    arrived = emitted(opened.files.arrived, timeout=15)
    opened.tab.table.dropped.emit([str(path)])
    await arrived
    await until(lambda: opened.names == ["dropped.txt"])


async def test_what_is_pasted_is_uploaded_with_what_was_chosen(
    opened: Opened, tmp_path: Path
) -> None:
    await opened.show()
    path = tmp_path / "pasted.txt"
    path.write_text("Some words.")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)
    opened.tab.uploads._set(UploadTo(purpose="assistants", expires_after_s=86_400))
    arrived = emitted(opened.files.arrived, timeout=15)
    opened.tab.focus_first()
    QTest.keyClick(opened.tab.table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    ((file,),) = await arrived
    assert (file.name, file.purpose) == ("pasted.txt", "assistants")
    assert file.expires_at == (file.created_at or 0) + 86_400


async def test_several_are_downloaded_into_a_folder(opened: Opened, tmp_path: Path) -> None:
    await opened.library.upload("a.txt", "one")
    await opened.library.upload("b.txt", "two")
    await opened.show()
    opened.select("a.txt", "b.txt")
    click(opened.tab.pane, "file_download")
    chooser = opened.find(QFileDialog, "save_library_files")
    target = tmp_path / "copies"
    target.mkdir()
    chooser.fileSelected.emit(str(target))
    chooser.reject()
    await until(
        lambda: [each.stage for each in opened.transfers.all()] == [Stage.DONE] * 2, timeout=15
    )
    assert (target / "a.txt").read_text() == "one"
    assert (target / "b.txt").read_text() == "two"


async def test_a_download_that_a_service_does_not_give_is_explained(
    opened: Opened, tmp_path: Path
) -> None:
    await opened.library.upload("a.txt", purpose="assistants")
    await opened.show()
    opened.select("a.txt")
    weather = opened.library.rooms.server.weather
    weather.meet(DOWNLOAD, Refuse(400, message=KEPT_BACK), times=None)
    finished = emitted(opened.transfers.finished, timeout=15)
    (file,) = opened.tab.details.chosen
    opened.tab.downloads.ask([file])
    chooser = opened.find(QFileDialog, "save_library_file")
    chooser.fileSelected.emit(str(tmp_path / "copy.txt"))
    chooser.reject()
    await finished
    assert "keeps the content" in opened.tab._task_line.text


async def test_every_control_has_a_name_and_a_place_in_the_tab_order(opened: Opened) -> None:
    await opened.library.upload("a.txt")
    await opened.show()
    opened.select("a.txt")
    buttons = [each for each in opened.tab.findChildren(QAbstractButton) if each.isVisible()]
    assert len(buttons) > 10
    own = [each for each in buttons if each.objectName().startswith(("files_", "file_", "used_"))]
    assert len(own) >= 8
    for each in own:
        assert each.accessibleName() or each.text(), each.objectName()
        assert each.focusPolicy() != Qt.FocusPolicy.NoFocus, each.objectName()


# Names


@given(st.text(max_size=150))
def test_a_name_is_always_shown_as_cleaning_leaves_it(name: str) -> None:
    assert shown_name(LibraryFile(id="f", name=name)) == clean_name(name)


@given(st.text(alphabet="ab ./\\\u202e…", max_size=14))
def test_also_one_with_signs_that_mean_something(name: str) -> None:
    assert shown_name(LibraryFile(id="f", name=name)) == clean_name(name)


@given(st.lists(st.sampled_from(["a.csv", "A.csv", "a (2).csv", "b", ".x"]), max_size=8))
def test_saved_names_never_meet(names: list[str]) -> None:
    found = distinct(names)
    assert len({each.casefold() for each in found}) == len(names)
    assert found[:1] == names[:1]
