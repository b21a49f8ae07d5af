"""The prompt library: what is in it, and the wishes about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Signal

from oriel.domain.messages import new_id
from oriel.domain.prompts import Prompt, free_names
from oriel.services.prompts import Changed, Comparison, FilesRefused, Prompts
from oriel.services.tasks import TaskScope


class PromptsViewModel(QObject):
    """`listed(list[Prompt])`, `kept(Prompt)`, `deleted(Prompt)` (offer undo),
    `compared(Comparison)`, `refused(FilesRefused)`, `taken(how many)`,
    `exported(path, how many)`, `not_exported(path, why)`."""

    listed = Signal(object)
    kept = Signal(object)
    deleted = Signal(object)
    compared = Signal(object)
    refused = Signal(object)
    taken = Signal(int)
    exported = Signal(str, int)
    not_exported = Signal(str, str)
    failed = Signal(object)

    def __init__(self, prompts: Prompts) -> None:
        super().__init__()
        self._library = prompts
        self._scope = TaskScope(self.failed.emit)
        self._prompts: list[Prompt] | None = None

    @property
    def prompts(self) -> list[Prompt] | None:
        """As last read; None before the first time."""
        return self._prompts

    def refresh(self) -> None:
        self._scope.start_if_open(self._read(), "list prompts")

    def keep(self, *prompts: Prompt) -> None:
        """Adds or replaces them; `kept` tells of the last."""
        self._scope.start_if_open(self._keep(*prompts), "keep prompt")

    def duplicate(self, prompt: Prompt) -> None:
        (name,) = free_names([prompt.name], (p.name for p in self._prompts or ()))
        self.keep(Prompt(new_id(), name, prompt.text, prompt.description, prompt.tags))

    def delete(self, prompt: Prompt) -> None:
        self._scope.start_if_open(self._delete(prompt), "delete prompt")

    def compare(self, paths: list[str]) -> None:
        self._scope.start_if_open(self._compare(paths), "compare prompts")

    def take(self, comparison: Comparison, changed: Changed) -> None:
        self._scope.start_if_open(self._take(comparison, changed), "take prompts")

    def export_all(self, path: str) -> None:
        """All prompts into one JSON file."""
        self._scope.start_if_open(self._export(self._library.save_all, path), "export prompts")

    def export_each(self, folder: str) -> None:
        """Each prompt into a Markdown file of its own."""
        self._scope.start_if_open(self._export(self._library.save_each, folder), "export prompts")

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _read(self) -> None:
        self._prompts = await self._library.all()
        self.listed.emit(self._prompts)

    async def _keep(self, *prompts: Prompt) -> None:
        kept = await self._library.keep(*prompts)
        await self._read()
        self.kept.emit(kept[-1])

    async def _delete(self, prompt: Prompt) -> None:
        await self._library.delete(prompt.id)
        await self._read()
        self.deleted.emit(prompt)

    async def _compare(self, paths: list[str]) -> None:
        try:
            found = await self._library.compare(paths)
        except FilesRefused as error:
            self.refused.emit(error)
        else:
            self.compared.emit(found)

    async def _take(self, comparison: Comparison, changed: Changed) -> None:
        count = await self._library.take(comparison, changed)
        await self._read()
        self.taken.emit(count)

    async def _export(self, save: Callable[[str], Awaitable[int]], path: str) -> None:
        try:
            count = await save(path)
        except OSError as error:
            self.not_exported.emit(path, error.strerror or str(error))
        else:
            self.exported.emit(path, count)
