"""Streams answers into a history as fast as it can and says what is kept, until killed.

Run by test_kill.py: `streaming_child.py DATABASE ROUND`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from oriel.domain.messages import Message, Role
from oriel.domain.parts import ReasoningPart, TextPart
from oriel.domain.stopping import StopReason
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable

PIECES = 150


async def stream(path: Path, turn: str) -> None:
    from oriel.domain.chats import Chat

    db = await Database.open(path)
    await ChatTable(db).add(Chat(id=turn, created_at=1.0, updated_at=1.0))
    table = MessageTable(db)
    for n in range(1000):
        message = Message(
            id=f"{turn}-{n}", chat_id=turn, parent_id=None, role=Role.ASSISTANT, created_at=float(n)
        )
        await table.add(message)
        for seq in range(PIECES):
            kind = "reasoning" if seq % 50 < 10 else "text"
            await table.append_piece(message.id, seq, kind, f"{seq} ")
            print("piece", n, seq, flush=True)
        await table.finish(finished(message))
        print("finished", n, 0, flush=True)


def finished(message: Message) -> Message:
    from dataclasses import replace

    words = "".join(f"{seq} " for seq in range(PIECES))
    parts = (ReasoningPart("thought"), TextPart(words))
    return replace(message, parts=parts, stop_reason=StopReason.FINISHED)


if __name__ == "__main__":
    asyncio.run(stream(Path(sys.argv[1]), sys.argv[2]))
