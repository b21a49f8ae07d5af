"""Two Oriels on two homes and one conversation, whatever they do in whatever order.

Both send, look, edit, delete and start anew, often without having looked; the line breaks.
In the end both read the same, in the order of the service: nothing doubled, nothing lost.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.services.two_homes import Home, home, said_there, service

from oriel.domain.messages import Message, Role
from oriel.local.weather import Drop, Refuse
from oriel.store.remotes import Remote

# Two may say the very same: who said what is then told by the answers alone.
WORDS = ["fast echo yes", "fast echo go on", "fast what did I say", "fast table"]
WHO = st.sampled_from(["a", "b"])


class TwoHomesMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.stacks: dict[str, AsyncExitStack] = {}
        self.homes: dict[str, Home] = {}
        self.chats: dict[str, str] = {}
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.run(self._begin())
        self.said = 0
        self.deleted: set[str] = set()
        self.forked = self.cut = False

    def teardown(self) -> None:
        try:
            self.run(self._agree())
        finally:
            self.run(self._end())
            self.runner.close()
            self.folder.cleanup()

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    async def _begin(self) -> None:
        self.server = await self.stack.enter_async_context(service(self.root))
        for who in ("a", "b"):
            await self._open(who)
        a, b = self.homes["a"], self.homes["b"]
        chat = await a.new_chat()
        await a.ask(chat.id, "fast echo first")
        (remote,) = await a.remotes.for_chat(chat.id)
        self.remote_id = remote.id
        seen = await b.attaching.look("local", remote.id)
        self.chats = {"a": chat.id, "b": await b.attaching.attach(seen, "oriel-rehearsal")}

    async def _end(self) -> None:
        for stack in self.stacks.values():
            await stack.aclose()
        await self.stack.aclose()

    async def _open(self, who: str) -> None:
        stack = self.stacks[who] = AsyncExitStack()
        opened = await stack.enter_async_context(home(self.root / who, self.server))
        self.homes[who] = opened
        if who == "b":  # as in the program; the other one never looks before its turns

            async def look_before(chat_id: str) -> None:
                await opened.pull.pull_before_turn(chat_id)

            opened.engine.before_turn = look_before

    # What happens

    def words(self, data: st.DataObject) -> str:
        self.said += 1
        own = f"fast echo word{self.said}"
        return str(data.draw(st.sampled_from([own, *WORDS])))

    @rule(who=WHO, data=st.data())
    def send(self, who: str, data: st.DataObject) -> None:
        text = self.words(data)
        self.run(self.homes[who].ask(self.chats[who], text))

    @rule(who=WHO, data=st.data())
    def look_and_send(self, who: str, data: st.DataObject) -> None:
        self.look(who)
        self.send(who, data)

    @rule(who=WHO)
    def look(self, who: str) -> None:
        self.run(self.homes[who].pull.pull_current(self.chats[who]))

    @rule(data=st.data())
    def both_at_once(self, data: st.DataObject) -> None:
        texts = self.words(data), self.words(data)

        async def at_once() -> None:
            asking = zip("ab", texts, strict=True)
            await asyncio.gather(*(self.homes[w].ask(self.chats[w], t) for w, t in asking))

        self.run(at_once())

    @rule(who=WHO)
    def start_anew(self, who: str) -> None:
        async def anew() -> None:
            await self.stacks[who].aclose()
            await self._open(who)

        self.run(anew())

    @rule(who=WHO, data=st.data())
    def lose_the_line(self, who: str, data: st.DataObject) -> None:
        """The turn reaches the service, its answer never comes here."""
        self.cut = True
        self.server.weather.meet("POST /responses", Drop(after_bytes=400, of="answer"), times=1)
        self.send(who, data)
        self.server.weather.clear()

    @rule(who=WHO, data=st.data(), status=st.sampled_from([400, 401, 403, 404]))
    def is_refused(self, who: str, data: st.DataObject, status: int) -> None:
        """The turn is not taken, and goes along with the next one."""
        refused = Refuse(status, shape="oci")
        self.server.weather.meet("POST /responses", refused, times=1)
        self.send(who, data)
        self.server.weather.clear()
        self.send(who, data)

    @rule(who=WHO, data=st.data())
    def edit(self, who: str, data: st.DataObject) -> None:
        """A fork: from here on this home is in a conversation of its own."""
        home, chat_id = self.homes[who], self.chats[who]
        self.forked = True
        turns = [m for m in self.run(home.path(chat_id)) if m.role is Role.USER]
        turn = turns[data.draw(st.integers(0, len(turns) - 1))]
        self.run(home.edit(chat_id, turn.id, self.words(data)))

    @precondition(lambda self: self.said > 2)
    @rule(who=WHO, data=st.data())
    def remove(self, who: str, data: st.DataObject) -> None:
        home, chat_id = self.homes[who], self.chats[who]
        turns = [m for m in self.run(home.path(chat_id)) if m.role is Role.USER][1:]
        if turns:
            self.run(home.conversations.take_out(chat_id, turns[-1].id))
            self.deleted.add(who)

    # What holds

    async def _agree(self) -> None:
        for who in ("a", "b"):
            home, chat_id = self.homes[who], self.chats[who]
            for remote in await home.remotes.for_chat(chat_id):
                await home.pull.pull(remote)
            for remote in await home.remotes.for_chat(chat_id):
                await self._check(who, remote)
            kept = await home.messages.for_chat(chat_id)
            await self._nothing_doubled(who, kept)
        if not self.forked and not self.deleted and not self.cut:
            read = [list(filter(None, await self.homes[w].texts(self.chats[w]))) for w in "ab"]
            assert read[0] == read[1]
            assert read[0] == await said_there(self.homes["a"], self.remote_id)

    async def _check(self, who: str, remote: Remote) -> None:
        """A conversation that is certain holds exactly what is read here. One that is not (a
        fork, a turn without an answer) has nothing that is not here too."""
        home = self.homes[who]
        there = [text.strip() for text in await said_there(home, remote.id)]
        if remote.leaf_id is not None and await home.messages.get(remote.leaf_id):
            assert await self._said(who, remote.leaf_id) == there, who
        elif who not in self.deleted:
            rest = iter(await self._said(who, remote.tail_id))
            missing = [text for text in there if text not in rest]
            assert not missing, (who, missing)

    async def _said(self, who: str, leaf_id: str) -> list[str]:
        home, chat_id = self.homes[who], self.chats[who]
        path = await home.messages.last_of_path(chat_id, leaf_id, 10_000)
        return [m.text.strip() for m in path if m.role is Role.USER or m.text]

    async def _nothing_doubled(self, who: str, kept: list[Message]) -> None:
        ids = [i["id"] for m in kept for i in m.provider.get("output", ()) if i.get("id")]
        assert len(ids) == len(set(ids)), who


def test_two_homes_read_the_same_in_the_end() -> None:
    run_state_machine_as_test(
        TwoHomesMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
