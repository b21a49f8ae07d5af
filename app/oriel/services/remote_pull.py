"""Looking into a chat's conversation at a service, and taking over what others added there.

One request says what is new behind the last item that was looked at; only where that item is
not known any more the whole conversation is read.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, replace

from oriel.api.client import ServiceClient
from oriel.api.items import Json
from oriel.domain.errors import NotFound, RequestInvalid
from oriel.services.connections import Connections
from oriel.services.remote_plan import Found, planned
from oriel.store.database import Database
from oriel.store.remote_merging import Elsewhere, Outcome, RemoteMerging, Situation
from oriel.store.remotes import Remote, RemoteTable

MOST_ITEMS = 20_000
# So soon after an answer or a look nobody is asked again before a turn is sent.
FRESH_S = 15.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking: `news` turns were added to the chat, or the conversation is
    `gone`; `busy` when an answer was under way and nothing was decided."""

    chat_id: str
    news: int = 0
    gone: bool = False
    busy: bool = False


class RemotePull:
    """Raises as Connections.client and Conversations, but for what is gone."""

    def __init__(self, database: Database, connections: Connections) -> None:
        self._remotes = RemoteTable(database)
        self._merging = RemoteMerging(database)
        self._connections = connections
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.fresh_s = FRESH_S

    async def current(self, chat_id: str) -> Remote | None:
        """The conversation in which the branch being read goes on, None when there is none."""
        return await self._merging.current(chat_id)

    async def pull_current(self, chat_id: str) -> Looked | None:
        """`pull` of the current conversation; None when there is none."""
        remote = await self.current(chat_id)
        return None if remote is None else await self.pull(remote)

    async def pull_before_turn(self, chat_id: str) -> Looked | None:
        """As `pull_current`, unless it was looked at only just now or is not certain."""
        remote = await self.current(chat_id)
        if remote is None or remote.leaf_id is None:
            return None
        at = max(remote.active_at, remote.checked_at or 0.0)
        return await self.pull(remote) if time.time() - at > self.fresh_s else None

    async def pull(self, remote: Remote, since: float | None = None) -> Looked:
        """Looks, and takes over what is new. `since` is when the oldest item was said."""
        async with self._locks[remote.chat_id]:
            now = await self._remotes.get(remote.connection_id, remote.id)
            if now is None:
                return Looked(remote.chat_id)
            client = await self._connections.client(now.connection_id)
            found = await self._found(client, now, since)
            if found is None:
                await self._remotes.mark_gone(now.connection_id, now.id, time.time())
                return Looked(now.chat_id, gone=True)
            return await self._merge(client, now, found)

    async def _merge(self, client: ServiceClient, remote: Remote, found: Found) -> Looked:
        try:
            added = await self._write(remote, found)
        except Elsewhere:
            items = await _items(client, remote, "")
            added = await self._write(
                remote, Found(items, whole=True, at=time.time(), since=found.since)
            )
        if added is None:
            return Looked(remote.chat_id, busy=True)
        return Looked(remote.chat_id, news=added)

    async def _write(self, remote: Remote, found: Found) -> int | None:
        if not found.whole and not found.items:
            await self._remotes.change(
                remote.connection_id, remote.id, lambda now: _seen(now, found.at)
            )
            return 0

        def plan(situation: Situation) -> Outcome | None:
            return planned(situation, found)

        added = await self._merging.merge(remote, plan, whole=found.whole, at=found.at)
        return None if added is None else len(added)

    async def _found(
        self, client: ServiceClient, remote: Remote, since: float | None
    ) -> Found | None:
        """None when the conversation is gone."""
        after = remote.last_item_id if remote.known_id else ""
        try:
            items = await _items(client, remote, after)
        except (NotFound, RequestInvalid):
            if await _is_gone(client, remote):
                return None
            if not after:
                raise
            # The item is gone, not the conversation.
            after, items = "", await _items(client, remote, "")
        # Some services give the whole list whatever they are asked for.
        whole = not after or any(item.get("id") == after for item in items)
        return Found(items, whole, time.time(), since)


async def _items(client: ServiceClient, remote: Remote, after: str) -> list[Json]:
    return await client.conversations.items(remote.id, after=after, limit=MOST_ITEMS)


async def _is_gone(client: ServiceClient, remote: Remote) -> bool:
    try:
        await client.conversations.retrieve(remote.id)
    except NotFound:
        return True
    return False


def _seen(remote: Remote, at: float) -> Remote:
    return replace(remote, checked_at=at, gone_at=None)
