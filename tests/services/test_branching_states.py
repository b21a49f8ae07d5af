"""A thousand random steps through a chat's tree, in each way of remembering.

After every step the stored tree is the one of the model, and what the service remembers
is the branch being read: it is asked for it.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.services.rooms import Rooms, rooms

from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.chats import Chat
from oriel.domain.messages import Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.services.chat_engine import AnswerEnded, MessageAdded
from oriel.services.conversations import Removed

RECALL = "fast what did I say"


class Node(NamedTuple):
    parent: str | None
    role: Role
    text: str


def pick(data: st.DataObject, ids: list[str]) -> str:
    """One of them by its place: the ids themselves differ from run to run."""
    return ids[data.draw(st.integers(0, len(ids) - 1))]


class BranchingMachine(RuleBasedStateMachine):
    memory = Memory.CONVERSATION

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.rooms: Rooms = self.run(self.stack.enter_async_context(rooms(Path(self.folder.name))))
        made = replace(self.rooms.chat(), settings=ChatSettings(memory=self.memory))
        self.run(self.rooms.chats.add(made))
        self.id = made.id
        self.tree: dict[str, Node] = {}
        self.leaf: str | None = None
        self.said = 0
        self.removed: list[tuple[Removed, dict[str, Node], str | None]] = []

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    # What the model knows

    def path(self, leaf: str | None) -> list[str]:
        found: list[str] = []
        while leaf is not None:
            found.append(leaf)
            leaf = self.tree[leaf].parent
        return found[::-1]

    def newest_below(self, parent: str | None) -> str | None:
        children = [i for i, node in self.tree.items() if node.parent == parent]
        return self.newest_below(children[-1]) if children else parent

    def of(self, role: Role) -> list[str]:
        return [i for i, node in self.tree.items() if node.role is role]

    def chat(self) -> Chat:
        chat: Chat | None = self.run(self.rooms.chats.get(self.id))
        assert chat is not None
        return chat

    def words(self) -> str:
        self.said += 1
        return f"fast echo word{self.said}"

    # What happens in the chat

    def turn(self, parent: str | None, text: str) -> str:
        """Sends a turn below `parent`; its answer."""
        heard: list[Any] = []
        parts = (TextPart(text),)
        self.run(self.rooms.engine.send_below(self.chat(), parent, parts, heard.append))
        user = next(e.message for e in heard if isinstance(e, MessageAdded))
        self.tree[user.id] = Node(parent, Role.USER, text)
        return self.answered(heard, user.id)

    def answered(self, heard: list[Any], parent: str) -> str:
        answer = next(e.message for e in heard if isinstance(e, AnswerEnded))
        assert answer.stop_reason is StopReason.FINISHED, answer.parts
        self.tree[answer.id] = Node(parent, Role.ASSISTANT, answer.text)
        self.leaf = answer.id
        return str(answer.text)

    @rule()
    def send(self) -> None:
        text = self.words()
        assert self.turn(self.leaf, text).strip() == text.removeprefix("fast echo ")

    @rule()
    def recall(self) -> None:
        """The service is asked what it knows of the branch."""
        before = [self.tree[i].text for i in self.path(self.leaf)]
        users = [
            t
            for i, t in zip(self.path(self.leaf), before, strict=True)
            if self.tree[i].role is Role.USER
        ]
        told = self.turn(self.leaf, RECALL)
        quoted = [line[2:] for line in told.splitlines() if line.startswith("> ")]
        assert quoted == users

    @precondition(lambda self: self.of(Role.USER))
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        turn = pick(data, self.of(Role.USER))
        self.turn(self.tree[turn].parent, self.words())

    @precondition(lambda self: self.of(Role.ASSISTANT))
    @rule(data=st.data())
    def regenerate(self, data: st.DataObject) -> None:
        answer = pick(data, self.of(Role.ASSISTANT))
        parent = self.tree[answer].parent
        assert parent is not None
        heard: list[Any] = []
        self.run(self.rooms.engine.answer(self.chat(), parent, heard.append))
        self.answered(heard, parent)

    @precondition(lambda self: self.of(Role.ASSISTANT))
    @rule(data=st.data())
    def branch(self, data: st.DataObject) -> None:
        self.leaf = pick(data, self.of(Role.ASSISTANT))
        self.run(self.rooms.conversations.read_at(self.id, self.leaf))

    @precondition(lambda self: len(self.tree) > 1)
    @rule(data=st.data(), step=st.sampled_from([-1, 1]))
    def switch(self, data: st.DataObject, step: int) -> None:
        turn = pick(data, list(self.tree))
        node = self.tree[turn]
        same = [i for i, n in self.tree.items() if (n.parent, n.role) == (node.parent, node.role)]
        place = same.index(turn) + step
        done = self.run(self.rooms.conversations.switch_version(self.id, turn, step))
        assert done is (0 <= place < len(same))
        if done:
            self.leaf = self.newest_below(same[place])

    @precondition(lambda self: self.tree)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        turn = pick(data, list(self.tree))
        gone = {i for i in self.tree if turn in self.path(i)}
        taken = self.run(self.rooms.conversations.take_out(self.id, turn))
        assert taken is not None
        assert {message.id for message in taken.messages} == gone
        self.removed.append((taken, dict(self.tree), self.leaf))
        parent = self.tree[turn].parent
        self.tree = {i: node for i, node in self.tree.items() if i not in gone}
        if self.leaf in gone:
            self.leaf = self.newest_below(parent)

    @precondition(lambda self: self.removed)
    @rule()
    def undo(self) -> None:
        """Only the last removal can be undone, and only while its place is there."""
        taken, before, leaf = self.removed.pop()
        parent = taken.messages[0].parent_id
        if parent is not None and parent not in self.tree:
            return
        self.run(self.rooms.conversations.put_back(taken))
        ids = {message.id for message in taken.messages}
        # In the order of their making, which decides what is the newest.
        later = {i: node for i, node in self.tree.items() if i not in before}
        kept = {i: n for i, n in before.items() if i in self.tree or i in ids}
        self.tree = kept | later
        self.leaf = leaf if leaf in self.tree else self.leaf

    @invariant()
    def the_tree_is_kept(self) -> None:
        stored = self.run(self.rooms.messages.for_chat(self.id))
        assert {m.id: Node(m.parent_id, m.role, m.text) for m in stored} == self.tree
        if self.leaf is not None:
            assert self.chat().leaf_id == self.leaf


@pytest.mark.parametrize("memory", [Memory.CONVERSATION, Memory.CHAINED, Memory.STATELESS])
def test_a_thousand_steps_keep_the_tree_and_what_the_service_remembers(memory: Memory) -> None:
    class Machine(BranchingMachine):
        pass

    Machine.memory = memory
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=35,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
