"""Queue, edit, branch, delete, undo, temporary chats, leave for tools: in the whole program."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from tests.app.desks import ask, desk, part, press, type_text
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.messages import Role
from oriel.domain.parts import ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.ui.shortened_label import ShortenedLabel


def texts(opened: Desk, role: Role = Role.USER) -> list[str]:
    return [m.text.strip() for m in opened.chat.messages if m.role is role]


def rehearse(opened: Desk) -> None:
    opened.chat.use("local", "oriel-rehearsal")


def visible(opened: Desk, name: str) -> list[QWidget]:
    return [w for w in opened.window.findChildren(QWidget, name) if w.isVisible()]


async def send(opened: Desk, text: str) -> None:
    type_text(opened, text)
    press(opened, Qt.Key.Key_Return)
    await emitted(opened.chat.answer_begun)


async def far_away(opened: Desk) -> None:
    """The next turn is asked of a service that is not to be reached."""
    far = Connection(
        id="far",
        name="Far away",
        kind=ConnectionKind.COMPATIBLE,
        base_url="https://no-such-host.invalid/v1",
        needs_key=False,
    )
    await opened.chat.desk.engine._connections.save(far)
    opened.chat.use("far", "m")


def shown_waiting(opened: Desk) -> list[str]:
    rows = visible(opened, "waiting_row")
    return [label.text() for row in rows for label in row.findChildren(ShortenedLabel)]


async def waiting_for(opened: Desk, words: str) -> None:
    """Until the queue is shown and says that it waits for this."""
    await until(lambda: any(words in h.text() for h in visible(opened, "waiting_head")), 8)  # type: ignore[attr-defined]


async def test_what_is_sent_while_an_answer_streams_waits_its_turn(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await send(opened, "rate 60 echo one two three four five six")
        for text in ("fast echo second", "fast echo third"):
            type_text(opened, text)
            press(opened, Qt.Key.Key_Return)
            assert opened.window.page.draft() == ""
        await until(lambda: len(visible(opened, "waiting_row")) == 2)
        await until(lambda: texts(opened, Role.ASSISTANT)[1:] == ["second", "third"], 8)
        assert texts(opened)[1:] == ["fast echo second", "fast echo third"]
        await until(lambda: not visible(opened, "waiting_list"))


async def test_after_a_stop_what_waits_is_held_until_the_person_says(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await send(opened, "long 5000")
        type_text(opened, "fast echo after")
        press(opened, Qt.Key.Key_Return)
        await until(lambda: visible(opened, "waiting_row"))
        opened.window.action("stop").trigger()
        await emitted(opened.chat.answer_ended)
        await waiting_for(opened, "was stopped or failed")
        QTest.mouseClick(part(opened.window, "waiting_send"), Qt.MouseButton.LeftButton)
        await emitted(opened.chat.answer_ended)
        assert texts(opened)[-1] == "fast echo after"


async def test_the_queue_is_there_after_a_restart_and_can_be_changed(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await send(opened, "long 5000")
        for text in ("one", "two"):
            type_text(opened, text)
            press(opened, Qt.Key.Key_Return)
        await until(lambda: len(visible(opened, "waiting_row")) == 2)
    async with desk(tmp_path) as opened:
        # Not only there: what else a start has to say of the queue has been said.
        await waiting_for(opened, "was stopped or failed")
        assert shown_waiting(opened) == ["one", "two"]
        later = [b for b in visible(opened, "waiting_chevron-down") if b.isEnabled()]
        QTest.mouseClick(later[0], Qt.MouseButton.LeftButton)
        await until(lambda: shown_waiting(opened) == ["two", "one"])
        order = [t.text for t in await opened.chat.desk.queue.of(opened.chat.chat_id)]
        assert order == ["two", "one"]
        QTest.mouseClick(visible(opened, "waiting_close")[0], Qt.MouseButton.LeftButton)
        await until(lambda: shown_waiting(opened) == ["one"])
        type_text(opened, "half")
        QTest.mouseClick(part(opened.window, "waiting_edit"), Qt.MouseButton.LeftButton)
        await emitted(opened.chat.waiting_changed)
        assert opened.window.page.draft() == "one\n\nhalf"


async def test_an_edited_turn_is_another_version_and_the_first_can_be_read_again(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        await ask(opened, "fast echo second")
        type_text(opened, "half a thought")
        view = opened.window.page.transcript
        await until(lambda: view.findChildren(QWidget, "answer_edit"))
        view.overlay.hover(view.turns[0])
        edit = visible(opened, "answer_edit")[0]
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
        assert opened.window.page.draft() == "fast echo first"
        assert visible(opened, "editing_bar")
        part(opened.window, "composer_text").selectAll()  # type: ignore[attr-defined]
        type_text(opened, "fast echo other")
        press(opened, Qt.Key.Key_Return)
        await emitted(opened.chat.answer_ended)
        await opened.chat.settled()
        assert texts(opened) == ["fast echo other"]
        assert opened.window.page.draft() == "half a thought"
        await until(lambda: opened.chat.versions)
        opened.chat.branches.switch_version(opened.chat.messages[0].id, -1)
        await emitted(opened.chat.opened)
        assert texts(opened) == ["fast echo first", "fast echo second"]


async def test_escape_leaves_an_edit_and_gives_back_what_was_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        type_text(opened, "half a thought")
        opened.shell._chat_binding.turns.begin_edit(opened.chat.messages[0].id)
        assert opened.window.page.draft() == "fast echo first"
        opened.window.action("stop").trigger()
        assert opened.window.page.draft() == "half a thought"
        assert not visible(opened, "editing_bar")


async def test_a_deleted_turn_comes_back_by_undo(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        for word in ("one", "two", "three"):
            await ask(opened, f"fast echo {word}")
        before = [m.id for m in opened.chat.messages]
        opened.chat.branches.remove(before[2])
        await emitted(opened.chat.removed)
        await opened.chat.settled()
        assert texts(opened) == ["fast echo one"]
        opened.window.action("undo_delete").trigger()
        await emitted(opened.chat.opened)
        assert [m.id for m in opened.chat.messages] == before
        # And the service goes on with it.
        await ask(opened, "fast what did I say")
        assert opened.chat.messages[-1].text.count("> fast echo") == 3


async def test_going_on_from_an_earlier_turn_leaves_what_followed(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo one")
        await ask(opened, "fast echo two")
        opened.chat.branches.branch_at(opened.chat.messages[1].id)
        await emitted(opened.chat.opened)
        await ask(opened, "fast what did I say")
        assert "two" not in opened.chat.messages[-1].text
        assert (
            len(await opened.chat.desk.conversations._messages.for_chat(opened.chat.chat_id)) == 6
        )


async def test_a_temporary_chat_is_written_nowhere(tmp_path: Path) -> None:
    secret = "heliotrope"
    async with desk(tmp_path) as opened:
        opened.window.action("temporary_chat").trigger()
        await emitted(opened.chat.opened)
        rehearse(opened)
        assert part(opened.window, "temporary_mark")
        await ask(opened, f"fast echo {secret}")
        assert opened.chat.messages[-1].text.strip() == secret
        assert opened.chat.messages[-1].response_id
        await ask(opened, "fast what did I say")
        assert secret in opened.chat.messages[-1].text
        type_text(opened, f"half a {secret}")
        opened.shell._chat_binding.keep_draft()
        assert not opened.chats.chats
        client = await opened.chat.desk.engine._connections.client("local")
        stored = client.responses.retrieve(opened.chat.messages[-1].response_id)
        assert isinstance((await asyncio.gather(stored, return_exceptions=True))[0], Exception)
    written = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert written
    assert not [p for p in written if secret.encode() in p.read_bytes()]


async def test_a_call_waits_for_leave_in_the_chat_and_runs_with_changed_arguments(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        opened.chat.use_settings(ChatSettings(memory=Memory.CHAINED, local_tools=("",)))
        await send(opened, 'fast call fetch_page {"url": "https://example.com/a"}')
        await until(lambda: visible(opened, "approval_card"))
        arguments = part(opened.window, "approval_arguments")
        assert isinstance(arguments, QPlainTextEdit)
        arguments.setPlainText("[1]")
        QTest.mouseClick(part(opened.window, "approval_once"), Qt.MouseButton.LeftButton)
        assert part(opened.window, "approval_wrong")
        arguments.setPlainText('{"url": "http://127.0.0.1:1/b"}')
        # It is still asked after another chat was looked at.
        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        opened.chat.open(opened.chats.chats[0].id)
        await until(lambda: visible(opened, "approval_card"))
        part(opened.window, "approval_arguments").setPlainText(  # type: ignore[attr-defined]
            '{"url": "http://127.0.0.1:1/b"}'
        )
        QTest.mouseClick(part(opened.window, "approval_once"), Qt.MouseButton.LeftButton)
        await emitted(opened.chat.answer_ended)
        answer = opened.chat.messages[-1]
        (call,) = [p for p in answer.parts if isinstance(p, ToolCallPart)]
        (result,) = [p for p in answer.parts if isinstance(p, ToolResultPart)]
        assert call.status == "failed"
        assert "127.0.0.1:1/b" in result.output
        assert not visible(opened, "approval_card")


async def test_a_no_with_its_reason_reaches_the_model(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        opened.chat.use_settings(ChatSettings(memory=Memory.STATELESS, local_tools=("",)))
        await send(opened, 'fast call fetch_page {"url": "https://example.com/a"}')
        await until(lambda: visible(opened, "approval_card"))
        QTest.mouseClick(part(opened.window, "approval_deny"), Qt.MouseButton.LeftButton)
        reason = part(opened.window, "approval_reason")
        assert isinstance(reason, QLineEdit)
        QTest.keyClicks(reason, "too curious")
        QTest.keyClick(reason, Qt.Key.Key_Return)
        await emitted(opened.chat.answer_ended)
        assert "too curious" in opened.chat.messages[-1].text


async def test_without_a_network_a_turn_waits_and_nothing_is_lost(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await far_away(opened)
        type_text(opened, "fast echo hello out there")
        press(opened, Qt.Key.Key_Return)
        await waiting_for(opened, "can be reached")
        await until(lambda: visible(opened, "waiting_row"))
        assert opened.chat.messages == []
        rehearse(opened)
        QTest.mouseClick(part(opened.window, "waiting_send"), Qt.MouseButton.LeftButton)
        await emitted(opened.chat.answer_ended)
        assert texts(opened, Role.ASSISTANT) == ["hello out there"]


async def test_two_models_answer_side_by_side_and_one_is_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        turns = opened.shell._chat_binding.turns
        answer = opened.chat.messages[-1]
        for keep in ("keep_left", "keep_right"):
            turns._compare(answer, "oriel-guide")
            await emitted(opened.chat.comparing.ended)
            (dialog,) = opened.window.findChildren(QDialog, "compare_dialog")
            button = dialog.findChild(QPushButton, keep)
            assert button is not None
            loaded = emitted(opened.chat.opened)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            await loaded
            kept = opened.chat.messages[-1]
            model = "oriel-rehearsal" if keep == "keep_left" else "oriel-guide"
            assert kept.model == model
            assert kept.stop_reason is StopReason.FINISHED
            await until(lambda: not opened.window.findChildren(QDialog, "compare_dialog"))
        assert opened.chat.versions[opened.chat.messages[-1].id].count == 3
