"""The turns under way, one at most in each chat, and those that wait behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from oriel.domain.chats import Chat
from oriel.domain.errors import StoreProblem
from oriel.domain.messages import Message
from oriel.domain.parts import Part
from oriel.domain.stopping import StopReason
from oriel.domain.waiting import FOR_ANSWER, FOR_NETWORK, HELD, WaitingTurn
from oriel.services.chat_engine import AnswerEnded, ChatEvent, EmitChat, MessageAdded
from oriel.services.desk import ChatDesk
from oriel.services.tasks import TaskScope

if TYPE_CHECKING:
    from oriel.ui.view_models.chat import ChatViewModel

# After these the person sees a whole answer, and the next turn may go.
_WELL = (StopReason.FINISHED, StopReason.LENGTH)
# What says that the network is not there, rather than that something is wrong with it.
_OFFLINE = ("host_unknown", "unreachable")
_FIRST_LOOK_S, _LONGEST_LOOK_S = 5.0, 60.0


class Turns:
    """Owned by the ChatViewModel, whose signals it uses."""

    def __init__(self, owner: ChatViewModel, scope: TaskScope) -> None:
        self._owner = owner
        self._scope = scope
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
        self._begin(desk, chat, work)

    def answer(self, desk: ChatDesk, chat: Chat, parent_id: str) -> None:
        self._begin(desk, chat, desk.engine.answer(chat, parent_id, self._owner.hear))

    # The queue

    def wait(self, chat_id: str, parts: tuple[Part, ...]) -> None:
        """Puts a turn behind the answer that still streams."""
        self._owner.start(self._wait(self._owner.desk, chat_id, parts), "wait")

    def edit_waiting(self, turn: WaitingTurn, text: str) -> None:
        self._change(turn.chat_id, self._owner.desk.queue.edit(turn, text))

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
        await desk.queue.add(chat_id, parts, FOR_ANSWER)
        await self._tell(desk, chat_id)
        if not self.runs(chat_id):  # the answer ended meanwhile
            await self._next(desk, chat_id)

    async def _send_now(self, desk: ChatDesk, turn: WaitingTurn) -> None:
        if task := self._tasks.get(turn.chat_id):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._send_waiting(desk, turn)

    async def _send_waiting(self, desk: ChatDesk, turn: WaitingTurn) -> None:
        chat = await desk.conversations.chat(turn.chat_id)
        if chat is None or self.runs(turn.chat_id) or not await desk.queue.take(turn.id):
            return
        await self._tell(desk, turn.chat_id)
        if turn.chat_id == self._owner.chat_id:
            chat = self._owner.now_asked(chat)  # what was chosen may not be stored yet
        self._begin(desk, chat, self._send(desk, chat, turn.parts))

    async def _next(self, desk: ChatDesk, chat_id: str) -> None:
        """Sends what waited for an answer that has ended."""
        waiting = await desk.queue.of(chat_id)
        if waiting and waiting[0].why == FOR_ANSWER:
            await self._send_waiting(desk, waiting[0])

    async def _hold(self, desk: ChatDesk, chat_id: str) -> None:
        """The answer did not end well: the person decides about what waits."""
        await desk.queue.mark(await desk.queue.of(chat_id), HELD)
        await self._tell(desk, chat_id)

    async def _tell(self, desk: ChatDesk, chat_id: str) -> None:
        if chat_id == self._owner.chat_id:
            self._owner.waiting_changed.emit(await desk.queue.of(chat_id))

    # Under way

    async def _send(self, desk: ChatDesk, chat: Chat, parts: tuple[Part, ...]) -> None:
        said: list[Message] = []
        ended: list[Message] = []

        def send(hear: EmitChat) -> Coroutine[Any, Any, None]:
            def note(event: ChatEvent) -> None:
                match event:
                    case MessageAdded(message):
                        said.append(message)
                    case AnswerEnded(message):
                        ended.append(message)
                hear(event)

            return desk.engine.send(chat, parts, note)

        await self._kept_or_told(parts, send)
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

    def _begin(self, desk: ChatDesk, chat: Chat, work: Coroutine[Any, Any, Any]) -> None:
        task = self._owner.start(self._run(desk, chat.id, work), f"turn {chat.id}")
        if task is None:
            work.close()
            return
        self._tasks[chat.id] = task
        task.add_done_callback(self._done)
        self._owner.busy_changed.emit(frozenset(self._tasks))

    async def _run(self, desk: ChatDesk, chat_id: str, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            if not self._scope.closed:
                self._owner.start(self._hold(desk, chat_id), "hold")
            raise

    def _done(self, task: asyncio.Task[Any]) -> None:
        ended = [chat_id for chat_id, known in self._tasks.items() if known is task]
        self._tasks = {key: value for key, value in self._tasks.items() if value is not task}
        self._owner.busy_changed.emit(frozenset(self._tasks))
        well = not task.cancelled() and task.exception() is None
        for chat_id in ended if well else []:
            self._owner.start(self._after(chat_id), "next turn")

    async def _after(self, chat_id: str) -> None:
        desk = self._owner.desk_of(chat_id)
        last = await desk.conversations.last_answer(chat_id)
        if last is None or last.stop_reason in _WELL:
            await self._next(desk, chat_id)
        else:
            await self._hold_behind(desk, chat_id)

    async def _hold_behind(self, desk: ChatDesk, chat_id: str) -> None:
        waiting = await desk.queue.of(chat_id)
        if any(turn.why == FOR_ANSWER for turn in waiting):
            await self._hold(desk, chat_id)

    # Without a network

    async def _wait_for_network(self, desk: ChatDesk, chat: Chat, said: Message) -> None:
        """Nothing was asked and nothing answered: the turn waits, and is sent when the
        service can be reached again."""
        removed = await desk.conversations.take_out(chat.id, said.id)
        if removed is None:
            return
        await desk.queue.add_first(chat.id, said.parts, FOR_NETWORK)
        if self._owner.chat_id == chat.id:
            self._owner.open(chat.id)
        if chat.id not in self._watching:
            self._watching.add(chat.id)
            self._owner.start(self._watch_network(desk, chat), "network")

    async def _watch_network(self, desk: ChatDesk, chat: Chat) -> None:
        pause = self.first_look_s
        try:
            while any(t.why == FOR_NETWORK for t in await desk.queue.of(chat.id)):
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_LOOK_S)
                now = await desk.conversations.chat(chat.id)
                if now is None or self.runs(chat.id):
                    continue
                if await desk.engine.reaches(now.connection_id):
                    for turn in (await desk.queue.of(chat.id))[:1]:
                        await self._send_waiting(desk, turn)
        finally:
            self._watching.discard(chat.id)


def _is_offline(answer: Message) -> bool:
    """Whether the service was not even reached."""
    error = answer.error
    return error is not None and error.code in _OFFLINE and not answer.text
