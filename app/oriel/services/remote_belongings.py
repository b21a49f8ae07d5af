"""What belongs to chats at services and to nothing else: conversations, answers, files,
containers. It lists, and deletes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from oriel.domain.attachments import Reason
from oriel.domain.chat_settings import Memory
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, NotFound
from oriel.domain.file_uses import Uses
from oriel.domain.remote_deletion import DeletionPlan, There, Unreached, What
from oriel.domain.remote_state import is_inside, may_have
from oriel.services.connections import Connections
from oriel.services.few_at_once import for_each
from oriel.services.library_files import LibraryFiles
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.remotes import RemoteTable
from oriel.store.stored_answers import StoredAnswers
from oriel.store.used_files import UsedFiles

# Containers end 20 idle minutes after their last use, a few live longer.
_CONTAINERS_LIVE_S = 3600.0
_ASK_WITHIN_S = 8.0
_MOST_STORES = 20
_MOST_FILES = 200
_MOST_CHATS = 1000  # at once whose single answers are looked for


@dataclass(slots=True)
class _Gathered:
    items: list[There] = field(default_factory=list)
    unreached: list[Unreached] = field(default_factory=list)


class RemoteBelongings:
    def __init__(self, database: Database, connections: Connections, files: LibraryFiles) -> None:
        self._chats = ChatTable(database)
        self._remotes = RemoteTable(database)
        self._answers = StoredAnswers(database)
        self._used = UsedFiles(database)
        self._connections = connections
        self._files = files

    async def of(self, chat_ids: Sequence[str], *, ask: bool) -> DeletionPlan:
        """Raises nothing for a service that cannot be reached: it is named in the plan."""
        now = time.time()
        found = _Gathered()
        await self._add_conversations(chat_ids, found, now)
        await self._add_answers(chat_ids, found, now)
        if ask:
            await self._add_containers(chat_ids, found, now)
            await self._add_files(chat_ids, found)
        here = {c.id for c in self._connections.all() if is_inside(c)}
        inside = [item for item in found.items if item.connection_id in here]
        outside = [item for item in found.items if item.connection_id not in here]
        used = {item.connection_id for item in outside}
        return DeletionPlan(
            chat_ids=tuple(chat_ids),
            items=tuple(outside),
            inside=tuple(inside),
            places={c.id: c.name for c in self._connections.all() if c.id in used},
            unreached=tuple(found.unreached),
        )

    async def _add_conversations(
        self, chat_ids: Sequence[str], found: _Gathered, now: float
    ) -> None:
        remotes = [r for r in await self._remotes.of_chats(chat_ids) if r.gone_at is None]
        titles = {c.id: c.title for c in await self._chats.some([r.chat_id for r in remotes])}
        found.items += [
            There(
                connection_id=remote.connection_id,
                what=What.CONVERSATION,
                id=remote.id,
                label=titles.get(remote.chat_id, ""),
                chat_id=remote.chat_id,
            )
            for remote in remotes
            if may_have(self._connections.get(remote.connection_id), remote.active_at, now)
        ]

    async def _add_answers(self, chat_ids: Sequence[str], found: _Gathered, now: float) -> None:
        if len(chat_ids) > _MOST_CHATS:  # they go by themselves, and there are very many
            return
        chats = await self._chats.some(chat_ids)
        keeping = [c for c in chats if c.settings.memory is not Memory.STATELESS]
        for answer in await self._answers.of([chat.id for chat in keeping]):
            if may_have(self._connections.get(answer.connection_id), answer.at, now):
                found.items.append(
                    There(
                        connection_id=answer.connection_id,
                        what=What.ANSWER,
                        id=answer.response_id,
                        chat_id=answer.chat_id,
                    )
                )

    async def _add_containers(self, chat_ids: Sequence[str], found: _Gathered, now: float) -> None:
        for used in await self._answers.containers(chat_ids, now - _CONTAINERS_LIVE_S):
            connection = self._connections.get(used.connection_id)
            if connection is not None and connection.capabilities.containers:
                found.items.append(
                    There(
                        connection_id=used.connection_id,
                        what=What.CONTAINER,
                        id=used.container_id,
                        label=used.container_id,
                        chat_id=used.chat_id,
                    )
                )

    async def _add_files(self, chat_ids: Sequence[str], found: _Gathered) -> None:
        """Those that the chats attached, that no other chat has (in the bin or not), and no
        vector store."""
        ids = {*chat_ids}
        owned: dict[str, str] = {}
        for file_id, uses in (await self._used.by_file()).items():
            own = [use.chat_id for use in uses if use.attached and use.chat_id in ids]
            if own and {use.chat_id for use in uses} <= ids:
                owned[file_id] = own[0]
        chats = await self._chats.some([*{*owned.values()}])
        places = {chat.id: chat.connection_id for chat in chats}
        attached: dict[str, dict[str, str]] = {}
        for file_id, owner in owned.items():
            attached.setdefault(places.get(owner, ""), {})[file_id] = owner
        for connection_id, files in attached.items():
            connection = self._connections.get(connection_id)
            if connection is not None and connection.capabilities.files:
                await self._add_unused(connection, files, found)

    async def _add_unused(
        self, connection: Connection, files: dict[str, str], found: _Gathered
    ) -> None:
        try:
            async with asyncio.timeout(_ASK_WITHIN_S):
                uses = await self._files.uses(connection.id, _unheard, most_stores=_MOST_STORES)
                if not uses.complete:
                    name = connection.name
                    found.unreached.append(Unreached(connection.id, name, uses.trouble))
                    return
                free = [i for i in files if i not in uses.stores][:_MOST_FILES]
                names = await for_each(free, lambda i: self._name(connection.id, i))
        except TimeoutError:
            found.unreached.append(Unreached(connection.id, connection.name))
        except AppError as error:
            found.unreached.append(Unreached(connection.id, connection.name, _why(error)))
        else:
            found.items += [
                There(
                    connection_id=connection.id,
                    what=What.FILE,
                    id=file_id,
                    label=name,
                    chat_id=files[file_id],
                )
                for file_id, name in zip(free, names, strict=True)
                if name
            ]

    async def _name(self, connection_id: str, file_id: str) -> str:
        """ "" for a file that is not there any more."""
        try:
            return (await self._files.retrieve(connection_id, file_id)).name or file_id
        except NotFound:
            return ""


def _why(error: AppError) -> Reason:
    return Reason(error.code, dict(error.facts))


def _unheard(uses: Uses) -> None:
    """Only the end counts."""
