"""What an impatient person does to the whole program while answers stream."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.app.desks import ask, desk, part, press, type_text
from tests.waiting import emitted

from oriel.arguments import Arguments
from oriel.composition import Desk
from oriel.config.paths import Home
from oriel.config.settings import SettingsFile
from oriel.domain.connections import OPENAI, Connection, ConnectionKind
from oriel.domain.stopping import StopReason


async def begin_long_answer(opened: Desk) -> str:
    """A new chat with an answer that would take a minute. Returns the chat's id."""
    opened.window.action("new_chat").trigger()
    await emitted(opened.chat.opened)
    opened.chat.use("local", "oriel-rehearsal")
    type_text(opened, "long 3000")
    press(opened, Qt.Key.Key_Return)
    while not any(opened.window.page.transcript.answer_texts()):
        await emitted(opened.chat.answer_changed)
    return opened.chat.chat_id


async def test_closing_with_three_running_answers_keeps_what_came_of_each(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        running = [await begin_long_answer(opened) for _ in range(3)]
    async with desk(tmp_path) as opened:
        for chat_id in running:
            opened.window.sidebar.chat_chosen.emit(chat_id)
            await emitted(opened.chat.opened)
            last = opened.chat.messages[-1]
            assert last.stop_reason is StopReason.STOPPED
            assert last.text


async def test_a_hundred_switches_between_chats_end_at_the_last_one_clicked(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast one")
        quiet = opened.chat.chat_id
        streaming = await begin_long_answer(opened)
        for count in range(100):
            opened.window.sidebar.chat_chosen.emit((quiet, streaming)[count % 2])
            if count % 7 == 0:
                await asyncio.sleep(0)
        while opened.chat.opening:
            await emitted(opened.chat.opened)
        assert opened.chat.chat_id == streaming
        opened.window.action("stop").trigger()
        await opened.chat.settled()
        opened.shell.settle_view()
        assert opened.window.page.transcript.answer_texts() == [opened.chat.messages[-1].text]


async def test_a_chat_deleted_while_it_streams_stops_and_can_come_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        streaming = await begin_long_answer(opened)
        opened.window.sidebar.delete_requested.emit((streaming,))
        await emitted(opened.chats.order.done)
        assert opened.chats.chats == []
        opened.window.action("undo_delete").trigger()
        while opened.chat.chat_id != streaming:
            await emitted(opened.chat.opened)
        await opened.chat.settled()
        last = opened.chat.messages[-1]
        assert last.stop_reason is StopReason.STOPPED
        assert last.text


async def test_removing_the_connection_in_use_lets_the_answer_end_and_asks_for_another(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        local = opened.connections.get("local")
        assert local is not None
        mine = Connection(
            id="mine",
            name="Mine",
            kind=ConnectionKind.COMPATIBLE,
            base_url=local.base_url,
            capabilities=OPENAI,
            default_model="oriel-rehearsal",
        )
        opened.connections.save(mine, "a key that is refused", None)
        await emitted(opened.connections.changed)
        opened.chat.use("mine", "oriel-rehearsal")
        await ask(opened, "echo fast one")
        assert opened.chat.messages[-1].stop_reason is StopReason.FAILED
        opened.connections.remove("mine")
        await emitted(opened.connections.changed)
        await ask(opened, "echo fast two")
        assert opened.chat.messages[-2].text == "echo fast two"
        assert opened.chat.messages[-1].stop_reason in (StopReason.FINISHED, StopReason.FAILED)


async def test_text_size_and_theme_are_there_after_a_restart(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.window.action("zoom_in").trigger()
        opened.window.action("theme_dark").trigger()
    assert SettingsFile(Home(tmp_path).settings).load().zoom == 1.1
    async with desk(tmp_path) as opened:
        assert opened.window.appearance.zoom == 1.1
        assert opened.window.appearance.setting == "dark"
        opened.window.action("zoom_reset").trigger()
        opened.window.action("theme_light").trigger()


async def test_a_server_that_answers_with_a_web_page_is_named_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "error 500 html")
        assert part(opened.window, "error_card")
        assert opened.chat.messages[0].text == "error 500 html"
        QTest.mouseDClick(part(opened.window, "error_retry"), Qt.MouseButton.LeftButton)
        await opened.chat.settled()
        assert len(opened.chat.messages) == 2


async def test_an_address_nobody_listens_at_fails_where_it_was_asked(tmp_path: Path) -> None:
    arguments = Arguments(connect="http://127.0.0.1:9/v1", model="m")
    async with desk(tmp_path, arguments) as opened:
        await ask(opened, "hello")
        assert opened.chat.messages[-1].stop_reason is StopReason.FAILED
        assert part(opened.window, "error_retry").isEnabled()
