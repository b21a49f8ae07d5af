"""A small history with something of everything, and bytes of files flipped."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from oriel.domain.messages import Role
from oriel.domain.parts import FilePart, TextPart
from oriel.domain.usage import Usage
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable

from .samples import a_chat, opened, said

# Some of them take more than a byte a letter.
WORDS = ("bay", "window", "stairs", "garden", "harbour", "lantern", "river", "täglich", "日本語")


async def written(path: Path, chats: int = 6, turns: int = 12, seed: int = 7) -> Path:
    async with opened(path) as db:
        await fill(db, chats, turns, seed)
    return path


async def fill(db: Database, chats: int = 6, turns: int = 12, seed: int = 7) -> None:
    chance = random.Random(seed)
    for number in range(chats):
        chat_id = f"chat{seed}-{number}"
        await ChatTable(db).add(
            a_chat(chat_id, title=f"About {chance.choice(WORDS)}", updated_at=float(number))
        )
        parent: str | None = None
        for turn in range(turns):
            text = " ".join(chance.choices(WORDS, k=chance.randrange(5, 200)))
            answers = turn % 2 == 1
            message = said(
                text,
                id=f"{chat_id}-{turn}",
                chat_id=chat_id,
                parent_id=parent,
                role=Role.ASSISTANT if answers else Role.USER,
                stop_reason="finished" if answers else None,
                usage=Usage(3, 4) if answers else None,
                provider={"output": [{"text": text}]} if answers else {},
            )
            await MessageTable(db).add(message)
            parent = message.id
        await DraftTable(db).put(chat_id, f"not sent: {chance.choice(WORDS)}")
    await DraftTable(db).put_parts("", (TextPart("x"), FilePart("a.txt", file_id="f")))


def copied(path: Path, folder: Path) -> Path:
    """The history with all that lies beside it, in a folder that is made."""
    folder.mkdir()
    for found in path.parent.glob(f"{path.name}*"):
        if found.is_file() and not found.name.endswith("-shm"):
            shutil.copy2(found, folder / found.name)
    return folder / path.name


def flip(path: Path, at: int, by: int) -> None:
    """Changes one byte."""
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ by]))
