"""Deleting at services what went with a chat: listed first, promised durably, done once the
undo is past, tried again where a service could not be reached.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import replace

from oriel.api.client import ServiceClient
from oriel.domain.bin import BIN_DAYS, DAY_S
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
from oriel.domain.remote_errors import ConnectionRemoved
from oriel.domain.remote_state import has_moved
from oriel.services.connections import Connections
from oriel.services.deleting import AT_ONCE, delete_file
from oriel.services.few_at_once import for_each
from oriel.services.remote_belongings import RemoteBelongings
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows
from oriel.store.remotes import RemoteTable
from oriel.store.uploaded import UploadedTable
from oriel.store.used_files import UsedFiles

BIN_S = float(BIN_DAYS * DAY_S)
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
        self._used = UsedFiles(database)
        self._rows = JsonRows(database, "remote_deletion", promised_to_json, promised_from_json)

    async def listing(self, chat_ids: Sequence[str], *, ask: bool = True) -> DeletionPlan:
        """What goes with these chats. Without `ask` only what is known here; else services
        are asked, for a while, which files nobody else uses."""
        return await self._belongings.of(chat_ids, ask=ask)

    async def delete(self, items: Iterable[There]) -> list[Outcome]:
        """Deletes each, now."""
        return await for_each([*items], self._try, at_once=AT_ONCE)

    # What is promised

    async def promise(self, items: Iterable[There], due_at: float) -> None:
        """From now on these are deleted some time after `due_at` (epoch seconds), even if
        Oriel ends before, unless their chat is back by then."""
        promised = [Promised(item=item, due_at=due_at) for item in items]
        await self._rows.put(*((each.item.key, each) for each in promised))

    async def promises(self) -> list[Promised]:
        return await self._rows.all()

    async def drop(self, items: Iterable[There]) -> None:
        """These are deleted, or no longer to be."""
        for item in items:
            await self._rows.delete(item.key)

    async def keep_promises(self, *, early: bool = False) -> list[Outcome]:
        """Deletes what is due; with `early` also what is still waiting for its undo to pass.
        What fails waits longer each time, and is given up after many."""

        async def one(promised: Promised) -> Outcome:
            outcome = await self._try(promised.item)
            await self._settle(promised, outcome)
            return outcome

        due = await self._due(await self.promises(), early=early)
        return await for_each(due, one, at_once=AT_ONCE)

    # Inside

    async def _due(self, promised: Sequence[Promised], *, early: bool) -> list[Promised]:
        """Those whose time has come. What is needed again is not to be deleted any more."""
        now = time.time()
        chats = {c.id: c for c in await self._chats.some([p.item.chat_id for p in promised])}
        due: list[Promised] = []
        for each in promised:
            chat = chats.get(each.item.chat_id)
            if chat is not None and chat.deleted_at is None:
                await self._rows.delete(each.item.key)
            elif _has_come(each, now, early=early, in_bin=chat is not None):
                due.append(each)
        needed = {*await self._needed([each.item for each in due])}
        await self.drop(needed)
        return [each for each in due if each.item not in needed]

    async def _needed(self, items: Sequence[There]) -> list[There]:
        """What other chats have begun to use since it was promised: the same file was attached
        again, or the conversation by its id."""
        files = [item for item in items if item.what is What.FILE]
        uses = await self._used.by_file() if files else {}
        needed = [i for i in files if any(not use.in_bin for use in uses.get(i.id, ()))]
        for item in items:
            if item.what is What.CONVERSATION:
                named = await self._remotes.named(item.id)
                chats = await self._chats.some([remote.chat_id for remote in named])
                if any(chat.deleted_at is None for chat in chats):
                    needed.append(item)
        return needed

    async def _settle(self, promised: Promised, outcome: Outcome) -> None:
        tries = promised.tries + 1
        hopeless = tries >= MOST_TRIES or isinstance(outcome.error, ConnectionRemoved)
        if outcome.error is None or hopeless:
            await self._rows.delete(promised.item.key)
            return
        pause = min(_FIRST_PAUSE_S * 2**promised.tries, _LONGEST_PAUSE_S)
        later = replace(promised, due_at=time.time() + pause, tries=tries)
        await self._rows.put((promised.item.key, later))

    async def _try(self, item: There) -> Outcome:
        try:
            if self._connections.get(item.connection_id) is None:
                raise ConnectionRemoved
            found = await self._delete(item)
        except AppError as error:
            return Outcome(item, error)
        return Outcome(item, missing=not found)

    async def _delete(self, item: There) -> bool:
        """Whether it was found."""
        client = await self._connections.client(item.connection_id)
        match item.what:
            case What.CONVERSATION:
                return await self._delete_conversation(client, item)
            case What.ANSWER:
                return await _was_there(client.responses.delete(item.id))
            case What.CONTAINER:
                return await _was_there(client.containers.delete(item.id))
            case What.FILE:
                await delete_file(client, item.id)
                await self._uploaded.forget(item.connection_id, item.id)
                return True

    async def _delete_conversation(self, client: ServiceClient, item: There) -> bool:
        found = True
        try:
            await client.conversations.delete(item.id)
        except NotFound as missing:
            # It may also mean: not allowed. Gone is what cannot be read either, unless the
            # connection leads elsewhere now.
            known = await self._remotes.get(item.connection_id, item.id)
            moved = known is not None and has_moved(known.site, client.connection)
            if moved or await client.conversations.exists(item.id):
                raise missing from None
            found = False
        at = time.time()
        await self._remotes.mark_gone(item.connection_id, item.id, at, deleted=found)
        return found


def _has_come(promised: Promised, now: float, *, early: bool, in_bin: bool) -> bool:
    if not in_bin and promised.tries == 0:  # not even in the bin any more
        return True
    soon = early and promised.tries == 0 and promised.due_at - now < BIN_S / 2
    return soon or promised.due_at <= now


async def _was_there(deleting: Awaitable[None]) -> bool:
    try:
        await deleting
    except NotFound:
        return False
    return True
