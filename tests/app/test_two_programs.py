"""Two whole programs on two homes go on in one conversation at one service, in turns, at the
very same time, stopped, out of reach, on branches: both read the same, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from tests.app.desks import ask, desk, part, press, type_text
from tests.app.test_kept_at import click, conversation_of, inside, say_elsewhere, shown
from tests.services.rooms import TOKEN
from tests.services.two_homes import service
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.connections import OPENAI, Connection, ConnectionKind
from oriel.domain.hosted_tools import HostedTools, WebSearch
from oriel.domain.messages import Message, Role
from oriel.domain.parts import ReasoningPart, ToolCallPart
from oriel.domain.stopping import StopReason
from oriel.local.server import LocalServer
from oriel.services.connections import Fixed

NOWHERE = "http://127.0.0.1:9/v1"


@dataclass
class Machine:
    """One program; `name` is what it says in its turns."""

    name: str
    opened: Desk
    server: LocalServer

    def reach(self, *, reach: bool) -> None:
        """Whether the service can be reached from here."""
        connections = self.opened.chat.desk.engine._connections
        base_url = self.server.base_url if reach else NOWHERE
        place = Connection(
            id="shared",
            name="Shared",
            kind=ConnectionKind.COMPATIBLE,
            base_url=base_url,
            capabilities=OPENAI,
            default_model="oriel-rehearsal",
        )
        connections._fixed["shared"] = Fixed(place, TOKEN)
        connections._drop_client("shared")

    async def ask(self, text: str) -> None:
        await ask(self.opened, text)

    async def look(self) -> None:
        """As when the chat is opened a while later."""
        pull = self.opened.shell._kept_at._models()._pull
        looked = await pull.pull_current(self.opened.chat.chat_id)
        assert looked is not None and not looked.gone
        self.opened.chat.open(self.opened.chat.chat_id)
        await self.opened.chat.settled()

    def read(self) -> list[str]:
        return [m.text.strip() for m in self.opened.chat.messages if m.text.strip()]

    async def kept(self) -> list[Message]:
        return await self.opened.chat.desk.engine._messages.for_chat(self.opened.chat.chat_id)


@asynccontextmanager
async def two_machines(folder: Path) -> AsyncIterator[tuple[Machine, Machine]]:
    """Both have the same conversation, with one turn in it, in view."""
    async with (
        service(folder) as server,
        desk(folder / "a") as first,
        desk(folder / "b") as second,
    ):
        a, b = Machine("a", first, server), Machine("b", second, server)
        for each in (a, b):
            each.reach(reach=True)
            each.opened.chat.use("shared", "oriel-rehearsal")
        await a.ask("fast echo first")
        await attach(b, await conversation_of(first))
        yield a, b


async def attach(machine: Machine, conversation: str) -> None:
    window = machine.opened.window
    window.action("attach_conversation").trigger()
    dialog = await shown("attach_conversation")
    inside(dialog, "conversation_typed").setText(conversation)
    place = inside(dialog, "conversation_place")
    place.setCurrentIndex(place.findData("shared"))
    click(dialog, "look_up")
    await until(lambda: inside(dialog, "attach").isEnabled())
    click(dialog, "attach")
    await until(lambda: machine.read() == ["fast echo first", "first"])


async def agree(a: Machine, b: Machine) -> list[str]:
    """What both read, once both have looked; nothing of it is there twice."""
    for each in (a, b, a):
        await each.look()
    assert a.read() == b.read()
    for each in (a, b):
        kept = await each.kept()
        items = [i["id"] for m in kept for i in m.provider.get("output", ()) if i.get("id")]
        assert len(items) == len({*items}), each.name
    return a.read()


async def test_two_programs_take_turns_and_talk_at_the_same_time(tmp_path: Path) -> None:
    async with two_machines(tmp_path) as (a, b):
        await b.ask("fast echo by b")
        await a.ask("fast echo by a, without having looked")
        await asyncio.gather(a.ask("fast echo at once a"), b.ask("fast echo at once b"))
        await b.look()
        await b.ask("fast what did I say")
        read = await agree(a, b)
        said = [text for text in read if text.startswith("fast")]
        assert sorted(said) == sorted(
            [
                "fast echo first",
                "fast echo by b",
                "fast echo by a, without having looked",
                "fast echo at once a",
                "fast echo at once b",
                "fast what did I say",
            ]
        )
        assert len(read) == 12


async def test_tools_and_thoughts_come_over_and_a_stopped_answer_stays_one(
    tmp_path: Path,
) -> None:
    async with two_machines(tmp_path) as (a, b):
        await a.ask("fast reason")
        await b.look()
        searching = HostedTools(web_search=WebSearch())
        b.opened.chat.use_settings(replace(b.opened.chat.settings, hosted=searching))
        await b.ask("fast web search")
        type_text(b.opened, "rate 50 long 3000")
        begun = emitted(b.opened.chat.answer_begun)
        press(b.opened, Qt.Key.Key_Return)
        await begun
        await until(lambda: len(b.opened.chat.desk.engine._live) == 1)
        b.opened.chat.stop()
        await b.opened.chat.settled()
        stopped = b.opened.chat.messages[-1]
        assert stopped.stop_reason is StopReason.STOPPED
        await b.ask("fast echo after the stop")
        await a.look()
        answers = [m for m in a.opened.chat.messages if m.role is Role.ASSISTANT]
        assert any(isinstance(p, ReasoningPart) for m in answers for p in m.parts)
        theirs = [m for m in b.opened.chat.messages if m.role is Role.ASSISTANT]
        tools = [
            [p.kind for m in each for p in m.parts if isinstance(p, ToolCallPart)]
            for each in (answers, theirs)
        ]
        assert tools == [["web_search_call"]] * 2


async def test_one_is_out_of_reach_for_a_while(tmp_path: Path) -> None:
    async with two_machines(tmp_path) as (a, b):
        b.reach(reach=False)
        await b.ask("fast echo into the void")
        await a.ask("fast echo meanwhile")
        b.reach(reach=True)
        await b.look()
        meanwhile = ["fast echo first", "first", "fast echo meanwhile", "meanwhile"]
        assert b.read() == [*meanwhile, "fast echo into the void"]
        # Nothing of it got there, so the next turn takes it along, in the same conversation.
        await b.ask("fast echo there again")
        void = "fast echo into the void"
        assert await agree(a, b) == [*meanwhile, void, "fast echo there again", "there again"]


async def test_a_branch_of_one_leaves_the_other_as_it_was(tmp_path: Path) -> None:
    async with two_machines(tmp_path) as (a, b):
        await a.ask("fast echo second")
        await b.look()
        edit(a, 2)
        part(a.opened.window, "composer_text").selectAll()  # type: ignore[attr-defined]
        type_text(a.opened, "fast echo other words")
        begun = emitted(a.opened.chat.answer_begun)
        press(a.opened, Qt.Key.Key_Return)
        await begun
        await a.opened.chat.settled()
        await b.ask("fast echo third")
        await a.look()
        await b.look()
        assert a.read() == ["fast echo first", "first", "fast echo other words", "other words"]
        assert b.read()[2:] == ["fast echo second", "second", "fast echo third", "third"]
        # What b said is on the first branch of a, when it is asked for.
        a.opened.window.action("chat_state").trigger()
        panel = await shown("kept_at_panel")
        click(panel, "check_now")
        came = inside(panel, "kept_at_came")
        await until(lambda: came.isVisible())
        assert "other branches" in came.text()
        panel.reject()
        assert "fast echo third" in [message.text for message in await a.kept()]
        assert a.read()[-1] == "other words"


async def test_news_leave_alone_what_is_read_typed_and_edited(tmp_path: Path) -> None:
    async with two_machines(tmp_path) as (a, b):
        await a.ask("fast headings")
        window = a.opened.window
        window.resize(900, 420)
        view = window.page.transcript
        a.opened.shell.settle_view()
        view.verticalScrollBar().setValue(0)
        type_text(a.opened, "half a thought")
        await say_there(a, "Said elsewhere", "Heard.")
        await quiet_look(a)
        assert a.read()[-2:] == ["Said elsewhere", "Heard."]
        assert view.verticalScrollBar().value() == 0
        assert window.page.draft() == "half a thought"
        # And while an earlier turn is put in other words, also when turns come in between.
        type_text(a.opened, ", and more")
        a.reach(reach=False)
        a.opened.chat.send("fast echo unheard")
        await a.opened.chat.settled()
        a.reach(reach=True)
        edit(a, 0)
        await say_there(a, "Once more", "Again.")
        await quiet_look(a)
        assert a.read()[-3:] == ["Once more", "Again.", "fast echo unheard"]
        assert part(window, "editing_bar").isVisible()
        assert window.page.draft() == "fast echo first"
        window.page.stop_requested.emit()
        assert window.page.draft() == "half a thought, and more"
        await b.look()
        assert [*b.read(), "fast echo unheard"] == a.read()


def edit(machine: Machine, turn: int) -> None:
    messages = machine.opened.chat.messages
    machine.opened.window.page.transcript.edit_requested.emit(messages[turn].id)


async def say_there(machine: Machine, asked: str, told: str) -> None:
    client = await machine.opened.client("shared")
    await say_elsewhere(client, await conversation_of(machine.opened), asked, told)


async def quiet_look(machine: Machine) -> None:
    models = machine.opened.shell._kept_at._models()
    pulled = emitted(models.pulled)
    models.look(machine.opened.chat.chat_id)
    await pulled
    await machine.opened.chat.settled()
