"""The zip file of an archive while it is written: what lies in it, each attachment once.

Runs in a thread. Apart from archive.py, which knows the history and the loop.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any

from oriel.domain.archives import (
    CHATS,
    FILES,
    FOLDERS,
    KIND,
    LISTS,
    MANIFEST,
    USAGE,
    VERSION,
    Counts,
    Manifest,
    put_apart,
)
from oriel.domain.chats import Chat
from oriel.domain.connections import LOCAL_ID
from oriel.domain.export_json import chat_to_json, message_to_json
from oriel.domain.folders import line_of
from oriel.domain.imports.runs import COUNTED
from oriel.domain.json_values import to_plain
from oriel.domain.messages import Message
from oriel.services.archive_beside import without_keys
from oriel.store import archive_rows
from oriel.store.folders import folders_in
from oriel.store.rows import to_json

_IN_MEMORY = 8 * 2**20  # bytes of a chat; a longer one waits on the disk for its place
_PACKED = ("image/", "audio/", "video/", "application/pdf", "application/zip")


class ArchiveFile:
    """Entered, it is open. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._kept: set[str] = set()
        self._counts = Counts()

    def __enter__(self) -> ArchiveFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def write_chat(
        self, chat: Chat, messages: Iterable[Message], beside: Mapping[str, Any]
    ) -> None:
        """One chat with its whole tree and what is `beside` it (archive_beside.py); its
        attachments go into files of their own."""
        name = f"{CHATS}{self._counts.chats + 1:06d}.json"
        with SpooledTemporaryFile(_IN_MEMORY) as waiting:
            for piece in self._pieces(chat, messages, beside):
                waiting.write(piece.encode())
            waiting.seek(0)
            with self._zip.open(_info(name), "w", force_zip64=True) as entry:
                shutil.copyfileobj(waiting, entry)
        self._count(chats=1, drafts=int("draft" in beside))

    def write_folders(self, db: sqlite3.Connection, wanted: set[str] | None) -> None:
        """All folders, or those `wanted` with the ones they lie in."""
        folders = folders_in(db)
        if wanted is not None:
            known = {folder.id: folder for folder in folders}
            kept = {above.id for name in wanted for above in line_of(known, name)}
            folders = [folder for folder in folders if folder.id in kept]
        self._write(FOLDERS, to_json([to_plain(folder) for folder in folders]))
        self._count(folders=len(folders))

    def write_lists(self, db: sqlite3.Connection) -> None:
        """What else a person keeps, connections and tool servers without their keys, and what
        answers cost that are here no longer."""
        for table, name in LISTS.items():
            rows = archive_rows.json_rows(db, table)
            if table == "connection":
                rows = [row for row in rows if row["id"] != LOCAL_ID]
            if table == "tool_server":
                rows = [bare for row in rows if (bare := without_keys(row)) is not None]
            self._write(name, to_json(rows))
            self._count(**{COUNTED[table]: len(rows)})
        with self._zip.open(_info(USAGE), "w", force_zip64=True) as entry:
            for row in archive_rows.spent_apart(db):
                entry.write(f"{to_json(row)}\n".encode())

    def finish(self, version: str) -> Manifest:
        """Writes what the archive says of itself, the last of its entries."""
        manifest = Manifest(KIND, VERSION, time.time(), version, counts=self._counts)
        said = {**to_plain(manifest), "holds_keys": False}
        self._write(MANIFEST, json.dumps(said, indent=2))
        return manifest

    def _pieces(
        self, chat: Chat, messages: Iterable[Message], beside: Mapping[str, Any]
    ) -> Iterator[str]:
        """The text of domain/export_json.chat_to_json, message by message."""
        head = chat_to_json(chat, ())
        del head["messages"]
        head |= put_apart(dict(beside), self._keep)
        yield to_json(head).removesuffix("}") + ',"messages":['
        for number, message in enumerate(messages):
            said = to_json(put_apart(message_to_json(message), self._keep))
            yield f",\n{said}" if number else f"\n{said}"
            self._count(messages=1)
        yield "]}\n"

    def _keep(self, media_type: str, content: bytes) -> str:
        """Keeps the content once, whoever brings it; its name there."""
        name = sha256(content).hexdigest()
        if name not in self._kept:
            self._kept.add(name)
            packed = media_type.startswith(_PACKED)
            kind = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            self._zip.writestr(_info(f"{FILES}{name}"), content, kind)
            self._count(files=1)
        return name

    def _write(self, name: str, text: str) -> None:
        self._zip.writestr(_info(name), text.encode())

    def _count(self, **more: int) -> None:
        now: dict[str, Any] = {name: getattr(self._counts, name) + n for name, n in more.items()}
        self._counts = replace(self._counts, **now)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, time.localtime()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
