"""A conversation that exists at a service becomes a chat: looked up first, then taken over.

No service lists conversations, so one that was begun elsewhere is known by its id alone.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, replace

from oriel.api.items import Json, count
from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings, MemoryPolicy
from oriel.domain.chats import Chat, title_from
from oriel.domain.messages import Role, new_id
from oriel.domain.remote_errors import ConversationIdUnusable
from oriel.domain.remote_state import site_of
from oriel.services.connections import Connections
from oriel.services.remote_metadata import TITLE, metadata_of
from oriel.services.remote_pull import RemotePull
from oriel.services.remote_turns import turns_of
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.remotes import Remote, RemoteTable

_ID = re.compile(r"[A-Za-z0-9._:~-]{4,512}")
_LOOKED_AT = 100  # items
_FIRST_WORDS = 160  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What lies in a conversation: `turns` among its first `items`, of which there may be
    `more`. `created_at` is epoch seconds, None where the service does not say; `chat_id` is
    the chat it is already attached to, "" for none, which may be `in_bin`."""

    connection_id: str
    remote_id: str
    title: str = ""
    first_words: str = ""
    turns: int = 0
    items: int = 0
    more: bool = False
    created_at: float | None = None
    metadata: dict[str, str]
    chat_id: str = ""
    in_bin: bool = False


class RemoteAttaching:
    """Raises as Connections.client and Conversations; NotFound when there is no such
    conversation, ConversationIdUnusable when it cannot be one."""

    def __init__(self, database: Database, connections: Connections, pull: RemotePull) -> None:
        self._chats = ChatTable(database)
        self._remotes = RemoteTable(database)
        self._connections = connections
        self._pull = pull

    async def look(self, connection_id: str, typed: str) -> Preview:
        """What is there; nothing is kept."""
        remote_id = conversation_id(typed)
        client = await self._connections.client(connection_id)
        raw = await client.conversations.retrieve(remote_id)
        items = await client.conversations.items(remote_id, limit=_LOOKED_AT)
        turns = turns_of(items)
        metadata = metadata_of(raw)
        said = next((t.text for t in turns if t.role is Role.USER and t.text.strip()), "")
        known = await self._known(connection_id, remote_id)
        return Preview(
            connection_id=connection_id,
            remote_id=remote_id,
            title=metadata.get(TITLE, ""),
            first_words=" ".join(said.split())[:_FIRST_WORDS],
            turns=len(turns),
            items=len(items),
            more=len(items) == _LOOKED_AT,
            created_at=_made_at(raw),
            metadata=metadata,
            chat_id=known.chat_id if known else "",
            in_bin=known is not None and await self._is_in_bin(known.chat_id),
        )

    async def attach(self, preview: Preview, model: str) -> str:
        """The id of the chat that goes on in the conversation: the one it is attached to
        already, out of the bin if need be, or a new one with everything that is there."""
        known = await self._known(preview.connection_id, preview.remote_id)
        if known is not None:
            await self._chats.restore(known.chat_id)
            await self._pull.pull(replace(known, gone_at=None))
            return known.chat_id
        now = time.time()
        since = min(preview.created_at or now, now)
        chat = _chat(preview, model, since)
        remote = Remote(
            id=preview.remote_id,
            chat_id=chat.id,
            connection_id=preview.connection_id,
            leaf_id=None,
            made_at=now,
            metadata=_ours(preview.metadata),
            site=site_of(self._connections.get(preview.connection_id)),
        )
        await self._chats.add(chat)
        try:
            await self._remotes.put(remote)
            await self._pull.pull(remote, since)
        except BaseException:
            # Nothing of it is there yet: no empty chat stays behind.
            await asyncio.shield(self._chats.forget(chat.id))
            raise
        return chat.id

    async def _is_in_bin(self, chat_id: str) -> bool:
        chat = await self._chats.get(chat_id)
        return chat is not None and chat.deleted_at is not None

    async def _known(self, connection_id: str, remote_id: str) -> Remote | None:
        """As known here: at this connection, else at another one that is the same place."""
        place = self._connections.require(connection_id)
        found = await self._remotes.named(remote_id)
        for remote in sorted(found, key=lambda each: each.connection_id != connection_id):
            other = self._connections.get(remote.connection_id)
            if remote.connection_id == connection_id or (
                other is not None and site_of(other) == site_of(place)
            ):
                return remote
        return None


def conversation_id(typed: str) -> str:
    """An id as it was pasted, quotes and blank space dropped. Raises ConversationIdUnusable."""
    found = typed.strip().strip("\"'`,;").strip()
    if not _ID.fullmatch(found):
        raise ConversationIdUnusable(typed=typed.strip())
    return found


def _chat(preview: Preview, model: str, since: float) -> Chat:
    title = preview.title or title_from(preview.first_words)
    return Chat(
        id=new_id(),
        title=title,
        titled_by="user" if preview.title else "first_turn",
        connection_id=preview.connection_id,
        model=model,
        created_at=since,
        updated_at=time.time(),
        settings=_settings(preview.metadata),
    )


def _settings(metadata: dict[str, str]) -> ChatSettings:
    """What the conversation says of long-term memory, so that the next turn leaves it so."""
    said = metadata.get("memory_access_policy", "")
    policy = next((p for p in MemoryPolicy if p.value == said), MemoryPolicy.USUAL)
    subject = metadata.get("memory_subject_id", "")
    return replace(USUAL_SETTINGS, memory_subject=subject, memory_policy=policy)


def _ours(metadata: dict[str, str]) -> dict[str, str]:
    names = (TITLE, "memory_subject_id", "memory_access_policy")
    return {name: metadata[name] for name in names if name in metadata}


def _made_at(raw: Json) -> float | None:
    at = count(raw.get("created_at"))
    return float(at) if at > 0 else None
