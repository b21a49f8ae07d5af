"""Reading in the whole program: long chats, find, versions, saving code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QToolButton
from tests.app.desks import ask, desk, part
from tests.waiting import emitted

from oriel.config.paths import Home
from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable

TURNS = 300


async def a_long_chat(folder: Path) -> None:
    """A history with one chat of TURNS messages, each naming its number."""
    home = Home(folder)
    home.prepare()
    database = await Database.open(home.database)
    chats, messages = ChatTable(database), MessageTable(database)
    chat = Chat(id="long", title="Long", created_at=1.0, updated_at=1.0, model="oriel-rehearsal")
    await chats.add(chat)
    for number in range(TURNS):
        user = number % 2 == 0
        await messages.add(
            Message(
                id=f"m{number}",
                chat_id="long",
                parent_id=f"m{number - 1}" if number else None,
                role=Role.USER if user else Role.ASSISTANT,
                parts=(TextPart(f"This is turn number {number}. " + "More words. " * 30),),
                created_at=float(number),
                stop_reason=None if user else StopReason.FINISHED,
            )
        )
    await database.aclose()


async def test_a_long_chat_opens_by_its_end_and_reads_back_to_its_beginning(
    tmp_path: Path,
) -> None:
    await a_long_chat(tmp_path)
    async with desk(tmp_path) as opened:
        view = opened.window.page.transcript
        opened.window.sidebar.chat_chosen.emit("long")
        await emitted(opened.chat.outlined)
        assert len(view.turns) == TURNS
        assert f"number {TURNS - 1}." in view.turns[TURNS - 1].source
        assert not view.turns[0].loaded
        view.jump_to_start()
        await emitted(opened.chat.turns_read)
        assert "number 0." in view.turns[0].source
        assert view.turns[0].built


async def test_find_reaches_what_was_never_on_the_screen(tmp_path: Path) -> None:
    await a_long_chat(tmp_path)
    async with desk(tmp_path) as opened:
        view = opened.window.page.transcript
        opened.window.sidebar.chat_chosen.emit("long")
        await emitted(opened.chat.outlined)
        opened.window.action("find").trigger()
        field = part(opened.window, "find_field")
        assert isinstance(field, QLineEdit)
        QTest.keyClicks(field, "NUMBER 17.")
        await emitted(opened.chat.found)
        await emitted(opened.chat.turns_read)
        count = part(opened.window, "find_count")
        assert isinstance(count, QLabel)
        assert count.text() == "1 of 1"
        assert view.finder.current is not None
        assert 0 <= view.turn_top(17) < view.viewport().height()
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert view.finder.current is None
        assert field.isHidden() or not field.isVisible()


async def test_the_earlier_answer_is_one_click_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast first version")
        first = opened.chat.messages[-1].id
        opened.window.action("regenerate").trigger()
        await opened.chat.settled()
        opened.window.sidebar.chat_chosen.emit(opened.chat.chat_id)
        second = opened.chat.messages[-1].id
        assert second != first
        opened.chat.open(opened.chat.chat_id)
        await emitted(opened.chat.opened)
        view = opened.window.page.transcript
        view.overlay.place(make=True)
        back = part(opened.window, "answer_chevron-left")
        assert isinstance(back, QToolButton)
        back.click()
        await emitted(opened.chat.opened)
        assert opened.chat.messages[-1].id == first


async def test_code_is_saved_where_the_person_says(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "fast code")
        view = opened.window.page.transcript
        view.jump_to_start()
        view.overlay.place(make=True)
        from oriel.ui.transcript.code_section import CodeSection

        section = next(s for s in view.turns[1].sections if isinstance(s, CodeSection))
        view.hand.save_code(section)
        (dialog,) = opened.window.findChildren(QFileDialog)
        target = tmp_path / "saved.txt"
        dialog.fileSelected.emit(str(target))
        dialog.close()
        await emitted(opened.chat.saved)
        assert target.read_text(encoding="utf-8") == section.block.text + "\n"
        view.save_requested.emit(str(tmp_path / "no" / "such" / "folder.txt"), "x")
        await emitted(opened.chat.not_saved)
