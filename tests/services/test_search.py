"""Searching beside the writer: superseded searches end, searches are kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.search import SavedSearch, parse_query
from oriel.services.search import Search
from oriel.store.chats import add_chat
from oriel.store.database import Database
from oriel.store.message_rows import add_message


@asynccontextmanager
async def a_search(path: Path, messages: int = 3) -> AsyncIterator[Search]:
    db = await Database.open(path)
    try:
        await db.run(lambda c: add_chat(c, Chat(id="c", title="Bay", created_at=1, updated_at=1)))
        for n in range(messages):
            said = (TextPart(f"the window {n}"),)
            message = Message(
                id=str(n), chat_id="c", parent_id=None, role=Role.USER, parts=said, created_at=n
            )
            await db.run(lambda c, message=message: add_message(c, message))
        yield Search(db)
    finally:
        await db.aclose()


async def test_messages_and_chats_are_found(tmp_path: Path) -> None:
    async with a_search(tmp_path / "h.db") as search:
        results = await search.messages(parse_query("window"), 2)
        assert [hit.message_id for hit in results.hits] == ["2", "1"]
        assert results.more
        assert (await search.messages(parse_query("window 1"), ranked=True)).hits[0].chat_id == "c"
        assert [hit.title for hit in await search.chats(parse_query("ba"))] == ["Bay"]


async def test_a_search_that_nobody_waits_for_ends_and_the_next_is_answered(
    tmp_path: Path,
) -> None:
    async with a_search(tmp_path / "h.db") as search:
        for _ in range(20):
            superseded = asyncio.create_task(search.messages(parse_query("the win")))
            await asyncio.sleep(0)
            superseded.cancel()
            with pytest.raises(asyncio.CancelledError):
                await superseded
        assert len((await search.messages(parse_query("the win"))).hits) == 3


async def test_searches_are_kept_by_name(tmp_path: Path) -> None:
    async with a_search(tmp_path / "h.db") as search:
        first = await search.save("  Code of\nlate ", "has:code after:7d")
        assert first == SavedSearch(first.id, "Code of late", "has:code after:7d")
        second = await search.save("", "in:Work window ")
        assert second.name == "in:Work window"
        again = await search.save("Code of late", "has:code after:1m")
        assert again.id == first.id
        assert await search.saved() == [again, second]
        await search.forget(first.id)
        assert await search.saved() == [second]
