"""Wishes that meet: what is said, stopped, left and deleted at one moment loses nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QListWidget
from tests.app.desks import ask, desk, part
from tests.app.test_whole_conversation import (
    far_away,
    rehearse,
    send,
    texts,
    visible,
    waiting_for,
)
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.chat_settings import Memory
from oriel.domain.messages import Role
from oriel.domain.waiting import FOR_NETWORK
from oriel.services.conversations import NEW_CHAT


async def left(opened: Desk) -> None:
    """Another, new chat is in view."""
    shown = emitted(opened.chat.opened)
    opened.chat.new_chat()
    await shown


async def test_an_answer_in_a_temporary_chat_that_is_left_is_stopped(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        kept = opened.chat.desk
        opened.chat.new_chat(temporary=True)
        await opened.chat.settled()
        rehearse(opened)
        await send(opened, "long 5000")
        chat_id = opened.chat.chat_id
        await left(opened)
        await until(lambda: not opened.chat.turns.runs(chat_id))
        assert await kept.conversations.all() == []


async def test_a_turn_sent_while_a_temporary_chat_is_left_is_not_written(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        kept = opened.chat.desk
        opened.chat.new_chat(temporary=True)
        await opened.chat.settled()
        rehearse(opened)
        await ask(opened, "fast echo hidden")
        opened.chat.new_chat()
        await asyncio.sleep(0)  # on its way, and the temporary chat is still in view
        assert opened.chat.send("fast echo hidden too")
        await opened.chat.settled()
        assert await kept.conversations.all() == []


async def test_what_was_typed_before_a_chat_is_made_temporary_is_not_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        kept = opened.chat.desk
        await kept.conversations.save_draft(NEW_CHAT, "half a secret")
        attachments = opened.shell._attaching._attachments
        attachments.add_content(b"the other half", "a.txt")
        await attachments.settled()
        assert await attachments._attachments.kept(NEW_CHAT)
        assert not visible(opened, "temporary_mark")
        opened.chat.use_settings(replace(opened.chat.settings, memory=Memory.TEMPORARY))
        assert visible(opened, "temporary_mark")
        attachments.add_content(b"and more", "b.txt")
        await attachments.settled()
        await left(opened)
        assert await kept.conversations.draft(NEW_CHAT) == ""
        assert not await attachments._attachments.kept(NEW_CHAT)
        assert not visible(opened, "temporary_mark")


async def test_an_edit_that_cannot_be_sent_stays_where_it_was_written(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        turns, page = opened.shell._chat_binding.turns, opened.window.page
        turns.begin_edit(opened.chat.messages[0].id)
        opened.chat.send("long 5000")
        await emitted(opened.chat.answer_begun)
        page.send_requested.emit("other words")
        assert page.draft() == "other words"
        opened.chat.stop()
        await opened.chat.settled()
        page.send_requested.emit("fast echo other words")
        await emitted(opened.chat.answer_ended)
        assert texts(opened) == ["fast echo other words"]


async def test_an_edit_is_sent_also_when_another_chat_is_opened_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        chat_id, first = opened.chat.chat_id, opened.chat.messages[0].id
        assert opened.chat.branches.edit(first, "fast echo other")
        await asyncio.sleep(0)
        await left(opened)
        await until(lambda: not opened.chat.turns.runs(chat_id))
        opened.chat.open(chat_id)
        await opened.chat.settled()
        assert texts(opened) == ["fast echo other"]


async def test_a_delete_has_its_way_back_also_when_another_chat_is_opened(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        removed = emitted(opened.chat.removed)
        opened.chat.branches.remove(opened.chat.messages[0].id)
        await asyncio.sleep(0)
        opened.chat.new_chat()
        await removed
        await opened.chat.settled()
        opened.window.undo_requested.emit()
        await emitted(opened.chat.opened)
        assert texts(opened) == ["fast echo first"]


async def test_settings_changed_while_a_turn_begins_are_those_of_the_next(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        opened.chat.send("fast echo second")
        settings = replace(opened.chat.settings, instructions="Be brief.")
        await asyncio.sleep(0)  # the turn reads the chat, then the settings are written
        opened.chat.use_settings(settings)
        await opened.chat.settled()
        assert opened.chat.settings == settings
        kept = await opened.chat.desk.conversations.chat(opened.chat.chat_id)
        assert kept is not None
        assert kept.settings == settings


async def test_what_waits_for_the_network_is_sent_where_it_was_said(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        await ask(opened, "fast echo second")
        opened.chat.branches.branch_at(opened.chat.messages[1].id)
        await opened.chat.settled()
        await far_away(opened)
        opened.chat.send("fast echo third")
        await waiting_for(opened, "can be reached")
        assert texts(opened) == ["fast echo first"]
        rehearse(opened)
        (turn,) = await opened.chat.desk.queue.of(opened.chat.chat_id)
        opened.chat.turns.send_waiting(turn)
        await emitted(opened.chat.answer_ended)
        assert texts(opened) == ["fast echo first", "fast echo third"]


async def test_after_a_restart_what_waited_is_held_or_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await send(opened, "long 5000")
        opened.chat.send("fast echo behind")
        await waiting_for(opened, "answer is complete")
    async with desk(tmp_path) as opened:
        await waiting_for(opened, "was stopped or failed")
        assert not opened.chat.streaming
        rehearse(opened)
        queue = opened.chat.desk.queue
        await queue.mark(await queue.of(opened.chat.chat_id), FOR_NETWORK)
        opened.chat.turns.first_look_s = 0.01
        opened.chat.turns.take_up(opened.chat.desk)  # as the start after this one does
        await emitted(opened.chat.answer_ended)
        assert texts(opened, Role.ASSISTANT)[-1] == "behind"


async def test_another_model_is_asked_for_by_name_and_shown_from_then_on(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        await ask(opened, "fast echo first")
        binding, choice = opened.shell._chat_binding.turns, opened.shell._choice
        answer = opened.chat.messages[-1]
        binding.model_wanted.emit(opened.window, lambda model: binding._again(answer.id, model))
        picker = part(opened.window, "model_picker")
        names = picker.findChild(QListWidget)
        assert names is not None
        await until(lambda: names.count() > 1)  # no list was there before: it is asked for
        picker.chosen.emit("oriel-guide")  # type: ignore[attr-defined]
        await emitted(opened.chat.answer_ended)
        await opened.chat.settled()
        assert opened.chat.messages[-1].provider["asked"] == "oriel-guide"
        assert choice.model == "oriel-guide"
        kept = await opened.chat.desk.conversations.chat(opened.chat.chat_id)
        assert kept is not None
        assert kept.model == "oriel-guide"


async def test_two_turns_sent_at_once_in_a_new_chat_are_both_answered(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        rehearse(opened)
        assert opened.chat.send("fast echo first")
        assert opened.chat.send("fast echo second")  # the chat is not on the disk yet
        await until(lambda: texts(opened, Role.ASSISTANT) == ["first", "second"], 8)
