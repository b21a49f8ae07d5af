"""Into which folder each chat goes: the tree that comes in, laid over the one that is here.

Decides only; what is to be made is handed over with the next batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from oriel.domain.folders import DEEPEST, NO_FOLDER, Folder, line_of
from oriel.domain.imports.values import Incoming, Source, derived, title
from oriel.domain.json_values import Unfit, from_plain
from oriel.domain.messages import new_id
from oriel.domain.words import folded

_MOST = 10_000


class Shelves:
    """`base_id` is the folder all of it goes into, "" for none."""

    def __init__(self, here: Iterable[Folder], base_id: str = NO_FOLDER) -> None:
        self._folders = {folder.id: folder for folder in here}
        self._base = base_id if base_id in self._folders else NO_FOLDER
        self._ids: dict[str, str] = {}
        self._made: list[Folder] = []
        self._by_name: dict[tuple[str, str], str] = {}
        for folder in self._folders.values():
            self._by_name.setdefault((folder.parent_id, folded(folder.name)), folder.id)

    def begin_in(self, name: str, run_id: str) -> None:
        """Puts all of it into a folder of that name, which is made unless there is one."""
        self._base = self._named(name, self._base, derived(run_id, name))

    def take_in(self, raw: Iterable[Any]) -> int:
        """The folders of an archive, outer ones first; how many are not here yet."""
        before = len(self._made)
        listed: dict[str, Folder] = {}
        for each in list(raw)[:_MOST]:
            try:
                folder = from_plain(Folder, each)
            except Unfit:
                continue
            if folder.id and folder.id not in listed and folder.id.isprintable():
                listed[folder.id] = replace(folder, name=title(folder.name))
        for folder in listed.values():
            for above in line_of(listed, folder.id)[:DEEPEST]:
                self._take(above)
        return len(self._made) - before

    def place(self, incoming: Incoming) -> str:
        """The folder of a chat, "" for none."""
        if incoming.source is Source.ORIEL:
            own = incoming.chat.folder_id
            own = self._ids.get(own, own)
            return own if own in self._folders else self._base
        parent = self._base
        for name in incoming.folder[:DEEPEST]:
            parent = self._named(name, parent, new_id())
        return parent

    def take_made(self) -> list[Folder]:
        """The folders to be made before the chats that were placed, each told once."""
        made, self._made = self._made, []
        return made

    def _take(self, folder: Folder) -> None:
        if folder.id in self._ids:
            return
        if folder.id in self._folders:
            self._ids[folder.id] = folder.id
            return
        parent = self._ids.get(folder.parent_id, self._base)
        same = self._find(folder.name, parent)
        if same is None:
            self._make(replace(folder, parent_id=parent))
        self._ids[folder.id] = same or folder.id

    def _named(self, name: str, parent_id: str, own_id: str) -> str:
        found = self._find(name, parent_id)
        if found is None:
            self._make(Folder(id=own_id, name=name, parent_id=parent_id))
        return found or own_id

    def _find(self, name: str, parent_id: str) -> str | None:
        return self._by_name.get((parent_id, folded(name)))

    def _make(self, folder: Folder) -> None:
        self._folders[folder.id] = folder
        self._by_name.setdefault((folder.parent_id, folded(folder.name)), folder.id)
        self._made.append(folder)
