"""What a person does on the first day, with the whole program running."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from tests.app.desks import ask, desk, part, press, type_text
from tests.waiting import emitted

from oriel.composition import Desk
from oriel.domain.stopping import StopReason
from oriel.ui.transcript.view import Transcript


def shown_answers(window: QWidget) -> list[str]:
    (transcript,) = window.findChildren(Transcript)
    return transcript.answer_texts()


async def test_a_typed_question_is_answered_kept_and_there_after_a_restart(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        await ask(opened, "What can I do with Oriel?")
        (answer,) = shown_answers(opened.window)
        assert "Oriel" in answer
        assert opened.chats.chats[0].title == "What can I do with Oriel?"
    async with desk(tmp_path) as opened:
        assert shown_answers(opened.window) == [answer]
        assert opened.chat.messages[-1].stop_reason is StopReason.FINISHED


async def test_three_turns_that_depend_on_each_other(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast my word is heliotrope")
        await ask(opened, "echo fast something else")
        await ask(opened, "fast what did I say before?")
        assert "heliotrope" in opened.chat.messages[-1].text
        assert len(shown_answers(opened.window)) == 3


async def test_escape_stops_and_keeps_the_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        type_text(opened, "long 3000")
        press(opened, Qt.Key.Key_Return)
        await emitted(opened.chat.answer_changed)
        while not opened.chat.messages[-1].parts and not shown_answers(opened.window)[-1]:
            await emitted(opened.chat.answer_changed)
        opened.window.action("stop").trigger()
        await emitted(opened.chat.answer_ended)
        last = opened.chat.messages[-1]
        assert last.stop_reason is StopReason.STOPPED
        assert last.text == shown_answers(opened.window)[-1] != ""
        assert part(opened.window, "turn_marker")
        await opened.chat.settled()
        assert not opened.chat.streaming


async def test_an_error_stands_where_it_happened_and_retry_answers_again(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "error 400 once")
        retry = part(opened.window, "error_retry")
        QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
        await opened.chat.settled()
        assert opened.chat.messages[-1].stop_reason is StopReason.FINISHED
        assert len(opened.chat.messages) == 2


async def test_enter_twice_sends_once_and_typing_goes_on_while_it_streams(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        type_text(opened, "echo one two three")
        press(opened, Qt.Key.Key_Return)
        press(opened, Qt.Key.Key_Return)
        type_text(opened, "my next thought")
        assert opened.window.page.draft() == "my next thought"
        await opened.chat.settled()
        assert len(opened.chat.messages) == 2
        assert opened.window.page.draft() == "my next thought"


async def test_a_draft_is_there_after_a_restart_and_belongs_to_its_chat(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await ask(opened, "What can I do with Oriel?")
        chat_id = opened.chat.chat_id
        type_text(opened, "half a sentence")
        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        assert opened.window.page.draft() == ""
        type_text(opened, "another")
        opened.window.sidebar.chat_chosen.emit(chat_id)
        await emitted(opened.chat.opened)
        assert opened.window.page.draft() == "half a sentence"
    async with desk(tmp_path) as opened:
        assert opened.window.page.draft() == "half a sentence"
        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        assert opened.window.page.draft() == "another"


async def test_a_deleted_chat_comes_back_by_undo(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await ask(opened, "What can I do with Oriel?")
        chat_id = opened.chat.chat_id
        opened.window.sidebar.delete_requested.emit((chat_id,))
        await emitted(opened.chats.order.done)
        assert opened.chats.chats == []
        opened.window.action("undo_delete").trigger()
        await emitted(opened.chat.opened)
        await opened.chat.settled()
        assert [c.id for c in opened.chats.chats] == [chat_id]
        assert len(shown_answers(opened.window)) == 1


async def test_a_chat_goes_on_streaming_while_another_is_read(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        type_text(opened, "rate 200 long 150")
        press(opened, Qt.Key.Key_Return)
        await emitted(opened.chat.answer_begun)
        streaming = opened.chat.chat_id
        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        assert not shown_answers(opened.window)
        opened.window.sidebar.chat_chosen.emit(streaming)
        await emitted(opened.chat.opened)
        await opened.chat.settled()
        last = opened.chat.messages[-1]
        assert last.stop_reason is StopReason.FINISHED
        assert shown_answers(opened.window) == [last.text]


async def test_closing_in_mid_answer_keeps_what_came(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        type_text(opened, "long 3000")
        press(opened, Qt.Key.Key_Return)
        await emitted(opened.chat.answer_begun)
        while not shown_answers(opened.window)[-1]:
            await emitted(opened.chat.answer_changed)
        heard = shown_answers(opened.window)[-1]
    async with desk(tmp_path) as opened:
        last = opened.chat.messages[-1]
        assert last.stop_reason is StopReason.STOPPED
        assert last.text.startswith(heard)


async def test_clicking_everything_while_it_streams_breaks_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        type_text(opened, "rate 300 headings code table math long 100")
        press(opened, Qt.Key.Key_Return)
        await emitted(opened.chat.answer_begun)
        for name in ("regenerate", "copy_answer", "next_chat", "zoom_in", "theme_dark") * 2:
            opened.window.action(name).trigger()
            await asyncio.sleep(0)
        await opened.chat.settled()
        assert len(opened.chats.chats) == 1


async def test_what_was_typed_for_a_new_chat_does_not_come_back_once_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        type_text(opened, "What can I do with Oriel?")
        await emitted(opened.window.page.draft_changed)
        press(opened, Qt.Key.Key_Return)
        await opened.chat.settled()
        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        assert opened.window.page.draft() == ""


async def test_on_a_full_disk_the_words_go_back_to_where_they_were_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        words = "something long enough to need a page of its own " * 400
        await fill_disk(opened)
        opened.window.page.set_draft(words)
        press(opened, Qt.Key.Key_Return)
        await emitted(opened.chat.failed)
        assert opened.window.page.draft() == words.strip()
        assert "full" in opened.window.notices.text.lower()


async def fill_disk(opened: Desk) -> None:
    """From now on the history cannot grow by one page."""
    database = opened.chat.desk.conversations._chats._db
    await database.run(
        lambda db: db.execute(
            f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0]}"
        ).fetchone()
    )
