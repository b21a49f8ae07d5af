"""Where chats are kept besides here: said from what is known, looked up, put there again.

The title and the metadata of a conversation are written here too. What others said in it is
the room next door's (remote_pull.py).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from oriel.domain.chat_settings import Memory
from oriel.domain.chats import Chat
from oriel.domain.errors import AppError
from oriel.domain.messages import Message, Role
from oriel.domain.remote_errors import NothingToKeep
from oriel.domain.remote_state import (
    KeptAnswers,
    KeptConversation,
    RemoteState,
    has_moved,
    is_inside,
    kept_until,
    may_have,
    site_of,
)
from oriel.services.connections import Connections
from oriel.services.remote_metadata import (
    LONGEST_VALUE,
    MOST_PAIRS,
    TITLE,
    metadata_of,
    tell_metadata,
    wanted_metadata,
)
from oriel.services.remote_pull import Looked, RemotePull
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.paths import WHOLE
from oriel.store.remotes import Remote, RemoteTable
from oriel.store.stored_answers import StoredAnswers

_LOOKED_AT = 5  # conversations of one chat that are asked for on wish


class RemoteStates:
    """What asks a service raises as Connections.client and Conversations."""

    def __init__(self, database: Database, connections: Connections, pull: RemotePull) -> None:
        self._chats = ChatTable(database)
        self._messages = MessageTable(database)
        self._remotes = RemoteTable(database)
        self._answers = StoredAnswers(database)
        self._connections = connections
        self._pull = pull

    async def state(self, chat_id: str) -> RemoteState:
        """Nobody is asked."""
        now = time.time()
        current = await self._pull.current(chat_id)
        remotes = await self._remotes.for_chat(chat_id)
        kept = tuple(
            self._conversation(remote, current is not None and remote.id == current.id)
            for remote in reversed(remotes)
        )
        answers = await self._kept_answers(chat_id, now)
        return RemoteState(chat_id=chat_id, at=now, conversations=kept, answers=answers)

    async def check(self, chat_id: str) -> Looked:
        """Takes over what is new in the current conversation, and in the last few others: of
        other branches, and of what was gone. What is told first is of the current one, or of
        the newest. One that cannot be asked keeps none of the others from it."""
        current = await self._pull.current(chat_id)
        found: list[Looked] = []
        failed: list[AppError] = []
        for remote in await self._to_check(chat_id, current):
            try:
                looked = await self._pull.pull(remote)
                if remote is current and not (looked.gone or looked.moved):
                    await self._take_title(chat_id, remote)
            except AppError as error:
                failed.append(error)
            else:
                aside = looked.news if current is not None and remote is not current else 0
                found.append(replace(looked, aside=aside))
        looked = _together(found) or Looked(chat_id, moved=True)
        return replace(looked, error=failed[0] if failed else None)

    async def _to_check(self, chat_id: str, current: Remote | None) -> list[Remote]:
        """The current one first, then the newest; none of a connection that was removed."""
        listed = [
            remote
            for remote in reversed(await self._remotes.for_chat(chat_id))
            if current is None or (remote.connection_id, remote.id) != _key(current)
            if self._connections.get(remote.connection_id) is not None
        ]
        return [*([current] if current is not None else []), *listed[:_LOOKED_AT]]

    async def rename(self, chat_id: str, title: str) -> None:
        """Writes the title on the current conversation; where that cannot be now, the next
        turn does it."""
        chat, remote = await self._chats.get(chat_id), await self._pull.current(chat_id)
        if chat is None or remote is None:
            return
        wanted = wanted_metadata(replace(chat, title=title))
        if wanted == remote.metadata:
            return
        with suppress(AppError):
            client = await self._connections.client(remote.connection_id)
            await tell_metadata(client.conversations, remote.id, remote.metadata, wanted)
            await self._told(remote, wanted)

    async def metadata(self, connection_id: str, remote_id: str) -> dict[str, str]:
        """What the service says about a conversation."""
        client = await self._connections.client(connection_id)
        return metadata_of(await client.conversations.retrieve(remote_id))

    async def save_metadata(
        self, connection_id: str, remote_id: str, pairs: Mapping[str, str]
    ) -> dict[str, str]:
        """Writes all pairs, at most 16; the title becomes the chat's. What is there then."""
        kept = {n: v for n, v in [*pairs.items()][:MOST_PAIRS] if n and v}
        if TITLE in kept:
            kept[TITLE] = kept[TITLE][:LONGEST_VALUE]
        client = await self._connections.client(connection_id)
        there = metadata_of(await client.conversations.update(remote_id, kept)) or kept
        remote = await self._remotes.get(connection_id, remote_id)
        if remote is not None:
            told = {name: value for name, value in kept.items() if name in remote.metadata}
            title = kept.get(TITLE, "")
            await self._told(remote, told | ({TITLE: title} if title else {}))
            if title:
                await self._name(remote.chat_id, title)
        return there

    async def keep_again(self, chat_id: str) -> None:
        """A new conversation with what is read, in words; those that there are stay as they
        are. Raises NothingToKeep too."""
        chat = await self._chats.get(chat_id)
        path = [] if chat is None else await self._said(chat)
        if chat is None or not path:
            raise NothingToKeep
        client = await self._connections.client(chat.connection_id)
        metadata = wanted_metadata(chat)
        remote_id = await client.begin_conversation(path, metadata)
        last, now = path[-1].id, time.time()
        await self._remotes.put(
            Remote(
                id=remote_id,
                chat_id=chat_id,
                connection_id=chat.connection_id,
                leaf_id=last,
                tail_id=last,
                made_at=now,
                checked_at=now,
                metadata=metadata,
                site=site_of(client.connection),
            )
        )

    def can_keep(self, chat: Chat) -> bool:
        """Whether the chat's connection keeps conversations at all."""
        connection = self._connections.get(chat.connection_id)
        return connection is not None and connection.capabilities.conversations

    # Inside

    async def _said(self, chat: Chat) -> list[Message]:
        """The branch being read up to its last answer."""
        path = await self._messages.last_of_path(chat.id, chat.leaf_id, WHOLE)
        while path and not (path[-1].role is Role.ASSISTANT and path[-1].text):
            path.pop()
        return [m for m in path if m.role is not Role.ASSISTANT or m.text]

    async def _take_title(self, chat_id: str, remote: Remote) -> None:
        """Another machine has named the chat since it was last named from here."""
        title = (await self.metadata(remote.connection_id, remote.id)).get(TITLE, "")
        told = remote.metadata.get(TITLE, "")
        chat = await self._chats.get(chat_id)
        if chat is None or not title or title == told or chat.title[:LONGEST_VALUE] != told:
            return
        await self._name(chat_id, title)
        await self._told(remote, {**remote.metadata, TITLE: title})

    async def _name(self, chat_id: str, title: str) -> None:
        name = " ".join(title.split())
        await self._chats.change(chat_id, lambda c: replace(c, title=name, titled_by="user"))

    async def _told(self, remote: Remote, metadata: dict[str, str]) -> None:
        await self._remotes.change(
            remote.connection_id, remote.id, lambda now: replace(now, metadata=metadata)
        )

    def _conversation(self, remote: Remote, current: bool) -> KeptConversation:
        connection = self._connections.get(remote.connection_id)
        return KeptConversation(
            id=remote.id,
            connection_id=remote.connection_id,
            place=connection.name if connection else "",
            made_at=remote.made_at,
            active_at=remote.active_at,
            until=kept_until(connection, remote.active_at),
            checked_at=remote.checked_at,
            gone_at=remote.gone_at,
            current=current,
            certain=current and remote.leaf_id is not None,
            inside=is_inside(connection),
            moved=has_moved(remote.site, connection),
            deleted=remote.deleted,
        )

    async def _kept_answers(self, chat_id: str, now: float) -> tuple[KeptAnswers, ...]:
        chat = await self._chats.get(chat_id)
        if chat is None or chat.settings.memory in (Memory.STATELESS, Memory.TEMPORARY):
            return ()
        found = [
            answer
            for answer in await self._answers.of([chat_id])
            if may_have(self._connections.get(answer.connection_id), answer.at, now)
        ]
        counts = Counter(answer.connection_id for answer in found)
        last = {a.connection_id: a.at for a in sorted(found, key=lambda each: each.at)}
        return tuple(
            KeptAnswers(
                connection_id=connection.id,
                place=connection.name,
                count=count,
                until=kept_until(connection, last[connection.id]),
                inside=is_inside(connection),
            )
            for connection, count in ((self._connections.get(c), n) for c, n in counts.items())
            if connection is not None
        )


def _key(remote: Remote) -> tuple[str, str]:
    return remote.connection_id, remote.id


def _together(found: list[Looked]) -> Looked | None:
    """What is told of several: of the first, with the news of all."""
    if not found:
        return None
    added = tuple(message for each in found for message in each.added)
    aside, back = sum(each.aside for each in found), any(each.back for each in found)
    return replace(found[0], added=added, aside=aside, back=back)
