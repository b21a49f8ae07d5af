"""The files of one connection as the tab hears of them: real service, real loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from tests.services.library_rooms import Library, library
from tests.services.rooms import TOKEN, local_connection

from oriel.domain.connections import CHAT_ONLY, Connection
from oriel.domain.errors import AccessDenied, RequestInvalid
from oriel.domain.library import LibraryFile
from oriel.local.weather import DOWNLOAD, LIST_FILES, LIST_STORE_FILES, Refuse
from oriel.services.credentials import Typed
from oriel.services.preview import Preview, PreviewKind
from oriel.ui.view_models.library_files import Checked, Deletions, LibraryFilesViewModel
from waiting import emitted, until

pytestmark = pytest.mark.limit(30)


class Ear(QObject):
    """What a view-model has told, in order."""

    def __init__(self, files: LibraryFilesViewModel) -> None:
        super().__init__()
        self.told: list[tuple[str, object]] = []
        files.begun.connect(self._on_begun)
        files.page_arrived.connect(self._on_page)
        files.completed.connect(self._on_completed)
        files.uses_found.connect(self._on_uses)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.told]

    @property
    def names(self) -> list[str]:
        found: list[str] = []
        for kind, what in self.told:
            if kind == "page":
                assert isinstance(what, tuple)
                found += [file.name for file in what]
        return found

    def _on_begun(self, quiet: bool) -> None:
        self.told.append(("begun", quiet))

    def _on_page(self, page: object) -> None:
        self.told.append(("page", page))

    def _on_completed(self) -> None:
        self.told.append(("completed", None))

    def _on_uses(self, uses: object) -> None:
        self.told.append(("uses", uses))


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Library, LibraryFilesViewModel]]:
    async with library(folder) as here:
        files = LibraryFilesViewModel(here.files)
        try:
            yield here, files
        finally:
            await files.aclose()


def here_of(made: Library) -> Connection:
    return local_connection(made.rooms.server)


async def other_connection(made: Library, **changes: object) -> Connection:
    other = replace(here_of(made), id="other", **changes)  # type: ignore[arg-type]
    await made.rooms.connections.save(other, Typed(secret=TOKEN))
    return other


async def shown(files: LibraryFilesViewModel, connection: Connection) -> None:
    ended = emitted(files.uses_ended)
    files.show(connection)
    await ended


async def test_a_connection_is_listed_and_then_its_uses_are_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        for n in range(102):
            await made.upload(f"{n:03}.txt")
        ear = Ear(files)
        await shown(files, here_of(made))
        assert ear.kinds[:4] == ["begun", "page", "page", "completed"]
        assert len(ear.names) == 102
        assert files.uses.complete


async def test_the_same_again_is_asked_quietly(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        await made.upload("a.txt")
        await shown(files, here_of(made))
        ear = Ear(files)
        completed = emitted(files.completed)
        files.refresh()
        await completed
        assert ear.told[0] == ("begun", True)


async def test_nothing_of_the_connection_before_shows_under_the_next(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        await made.upload("a.txt")
        gate = made.rooms.server.weather.hold(LIST_FILES)
        other = await other_connection(made)
        files.show(here_of(made))
        await until(lambda: gate.reached)
        ear = Ear(files)
        made.rooms.server.weather.meet(LIST_FILES, Refuse(403))
        failed = emitted(files.load_failed)
        files.show(other)
        await failed
        gate.open()
        assert ear.told == [("begun", False)]
        assert files.connection == other


async def test_a_refresh_ends_the_load_before_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        await made.upload("a.txt")
        gate = made.rooms.server.weather.hold(LIST_FILES)
        files.show(here_of(made))
        await until(lambda: gate.reached)
        ear = Ear(files)
        completed = emitted(files.completed)
        files.refresh()
        await completed
        gate.open()
        assert ear.names == ["a.txt"]


async def test_a_connection_without_files_is_not_asked(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        files.show(replace(here_of(made), capabilities=CHAT_ONLY))
        await shown(files, here_of(made))
        assert made.rooms.server.weather.asked(LIST_FILES) == 1


async def test_a_list_that_is_refused_says_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        made.rooms.server.weather.meet(LIST_FILES, Refuse(403))
        failed = emitted(files.load_failed)
        files.show(here_of(made))
        (error,) = await failed
        assert isinstance(error, AccessDenied)


async def test_a_file_is_checked_against_the_service(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        file_id = await made.upload("a.txt")
        await shown(files, here_of(made))
        checked = emitted(files.checked)
        files.check(file_id)
        (found,) = await checked
        assert isinstance(found.file, LibraryFile)

        await made.client.files.delete(file_id)
        checked = emitted(files.checked)
        files.check(file_id)
        assert await checked == (Checked(file_id),)

        made.rooms.server.weather.meet("GET /files/*", Refuse(403))
        checked = emitted(files.checked)
        files.check(file_id)
        (found,) = await checked
        assert isinstance(found.error, AccessDenied)


async def test_uploaded_files_arrive_alone_and_many_together(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        await shown(files, here_of(made))
        one = await made.upload("one.txt")
        arrived = emitted(files.arrived)
        files.take_in("local", one)
        assert [file.name for file in (await arrived)[0]] == ["one.txt"]

        many = [await made.upload(f"{n}.txt") for n in range(6)]
        ear: list[LibraryFile] = []
        files.arrived.connect(ear.extend)
        asked = made.rooms.server.weather.asked("GET /files/*")
        for file_id in many:
            files.take_in("local", file_id)
        await until(lambda: {file.id for file in ear} == set(many))
        assert made.rooms.server.weather.asked("GET /files/*") - asked <= 1
        files.arrived.disconnect(ear.extend)


async def test_what_another_connection_uploaded_does_not_arrive(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        file_id = await made.upload("a.txt")
        await shown(files, here_of(made))
        files.take_in("other", file_id)
        await shown(files, here_of(made))
        assert made.rooms.server.weather.asked("GET /files/*") == 0


async def test_deleting_tells_of_each_and_then_of_all(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        good, bad = await made.upload("good.txt"), await made.upload("bad.txt")
        await shown(files, here_of(made))
        made.rooms.server.weather.meet(f"DELETE /files/{bad}", Refuse(403))
        ended = emitted(files.deletions_ended)
        files.delete([good, bad])
        assert files.deleting
        (found,) = await ended
        assert isinstance(found, Deletions)
        assert found.gone == (good,)
        assert [each.id for each in found.failed] == [bad]
        assert not files.deleting


async def test_deleting_can_be_stopped(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        ids = [await made.upload(f"{n}.txt") for n in range(10)]
        await shown(files, here_of(made))
        gate = made.rooms.server.weather.hold("DELETE /files/*", times=None)
        ended = emitted(files.deletions_ended)
        files.delete(ids)
        await until(lambda: gate.reached)
        files.stop_deleting()
        gate.open()
        (found,) = await ended
        assert 0 < len(found.gone) < 10
        assert found.left == 10 - len(found.gone)
        assert len(await made.listed()) == found.left


async def test_deleting_goes_on_unheard_under_another_connection(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        file_id = await made.upload("a.txt")
        await shown(files, here_of(made))
        gate = made.rooms.server.weather.hold("DELETE /files/*")
        heard: list[object] = []
        files.deletions_ended.connect(heard.append)
        files.delete([file_id])
        await until(lambda: gate.reached)
        await shown(files, await other_connection(made))
        gate.open()
        weather = made.rooms.server.weather
        await until(lambda: weather.asked("DELETE /files/*") == 1)
        await until(lambda: not files._scope._tasks)
        assert await made.listed() == []
        assert heard == []
        files.deletions_ended.disconnect(heard.append)


async def test_what_was_stopped_does_not_go_on_when_more_is_deleted_elsewhere(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (made, files):
        ids = [await made.upload(f"{n}.txt") for n in range(10)]
        await shown(files, here_of(made))
        gate = made.rooms.server.weather.hold("DELETE /files/*", times=4)
        files.delete(ids)
        await until(lambda: made.rooms.server.weather.asked("DELETE /files/*") == 4)
        files.stop_deleting()
        await shown(files, await other_connection(made))
        ended = emitted(files.deletions_ended)
        files.delete([ids[-1]])
        await ended
        gate.open()
        await until(lambda: not files._scope._tasks)
        assert sorted(await made.listed()) == [f"{n}.txt" for n in range(4, 9)]


async def test_looking_for_uses_can_be_stopped_and_asked_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        file_id = await made.upload("a.txt")
        await made.store("Handbook", file_id)
        await shown(files, here_of(made))
        gate = made.rooms.server.weather.hold(LIST_STORE_FILES)
        files.find_uses(again=True)
        await until(lambda: gate.reached)
        files.stop_uses()
        gate.open()
        ended = emitted(files.uses_ended)
        files.find_uses()
        (uses,) = await ended
        assert uses.complete
        assert uses.of(file_id).stores


async def test_a_look_at_a_file_and_why_there_is_none(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        file_id = await made.upload("a.txt", "Words.")
        await shown(files, here_of(made))
        file = await made.files.retrieve("local", file_id)
        ready = emitted(files.preview.ready)
        files.look_at(file)
        preview, _ = await ready
        assert isinstance(preview, Preview)
        assert (preview.kind, preview.text) == (PreviewKind.TEXT, "Words.")

        made.rooms.server.weather.meet(DOWNLOAD, Refuse(400))
        failed = emitted(files.preview.not_shown)
        files.preview.again()
        assert isinstance((await failed)[0], RequestInvalid)


async def test_a_look_ends_with_its_connection(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, files):
        file_id = await made.upload("a.txt", "Words.")
        await shown(files, here_of(made))
        ready = emitted(files.preview.ready)
        files.look_at(await made.files.retrieve("local", file_id))
        await ready
        cleared = emitted(files.preview.cleared)
        files.show(None)
        await cleared
