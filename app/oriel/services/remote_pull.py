"""Looking into a chat's conversation at a service, and taking over what others added there.

One request says what is new behind the last item that was looked at; only where that item is
not known any more the whole conversation is read.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from oriel.api.client import ServiceClient
from oriel.api.items import Json, word
from oriel.domain.errors import AppError, NotFound, RequestInvalid
from oriel.domain.messages import Message
from oriel.domain.remote_state import DAY_S, has_moved, site_of
from oriel.services.connections import Connections
from oriel.services.remote_plan import Found, planned
from oriel.store.database import Database
from oriel.store.remote_merging import Elsewhere, Outcome, RemoteMerging, Situation
from oriel.store.remotes import Remote, RemoteTable

MOST_ITEMS = 20_000
# So soon after an answer or a look nobody is asked again before a turn is sent.
FRESH_S = 15.0
# "Not found" may mean "not allowed to know", which can be mended: so what is gone is asked for
# again when its chat is opened, now and then, as long as it could be there.
_LOST_AGAIN_S, _LOST_FOR_S = 600.0, 30 * DAY_S


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking: `added` to the chat, `aside` of them on other branches than is
    read; or the conversation is `gone`, is `back` after it was, or was not
    found since the connection has `moved`; `busy` when an answer was under way and nothing
    was decided. `error` is what one of several met."""

    chat_id: str
    added: tuple[Message, ...] = ()
    aside: int = 0
    gone: bool = False
    back: bool = False
    moved: bool = False
    busy: bool = False
    error: AppError | None = None

    @property
    def news(self) -> int:
        return len(self.added)


class RemotePull:
    """Raises as Connections.client and Conversations, but for what is gone."""

    def __init__(self, database: Database, connections: Connections) -> None:
        self._remotes = RemoteTable(database)
        self._merging = RemoteMerging(database)
        self._connections = connections
        # By chat; one that nobody holds or waits for is dropped.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.fresh_s = FRESH_S

    async def current(self, chat_id: str) -> Remote | None:
        """The conversation in which the branch being read goes on, None when there is none."""
        return await self._merging.current(chat_id)

    async def pull_current(self, chat_id: str) -> Looked | None:
        """`pull` of the current conversation, or of the one that was and is gone; None when
        there is none, or when it is too early to ask again."""
        remote = await self.current(chat_id) or await self._lost(chat_id)
        return None if remote is None else await self.pull(remote)

    async def pull_before_turn(self, chat_id: str) -> Looked | None:
        """As `pull_current`, unless it was looked at only just now. One that is not certain,
        after a stop or a kill, is always looked at: what was cut off here may have come to its
        end there, and then the turn goes on in it."""
        remote = await self.current(chat_id)
        if remote is None:
            return None
        if remote.leaf_id is None:
            return await self.pull(remote)
        at = max(remote.active_at, remote.checked_at or 0.0)
        # A clock that was put back makes the last look one of the future.
        return await self.pull(remote) if abs(time.time() - at) > self.fresh_s else None

    async def pull(self, remote: Remote, since: float | None = None) -> Looked:
        """Looks, and takes over what is new. `since` is when the oldest item was said."""
        async with self._locks.setdefault(remote.chat_id, asyncio.Lock()):
            now = await self._remotes.get(remote.connection_id, remote.id)
            if now is None:
                return Looked(remote.chat_id)
            client = await self._connections.client(now.connection_id)
            found = await self._found(client, now, since)
            if found is None:
                return await self._not_found(now)
            looked = await self._merge(client, now, found)
            return replace(looked, back=now.gone_at is not None and not looked.busy)

    async def _lost(self, chat_id: str) -> Remote | None:
        remote, now = await self._merging.lost(chat_id), time.time()
        if remote is None or remote.deleted or now - (remote.gone_at or 0.0) > _LOST_FOR_S:
            return None
        return remote if abs(now - (remote.checked_at or 0.0)) > _LOST_AGAIN_S else None

    async def _not_found(self, remote: Remote) -> Looked:
        if has_moved(remote.site, self._connections.get(remote.connection_id)):
            return Looked(remote.chat_id, moved=True)
        await self._remotes.mark_gone(remote.connection_id, remote.id, time.time())
        return Looked(remote.chat_id, gone=True)

    async def _merge(self, client: ServiceClient, remote: Remote, found: Found) -> Looked:
        try:
            added = await self._write(remote, found)
        except Elsewhere:
            items = await _items(client, remote, "")
            added = await self._write(
                remote, replace(found, items=items, whole=True, at=time.time())
            )
        if added is None:
            return Looked(remote.chat_id, busy=True)
        return Looked(remote.chat_id, added)

    async def _write(self, remote: Remote, found: Found) -> tuple[Message, ...] | None:
        if not found.whole and not found.items:
            await self._remotes.change(
                remote.connection_id, remote.id, lambda now: _seen(now, found)
            )
            return ()

        def plan(situation: Situation) -> Outcome | None:
            return planned(situation, found)

        return await self._merging.merge(remote, plan, whole=found.whole, at=found.at)

    async def _found(
        self, client: ServiceClient, remote: Remote, since: float | None
    ) -> Found | None:
        """None when the conversation is gone."""
        # What comes back after it was gone is compared anew, so that it can be certain again.
        after = remote.last_item_id if remote.known_id and remote.gone_at is None else ""
        try:
            items = await _items(client, remote, after)
        except (NotFound, RequestInvalid):
            if not await client.conversations.exists(remote.id):
                return None
            if not after:
                raise
            # The item is gone, not the conversation.
            after, items = "", await _items(client, remote, "")
        # Some services give the whole list whatever they are asked for.
        whole = not after or any(item.get("id") == after for item in items)
        return Found(items, whole, time.time(), since, site_of(client.connection))


async def _items(client: ServiceClient, remote: Remote, after: str) -> list[Json]:
    """Each once, also from a service that gives a page of them again."""
    found = await client.conversations.items(remote.id, after=after, limit=MOST_ITEMS)
    seen = set[str]()
    once: list[Json] = []
    for item in found:
        item_id = word(item.get("id"))
        if not item_id or item_id not in seen:
            once.append(item)
            seen.add(item_id)
    return once


def _seen(remote: Remote, found: Found) -> Remote:
    return replace(remote, checked_at=found.at, gone_at=None, site=found.site, deleted=False)
