"""Deleting at services what went with a chat: listed first, promised durably, done once the
undo is past, tried again where a service could not be reached.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound
from oriel.domain.remote_deletion import (
    DeletionPlan,
    Outcome,
    Promised,
    There,
    What,
    promised_from_json,
    promised_to_json,
)
from oriel.services.connections import Connections
from oriel.services.deleting import AT_ONCE, delete_file
from oriel.services.few_at_once import few_at_once
from oriel.services.remote_belongings import RemoteBelongings
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows
from oriel.store.remotes import RemoteTable
from oriel.store.uploaded import UploadedTable

BIN_S = 30 * 86_400.0
MOST_TRIES = 12
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 60.0, 6 * 3600.0


class RemoteDeletion:
    def __init__(
        self, database: Database, connections: Connections, belongings: RemoteBelongings
    ) -> None:
        self._connections = connections
        self._belongings = belongings
        self._chats = ChatTable(database)
        self._remotes = RemoteTable(database)
        self._uploaded = UploadedTable(database)
        self._rows = JsonRows(database, "remote_deletion", promised_to_json, promised_from_json)

    async def listing(self, chat_ids: Sequence[str], *, ask: bool = True) -> DeletionPlan:
        """What goes with these chats. Without `ask` only what is known here; else services
        are asked, for a while, which files nobody else uses."""
        return await self._belongings.of(chat_ids, ask=ask)

    async def delete(
        self, items: Iterable[There], told: Callable[[Outcome], None] | None = None
    ) -> list[Outcome]:
        """Deletes each, now; `told` hears of every one as it is done."""
        outcomes: list[Outcome] = []

        async def one(item: There) -> None:
            outcome = await self._try(item)
            outcomes.append(outcome)
            if told is not None:
                told(outcome)

        await few_at_once(items, one, AT_ONCE)
        return outcomes

    # What is promised

    async def promise(self, items: Iterable[There], due_at: float) -> None:
        """From now on these are deleted some time after `due_at` (epoch seconds), even if
        Oriel ends before, unless their chat is back by then."""
        promised = [Promised(item=item, due_at=due_at) for item in items]
        await self._rows.put(*((each.item.key, each) for each in promised))

    async def promises(self) -> list[Promised]:
        return await self._rows.all()

    async def forgive(self, chat_ids: Sequence[str]) -> None:
        """These chats are back: nothing of theirs is deleted."""
        for promised in await self.promises():
            if promised.item.chat_id in chat_ids:
                await self._rows.delete(promised.item.key)

    async def drop(self, items: Iterable[There]) -> None:
        """These are deleted, or no longer to be."""
        for item in items:
            await self._rows.delete(item.key)

    async def keep_promises(self, *, early: bool = False) -> list[Outcome]:
        """Deletes what is due; with `early` also what is still waiting for its undo to pass.
        What fails waits longer each time, and is given up after many."""
        due = [each for each in await self.promises() if await self._is_due(each, early=early)]
        by_key = {each.item.key: each for each in due}
        outcomes: list[Outcome] = []

        async def one(item: There) -> None:
            outcome = await self._try(item)
            await self._settle(by_key[item.key], outcome)
            outcomes.append(outcome)

        await few_at_once([each.item for each in due], one, AT_ONCE)
        return outcomes

    # Inside

    async def _is_due(self, promised: Promised, *, early: bool) -> bool:
        chat = await self._chats.get(promised.item.chat_id)
        if chat is not None and chat.deleted_at is None:
            await self._rows.delete(promised.item.key)
            return False
        if chat is None:  # not even in the bin any more
            return promised.tries == 0 or promised.due_at <= time.time()
        soon = early and promised.tries == 0 and promised.due_at - time.time() < BIN_S / 2
        return soon or promised.due_at <= time.time()

    async def _settle(self, promised: Promised, outcome: Outcome) -> None:
        tries = promised.tries + 1
        if outcome.error is None or tries >= MOST_TRIES:
            await self._rows.delete(promised.item.key)
            return
        pause = min(_FIRST_PAUSE_S * 2**promised.tries, _LONGEST_PAUSE_S)
        later = replace(promised, due_at=time.time() + pause, tries=tries, error=outcome.error.code)
        await self._rows.put((promised.item.key, later))

    async def _try(self, item: There) -> Outcome:
        try:
            await self._ways[item.what](self, item)
        except AppError as error:
            return Outcome(item, error)
        return Outcome(item)

    async def _conversation(self, item: There) -> None:
        client = await self._connections.client(item.connection_id)
        try:
            await client.conversations.delete(item.id)
        except NotFound as missing:
            # It may also mean: not allowed. Gone is what cannot be read either.
            if await _is_there(client, item.id):
                raise missing from None
        await self._remotes.mark_gone(item.connection_id, item.id, time.time(), deleted=True)

    async def _answer(self, item: There) -> None:
        client = await self._connections.client(item.connection_id)
        with suppress(NotFound):
            await client.responses.delete(item.id)

    async def _file(self, item: There) -> None:
        await delete_file(await self._connections.client(item.connection_id), item.id)
        await self._uploaded.forget(item.connection_id, item.id)

    async def _container(self, item: There) -> None:
        client = await self._connections.client(item.connection_id)
        with suppress(NotFound):
            await client.containers.delete(item.id)

    _ways: ClassVar[dict[What, Callable[[RemoteDeletion, There], Awaitable[None]]]] = {
        What.CONVERSATION: _conversation,
        What.ANSWER: _answer,
        What.FILE: _file,
        What.CONTAINER: _container,
    }


async def _is_there(client: ServiceClient, conversation_id: str) -> bool:
    try:
        await client.conversations.retrieve(conversation_id)
    except NotFound:
        return False
    return True
