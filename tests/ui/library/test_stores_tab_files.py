"""An opened store as a person uses it, on the real local service: its files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QMenu, QProgressBar, QPushButton, QWidget
from tests.ui.library.stores_rooms import Opened, stores_tab

from oriel.local.weather import LIST_STORE_FILES, Refuse, Spoil
from oriel.ui.library.stores.chunks_view import ChunksView
from oriel.ui.library.stores.file_listing import Group
from oriel.ui.library.stores.file_picker import FilePicker
from oriel.ui.library.table.cover import State
from oriel.ui.view_models.store_rows import RowState
from waiting import emitted, until


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    async with stores_tab(tmp_path) as made:
        await made.show()
        yield made


async def notes(opened: Opened, count: int = 2) -> str:
    """An open store with "note 0.md" and so on in it."""
    ids = [await opened.upload(f"note {n}.md", f"Heron number {n}.") for n in range(count)]
    store_id = await opened.store("Notes", *ids)
    opened.models.stores.refresh()
    await opened.open(store_id)
    return store_id


async def attributes_of(opened: Opened, store_id: str) -> dict[str, dict[str, object]]:
    """As the service has them, by the names of the files."""
    by_id = {row.key: name for name, row in opened.rows.items()}
    found = await opened.client.store_files.all(store_id)
    return {by_id[raw["id"]]: raw["attributes"] for raw in found}


async def test_files_dropped_on_an_open_store_are_seen_on_their_way_until_they_are_ready(
    opened: Opened, tmp_path: Path
) -> None:
    await notes(opened, 1)
    paths = [tmp_path / f"new {n}.md" for n in range(3)]
    for path in paths:
        path.write_text(f"The wren called {path.stem} sings.")
    gate = opened.weather.hold("INDEX *", times=None)
    table = opened.tab.page.table
    opened.drop(table, QPoint(50, 200), *paths)
    working = {f"new {n}.md": RowState.INDEXING for n in range(3)}
    await until(lambda: opened.states().items() >= working.items())
    progress = opened.tab.page.findChild(QProgressBar, "indexing_progress")
    assert progress is not None
    await until(progress.isVisible)
    gate.open()
    ready = {f"new {n}.md": RowState.READY for n in range(3)}
    await until(lambda: opened.states() == {"note 0.md": RowState.READY, **ready})
    head = opened.find(QWidget, "store_head")
    await until(lambda: "4 files" in opened.words(head))
    await until(lambda: not opened.models.files._tasks.is_running("watch"))


async def test_a_store_is_counted_anew_when_its_files_are_ready_at_once(
    opened: Opened, tmp_path: Path
) -> None:
    store_id = await notes(opened, 1)
    (tmp_path / "new.md").write_text("The wren sings.")
    gate = opened.weather.hold("GET /vector_stores/*/files/*", times=None)
    opened.drop(opened.tab.page.table, QPoint(50, 200), tmp_path / "new.md")
    await until_indexed(opened, store_id, 2)  # before anybody has seen it being indexed
    gate.open()
    await until(lambda: opened.states().get("new.md") is RowState.READY)
    head = opened.find(QWidget, "store_head")
    await until(lambda: "2 files" in opened.words(head))


async def test_a_file_that_fails_on_its_way_says_why_and_only_it_is_tried_again(
    opened: Opened, tmp_path: Path
) -> None:
    opened.weather.meet("INDEX bad.md", Spoil("invalid_file", "No text in it."), times=1)
    await notes(opened, 1)
    for name in ("good.md", "bad.md"):
        (tmp_path / name).write_text(f"The wren in {name} sings.")
    opened.drop(opened.tab.page.table, QPoint(50, 200), tmp_path / "good.md", tmp_path / "bad.md")
    await until(lambda: opened.states().get("bad.md") is RowState.FAILED)
    await until(lambda: opened.states().get("good.md") is RowState.READY)
    opened.choose("bad.md")
    said = opened.words(opened.find(QWidget, "file_detail"))
    assert "The file is damaged, empty, or holds no text." in said
    assert "No text in it." in said
    await until(lambda: opened.tab.page.listing.count(Group.FAILED) == 1)
    before = opened.weather.asked("INDEX good.md")
    await until(lambda: bool(opened.tab.page.findChild(QPushButton, "retry_failed").isVisible()))
    opened.press("retry_failed")
    await until(lambda: opened.states().get("bad.md") is RowState.READY)
    assert opened.weather.asked("INDEX good.md") == before


async def test_retrying_keeps_the_attributes(opened: Opened) -> None:
    opened.weather.meet("INDEX note 0.md", Spoil("server_error"), times=1)
    store_id = await notes(opened)
    failed = opened.rows["note 0.md"]
    assert failed.state is RowState.FAILED
    await opened.client.store_files.update(store_id, failed.key, {"year": 2024})
    opened.models.files.refresh()
    await emitted(opened.models.files.completed)
    opened.choose("note 0.md")
    opened.press("retry_files")
    await until(lambda: opened.states()["note 0.md"] is RowState.READY)
    assert await attributes_of(opened, store_id) == {"note 0.md": {"year": 2024}, "note 1.md": {}}
    assert opened.said == ["One file is tried again."]


async def test_what_is_taken_out_can_be_put_in_again(opened: Opened) -> None:
    store_id = await notes(opened)
    opened.choose("note 0.md")
    opened.type_attribute("team", "red")
    opened.press("save_attributes")
    await emitted(opened.models.changes.attributes_saved)
    detached = emitted(opened.models.changes.detached)
    QTest.keyClick(opened.tab.page.table.view, Qt.Key.Key_Delete)
    await detached
    assert set(opened.rows) == {"note 1.md"}
    ((text, undo_id),) = opened.offered
    assert text == "One file was taken out of the store."
    opened.tab.undo(undo_id)
    await until(lambda: opened.states().get("note 0.md") is RowState.READY)
    assert (await attributes_of(opened, store_id))["note 0.md"] == {"team": "red"}


async def test_attributes_are_checked_where_they_are_typed_and_saved(opened: Opened) -> None:
    store_id = await notes(opened)
    opened.choose("note 0.md")
    panel = opened.tab.page.detail.attributes
    opened.press("file_attributes_add")
    opened.find(QComboBox, "attribute_type").setCurrentIndex(1)
    opened.type_into("attribute_key", "year")
    opened.type_into("attribute_value", "soon")
    opened.press("save_attributes")
    assert "This is no number." in opened.words(panel)
    opened.type_into("attribute_value", "2024")
    saved = emitted(opened.models.changes.attributes_saved)
    opened.press("save_attributes")
    await saved
    assert not panel.is_changed
    assert (await attributes_of(opened, store_id))["note 0.md"] == {"year": 2024}
    await until(lambda: opened.cell("note 0.md", "attributes") == "year: 2024")


async def test_what_is_written_of_attributes_stays_when_it_cannot_be_saved(opened: Opened) -> None:
    await notes(opened)
    opened.choose("note 0.md")
    opened.type_attribute("team", "red")
    one = "POST /vector_stores/*/files/*"
    opened.weather.meet(one, Refuse(403, message="Not for you"), times=1)
    refused = emitted(opened.models.changes.not_done)
    opened.press("save_attributes")
    await refused
    panel = opened.tab.page.detail.attributes
    assert "Not for you" in opened.words(panel)
    saved = emitted(opened.models.changes.attributes_saved)
    opened.press("save_attributes")
    await saved
    assert "Not for you" not in opened.words(panel)


async def test_of_several_files_only_what_is_touched_changes(opened: Opened) -> None:
    store_id = await notes(opened)
    rows = opened.rows
    files = opened.client.store_files
    await files.update(store_id, rows["note 0.md"].key, {"team": "red", "year": 1})
    await files.update(store_id, rows["note 1.md"].key, {"team": "blue", "year": 1})
    opened.models.files.refresh()
    await emitted(opened.models.files.completed)
    opened.choose("note 0.md", "note 1.md")
    opened.type_attribute("done", "well", at=2)
    saved = emitted(opened.models.changes.attributes_saved)
    opened.press("save_attributes")
    await saved
    assert await attributes_of(opened, store_id) == {
        "note 0.md": {"team": "red", "year": 1, "done": "well"},
        "note 1.md": {"team": "blue", "year": 1, "done": "well"},
    }


async def test_the_contents_of_a_file_are_shown_as_chunks_and_searched(opened: Opened) -> None:
    words = " ".join(f"Bird {n} sings at the pond." for n in range(300))
    store_id = await opened.store("Long", await opened.upload("long.md", words))
    opened.models.stores.refresh()
    await opened.open(store_id)
    opened.choose("long.md")
    read = emitted(opened.models.chunks.chunks_read)
    opened.press("show_contents")
    _file_id, chunks = await read
    view = opened.find(ChunksView, "chunks_view")
    await until(lambda: f"Chunk {len(chunks)}" in view._text.toPlainText())
    shown = view._text.toPlainText()
    assert all(chunk in shown for chunk in chunks)
    assert f"{len(chunks)} chunks" in opened.words(view)
    opened.press("find_in_chunks")
    opened.type_into("find_field", "Bird 299")
    QTest.keyClick(opened.find(QWidget, "find_field"), Qt.Key.Key_Return)
    assert view._text.textCursor().selectedText() == "Bird 299"
    assert opened.find(QLabel, "find_count").text() == "1 of 1"
    opened.press("close_chunks")


async def test_chunks_that_cannot_be_read_say_why(opened: Opened) -> None:
    await notes(opened, 1)
    content = "GET /vector_stores/*/files/*/content"
    opened.weather.meet(content, Refuse(403, message="Not for you"), times=1)
    opened.choose("note 0.md")
    failed = emitted(opened.models.chunks.chunks_failed)
    opened.press("show_contents")
    await failed
    assert "Not for you" in opened.words(opened.find(QDialog, "chunks_view"))
    opened.press("close_chunks")


async def test_files_of_the_service_are_added_and_those_inside_are_not_offered(
    opened: Opened,
) -> None:
    await opened.upload("other.md")
    await opened.upload("song.mp3")
    await notes(opened, 1)
    offered = emitted(opened.models.offers.all_offered)
    opened.tab.page.service_files_requested.emit()
    await offered
    picker = opened.find(FilePicker, "service_files_dialog")
    names = [file.name for file in picker._table.all_records()]
    assert sorted(names) == ["other.md", "song.mp3"]
    picker._table.view.selectAll()
    assert "probably does not take" in opened.words(picker)
    attached = emitted(opened.models.changes.attached)
    opened.press("add_service_files")
    await attached
    await until(lambda: opened.states().get("other.md") is RowState.READY)
    await until(lambda: opened.states().get("song.mp3") is RowState.FAILED)
    assert opened.cell("song.mp3", "status") == "Failed: kind not read"


async def test_only_files_in_a_state_are_shown_when_that_is_chosen(opened: Opened) -> None:
    opened.weather.meet("INDEX note 1.md", Spoil("server_error"), times=1)
    await notes(opened, 3)
    group = opened.find(QComboBox, "file_group")
    group.setCurrentIndex(3)
    assert set(opened.rows) == {"note 1.md"}
    group.setCurrentIndex(1)
    assert set(opened.rows) == {"note 0.md", "note 2.md"}
    await until(lambda: group.itemText(3) == "Failed (1)")
    opened.press("retry_failed")
    await until(lambda: set(opened.rows) == {"note 0.md", "note 1.md", "note 2.md"})


async def test_where_list_and_service_disagree_it_is_said(opened: Opened) -> None:
    store_id = await notes(opened)
    opened.models.files.disagreed.emit(2, 5)
    note = opened.find(QLabel, "store_note")
    assert note.text() == "The service lists 2 files of this store, and counts 5."
    await opened.client.vector_stores.delete(store_id)
    opened.models.files.refresh()
    await emitted(opened.models.files.store_missing)
    assert note.text() == "The service no longer has this store."


async def test_a_file_that_is_deleted_at_the_service_is_marked(opened: Opened) -> None:
    kept = await opened.upload("kept.md")
    store_id = await opened.store("Notes", kept, await opened.upload("other.md"))
    await until_indexed(opened, store_id, 2)
    opened.models.stores.refresh()
    opened.weather.meet(f"GET /files/{kept}", Refuse(404, message="No such file"), times=None)
    completed = emitted(opened.models.files.completed)
    opened.tab.open_store(store_id)
    await completed
    table = opened.tab.page.table
    await until(lambda: table.records.badge_at(table.records.row_of(kept)))
    assert "deleted" in table.records.badge_at(table.records.row_of(kept))
    assert opened.cell(kept, "name") == f"Deleted file {kept}"


async def test_a_store_is_opened_at_one_of_its_files(opened: Opened) -> None:
    store_id = await notes(opened, 3)
    wanted = opened.rows["note 1.md"].key
    opened.press("back_to_stores")
    completed = emitted(opened.models.files.completed)
    opened.tab.open_store(store_id, wanted)
    await completed
    assert [row.key for row in opened.tab.page.table.selected()] == [wanted]


async def until_indexed(opened: Opened, store_id: str, count: int) -> None:
    done = []
    while len(done) < count:
        done = await opened.client.store_files.all(store_id, "completed")


async def test_a_store_whose_files_cannot_be_listed_says_why(opened: Opened) -> None:
    store_id = await opened.store("Notes")
    opened.models.stores.refresh()
    await emitted(opened.models.stores.completed)
    opened.weather.meet(LIST_STORE_FILES, Refuse(403, message="Not for you"), times=1)
    failed = emitted(opened.models.files.load_failed)
    opened.tab.open_store(store_id)
    await failed
    table = opened.tab.page.table
    assert table.cover.state is State.ERROR
    assert "Not for you" in table.cover.text
    completed = emitted(opened.models.files.completed)
    opened.press("table_state_action")
    await completed
    assert "No files are in this store yet." in table.cover.text


async def test_nobody_asks_about_a_store_that_is_not_seen(opened: Opened) -> None:
    gate = opened.weather.hold("INDEX *", times=None)
    store_id = await opened.store("Notes", await opened.upload("note.md"))
    opened.models.stores.refresh()
    completed = emitted(opened.models.files.completed)
    opened.tab.open_store(store_id)
    await completed
    await until(lambda: opened.models.files._tasks.is_running("watch"))
    opened.tab.hide()
    await until(lambda: not opened.models.files._tasks.is_running("watch"))
    gate.open()
    opened.tab.show()
    await until(lambda: opened.states() == {"note.md": RowState.READY})


async def test_the_menu_of_an_open_store_wishes_for_what_can_be_done_with_it(
    opened: Opened,
) -> None:
    store_id = await notes(opened)
    wanted: list[str] = []
    opened.tab.sync_requested.connect(lambda connection, store: wanted.append(store.id))
    opened.tab.retrieval_requested.connect(lambda ids: wanted.append(ids[0]))
    opened.press("search_store")
    opened.press("store_actions")
    menu = opened.find(QMenu, "open_store_menu")
    (sync,) = (each for each in menu.actions() if each.objectName() == "open_sync")
    sync.trigger()
    menu.close()
    assert wanted == [store_id, store_id]


async def test_the_menu_of_files_offers_what_fits_them(opened: Opened) -> None:
    opened.weather.meet("INDEX note 1.md", Spoil("server_error"), times=1)
    await notes(opened)
    page = opened.tab.page
    for name, extra in (("note 0.md", "Show contents…"), ("note 1.md", "Try again")):
        page.table.menu_requested.emit([opened.rows[name]], QPoint(0, 0))
        menu = opened.find(QMenu, "file_menu")
        texts = [each.text() for each in menu.actions() if each.text()]
        wanted = [extra, "Take out of the store", "Copy ID", "Copy as curl", "Export as CSV…"]
        assert texts == wanted
        menu.close()
        await until(lambda: not page.findChildren(QMenu, "file_menu"))
    curl = page._curl(opened.rows["note 0.md"])
    store = opened.models.files.store
    assert store is not None
    assert f"/vector_stores/{store.id}/files/{opened.rows['note 0.md'].key}" in curl


async def test_a_store_that_has_expired_takes_nothing_more(opened: Opened) -> None:
    await notes(opened)
    store = opened.models.files.store
    assert store is not None
    opened.tab.page.show_store(replace(store, status="expired", expires_at=1.0))
    assert not opened.find(QPushButton, "add_files").isEnabled()
    assert not opened.find(QPushButton, "search_store").isEnabled()
    assert "Expired" in opened.words(opened.find(QWidget, "store_head"))


async def test_a_deletion_of_the_open_store_leads_back_to_the_list(opened: Opened) -> None:
    await notes(opened)
    opened.press("store_actions")
    menu = opened.find(QMenu, "open_store_menu")
    (delete,) = (each for each in menu.actions() if each.objectName() == "open_delete")
    delete.trigger()
    menu.close()
    refuse = Refuse(403, message="Not for you")
    opened.weather.meet("DELETE /vector_stores/*", refuse, times=1)
    refused = emitted(opened.models.stores.not_deleted)
    opened.press("confirm_delete_store")
    await refused
    assert "“Notes” is not deleted." in opened.words(opened.find(QWidget, "stores_work"))
    assert opened.tab.page.isVisible()
    deleted = emitted(opened.models.stores.deleted)
    opened.tab._dialogs.open_delete([opened.models.stores.stores[0]])
    opened.press("confirm_delete_store")
    await deleted
    assert opened.tab.list.isVisible()
