"""A chat is opened at one of its messages: far back, on another branch, gone."""

from __future__ import annotations

from pathlib import Path

from tests.app.desks import ask, desk
from tests.waiting import emitted, until

from oriel.config.paths import Home
from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.word_places import Sought
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.ui.transcript.view import Transcript

TURNS = 400


def message(chat_id: str, name: str, parent: str | None, text: str, at: float) -> Message:
    user = "q" in name
    return Message(
        id=name,
        chat_id=chat_id,
        parent_id=parent,
        role=Role.USER if user else Role.ASSISTANT,
        parts=(TextPart(text),),
        created_at=at,
        stop_reason=None if user else StopReason.FINISHED,
    )


async def a_history(folder: Path) -> None:
    """`long` has one long branch, `forked` a question with two answers, the second read."""
    home = Home(folder)
    home.prepare()
    database = await Database.open(home.database)
    chats, messages = ChatTable(database), MessageTable(database)
    await chats.add(Chat(id="long", title="Long", created_at=1.0, updated_at=3.0))
    before = None
    for number in range(TURNS):
        name = f"{'q' if number % 2 == 0 else 'a'}{number}"
        text = f"Turn {number}: the Café by the river. " + "More words. " * 40
        await messages.add(message("long", name, before, text, float(number)))
        before = name
    await chats.add(
        Chat(id="forked", title="Forked", created_at=1.0, updated_at=2.0, leaf_id="a-new")
    )
    await messages.add(message("forked", "q-one", None, "Which way?", 1.0))
    await messages.add(message("forked", "a-old", "q-one", "To the left, by the river.", 2.0))
    await messages.add(message("forked", "a-new", "q-one", "To the right.", 3.0))
    await database.aclose()


def marked_words(view: Transcript, message_id: str) -> list[str]:
    turn = view.turn(message_id)
    assert turn is not None
    sections = [(s, span) for s in turn.sections for span in view.pointing.spans(message_id, s)]
    return [section.text[start:end] for section, (start, end) in sections]


def in_sight(view: Transcript, message_id: str) -> bool:
    index = view.turns.index_of(message_id)
    return index is not None and index in view.visible_turns() and view.turns[index].built


async def test_a_message_far_back_is_shown_at_once_with_its_words_marked(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        view = opened.window.page.transcript
        pointed = emitted(opened.chat.pointed)
        opened.chat.open_at("long", "a101", Sought(("cafe", "river")))
        await pointed
        # Nothing is awaited from here on: the chat and the turn come into view together.
        assert opened.chat.chat_id == "long"
        assert len(view.turns) == TURNS
        assert in_sight(view, "a101")
        assert marked_words(view, "a101") == ["Café", "river"]
        assert opened.chat.known("a101") is not None
        assert not view.following


async def test_a_message_of_the_chat_in_view_moves_nothing_but_the_view(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        view = opened.window.page.transcript
        opened.chat.open("long")
        await emitted(opened.chat.outlined)
        shown = view.turn("a399")
        opened.window.page.set_draft("half a thought")
        pointed = emitted(opened.chat.pointed)
        opened.chat.open_at("long", "q20", Sought(("turn 20",)))
        await pointed
        await until(lambda: in_sight(view, "q20") and marked_words(view, "q20"))
        assert marked_words(view, "q20") == ["Turn 20"]
        assert view.turn("a399") is shown, "the chat was not opened anew"
        assert opened.window.page.draft() == "half a thought"


async def test_a_message_on_another_branch_brings_its_branch_into_view(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        opened.chat.open("forked")
        await emitted(opened.chat.opened)
        assert [m.id for m in opened.chat.messages] == ["q-one", "a-new"]
        pointed = emitted(opened.chat.pointed)
        opened.chat.open_at("forked", "a-old", Sought(("river",)))
        await pointed
        assert [m.id for m in opened.chat.messages] == ["q-one", "a-old"]
        assert marked_words(opened.window.page.transcript, "a-old") == ["river"]
        # The question lies on both: what is read stays what is read.
        pointed = emitted(opened.chat.pointed)
        opened.chat.open_at("forked", "q-one")
        await pointed
        assert opened.chat.messages[-1].id == "a-old"


async def test_what_is_gone_leaves_in_view_what_is(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        opened.chat.open("forked")
        await emitted(opened.chat.opened)
        for chat_id, message_id in (("forked", "nowhere"), ("nowhere", "a-old"), ("long", "a-old")):
            gone = emitted(opened.chat.not_pointed)
            opened.chat.open_at(chat_id, message_id)
            assert (await gone)[0] == "gone"
            assert opened.chat.chat_id == "forked"


async def test_marks_go_with_the_next_turn(tmp_path: Path) -> None:
    await a_history(tmp_path)
    async with desk(tmp_path) as opened:
        view = opened.window.page.transcript
        pointed = emitted(opened.chat.pointed)
        opened.chat.open_at("forked", "a-new", Sought(("right",)))
        await pointed
        assert marked_words(view, "a-new") == ["right"]
        await ask(opened, "And then?")
        assert marked_words(view, "a-new") == []
