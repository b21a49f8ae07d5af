"""The Containers tab as a person uses it, on the real local service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)
from tests.ui.library.containers_rooms import Opened, containers_tab

from oriel.domain.container_rescue import NewContainer
from oriel.domain.library import ContainerFile
from oriel.domain.transfers import Stage
from oriel.ui.library.containers import words
from oriel.ui.library.containers.file_tree import FileTreeView
from oriel.ui.library.containers.new_dialog import NewContainerDialog
from oriel.ui.library.containers.tree_model import NAME, SIZE, FileTree
from oriel.ui.library.files.service_files import ServiceFilesDialog
from oriel.ui.library.pieces.confirm import Confirmation
from oriel.ui.library.preview.dialog import PreviewDialog
from oriel.ui.library.preview.text_view import TextView
from oriel.ui.library.table.record_table import RecordTable
from waiting import emitted, until


def in_tab(test: Callable[[Opened], Awaitable[None]]) -> Callable[[Path], Awaitable[None]]:
    """Runs a test with the tab open. Not a fixture: a request that is cancelled at the very
    end of a test has to come to its end while the loop still runs."""

    async def run(tmp_path: Path) -> None:
        async with containers_tab(tmp_path) as opened:
            await test(opened)

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def tree_of(opened: Opened) -> FileTreeView:
    return opened.tab.browser.findChild(FileTreeView, "container_files")


def shown_names(tree: FileTreeView) -> list[str]:
    return [node.name for node in tree.files.walk()]


def choose(tree: FileTreeView, *names: str) -> None:
    flags, model = QItemSelectionModel.SelectionFlag, tree.selectionModel()
    model.clearSelection()
    for node in tree.files.walk():
        if node.name in names:
            index = tree.files.index_of(node)
            model.setCurrentIndex(index, flags.Select | flags.Rows)


async def confirmed(opened: Opened) -> str:
    """Says yes to the question that is asked; what was asked."""
    await until(lambda: opened.tab.findChildren(Confirmation))
    (asked,) = opened.tab.findChildren(Confirmation)
    said = opened.words(asked)
    opened.press("confirm_yes")
    await until(lambda: not opened.tab.findChildren(Confirmation))
    return said


# The list


@in_tab
async def test_containers_are_listed_with_what_is_known_of_them(opened: Opened) -> None:
    await opened.container("Figures", memory="4g")
    dead = await opened.container("Old", memory="16g")
    opened.end(dead)
    await opened.show()
    table = opened.tab.list_page.table
    assert opened.names == ["Old", "Figures"]
    old, figures = table.shown_records()
    assert (words.status_text(old), words.countdown(old)) == ("Ended", "")
    assert words.status_text(figures) == "Running"
    assert words.memory_text(figures) == "4 GB"
    minutes, seconds = words.countdown(figures).split(":")
    assert 19 <= int(minutes) <= 20
    assert len(seconds) == 2
    assert "Living containers use 4 of 64 GB" in table.footer.text


@in_tab
async def test_the_countdown_says_how_near_the_end_is(opened: Opened) -> None:
    for name, seconds in (("far", 1000), ("near", 200), ("last", 30)):
        opened.leave_s(await opened.container(name), seconds)
    await opened.show()
    tones = {each.name: words.countdown_tone(each) for each in opened.model.containers}
    assert tones == {"far": "", "near": "warning", "last": "danger"}


@in_tab
async def test_what_ends_soon_is_told_once(opened: Opened) -> None:
    box = await opened.container("Survey")
    opened.leave_s(box, 100)
    await opened.container("Lasting")
    await opened.show()
    await until(lambda: opened.warned)
    ((name, seconds),) = opened.warned
    assert name == "Survey"
    assert 0 < seconds <= 100
    await opened.show()
    assert len(opened.warned) == 1


@in_tab
async def test_a_container_that_was_used_meanwhile_is_not_said_to_end(opened: Opened) -> None:
    box = await opened.container("Survey")
    opened.leave_s(box, 301)
    await opened.show()
    opened.leave_s(box, 1200)
    again = emitted(opened.model.listed)
    await again  # the list is asked before anybody is alarmed
    assert not opened.warned
    assert words.countdown_tone(opened.model.containers[0]) == ""


@in_tab
async def test_a_container_that_ends_while_it_is_seen_is_marked(opened: Opened) -> None:
    box = await opened.container("Survey", minutes=1)
    opened.leave_s(box, 2)
    await opened.show()
    (seen,) = opened.model.containers
    assert words.lives(seen)
    await until(lambda: "Living" not in opened.tab.list_page.table.footer.text)
    assert words.status_text(seen) == "Ended"


@in_tab
async def test_what_a_connection_lacks_is_said(opened: Opened) -> None:
    await opened.container("Figures")
    await opened.show()
    opened.tab.show_connection(opened.poor_connection)
    said = opened.words(opened.tab.list_page.table.cover)
    assert "has no containers" in said
    assert opened.names == []
    assert not opened.find(QWidget, "new_container").isEnabled()
    opened.tab.show_connection(None)
    assert "Choose a connection" in opened.words(opened.tab.list_page.table.cover)


@in_tab
async def test_a_service_that_does_not_answer_is_named_and_asked_again(opened: Opened) -> None:
    await asyncio.to_thread(opened.rooms.server.stop)
    failed = emitted(opened.model.load_failed, timeout=9)
    opened.tab.show_connection(opened.connection)
    await failed
    assert "Nothing answers" in opened.words(opened.tab.list_page.table.cover)
    await asyncio.to_thread(opened.rooms.server.start)
    listed = emitted(opened.model.listed)
    opened.press("table_state_action")
    await listed
    assert "No containers." in opened.words(opened.tab.list_page.table.cover)


@in_tab
async def test_containers_are_deleted_after_a_question(opened: Opened) -> None:
    await opened.container("Figures")
    await opened.container("Survey")
    await opened.show()
    table: RecordTable = opened.tab.list_page.table
    table.select_keys([opened.model.containers[0].id])
    removed = emitted(opened.model.removed)
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert "Survey" in await confirmed(opened)
    await removed
    assert opened.names == ["Figures"]
    assert opened.said == ["The container was deleted."]
    assert len(await opened.client.containers.all()) == 1


@in_tab
async def test_the_facts_are_copied_and_the_request_as_curl(opened: Opened) -> None:
    box = await opened.container("Figures")
    await opened.show()
    opened.tab.list_page.table.select_keys([box])
    opened.press("container_curl")
    said = QGuiApplication.clipboard().text()
    assert f"/containers/{box}" in said
    assert "$API_KEY" in said


# Making one


@in_tab
async def test_a_container_is_made_with_files_of_both_sides(opened: Opened) -> None:
    await opened.upload("given.csv")
    await opened.show()
    opened.press("new_container")
    dialog = opened.find(NewContainerDialog, "new_container_dialog")
    opened.press("create_container")
    assert "Give it a name." in opened.words(dialog)
    opened.find(QLineEdit, "field_container_name").setText("Figures")
    memory = opened.find(QComboBox, "container_memory")
    memory.setCurrentIndex(memory.findData("4g"))
    dialog.add_paths([str(opened.file("sent.txt"))])
    offered = emitted(opened.offers.all_offered)
    opened.press("container_from_service")
    await offered
    picking = opened.find(ServiceFilesDialog, "service_files_dialog")
    table = picking.findChild(RecordTable, "service_files")
    table.select_keys([each.id for each in table.all_records()])
    opened.press("add_service_files")
    assert "given.csv, sent.txt" in opened.words(dialog)
    created = emitted(opened.model.created)
    opened.press("create_container")
    (made,) = await created
    assert (made.name, made.memory, made.idle_minutes) == ("Figures", "4g", 20)
    await until(lambda: [t.stage for t in opened.transfers.all()] == [Stage.DONE])
    files = await opened.client.container_files.all(made.id)
    assert sorted(each["path"] for each in files) == ["/mnt/data/given.csv", "/mnt/data/sent.txt"]
    await until(lambda: not opened.tab.findChildren(NewContainerDialog))


@in_tab
async def test_a_refused_container_keeps_what_was_typed(opened: Opened) -> None:
    await opened.container("All of it", memory="64g")
    await opened.show()
    opened.press("new_container")
    opened.find(QLineEdit, "field_container_name").setText("One more")
    refused = emitted(opened.model.not_created)
    opened.press("create_container")
    await refused
    dialog = opened.find(NewContainerDialog, "new_container_dialog")
    assert "64 GB" in opened.words(dialog)
    assert opened.find(QLineEdit, "field_container_name").text() == "One more"
    opened.press("cancel_container")


# Looking inside


@in_tab
async def test_files_are_shown_as_a_tree(opened: Opened) -> None:
    box = await opened.container("Figures", "a.csv", "b.png")
    opened.move("b.png", "/mnt/data/out/plots/b.png")
    await opened.show()
    await opened.open(box)
    tree = tree_of(opened)
    assert shown_names(tree) == ["out", "plots", "b.png", "a.csv"]
    assert "2 files" in opened.words()
    assert "ends in" in opened.words()
    model = tree.files
    place = model.index(0, SIZE)
    assert model.data(place) == "24 bytes"
    assert opened.model.file_count(box) == 2


@in_tab
async def test_the_keyboard_goes_to_the_files_or_to_what_puts_some_in(opened: Opened) -> None:
    empty = await opened.container("Empty")
    full = await opened.container("Full", "a.txt")
    await opened.show()
    opened.tab.window().activateWindow()
    opened.tab.list_page.reveal(empty)
    opened.tab.list_page.table.activated.emit(opened.tab.list_page.table.current())
    await until(lambda: opened.find(QAbstractButton, "preview_action").hasFocus())
    opened.press("container_back")
    opened.tab.list_page.reveal(full)
    opened.tab.list_page.table.activated.emit(opened.tab.list_page.table.current())
    await until(lambda: tree_of(opened).hasFocus())


@in_tab
async def test_the_head_of_the_tree_is_that_of_the_tables_and_sorts(opened: Opened) -> None:
    box = await opened.container("Work", "a.txt", "b.txt")
    await opened.show()
    await opened.open(box)
    tree = tree_of(opened)
    header = tree.header()
    assert header.height() == opened.tab.list_page.table.view.header.sizeHint().height()
    assert shown_names(tree) == ["a.txt", "b.txt"]
    at = QPoint(header.sectionViewportPosition(NAME) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown_names(tree) == ["b.txt", "a.txt"]


@in_tab
async def test_a_file_is_looked_at_and_enlarged_by_space(opened: Opened) -> None:
    box = await opened.container("Figures", "a.txt", "b.txt")
    await opened.show()
    await opened.open(box)
    tree = tree_of(opened)
    ready = emitted(opened.model.preview.ready)
    choose(tree, "a.txt")
    await ready
    view = opened.find(TextView, "preview_text")
    assert view.toPlainText() == "Herons wait at the pond."
    assert "from you" in opened.words()
    QTest.keyClick(tree, Qt.Key.Key_Space)
    dialog = opened.find(PreviewDialog, "preview_dialog")
    assert dialog.windowTitle() == "a.txt"
    dialog.reject()
    await until(lambda: not opened.tab.findChildren(PreviewDialog))
    choose(tree, "a.txt", "b.txt")
    assert "2 files" in opened.find(QLabel, "preview_state").text()


@in_tab
async def test_files_are_dropped_and_come_up_in_the_tree(opened: Opened) -> None:
    box = await opened.container("Figures", "a.txt")
    await opened.show()
    await opened.open(box)
    opened.tab.browser.upload_requested.emit([str(opened.file("new.txt"))])
    await until(lambda: "new.txt" in shown_names(tree_of(opened)))


@in_tab
async def test_files_are_pasted(opened: Opened) -> None:
    box = await opened.container("Figures", "a.txt")
    await opened.show()
    await opened.open(box)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(opened.file("pasted.txt")))])
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(tree_of(opened), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: "pasted.txt" in shown_names(tree_of(opened)))


@in_tab
async def test_files_of_the_service_are_put_in(opened: Opened) -> None:
    await opened.upload("given.csv")
    box = await opened.container("Figures", "a.txt")
    await opened.show()
    await opened.open(box)
    offered = emitted(opened.offers.all_offered)
    opened.press("container_from_service")
    await offered
    picking = opened.find(ServiceFilesDialog, "service_files_dialog")
    table = picking.findChild(RecordTable, "service_files")
    table.select_keys([table.all_records()[0].id])
    opened.press("add_service_files")
    await until(lambda: "given.csv" in shown_names(tree_of(opened)))


@in_tab
async def test_everything_is_saved_with_its_folders_and_nothing_beside(opened: Opened) -> None:
    box = await opened.container("Figures", "a.csv", "b.png", "evil.sh")
    opened.move("b.png", "/mnt/data/out/plots/b.png")
    opened.move("evil.sh", "/mnt/data/../../../.bashrc")
    await opened.show()
    await opened.open(box)
    opened.press("container_save_all")
    dialog = opened.find(QFileDialog, "save_container_files")
    folder = opened.folder / "saved" / "here"
    dialog.fileSelected.emit(str(folder))
    dialog.reject()
    await until(lambda: [t.stage for t in opened.transfers.all()] == [Stage.DONE] * 3, timeout=9)
    found = await asyncio.to_thread(lambda: sorted((opened.folder / "saved").rglob("*")))
    files = [str(path.relative_to(folder)) for path in found if path.is_file()]
    assert files == ["a.csv", "bashrc", "out/plots/b.png"]


@in_tab
async def test_files_are_deleted_after_a_question(opened: Opened) -> None:
    box = await opened.container("Figures", "a.txt", "b.txt", "c.txt")
    await opened.show()
    await opened.open(box)
    tree = tree_of(opened)
    choose(tree, "a.txt", "c.txt")
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert "Delete 2 files?" in await confirmed(opened)
    await until(lambda: shown_names(tree) == ["b.txt"])


@in_tab
async def test_the_menu_offers_what_can_be_done(opened: Opened) -> None:
    box = await opened.container("Figures", "a.txt")
    await opened.show()
    await opened.open(box)
    choose(tree_of(opened), "a.txt")
    tree_of(opened).menu_wanted.emit(tree_of(opened).mapToGlobal(tree_of(opened).pos()))
    menu = opened.find(QMenu, "container_file_menu")
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy as curl"].trigger()
    assert f"/containers/{box}/files/" in QGuiApplication.clipboard().text()
    menu.close()


@in_tab
async def test_escape_leads_back(opened: Opened) -> None:
    box = await opened.container("Figures", "a.txt")
    await opened.show()
    await opened.open(box)
    QTest.keyClick(tree_of(opened), Qt.Key.Key_Escape)
    assert opened.tab.list_page.isVisible()
    assert opened.model.opened == ""


@in_tab
async def test_an_empty_container_says_so(opened: Opened) -> None:
    box = await opened.container("Figures")
    await opened.show()
    await opened.open(box)
    assert "Nothing is in this container." in opened.words()


# Its end


@in_tab
async def test_a_dead_container_is_replaced_with_what_can_still_be_had(opened: Opened) -> None:
    given = await opened.upload("given.csv")
    made = emitted(opened.model.created)
    await opened.show()
    new = NewContainer(name="Figures", memory="4g", idle_minutes=7, file_ids=(given,))
    opened.model.create(new)
    (box,) = await made
    await opened.open(box.id)
    opened.tab.browser.upload_requested.emit([str(opened.file("sent.txt"))])
    await until(lambda: "sent.txt" in shown_names(tree_of(opened)))
    await opened.client.container_files.upload(box.id, opened.file("made.png"))
    await opened.open(box.id)
    opened.end(box.id)
    failed = emitted(opened.model.files_failed)
    opened.tab.refresh()
    await failed
    assert "has ended" in opened.words()
    opened.press("preview_action")
    replaced = emitted(opened.model.replaced)
    said = await confirmed(opened)
    assert "given.csv: from the service's files" in said
    assert "sent.txt: from this computer" in said
    assert "Lost: made.png" in said
    _, newer = await replaced
    assert (newer.name, newer.memory, newer.idle_minutes) == ("Figures", "4g", 7)
    await until(lambda: sorted(shown_names(tree_of(opened))) == ["given.csv", "sent.txt"])
    assert opened.model.opened == newer.id


@in_tab
async def test_the_list_offers_to_replace_what_has_ended(opened: Opened) -> None:
    box = await opened.container("Figures")
    opened.end(box)
    await opened.show()
    opened.tab.list_page.table.select_keys([box])
    opened.press("container_replace")
    replaced = emitted(opened.model.replaced)
    assert "Nobody looked into the old one" in await confirmed(opened)
    await replaced
    assert words.status_text(opened.model.containers[0]) == "Running"


# Wide and narrow


async def test_a_narrow_window_shows_one_thing_at_a_time(tmp_path: Path) -> None:
    async with containers_tab(tmp_path, size=(480, 500)) as opened:
        box = await opened.container("Figures", "a.txt")
        await opened.show()
        opened.tab.list_page.table.select_keys([box])
        assert not opened.tab.list_page.facts.isVisible()
        opened.press("container_details")
        assert opened.tab.list_page.facts.isVisible()
        assert not opened.tab.list_page.table.isVisible()


def test_a_hostile_tree_is_bounded_and_shown_in_lines(qapp: object) -> None:
    names = ["/".join(["d"] * 5_000) + "/deep.txt", "", "///", "/mnt/data/a\nb\u202ec.txt", "x"]
    files = [
        ContainerFile(id=str(number), container_id="c", path=path, size=1)
        for number, path in enumerate(names)
    ]
    tree = FileTree()
    tree.show_files(files)
    nodes = list(tree.walk())
    assert {node.file.id for node in nodes if node.file} == {"0", "1", "2", "3", "4"}
    assert len(nodes) < 30
    assert all(node.name and "\n" not in node.name for node in nodes)
    tree.sort(SIZE, Qt.SortOrder.DescendingOrder)
    assert len(list(tree.walk())) == len(nodes)
