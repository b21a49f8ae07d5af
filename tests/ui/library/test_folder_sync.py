"""The sync dialog over a real folder and a real store."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from tests.ui.library.intake_rooms import Hall, hall, row_of, rows

from oriel.domain.library import VectorStore
from oriel.local.weather import LIST_STORE_FILES, Refuse
from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.sync.dialog import SyncDialog
from waiting import emitted, until


def opened(here: Hall, store_id: str) -> SyncDialog:
    store = VectorStore(id=store_id, name="Manuals")
    dialog = SyncDialog(here.connection, store, here.sync, here.parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def button(here: Hall) -> QPushButton:
    found = here.seen(QPushButton, "sync_run")
    assert found is not None
    return found


async def said(here: Hall, words: str) -> None:
    await until(lambda: words in _said(here))


def _said(here: Hall) -> str:
    label = here.seen(QLabel, "sync_said")
    return label.text() if label else ""


async def added(here: Hall, dialog: SyncDialog) -> None:
    """A folder is chosen, as the file dialog tells of it."""
    await said(here, "No folder belongs to this store yet")
    dialog._on_chosen(str(here.folder))


class Records:
    """What was written down of the transfers so far."""

    def __init__(self, here: Hall) -> None:
        self._count = 0
        here.sync.recorded.connect(self._on_recorded)

    async def reach(self, count: int) -> None:
        await until(lambda: self._count >= count, 20)

    def _on_recorded(self) -> None:
        self._count += 1


async def in_store(here: Hall, store_id: str) -> int:
    return len(await here.client.store_files.all(store_id))


async def test_a_folder_is_compared_shown_and_brought_into_step(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        store_id = await here.store()
        here.write("a.md", "heron")
        here.write("b.md", "wren")
        records, dialog = Records(here), opened(here, store_id)
        await added(here, dialog)
        shown = await here.wait_for(ChoiceList, "sync_list")
        assert rows(shown) == ["Add", "notes/a.md", "notes/b.md"]
        assert button(here).text() == "Add 2"
        await here.press("sync_run")
        await said(here, "2 files on the way")
        await records.reach(2)
        assert await here.names(2) == ["a.md", "b.md"]

        here.write("a.md", "egret")
        (here.folder / "b.md").unlink()
        await here.press("sync_run")
        await here.wait_for(ChoiceList, "sync_list")
        assert rows(shown) == ["Replace", "notes/a.md", "Remove", "b.md"]
        assert button(here).text() == "Replace 1, remove 1"
        shown.rows.toggle(row_of(shown, "b.md"))
        assert button(here).text() == "Replace 1"
        shown.rows.toggle(row_of(shown, "b.md"))
        await here.press("sync_run")
        await said(here, "1 file removed from the store")
        await records.reach(3)
        assert await here.names(3) == ["a.md"]
        await here.press("sync_run")
        await said(here, "in step")
        assert await in_store(here, store_id) == 1
        dialog.reject()


async def test_several_folders_are_kept_and_one_is_forgotten(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        store_id = await here.store()
        here.write("a.md")
        other = tmp_path / "other"
        other.mkdir()
        (other / "o.md").write_text("other words")
        dialog = opened(here, store_id)
        await added(here, dialog)
        shown = await here.wait_for(ChoiceList, "sync_list")
        dialog._on_chosen(str(other))
        await until(lambda: "other/o.md" in rows(shown))
        combo = await here.wait_for(QComboBox, "field_synced_folder")
        assert combo.count() == 2
        combo.setCurrentIndex(0)
        await until(lambda: "notes/a.md" in rows(shown))
        await here.press("forget_folder")
        await until(lambda: combo.count() == 1)
        await until(lambda: "other/o.md" in rows(shown))
        dialog.reject()
        again = opened(here, store_id)
        await until(lambda: here.seen(QComboBox, "field_synced_folder"))
        again.reject()


async def test_what_does_not_work_is_said_and_tried_again(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        store_id = await here.store()
        here.write("a.md")
        here.rooms.server.weather.meet(LIST_STORE_FILES, Refuse(403), times=None)
        dialog = opened(here, store_id)
        refused = emitted(here.sync.refused)
        await added(here, dialog)
        await refused
        assert button(here).text() == "Try again"
        here.rooms.server.weather.clear()
        await here.press("sync_run")
        await here.wait_for(ChoiceList, "sync_list")
        dialog.reject()


async def test_a_folder_that_is_gone_removes_nothing(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        store_id = await here.store()
        path = Path(here.write("a.md"))
        records, dialog = Records(here), opened(here, store_id)
        await added(here, dialog)
        await here.press("sync_run")
        await said(here, "on the way")
        await records.reach(1)
        path.unlink()
        await here.press("sync_run")
        shown = await here.wait_for(ChoiceList, "sync_list")
        assert rows(shown) == ["Remove", "a.md"]
        assert shown.rows.totals == (0, 0)  # nothing of it is chosen by itself
        here.folder.rmdir()
        combo = await here.wait_for(QComboBox, "field_synced_folder")
        combo.currentIndexChanged.emit(0)
        await said(here, "The folder is not there")
        assert await in_store(here, store_id) == 1
        dialog.reject()
