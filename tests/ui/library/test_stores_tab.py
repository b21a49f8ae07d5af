"""The Vector stores tab as a person uses it, on the real local service: the list of stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from tests.ui.library.stores_rooms import Opened, stores_tab

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import CHAT_ONLY
from oriel.domain.hosted_tools import FileSearch, HostedTools
from oriel.local.weather import LIST_STORES, Refuse
from oriel.ui.check_box import CheckBox
from oriel.ui.library.stores.file_picker import FilePicker
from oriel.ui.library.table.cover import State
from oriel.ui.view_models.library_stores import NOT_LISTED
from oriel.ui.view_models.store_rows import RowState
from waiting import emitted, until


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    async with stores_tab(tmp_path) as made:
        yield made


def cell(opened: Opened, name: str, column: str) -> str:
    """What a cell of the list says."""
    table = opened.tab.list.table
    (store,) = (each for each in table.all_records() if each.name == name)
    (found,) = (each for each in table.records.columns if each.id == column)
    return found.text(store)


async def test_stores_are_listed_and_one_is_opened_with_its_files(opened: Opened) -> None:
    ids = [await opened.upload(f"note {n}.md") for n in range(3)]
    store_id = await opened.store("Notes", *ids)
    await opened.store("Empty", expires_days=2)
    await opened.show()
    assert opened.names == ["Empty", "Notes"]
    assert cell(opened, "Empty", "status") == "Empty"
    assert cell(opened, "Empty", "expires") == "2 days left"
    await opened.open(store_id)
    assert opened.states() == {f"note {n}.md": RowState.READY for n in range(3)}
    opened.press("back_to_stores")
    assert opened.tab.list.isVisible()
    assert [store.id for store in opened.tab.list.selected()] == [store_id]


async def test_what_a_connection_lacks_is_said(opened: Opened) -> None:
    cover = opened.tab.list.table.cover
    opened.tab.show_connection(None)
    assert "Add a connection" in cover.text
    poor = replace(opened.connection, id="poor", name="Poor", capabilities=CHAT_ONLY)
    opened.tab.show_connection(poor)
    assert cover.state is State.UNAVAILABLE
    assert "Poor has no vector stores." in cover.text
    assert not opened.find(QPushButton, "new_store").isEnabled()


async def test_a_list_that_fails_says_why_and_comes_when_it_is_tried_again(opened: Opened) -> None:
    await opened.store("Notes")
    opened.weather.meet(LIST_STORES, Refuse(403, message="Not for you"), times=1)
    failed = emitted(opened.models.stores.load_failed)
    opened.tab.show_connection(opened.connection)
    await failed
    table = opened.tab.list.table
    assert table.cover.state is State.ERROR
    assert "Not for you" in table.cover.text
    completed = emitted(opened.models.stores.completed)
    opened.press("table_state_action")
    await completed
    assert (opened.names, table.cover.state) == (["Notes"], State.ROWS)


async def test_a_new_store_is_written_with_all_there_is_to_say_of_it(opened: Opened) -> None:
    await opened.upload("note.md")
    await opened.show()
    opened.press("table_state_action")  # there are none yet: the one action is a new one
    opened.press("save_store")
    dialog = opened.find(QDialog, "store_dialog")
    assert "Give it a name." in opened.words(dialog)
    opened.type_into("field_store_name", "Reports")
    opened.find(QPlainTextEdit, "store_description").setPlainText("Of every year")
    opened.find(QComboBox, "store_expiry").setCurrentIndex(1)
    opened.type_into("store_expiry_days", "9")
    QTest.keyClick(opened.find(QWidget, "store_expiry_days"), Qt.Key.Key_Up)
    opened.press("store_metadata_add")
    opened.type_into("attribute_key", "team")
    opened.type_into("attribute_value", "red")
    offered = emitted(opened.models.offers.all_offered)
    opened.press("choose_files")
    await offered
    picker = opened.find(FilePicker, "service_files_dialog")
    picker._table.view.selectAll()
    opened.press("add_service_files")
    opened.find(QComboBox, "chunking").setCurrentIndex(1)
    opened.type_into("chunk_size", "200")
    QTest.keyClick(opened.find(QWidget, "chunk_size"), Qt.Key.Key_Up)
    saved = emitted(opened.models.stores.saved)
    opened.press("save_store")
    store, files, new = await saved
    assert new
    assert (store.name, store.description, store.expires_days) == ("Reports", "Of every year", 10)
    assert dict(store.metadata) == {"team": "red"}
    assert len(files.done) == 1
    await until(lambda: opened.names == ["Reports"])
    await opened.open(store.id)
    (row,) = opened.rows.values()
    assert row.file is not None
    assert (row.file.chunk_tokens, row.file.overlap_tokens) == (250, 100)


async def test_nothing_that_was_typed_is_lost_when_it_cannot_be_saved(opened: Opened) -> None:
    store_id = await opened.store("Notes", metadata={"team": "red"})
    await opened.show()
    opened.tab.list.reveal(store_id)
    opened.press("store_edit")
    opened.type_into("field_store_name", "Papers")
    opened.weather.meet("POST /vector_stores/*", Refuse(403, message="Not for you"), times=1)
    refused = emitted(opened.models.stores.not_saved)
    opened.press("save_store")
    await refused
    dialog = opened.find(QDialog, "store_dialog")
    assert "Not for you" in opened.words(dialog)
    saved = emitted(opened.models.stores.saved)
    opened.press("save_store")
    store, _files, new = await saved
    assert (store.name, dict(store.metadata), new) == ("Papers", {"team": "red"}, False)
    assert opened.names == ["Papers"]
    assert not [each for each in opened.tab.findChildren(QDialog) if each.isVisible()]


async def test_a_store_is_deleted_once_it_is_said_what_is_lost_and_who_uses_it(
    opened: Opened,
) -> None:
    file_id = await opened.upload("note.md")
    store_id = await opened.store("Notes", file_id)
    hosted = HostedTools(file_search=FileSearch(store_ids=(store_id,)))
    chat = replace(opened.rooms.chat(), title="Herons", settings=ChatSettings(hosted=hosted))
    await opened.rooms.chats.add(chat)
    await opened.show()
    opened.tab.list.reveal(store_id)
    found = emitted(opened.models.stores.uses_found)
    opened.press("store_delete")
    await found
    dialog = opened.find(QDialog, "delete_store")
    said = opened.words(dialog)
    assert "Its index goes for good" in said
    assert "The files themselves stay" in said
    assert "A chat searches there: “Herons”." in said
    deleted = emitted(opened.models.stores.deleted)
    opened.press("confirm_delete_store")
    await deleted
    assert opened.names == []
    assert (await opened.client.files.retrieve(file_id))["id"] == file_id
    assert opened.said == ["The store is deleted. Its files are still there."]


async def test_a_late_answer_brings_no_deleted_store_back(opened: Opened) -> None:
    store_id = await opened.store("Notes")
    await opened.show()
    before = opened.models.stores.store(store_id)
    assert before is not None
    deleted = emitted(opened.models.stores.deleted)
    opened.models.stores.delete(store_id)
    await deleted
    opened.models.stores.note(before)
    assert opened.names == []
    assert opened.models.stores.store(store_id) is None


async def test_several_stores_are_deleted_together_with_their_files(opened: Opened) -> None:
    ids = [await opened.upload(f"{n}.md") for n in range(2)]
    stores = [await opened.store(f"Store {n}", each) for n, each in enumerate(ids)]
    await opened.show()
    opened.tab.list.table.select_keys(stores)
    QTest.keyClick(opened.tab.list.table.view, Qt.Key.Key_Delete)
    assert "Delete 2 stores?" in opened.words(opened.find(QDialog, "delete_store"))
    opened.find(CheckBox, "delete_files_too").setChecked(True)
    opened.press("confirm_delete_store")
    await until(lambda: len(opened.said) == 2)
    assert opened.names == []
    assert await opened.client.files.all() == []


async def test_a_store_is_duplicated_and_what_did_not_go_along_is_said(opened: Opened) -> None:
    ids = [await opened.upload(f"{n}.md") for n in range(2)]
    store_id = await opened.store("Notes", *ids)
    await opened.client.files.delete(ids[0])
    await opened.show()
    opened.tab.list.reveal(store_id)
    opened.press("store_duplicate")
    duplicated = emitted(opened.models.stores.duplicated)
    opened.press("confirm_duplicate")
    await duplicated
    assert sorted(opened.names) == ["Notes", "Notes (copy)"]
    said = opened.words(opened.find(QWidget, "stores_work"))
    in_store = await opened.client.store_files.all(store_id)
    if len(in_store) == 2:  # the service keeps what was indexed of a deleted file
        assert "One of its files could not be taken along." in said
    else:
        assert "“Notes (copy)” is there." in said


async def test_files_dropped_on_a_row_go_into_that_store(opened: Opened, tmp_path: Path) -> None:
    wanted, _other = await opened.store("Wanted"), await opened.store("Other")
    await opened.show()
    path = tmp_path / "heron.md"
    path.write_text("Herons wait.")
    table = opened.tab.list.table
    row = table.records.row_of(wanted)
    middle = QPoint(40, table.view.rowViewportPosition(row) + 10)
    finished = emitted(opened.models.transfers.finished)
    opened.drop(table.view.viewport(), middle, path)
    await finished
    assert [file["id"] for file in await opened.client.store_files.all(wanted)]
    assert [store.id for store in opened.tab.list.selected()] == [wanted]


async def test_a_list_that_is_seen_follows_what_is_indexed_and_a_hidden_one_asks_nothing(
    opened: Opened,
) -> None:
    gate = opened.weather.hold("INDEX *", times=None)
    await opened.store("Notes", await opened.upload("note.md"))
    await opened.show()
    assert cell(opened, "Notes", "status") == "Indexing"
    opened.tab.hide()
    one = "GET /vector_stores/*"
    before = opened.weather.asked(one)
    gate.open()
    opened.tab.show()
    await until(lambda: cell(opened, "Notes", "status") == "Ready")
    assert opened.weather.asked(one) > before
    await until(lambda: not opened.models.stores._tasks.is_running("watch"))


async def test_a_chosen_store_is_not_asked_about_for_its_own_changes(opened: Opened) -> None:
    store_id = await opened.store("Notes")
    await opened.show()
    opened.tab.list.reveal(store_id)
    one = "GET /vector_stores/*"
    await until(lambda: opened.weather.asked(one) == 1)
    await until(lambda: not opened.models.stores._tasks.is_running("check"))
    store = opened.models.stores.store(store_id)
    assert store is not None
    opened.models.stores.note(replace(store, usage_bytes=7))
    assert cell(opened, "Notes", "size") == "7 bytes"
    assert not opened.models.stores._tasks.is_running("check")


async def test_a_store_that_is_gone_elsewhere_is_marked(opened: Opened) -> None:
    store_id = await opened.store("Notes")
    await opened.show()
    await opened.client.vector_stores.delete(store_id)
    changed = emitted(opened.models.stores.badges_changed)
    opened.tab.list.reveal(store_id)
    await changed
    badge = opened.tab.list.table.records.badge_at(0)
    assert badge == "The service no longer has this store. Refresh the list."
    completed = emitted(opened.models.stores.completed)
    opened.press("refresh_stores")
    await completed
    assert opened.names == []


async def test_what_was_made_stays_though_the_list_does_not_have_it_yet(opened: Opened) -> None:
    await opened.show()
    model = opened.models.stores
    opened.press("new_store")
    opened.type_into("field_store_name", "Late")
    saved = emitted(model.saved)
    opened.press("save_store")
    (store, *_rest) = await saved
    model._compare({})
    assert model.badges == {store.id: NOT_LISTED}
    assert opened.names == ["Late"]


async def test_what_a_connection_says_never_shows_under_another(opened: Opened) -> None:
    await opened.store("Notes")
    gate = opened.weather.hold(LIST_STORES)
    opened.tab.show_connection(opened.connection)
    await until(lambda: gate.reached)
    failed = emitted(opened.models.stores.load_failed)  # nobody knows of the other
    opened.tab.show_connection(replace(opened.connection, id="another", name="Another"))
    await failed
    gate.open()
    await until(lambda: not opened.models.stores._tasks.is_running("load"))
    assert opened.names == []


async def test_searching_is_wished_for_with_the_stores_that_are_chosen(opened: Opened) -> None:
    ids = [await opened.store(f"Store {n}") for n in range(2)]
    await opened.show()
    wanted: list[tuple[str, ...]] = []
    opened.tab.retrieval_requested.connect(wanted.append)
    opened.tab.list.reveal(ids[0])
    opened.press("store_search")
    opened.tab.list.table.select_keys(ids)
    opened.tab.list._menu_stores = opened.tab.list.selected()
    opened.tab.list._on_search_many()
    assert wanted == [(ids[0],), (ids[1], ids[0])]


async def test_the_tab_works_by_keys(opened: Opened) -> None:
    await opened.store("Notes", await opened.upload("note.md"))
    await opened.show()
    opened.tab.focus_first()
    rows = opened.tab.list.table.view
    QTest.keyClick(rows, Qt.Key.Key_Down)
    completed = emitted(opened.models.files.completed)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    await completed
    assert opened.tab.page.isVisible()
    QTest.keyClick(opened.tab.page.table.view, Qt.Key.Key_Backspace)
    assert opened.tab.list.isVisible()


async def test_names_from_the_service_are_shown_as_they_are(opened: Opened) -> None:
    bad = "<b>bold</b>\u202e\nname"
    store_id = await opened.store(bad, description="<i>x</i>")
    await opened.show()
    opened.tab.list.reveal(store_id)
    detail = opened.find(QWidget, "store_detail")
    assert "<b>bold" not in cell(opened, bad, "name") or "\u202e" not in cell(opened, bad, "name")
    labels = detail.findChildren(QLabel)
    assert all(each.textFormat() is Qt.TextFormat.PlainText for each in labels if each.text())


async def test_a_copy_that_is_made_under_another_connection_is_not_told_of(
    opened: Opened,
) -> None:
    await opened.store("Notes")
    await opened.show()
    stores = opened.models.stores
    told: list[object] = []
    stores.duplicated.connect(told.append)
    gate = opened.weather.hold("POST /vector_stores")
    stores.duplicate(stores.stores[0].id, "Copy of Notes")
    await until(lambda: gate.reached)
    other = replace(opened.connection, id="other")
    stores.show(replace(other, capabilities=CHAT_ONLY))
    gate.open()
    await until(lambda: not stores._scope._tasks)
    assert told == []
    stores.duplicated.disconnect(told.append)
    await opened.show()
    assert sorted(opened.names) == ["Copy of Notes", "Notes"]
