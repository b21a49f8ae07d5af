"""Turns that wait: behind an answer that still streams, for the network, or for the person."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from oriel.domain.messages import new_id
from oriel.domain.parts import Part
from oriel.domain.waiting import WaitingTurn
from oriel.store.waiting import WaitingTable


class TurnQueue:
    def __init__(self, table: WaitingTable) -> None:
        self._table = table

    async def of(self, chat_id: str) -> tuple[WaitingTurn, ...]:
        """In the order in which they will be sent."""
        return tuple(await self._table.for_chat(chat_id))

    async def add(self, chat_id: str, parts: tuple[Part, ...], why: str) -> WaitingTurn:
        """At the end of the queue."""
        turn = WaitingTurn(
            id=new_id(), chat_id=chat_id, parts=parts, why=why, created_at=time.time()
        )
        await self._table.add(turn)
        return turn

    async def add_first(self, chat_id: str, parts: tuple[Part, ...], why: str) -> WaitingTurn:
        """Before all others."""
        waiting = await self.of(chat_id)
        turn = await self.add(chat_id, parts, why)
        await self._table.reorder(chat_id, [turn.id, *(t.id for t in waiting)])
        return turn

    async def move(self, chat_id: str, turn_id: str, step: int) -> None:
        """`step` places later (earlier when negative); at the ends it stays."""
        ids = [turn.id for turn in await self.of(chat_id)]
        if turn_id not in ids:
            return
        at = ids.index(turn_id)
        ids.insert(max(0, min(at + step, len(ids) - 1)), ids.pop(at))
        await self._table.reorder(chat_id, ids)

    async def mark(self, turns: Sequence[WaitingTurn], why: str) -> None:
        """They now wait for something else."""
        for turn in turns:
            if turn.why != why:
                await self._table.update(replace(turn, why=why))

    async def take(self, turn_id: str) -> bool:
        """Out of the queue; False when it is not there any more."""
        return await self._table.remove(turn_id)

    async def chats_waiting(self, why: str) -> list[str]:
        return await self._table.chats(why)
