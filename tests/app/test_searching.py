"""Searching in the whole program: from Ctrl+K to the message, and what stays of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QToolButton
from tests.app.desks import ask, desk
from tests.app.test_opening_at import a_history, in_sight, marked_words
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.stopping import StopReason
from oriel.ui.search.panel import SearchPanel
from oriel.ui.search.rows import Row, Shape

Key = Qt.Key


def search_panel(opened: Desk) -> SearchPanel:
    found = opened.window.findChild(SearchPanel)
    assert isinstance(found, SearchPanel)
    return found


async def open_search(opened: Desk) -> SearchPanel:
    """As the keys do; once what it begins with is there."""
    opened.window.action("search").trigger()
    panel = search_panel(opened)
    await until(lambda: panel.results.rows.rows)
    return panel


def titles(panel: SearchPanel) -> list[str]:
    return [row.title for row in panel.results.rows.rows]


async def search_for(panel: SearchPanel, typed: str) -> list[Row]:
    """Types it; the rows once the history was searched."""
    panel.line.clear()
    QTest.keyClicks(panel.line, typed)
    await until(lambda: panel.asking.found and panel.asking.found.complete)
    return panel.results.rows.rows


async def test_a_message_far_back_is_found_by_typing_and_opened(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        view = opened.window.page.transcript
        panel = await open_search(opened)
        assert panel.isVisible()
        rows = await search_for(panel, '"turn 123"')
        assert [row.shape for row in rows[:2]] == [Shape.HEADING, Shape.MESSAGE]
        assert "Turn 123" in rows[1].text
        QTest.keyClick(panel.line, Key.Key_Down)
        pointed = emitted(opened.chat.pointed)
        QTest.keyClick(panel.line, Key.Key_Return)
        assert not panel.isVisible()
        await pointed
        assert opened.chat.chat_id == "long"
        assert in_sight(view, "a123")
        assert marked_words(view, "a123") == ["Turn 123"]


async def test_what_leads_nowhere_else_gives_the_keyboard_back(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        opened.window.page.focus_composer()
        before = opened.window.focusWidget()
        panel = await open_search(opened)
        assert opened.window.focusWidget() is panel.line
        QTest.keyClicks(panel.line, "river")
        opened.window.action("search").trigger()
        assert panel.line.selectedText() == "river"
        opened.window.action("search").trigger()
        assert not panel.isVisible()
        assert opened.window.focusWidget() is before
        await open_search(opened)
        assert panel.line.text() == ""
        QTest.keyClick(panel.line, Key.Key_Escape)
        assert not panel.isVisible()
        assert opened.window.focusWidget() is before


async def test_escape_closes_the_panel_and_stops_no_answer(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.window.activateWindow()  # keys of actions are heard in an active window only
        await until(opened.window.isActiveWindow)
        opened.chat.use("local", "oriel-rehearsal")
        begun = emitted(opened.chat.answer_begun)
        opened.shell.ask("long 4000")
        await begun
        opened.window.action("search").trigger()
        panel = search_panel(opened)
        QTest.keyClick(panel.line, Key.Key_Escape)
        assert not panel.isVisible()
        assert opened.chat.streaming
        QTest.keyClick(opened.window.focusWidget(), Key.Key_Escape)
        await opened.chat.settled()
        assert opened.chat.messages[-1].stop_reason is StopReason.STOPPED


async def test_commands_chats_and_the_library_are_reached(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        panel = await open_search(opened)
        await search_for(panel, "keyboard short")
        QTest.keyClick(panel.line, Key.Key_Return)
        assert not panel.isVisible()
        (keys,) = opened.window.findChildren(QDialog)
        keys.reject()
        await open_search(opened)
        rows = await search_for(panel, "forked")
        chat = next(n for n, row in enumerate(rows) if row.title == "Forked" and n)
        panel.results.setCurrentIndex(panel.results.rows.index(chat))
        chosen = emitted(opened.chat.opened)
        panel.results.open_current()
        await chosen
        assert opened.chat.chat_id == "forked"
        await open_search(opened)
        await search_for(panel, "library")
        QTest.keyClick(panel.line, Key.Key_Return)
        assert not opened.window.page.isVisible()


async def test_what_was_searched_for_is_there_after_a_restart(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        panel = await open_search(opened)
        await search_for(panel, "left by the river")
        QTest.keyClick(panel.line, Key.Key_Down)
        pointed = emitted(opened.chat.pointed)
        QTest.keyClick(panel.line, Key.Key_Return)
        await pointed
    async with desk(tmp_path) as opened:
        panel = await open_search(opened)
        assert titles(panel)[:2] == ["Recent searches", "left by the river"]


async def test_a_kept_search_is_listed_and_forgetting_is_undone(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        panel = await open_search(opened)
        QTest.keyClicks(panel.line, "river role:user")
        opened.window.findChild(QToolButton, "search_star").click()
        name = opened.window.findChild(QLineEdit, "search_name")
        QTest.keyClick(name, Key.Key_Return)
        panel.line.clear()
        await until(lambda: "Saved searches" in titles(panel))
        QTest.keyClick(panel.line, Key.Key_Down)
        QTest.keyClick(panel.line, Key.Key_Delete)
        await until(lambda: "Saved searches" not in titles(panel))
        opened.window.action("undo_delete").trigger()
        await until(lambda: "Saved searches" in titles(panel))


async def test_a_new_answer_is_found_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast heliotrope")
        opened.window.action("search").trigger()
        panel = search_panel(opened)
        rows = await search_for(panel, "heliotr")
        messages = [row for row in rows if row.shape is Shape.MESSAGE]
        assert len(messages) == 2
        assert messages[0].text[slice(*messages[0].text_marks[0])] == "heliotrope"


@pytest.mark.parametrize("size", [(1180, 780), (640, 480)])
async def test_the_way_back_covers_no_row(tmp_path: Path, size: tuple[int, int]) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        opened.window.resize(*size)
        panel = await open_search(opened)
        QTest.keyClicks(panel.line, "river")
        opened.window.findChild(QToolButton, "search_star").click()
        QTest.keyClick(opened.window.findChild(QLineEdit, "search_name"), Key.Key_Return)
        panel.line.clear()
        await until(lambda: "Saved searches" in titles(panel))
        QTest.keyClick(panel.line, Key.Key_Down)
        QTest.keyClick(panel.line, Key.Key_Delete)
        await until(lambda: "Saved searches" not in titles(panel))
        toast = opened.window.toast
        assert toast.isVisible()
        assert opened.window.rect().contains(toast.geometry())
        assert not toast.geometry().intersects(panel.geometry())
        QTest.keyClick(panel.line, Key.Key_Escape)
        assert toast.isVisible()
        opened.window.action("undo_delete").trigger()
        await until(lambda: not toast.isVisible())


async def test_the_field_grows_with_the_text_around_it(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        panel = await open_search(opened)
        before = panel.line.font().pointSizeF()
        opened.window.action("zoom_in").trigger()
        await until(lambda: panel.line.font().pointSizeF() > before)
        opened.window.action("zoom_reset").trigger()
        await until(lambda: panel.line.font().pointSizeF() == before)
