"""The bin: look into it, take things out of it, or have them gone for good."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence

from oriel.domain.bin import BIN_DAYS, DAY_S, BinEntry, Restored
from oriel.domain.messages import Message
from oriel.store.bin import BinTable

PREVIEW = 12  # messages that are read of an entry to look at it
_COUNTED_AT_ONCE = 50


class Bin:
    def __init__(self, table: BinTable) -> None:
        self._table = table

    async def entries(self) -> list[BinEntry]:
        """What has lain there for less than BIN_DAYS, last deleted first, not counted yet."""
        oldest = time.time() - BIN_DAYS * DAY_S
        return [entry for entry in await self._table.entries() if entry.deleted_at > oldest]

    async def measured(self, entries: Sequence[BinEntry]) -> AsyncIterator[list[BinEntry]]:
        """The same, some at a time, with how many messages they are, and how large."""
        for begin in range(0, len(entries), _COUNTED_AT_ONCE):
            yield await self._table.measured(entries[begin : begin + _COUNTED_AT_ONCE])

    async def preview(self, entry: BinEntry) -> tuple[Message, ...]:
        """Up to PREVIEW messages of it; () when it is not there any more."""
        return await self._table.messages(entry, PREVIEW)

    async def restore(self, entries: Sequence[BinEntry]) -> Restored:
        """Takes them out, all or none; what was really there came back."""
        return await self._table.restore(entries)

    async def undo_restore(self, restored: Restored) -> None:
        """Puts back into the bin what `restore` took out."""
        await self._table.bin_again(restored)

    async def delete_for_good(self, entries: Sequence[BinEntry]) -> None:
        """From here on they are nowhere; their rows go in steps, if need be at the next start."""
        await self._table.doom(entries)
        await self._table.purge(time.time() - BIN_DAYS * DAY_S)
