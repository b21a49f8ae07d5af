"""A service with files in it: real sockets, a real history, and what a test needs of both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.rooms import Rooms, rooms
from tests.store.samples import a_chat, said

from oriel.api.client import ServiceClient
from oriel.domain.file_uses import Uses
from oriel.domain.parts import FilePart
from oriel.services.library_files import LibraryFiles
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases
from oriel.store.used_files import UsedFiles


@dataclass
class Library:
    rooms: Rooms
    files: LibraryFiles
    client: ServiceClient
    folder: Path

    async def upload(self, name: str, words: str = "Some words.", **more: object) -> str:
        path = self.folder / name
        path.write_text(words)
        made = await self.client.files.upload(path, **more)  # type: ignore[arg-type]
        return str(made["id"])

    async def store(self, name: str, *file_ids: str) -> str:
        made = await self.client.vector_stores.create(name, file_ids=file_ids)
        return str(made["id"])

    async def listed(self) -> list[str]:
        return [file.name async for page in self.files.pages("local") for file in page]

    async def used_by(self, chat_id: str, file_id: str) -> None:
        await self.rooms.chats.add(a_chat(chat_id, title=chat_id.title()))
        part = FilePart("a.txt", file_id=file_id)
        await self.rooms.messages.add(said(chat_id=chat_id, parts=(part,)))

    async def uses(self, **more: object) -> tuple[Uses, list[Uses]]:
        heard: list[Uses] = []
        return await self.files.uses("local", heard.append, **more), heard  # type: ignore[arg-type]


@asynccontextmanager
async def library(folder: Path) -> AsyncIterator[Library]:
    async with rooms(folder) as made:
        stores = LibraryStores(made.connections, StoreBases(made.connections))
        files = LibraryFiles(made.connections, UsedFiles(made.database), stores)
        client = await made.connections.client("local")
        yield Library(made, files, client, folder)
