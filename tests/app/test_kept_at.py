"""Where chats are kept besides here, in the whole program: the mark, the panel, another
machine's turns, a conversation known by its id, and what goes when a chat is deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QWidget
from tests.app.desks import ask, desk, part
from tests.waiting import emitted, until

from oriel.api.client import ServiceClient
from oriel.composition import Desk
from oriel.domain.connections import ConnectionKind
from oriel.domain.errors import NotFound
from oriel.services.connections import Fixed


@asynccontextmanager
async def elsewhere(folder: Path) -> AsyncIterator[Desk]:
    """The program with a service that is not inside it."""
    async with desk(folder) as opened:
        connections = opened.chat.desk.engine._connections
        fixed = connections._fixed["local"]
        other = replace(fixed.connection, kind=ConnectionKind.COMPATIBLE, name="Elsewhere")
        connections._fixed["local"] = Fixed(other, fixed.secret)
        opened.chat.use("local", "oriel-rehearsal")
        yield opened


def dialog(name: str) -> QDialog | None:
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    found = [w for w in shown if isinstance(w, QDialog) and w.objectName() == name]
    return found[0] if found else None


async def shown(name: str) -> QDialog:
    await until(lambda: dialog(name))
    found = dialog(name)
    assert found is not None
    return found


def inside(widget: QWidget, name: str) -> Any:
    found = widget.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(widget: QWidget, name: str) -> None:
    button = inside(widget, name)
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def is_there(opened: Desk, name: str) -> bool:
    found = opened.window.findChild(QWidget, name)
    return found is not None and found.isVisible()


async def conversation_of(opened: Desk) -> str:
    state = await opened.shell._kept_at._models()._states.state(opened.chat.chat_id)
    assert state.main is not None
    return state.main.id


async def say_elsewhere(client: ServiceClient, conversation_id: str, asked: str, told: str) -> None:
    """What another machine asks and is told."""
    words = [("user", "input_text", asked), ("assistant", "output_text", told)]
    await client.conversations.add_items(
        conversation_id,
        [
            {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}
            for role, kind, text in words
        ],
    )


def read(opened: Desk) -> list[str]:
    return [message.text.strip() for message in opened.chat.messages]


async def test_the_mark_stands_for_what_is_kept_elsewhere_too(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as opened:
        await ask(opened, "fast echo one")
        await until(lambda: is_there(opened, "kept_at_mark"))
        mark = part(opened.window, "kept_at_mark")
        assert "Elsewhere" in mark.toolTip()
        QTest.mouseClick(mark, Qt.MouseButton.LeftButton)
        panel = await shown("kept_at_panel")
        click(panel, "check_now")
        came = inside(panel, "kept_at_came")
        await until(lambda: came.isVisible())
        assert "Nothing new" in came.text()
        client = await opened.client("local")
        await client.conversations.delete(await conversation_of(opened))
        await until(lambda: inside(panel, "check_now").isEnabled())
        click(panel, "check_now")
        await until(lambda: "not find it any more" in came.text())
        click(panel, "close_kept_at")
        opened.chat.new_chat()
        await opened.chat.settled()
        assert not is_there(opened, "kept_at_mark")


async def test_a_chat_at_the_service_inside_has_no_mark_but_a_panel(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "fast echo one")
        opened.window.action("chat_state").trigger()
        panel = await shown("kept_at_panel")
        assert "only on this computer" in inside(panel, "kept_at_said").text()
        assert not is_there(opened, "kept_at_mark")
        panel.reject()


async def test_what_another_machine_says_comes_in_before_the_next_turn(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as opened:
        await ask(opened, "fast echo one")
        models = opened.shell._kept_at._models()
        models._pull.fresh_s = -1.0
        conversation = await conversation_of(opened)
        client = await opened.client("local")
        await say_elsewhere(client, conversation, "From the other desk", "Heard there.")
        await ask(opened, "fast echo two")
        said = ["fast echo one", "one", "From the other desk", "Heard there.", "fast echo two"]
        await until(lambda: read(opened) == [*said, "two"])
        assert await conversation_of(opened) == conversation
        # And when the chat is opened again.
        await say_elsewhere(client, conversation, "Once more", "Again.")
        chat_id = opened.chat.chat_id
        opened.chat.new_chat()
        await opened.chat.settled()
        opened.chat.open(chat_id)
        await until(lambda: read(opened) == [*said, "two", "Once more", "Again."])


async def test_a_conversation_becomes_a_chat_by_its_id(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as opened:
        client = await opened.client("local")
        made = await client.conversations.create((), {"title": "Trees"})
        await say_elsewhere(client, made["id"], "Which trees?", "Hazel.")
        opened.window.action("attach_conversation").trigger()
        attach = await shown("attach_conversation")
        typed: QLineEdit = inside(attach, "conversation_typed")
        typed.setText("conv_nobody")
        click(attach, "look_up")
        failure = inside(attach, "failure")
        await until(lambda: failure.isVisible())
        assert not inside(attach, "attach").isEnabled()
        typed.setText(made["id"])
        assert not failure.isVisible()
        QTest.keyClick(typed, Qt.Key.Key_Return)
        await until(lambda: inside(attach, "conversation_preview").isVisible())
        texts = [label.text() for label in attach.findChildren(QLabel)]
        assert "Trees" in texts and "Which trees?" in texts
        click(attach, "attach")
        await until(lambda: read(opened) == ["Which trees?", "Hazel."])
        first = opened.chat.chat_id
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "fast what did I say")
        assert "Which trees?" in read(opened)[-1]
        assert await conversation_of(opened) == made["id"]
        # The same id again: the same chat.
        opened.window.action("attach_conversation").trigger()
        attach = await shown("attach_conversation")
        inside(attach, "conversation_typed").setText(made["id"])
        click(attach, "look_up")
        await until(lambda: inside(attach, "attach").isEnabled())
        click(attach, "attach")
        await until(lambda: dialog("attach_conversation") is None)
        await opened.chat.settled()
        assert opened.chat.chat_id == first


async def test_deleting_asks_what_goes_with_it_and_undo_keeps_all(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as opened:
        await ask(opened, "fast echo one")
        conversation, chat_id = await conversation_of(opened), opened.chat.chat_id
        client = await opened.client("local")
        opened.shell._deletion._models().undo_s = 0.4
        sidebar = opened.window.sidebar
        # Nothing is ticked at first: it goes here alone.
        sidebar.delete_requested.emit((chat_id,))
        asked = await shown("delete_dialog")
        boxes = asked.findChildren(QCheckBox)
        assert boxes and not any(box.isChecked() for box in boxes)
        done = emitted(opened.chats.order.done)
        click(asked, "delete_yes")
        await done
        opened.window.action("undo_delete").trigger()
        await until(lambda: opened.chat.chat_id == chat_id)
        assert (await client.conversations.retrieve(conversation))["id"] == conversation
        # Ticked, and then taken back: it stays there too.
        deletion = opened.shell._deletion._models()
        sidebar.delete_requested.emit((chat_id,))
        asked = await shown("delete_dialog")
        for box in asked.findChildren(QCheckBox):
            box.setChecked(True)
        done = emitted(opened.chats.order.done)
        click(asked, "delete_yes")
        await done
        opened.window.action("undo_delete").trigger()
        await until(lambda: opened.chat.chat_id == chat_id)
        while await deletion._deletion.promises():
            await deletion._deletion.keep_promises()
        assert (await client.conversations.retrieve(conversation))["id"] == conversation


async def test_what_was_ticked_goes_once_the_undo_is_past(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as opened:
        await ask(opened, "fast echo one")
        conversation, chat_id = await conversation_of(opened), opened.chat.chat_id
        client = await opened.client("local")
        opened.shell._deletion._models().undo_s = 0.2
        opened.window.sidebar.delete_requested.emit((chat_id,))
        asked = await shown("delete_dialog")
        for box in asked.findChildren(QCheckBox):
            box.setChecked(True)
        click(asked, "delete_yes")
        await until(lambda: "Deleted at Elsewhere" in opened.window.toast.text)
        try:
            await client.conversations.retrieve(conversation)
        except NotFound:
            return
        raise AssertionError(conversation)


async def test_what_leaves_the_bin_for_good_is_offered_to_go_at_the_service_too(
    tmp_path: Path,
) -> None:
    async with elsewhere(tmp_path) as opened:
        await ask(opened, "fast echo one")
        conversation = await conversation_of(opened)
        conversations = opened.chat.desk.conversations
        await conversations.delete(opened.chat.chat_id)
        page = opened.shell._bin.page
        opened.window.action("bin").trigger()
        await until(lambda: page.table.all_records())
        page.ask_delete(page.table.all_records())
        asked = await shown("delete_dialog")
        assert "for good" in asked.windowTitle()
        assert dialog("confirmation") is None, "one question is enough"
        inside(asked, "delete_conversation").setChecked(True)
        gone = emitted(opened.shell._deletion.deleted)
        click(asked, "delete_yes")
        await gone
        await until(lambda: not page.table.all_records())
        client = await opened.client("local")
        with pytest.raises(NotFound):
            await client.conversations.retrieve(conversation)
        assert await conversations._chats.get(opened.chat.chat_id) is None


async def test_a_new_name_is_written_there(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as opened:
        await ask(opened, "fast echo one")
        conversation = await conversation_of(opened)
        client = await opened.client("local")
        opened.window.page.title_edited.emit("Named here")

        async def named() -> bool:
            kept = await client.conversations.retrieve(conversation)
            return bool(kept["metadata"]["title"] == "Named here")

        for _ in range(200):
            if await named():
                return
        raise AssertionError("the title was not told")


async def test_a_key_that_is_held_down_deletes_once_and_asks_nothing_else(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "fast echo one")
        chat_id = opened.chat.chat_id
        listed: list[object] = []
        opened.shell._deletion._models().listed.connect(listed.append)
        done = emitted(opened.chats.order.done)
        for _ in range(3):
            opened.window.sidebar.delete_requested.emit((chat_id,))
        await done
        await until(lambda: len(listed) == 3)
        assert dialog("delete_dialog") is None
