"""Two Oriels on two homes that talk to one local service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services.rooms import TOKEN, MemoryKeyring, NoTools, local_connection

from oriel.auth.keyring_store import SecretStore
from oriel.config.resources import resources_dir
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.chats import Chat
from oriel.domain.connections import ConnectionKind
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import TextPart
from oriel.local.server import LocalServer
from oriel.services.chat_engine import AnswerEnded, ChatEngine
from oriel.services.connections import Connections, Fixed
from oriel.services.conversations import Conversations
from oriel.services.library_files import LibraryFiles
from oriel.services.library_stores import LibraryStores
from oriel.services.remote_attaching import RemoteAttaching
from oriel.services.remote_belongings import RemoteBelongings
from oriel.services.remote_deletion import RemoteDeletion
from oriel.services.remote_pull import RemotePull
from oriel.services.remote_state import RemoteStates
from oriel.services.store_bases import StoreBases
from oriel.store.chats import ChatTable
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.store.remotes import Remote, RemoteTable
from oriel.store.used_files import UsedFiles

# A service that is not the one inside Oriel.
ELSEWHERE: dict[str, Any] = {"kind": ConnectionKind.COMPATIBLE, "name": "Elsewhere"}


@dataclass
class Home:
    """One Oriel, as far as chats and conversations are concerned."""

    database: Database
    connections: Connections
    heard: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chats = ChatTable(self.database)
        self.messages = MessageTable(self.database)
        self.remotes = RemoteTable(self.database)
        self.conversations = Conversations(self.chats, self.messages, DraftTable(self.database))
        self.engine = ChatEngine(self.database, self.connections, NoTools())
        self.pull = RemotePull(self.database, self.connections)
        self.attaching = RemoteAttaching(self.database, self.connections, self.pull)
        self.states = RemoteStates(self.database, self.connections, self.pull)
        stores = LibraryStores(self.connections, StoreBases(self.connections))
        files = LibraryFiles(self.connections, UsedFiles(self.database), stores)
        belongings = RemoteBelongings(self.database, self.connections, files)
        self.deletion = RemoteDeletion(self.database, self.connections, belongings)

    async def new_chat(self, model: str = "oriel-rehearsal", **more: Any) -> Chat:
        settings = ChatSettings(memory=Memory.CONVERSATION)
        values = {"created_at": 1.0, "updated_at": 1.0, "settings": settings, **more}
        chat = Chat(id=new_id(), connection_id="local", model=model, **values)
        await self.chats.add(chat)
        return chat

    async def begun(self) -> tuple[Chat, Remote]:
        """A chat with one turn in it, and its conversation."""
        chat = await self.new_chat()
        await self.ask(chat.id, "fast echo one")
        (remote,) = await self.remotes.for_chat(chat.id)
        return chat, remote

    async def attach(self, remote_id: str) -> str:
        """The id of the chat that goes on in a conversation."""
        seen = await self.attaching.look("local", remote_id)
        return await self.attaching.attach(seen, "oriel-rehearsal")

    async def ask(self, chat_id: str, text: str) -> Message:
        """One whole turn at the end of the branch being read; the answer."""
        chat = await self.chat(chat_id)
        await self.engine.send(chat, (TextPart(text),), self.heard.append)
        return self.answers[-1]

    async def edit(self, chat_id: str, message_id: str, text: str) -> Message:
        chat, turn = await self.chat(chat_id), await self.messages.get(message_id)
        assert turn is not None
        said = (TextPart(text),)
        await self.engine.send_below(chat, turn.parent_id, said, self.heard.append)
        return self.answers[-1]

    async def chat(self, chat_id: str) -> Chat:
        chat = await self.chats.get(chat_id)
        assert chat is not None
        return chat

    async def path(self, chat_id: str) -> list[Message]:
        leaf_id = (await self.chat(chat_id)).leaf_id
        return await self.messages.last_of_path(chat_id, leaf_id, 10_000)

    async def texts(self, chat_id: str) -> list[str]:
        return [message.text for message in await self.path(chat_id)]

    @property
    def answers(self) -> list[Message]:
        return [event.message for event in self.heard if isinstance(event, AnswerEnded)]


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[LocalServer]:
    server = LocalServer(folder / "service", resources_dir() / "guide", TOKEN)
    await asyncio.to_thread(server.start)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def home(folder: Path, server: LocalServer, **changes: Any) -> AsyncIterator[Home]:
    folder.mkdir(parents=True, exist_ok=True)
    database = await Database.open(folder / "oriel.db")
    secrets = SecretStore(backend=MemoryKeyring())
    fixed = [Fixed(local_connection(server, **changes), TOKEN)]
    connections = Connections(ConnectionTable(database), secrets, fixed)
    await connections.load()
    try:
        yield Home(database, connections)
    finally:
        await connections.aclose()
        secrets.close()
        await database.aclose()


async def said_there(home: Home, remote_id: str) -> list[str]:
    """What the conversation holds at the service, turn by turn."""
    client = await home.connections.client("local")
    texts: list[str] = []
    before = ""
    for item in await client.conversations.items(remote_id):
        role = item.get("role", Role.ASSISTANT)
        said = "".join(piece.get("text", "") for piece in item.get("content") or ())
        if item.get("type") != "message":
            said = ""
        if texts and role == before == Role.ASSISTANT:
            texts[-1] += said
        else:
            texts.append(said)
        before = role
    return texts
