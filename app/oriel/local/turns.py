"""Answers of the Responses API under way: played, kept however they end, read or not.

A turn that is stored belongs to the service: it goes on to its end when its reader has
gone. One that is not stored ends with its reader.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from oriel.local.beats import count_tokens, paced
from oriel.local.event_log import EventLog
from oriel.local.items import Item
from oriel.local.response_object import new_response
from oriel.local.responses_wire import ResponseWriter
from oriel.local.shelf import Shelf
from oriel.local.streams import Emit
from oriel.local.talk import Question, Script, Stop, Trouble
from oriel.local.troubles import OF_THE_LINE, break_line, tell_trouble

_LOGS_KEPT = 32  # of background turns that have ended, for streams taken up again


class Turn:
    """One answer. `body` is the response as far as it is."""

    def __init__(
        self,
        shelf: Shelf,
        asked: dict[str, Any],
        given: list[Item],
        question: Question,
        conversation_id: str | None,
    ) -> None:
        self._shelf = shelf
        self.given = given
        self._limit: int | None = asked.get("max_output_tokens")
        self._conversation_id = conversation_id
        # In the background somebody watches too, by polling.
        self._at_a_pace = bool(asked.get("stream") or asked.get("background"))
        spoken = question.instructions + "\n".join(line.text for line in question.lines)
        self.body = new_response(asked, conversation_id)
        self.log = EventLog(keep=self.background)
        self.broken: Trouble | None = None  # the fault of the line it met
        self.ending = False  # being kept: a cancel would come too late and lose it
        include = frozenset(asked.get("include") or ())
        self._writer = ResponseWriter(self.body, count_tokens(spoken), include)

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def background(self) -> bool:
        return bool(self.body["background"])

    @property
    def stored(self) -> bool:
        return bool(self.body["store"])

    async def run(self, script: Script) -> None:
        """Plays to the end, and keeps what there is, also when it is cancelled."""
        try:
            await self._open()
            await self._play(script)
        finally:
            self.ending = True
            if self.body["status"] in ("queued", "in_progress"):
                self._writer.close(Stop("cancelled"))
            await self._keep()
            await self.log.tell([self._writer.terminal()])
            self.log.end()

    async def _open(self) -> None:
        if self.background:
            await self.log.tell(self._writer.queue())
            # A turn of the loop, in which the caller hears that it waits.
            await asyncio.sleep(0)
            self.body["status"] = "in_progress"
            await self.log.tell(self._writer.opening()[1:])
        else:
            await self.log.tell(self._writer.opening())

    async def _play(self, script: Script) -> None:
        async for beat in paced(script, self._limit, self._at_a_pace):
            if isinstance(beat, Trouble):
                await self._meet(beat)
                if beat.kind == "cut":
                    return
            elif isinstance(beat, Stop):
                await self.log.tell(self._writer.close(beat))
            else:
                await self.log.tell(self._writer.add(beat))

    async def _meet(self, trouble: Trouble) -> None:
        if trouble.kind in OF_THE_LINE:
            self.broken = trouble
        await tell_trouble(trouble, self.log)

    async def _keep(self) -> None:
        """Before the end is told, so that the next turn finds it."""
        state = self._shelf.state
        if self.stored:
            await self._shelf.run(state.keep_response, self.body, self.given)
        if self._conversation_id:
            said = [*self.given, *self.body["output"]]
            await self._shelf.run(state.add_items, self._conversation_id, said)


class Turns:
    """Owns every turn under way, by the id of its response."""

    def __init__(self) -> None:
        self._live: dict[str, tuple[Turn, asyncio.Task[None]]] = {}
        self._logs: OrderedDict[str, EventLog] = OrderedDict()

    def start(self, turn: Turn, script: Script) -> None:
        task = asyncio.get_running_loop().create_task(turn.run(script), name=f"turn {turn.id}")
        self._live[turn.id] = (turn, task)
        if turn.background:
            self._logs[turn.id] = turn.log
        task.add_done_callback(lambda _task: self._forget(turn))

    def live(self, response_id: str) -> Turn | None:
        found = self._live.get(response_id)
        return found[0] if found else None

    def log(self, response_id: str) -> EventLog | None:
        """What a background turn told and tells, when it is not too long ago."""
        return self._logs.get(response_id)

    async def cancel(self, response_id: str) -> None:
        """Ends a turn and waits until it is kept; nothing when it is not under way."""
        if found := self._live.get(response_id):
            _cancel(*found)
            await asyncio.wait([found[1]])

    async def stream(self, turn: Turn, script: Script, emit: Emit) -> None:
        """Starts a turn and reads it into a stream."""
        turn.log.add_reader()
        self.start(turn, script)
        try:
            await _read(turn.log, None, emit)
        finally:
            turn.log.drop_reader()
            self._leave(turn)

    async def resume(self, log: EventLog, after: int | None, emit: Emit) -> None:
        """Reads a background turn again, from the event numbered `after` on."""
        log.add_reader()
        try:
            await _read(log, -1 if after is None else after, emit)
        finally:
            log.drop_reader()

    async def whole(self, turn: Turn, script: Script) -> dict[str, Any]:
        """Starts a turn and waits for its end; its response."""
        self.start(turn, script)
        try:
            await asyncio.shield(self._live[turn.id][1])
        finally:
            self._leave(turn)
        if turn.broken:
            await break_line(turn.broken)
        return turn.body

    def end(self) -> None:
        """Ends them all; each keeps what it has."""
        for found in self._live.values():
            _cancel(*found)

    async def ended(self) -> None:
        """Waits until none is under way."""
        if tasks := [task for _turn, task in self._live.values()]:
            await asyncio.wait(tasks)

    def _leave(self, turn: Turn) -> None:
        """The reader has gone: what is stored goes on, the rest has nobody to be for."""
        if not turn.stored and turn.id in self._live:
            _cancel(*self._live[turn.id])

    def _forget(self, turn: Turn) -> None:
        del self._live[turn.id]
        ended = [name for name in self._logs if name not in self._live]
        for name in ended[: max(0, len(ended) - _LOGS_KEPT)]:
            del self._logs[name]


def _cancel(turn: Turn, task: asyncio.Task[None]) -> None:
    if not turn.ending:
        task.cancel()


async def _read(log: EventLog, after: int | None, emit: Emit) -> None:
    async for piece in log.read(after):
        if isinstance(piece, Trouble):
            await break_line(piece)
        else:
            await emit(piece)
