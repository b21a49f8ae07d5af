"""A history to search in, and the view-model over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.services.known_names import KnownNames
from oriel.services.search import Search
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.ui.view_models.search import SearchViewModel


class Searching(NamedTuple):
    database: Database
    search: SearchViewModel


async def add_chat(
    database: Database, chat_id: str, title: str, texts: Sequence[str], at: float = 1e9
) -> None:
    """A chat in which questions and answers take turns."""
    messages = MessageTable(database)
    await ChatTable(database).add(
        Chat(id=chat_id, title=title, created_at=at, updated_at=at, model="the-model")
    )
    before = None
    for number, text in enumerate(texts):
        user = number % 2 == 0
        name = f"{chat_id}-{number}"
        await messages.add(
            Message(
                id=name,
                chat_id=chat_id,
                parent_id=before,
                role=Role.USER if user else Role.ASSISTANT,
                parts=(TextPart(text),),
                created_at=at + number,
                stop_reason=None if user else StopReason.FINISHED,
                model="" if user else "the-model",
            )
        )
        before = name


@asynccontextmanager
async def searching(folder: Path, recent: Sequence[str] = ()) -> AsyncIterator[Searching]:
    """Two chats about trains, one about boats."""
    database = await Database.open(folder / "history.db")
    try:
        await add_chat(database, "rome", "Trains to Rome", ["Which trains go?", "The night train."])
        await add_chat(database, "boats", "Boats", ["Which boats go?", "The ferry."], at=1.1e9)
        await add_chat(database, "oslo", "To Oslo", ["A train?", "Two trains a day."], at=1.2e9)
        search = SearchViewModel(Search(database), KnownNames(database), recent)
        try:
            yield Searching(database, search)
        finally:
            await search.aclose()
    finally:
        await database.aclose()
