"""The rooms a service test lives in: a real database, the real local service, real clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oriel.auth.keyring_store import SecretStore
from oriel.config.catalogue import load_catalogue
from oriel.config.resources import resources_dir
from oriel.domain.chats import Chat
from oriel.domain.connections import LOCAL, Connection, ConnectionKind
from oriel.domain.messages import Message, new_id
from oriel.domain.parts import TextPart
from oriel.domain.tools import Tool, ToolOutcome, ToolProgress
from oriel.local.server import LocalServer
from oriel.services.chat_engine import AnswerBegun, AnswerEnded, ChatEngine, ChatEvent
from oriel.services.connections import Connections, Fixed
from oriel.services.conversations import Conversations
from oriel.services.tool_runs import Toolbox
from oriel.store.chats import ChatTable
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable

TOKEN = "token-of-the-test-service"


class MemoryKeyring:
    """The outermost edge: what stands for the system's keyring."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        self.kept.pop((service, name), None)


class NoTools:
    """A desk without any."""

    async def offered(self, server_ids: tuple[str, ...]) -> list[Tool]:
        return []

    async def call(
        self, tool: Tool, arguments: dict[str, Any], on_progress: Callable[[ToolProgress], None]
    ) -> ToolOutcome:
        raise AssertionError(tool)

    def server_name(self, server_id: str) -> str:
        return ""


@dataclass
class Rooms:
    database: Database
    chats: ChatTable
    messages: MessageTable
    connections: Connections
    conversations: Conversations
    engine: ChatEngine
    server: LocalServer
    heard: list[ChatEvent]

    def chat(self, model: str = "oriel-rehearsal", connection_id: str = "local") -> Chat:
        return Chat(
            id=new_id(), created_at=1.0, updated_at=1.0, connection_id=connection_id, model=model
        )

    async def ask(self, chat: Chat, text: str) -> Message:
        """One whole turn; the answer."""
        await self.engine.send(chat, (TextPart(text),), self.heard.append)
        return self.answers[-1]

    @property
    def answers(self) -> list[Message]:
        return [e.message for e in self.heard if isinstance(e, AnswerEnded)]

    @property
    def begun(self) -> list[Message]:
        return [e.message for e in self.heard if isinstance(e, AnswerBegun)]


def local_connection(server: LocalServer, **changes: Any) -> Connection:
    values: dict[str, Any] = {
        "id": "local",
        "name": "Local",
        "kind": ConnectionKind.LOCAL,
        "base_url": server.base_url,
        "capabilities": LOCAL,
        "default_model": "oriel-guide",
    }
    return Connection(**{**values, **changes})


@asynccontextmanager
async def rooms(
    folder: Path, keyring: MemoryKeyring | None = None, toolbox: Toolbox | None = None
) -> AsyncIterator[Rooms]:
    server = LocalServer(folder / "service", resources_dir() / "guide", TOKEN)
    await asyncio.to_thread(server.start)
    database = await Database.open(folder / "oriel.db")
    chats, messages = ChatTable(database), MessageTable(database)
    secrets = SecretStore(backend=keyring or MemoryKeyring())
    connections = Connections(
        ConnectionTable(database),
        secrets,
        [Fixed(local_connection(server), TOKEN)],
        catalogue=load_catalogue(resources_dir() / "catalogue" / "oci-models.json"),
    )
    await connections.load()
    try:
        yield Rooms(
            database,
            chats,
            messages,
            connections,
            Conversations(chats, messages, DraftTable(database)),
            ChatEngine(database, connections, toolbox or NoTools()),
            server,
            [],
        )
    finally:
        await connections.aclose()
        secrets.close()
        await database.aclose()
        await asyncio.to_thread(server.stop)
