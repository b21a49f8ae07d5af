"""From an answer to the passage it rests on: a citation leads into the library."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from tests.app.desks import ask, desk, part
from tests.app.test_library import put_in
from tests.waiting import until

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.hosted_tools import FileSearch, HostedTools
from oriel.domain.retrieval import SearchRun
from oriel.domain.transfers import UploadTo
from oriel.ui.library.retrieval.run_pane import RunPane


async def test_a_source_opens_where_its_store_finds_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        client = await opened.client("local")
        store_id = (await client.vector_stores.create("Birds"))["id"]
        await put_in(
            opened,
            tmp_path,
            UploadTo(purpose="assistants", store_id=store_id),
            heron="The heron stands still at the pond until a fish swims by.",
            tern="The tern dives from the air.",
        )
        opened.chat.use("local", "oriel-guide")
        search = FileSearch(store_ids=(store_id,))
        opened.chat.use_settings(ChatSettings(hosted=HostedTools(file_search=search)))
        await ask(opened, "What does the heron do at the pond?")
        opened.window.action("inspector").trigger()
        sources = part(opened.window, "inspector_sources")
        button = sources.findChildren(QAbstractButton, "passage_library")[0]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        page = part(opened.window, "library_page")
        await until(lambda: runs_in(page))
        assert runs_in(page)[0].hits[0].filename == "heron.md"
        assert not opened.window.page.isVisible()


def runs_in(page: QWidget) -> list[SearchRun]:
    return [pane.run for pane in page.findChildren(RunPane) if pane.run is not None]
