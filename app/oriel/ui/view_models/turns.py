"""The turns under way, one at most in each chat, and those that wait behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from oriel.domain.chats import Chat
from oriel.domain.errors import StoreProblem
from oriel.domain.messages import Message
from oriel.domain.parts import Part
from oriel.domain.stopping import StopReason
from oriel.domain.waiting import FOR_ANSWER, FOR_NETWORK, HELD, WaitingTurn
from oriel.services.chat_engine import AnswerEnded, ChatEvent, EmitChat, MessageAdded
from oriel.services.desk import ChatDesk

if TYPE_CHECKING:
    from oriel.ui.view_models.chat import ChatViewModel

# After these the person sees a whole answer, and the next turn may go.
_WELL = (StopReason.FINISHED, StopReason.LENGTH)
# What says that the network is not there, rather than that something is wrong with it.
_OFFLINE = ("host_unknown", "unreachable")
_FIRST_LOOK_S, _LONGEST_LOOK_S = 5.0, 60.0


class Turns:
    """Owned by the ChatViewModel, whose signals it uses."""

    def __init__(self, owner: ChatViewModel) -> None:
        self._owner = owner
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._watching: set[str] = set()
        self.first_look_s = _FIRST_LOOK_S

    def runs(self, chat_id: str) -> bool:
        return chat_id in self._tasks

    def task(self, chat_id: str) -> asyncio.Task[Any] | None:
        return self._tasks.get(chat_id)

    def stop(self, chat_id: str) -> None:
        if task := self._tasks.get(chat_id):
            task.cancel()

    def stop_all(self, chats: Container[str]) -> None:
        for chat_id, task in self._tasks.items():
            if chat_id in chats:
                task.cancel()

    def send(self, desk: ChatDesk, chat: Chat, parts: tuple[Part, ...]) -> None:
        """Sends a turn at the end of the chat."""
        self._begin(desk, chat, self._send(desk, chat, parts))

    def send_below(
        self, desk: ChatDesk, chat: Chat, parent_id: str | None, parts: tuple[Part, ...]
    ) -> None:
        """Sends a turn below any other."""
        work = self._kept_or_told(
            parts, lambda hear: desk.engine.send_below(chat, parent_id, parts, hear)
        )
        if not self._begin(desk, chat, work):
            self._owner.not_kept.emit(parts)

    def answer(self, desk: ChatDesk, chat: Chat, parent_id: str) -> None:
        self._begin(desk, chat, desk.engine.answer(chat, parent_id, self._owner.hear))

    # The queue

    def take_up(self, desk: ChatDesk) -> None:
        """Goes on with what waited when Oriel ended."""
        self._owner.start(self._take_up(desk), "take up")

    def wait(self, chat_id: str, parts: tuple[Part, ...]) -> None:
        """Puts a turn behind the answer that still streams."""
        self._owner.start(self._wait(self._owner.desk, chat_id, parts), "wait")

    def move_waiting(self, turn: WaitingTurn, step: int) -> None:
        self._change(turn.chat_id, self._owner.desk.queue.move(turn.chat_id, turn.id, step))

    def drop_waiting(self, turn: WaitingTurn) -> None:
        self._change(turn.chat_id, self._owner.desk.queue.take(turn.id))

    def send_waiting(self, turn: WaitingTurn) -> None:
        """Sends it now; an answer that still streams is stopped for it."""
        self._owner.start(self._send_now(self._owner.desk, turn), "send waiting")

    def _change(self, chat_id: str, work: Coroutine[Any, Any, Any]) -> None:
        self._owner.start(self._changed(self._owner.desk, chat_id, work), "queue")

    async def _changed(self, desk: ChatDesk, chat_id: str, work: Coroutine[Any, Any, Any]) -> None:
        await work
        await self._tell(desk, chat_id)

    async def _wait(self, desk: ChatDesk, chat_id: str, parts: tuple[Part, ...]) -> None:
        try:
            await desk.queue.add(chat_id, parts, FOR_ANSWER)
        except StoreProblem:
            self._owner.not_kept.emit(parts)
            raise
        await self._tell(desk, chat_id)
        if not self.runs(chat_id):  # the answer ended meanwhile
            await self._after(desk, chat_id)

    async def _send_now(self, desk: ChatDesk, turn: WaitingTurn) -> None:
        if task := self._tasks.get(turn.chat_id):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._send_waiting(desk, turn)

    async def _send_waiting(self, desk: ChatDesk, turn: WaitingTurn) -> None:
        chat = await desk.conversations.chat(turn.chat_id)
        if chat is None:
            return
        if turn.chat_id == self._owner.chat_id:
            chat = self._owner.now_asked(chat)  # what was chosen may not be stored yet
        self._begin(desk, chat, self._send_from_queue(desk, chat, turn.id))

    async def _send_from_queue(self, desk: ChatDesk, chat: Chat, turn_id: str) -> None:
        for turn in await desk.queue.of(chat.id):
            if turn.id == turn_id:
                await self._send(desk, chat, turn.parts, turn)

    async def _take(self, desk: ChatDesk, turn: WaitingTurn) -> None:
        await desk.queue.take(turn.id)
        await self._tell(desk, turn.chat_id)

    async def _take_up(self, desk: ChatDesk) -> None:
        for chat_id in await desk.queue.chats_waiting(FOR_ANSWER):
            await self._hold(desk, chat_id)
        for chat_id in await desk.queue.chats_waiting(FOR_NETWORK):
            self._watch(desk, chat_id)

    async def _next(self, desk: ChatDesk, chat_id: str) -> None:
        """Sends what waited for an answer that has ended."""
        waiting = await desk.queue.of(chat_id)
        if waiting and waiting[0].why == FOR_ANSWER:
            await self._send_waiting(desk, waiting[0])

    async def _hold(self, desk: ChatDesk, chat_id: str) -> None:
        """The answer did not end well: the person decides about what waits."""
        behind = [turn for turn in await desk.queue.of(chat_id) if turn.why == FOR_ANSWER]
        if behind:
            await desk.queue.mark(behind, HELD)
            await self._tell(desk, chat_id)

    async def _tell(self, desk: ChatDesk, chat_id: str) -> None:
        if chat_id == self._owner.chat_id:
            self._owner.waiting_changed.emit(await desk.queue.of(chat_id))

    # Under way

    async def _send(
        self,
        desk: ChatDesk,
        chat: Chat,
        parts: tuple[Part, ...],
        waited: WaitingTurn | None = None,
    ) -> None:
        said: list[Message] = []
        ended: list[Message] = []

        def send(hear: EmitChat) -> Coroutine[Any, Any, None]:
            def note(event: ChatEvent) -> None:
                match event:
                    case MessageAdded(message):
                        said.append(message)
                        # Not before: what ends in between would lose it.
                        if waited is not None:
                            self._owner.start(self._take(desk, waited), "take")
                    case AnswerEnded(message):
                        ended.append(message)
                hear(event)

            return desk.engine.send(chat, parts, note)

        if waited is None:
            await self._kept_or_told(parts, send)
        else:  # what cannot be written is still in the queue
            await send(self._owner.hear)
        if said and ended and _is_offline(ended[-1]):
            await self._wait_for_network(desk, chat, said[-1])

    async def _kept_or_told(
        self, parts: tuple[Part, ...], send: Callable[[EmitChat], Coroutine[Any, Any, None]]
    ) -> None:
        kept = False

        def hear(event: ChatEvent) -> None:
            nonlocal kept
            kept = kept or isinstance(event, MessageAdded)
            self._owner.hear(event)

        try:
            await send(hear)
        except StoreProblem:
            if not kept:
                self._owner.not_kept.emit(parts)
            raise

    def _begin(self, desk: ChatDesk, chat: Chat, work: Coroutine[Any, Any, Any]) -> bool:
        """False when another turn is under way in the chat."""
        task = None if self.runs(chat.id) else self._owner.start(work, f"turn {chat.id}")
        if task is None:
            work.close()
            return False
        self._tasks[chat.id] = task
        task.add_done_callback(partial(self._done, desk, chat.id))
        self._owner.busy_changed.emit(frozenset(self._tasks))
        return True

    def _done(self, desk: ChatDesk, chat_id: str, task: asyncio.Task[Any]) -> None:
        del self._tasks[chat_id]
        self._owner.busy_changed.emit(frozenset(self._tasks))
        well = not task.cancelled() and task.exception() is None
        then = self._after if well else self._hold
        self._owner.start(then(desk, chat_id), "after turn")

    async def _after(self, desk: ChatDesk, chat_id: str) -> None:
        last = await desk.conversations.last_answer(chat_id)
        if last is None or last.stop_reason in _WELL:
            await self._next(desk, chat_id)
        else:
            await self._hold(desk, chat_id)

    # Without a network

    async def _wait_for_network(self, desk: ChatDesk, chat: Chat, said: Message) -> None:
        """Nothing was asked and nothing answered: the turn waits, and is sent when the
        service can be reached again."""
        # First there twice, then once: what ends in between must not lose it.
        waiting = await desk.queue.add_first(chat.id, said.parts, FOR_NETWORK)
        if await desk.conversations.take_out(chat.id, said.id, to_bin=False) is None:
            await desk.queue.take(waiting.id)
            return
        # Not another version of it, which would be read otherwise.
        await desk.conversations.read_at(chat.id, said.parent_id)
        if self._owner.chat_id == chat.id and not self._owner.opening:
            self._owner.open(chat.id)
        self._watch(desk, chat.id)

    def _watch(self, desk: ChatDesk, chat_id: str) -> None:
        if chat_id not in self._watching:
            self._watching.add(chat_id)
            self._owner.start(self._watch_network(desk, chat_id), "network")

    async def _watch_network(self, desk: ChatDesk, chat_id: str) -> None:
        pause = self.first_look_s
        try:
            while any(t.why == FOR_NETWORK for t in await desk.queue.of(chat_id)):
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_LOOK_S)
                now = await desk.conversations.chat(chat_id)
                if now is None or self.runs(chat_id) or self._owner.comparing.compares(chat_id):
                    continue
                if await desk.engine.reaches(now.connection_id):
                    await self._send_next_for_network(desk, chat_id)
        finally:
            self._watching.discard(chat_id)

    async def _send_next_for_network(self, desk: ChatDesk, chat_id: str) -> None:
        waiting = await desk.queue.of(chat_id)
        first = next((turn for turn in waiting if turn.why == FOR_NETWORK), None)
        if first is not None:
            await self._send_waiting(desk, first)


def _is_offline(answer: Message) -> bool:
    """Whether the service was not even reached."""
    error = answer.error
    return error is not None and error.code in _OFFLINE and not answer.text
