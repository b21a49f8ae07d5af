"""What one answer tells, between the turn that writes it and the streams that read it.

A turn goes on when its reader has gone, and a background turn can be read again from
any event on; so the two never touch each other's socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from oriel.local.streams import json_bytes
from oriel.local.talk import Trouble

_AHEAD = 256  # entries a turn may be ahead of a slow reader
_Entry = tuple[int, bytes | Trouble]  # the event's number, -1 for what is no event


class EventLog:
    """Numbered events as they go over the wire, for one reader at a time or (`keep`) many.

    With `keep` all of them stay; without, each is forgotten once it was read, and
    nothing is kept that nobody reads.
    """

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self._entries: list[_Entry] = []
        self._readers = 0
        self._number = 0
        self._news = asyncio.Event()
        self._ended = False
        self.numbered = True

    def add_reader(self) -> None:
        """Somebody is going to `read`; without this, what is told before is lost."""
        self._readers += 1

    def drop_reader(self) -> None:
        self._readers -= 1
        if not self._keep:
            self._entries.clear()
        self._wake()

    async def tell(self, events: Iterable[dict[str, Any]]) -> None:
        """Adds events; waits while a reader is far behind."""
        self._add([self._numbered(event) for event in events])
        while not self._keep and self._readers and len(self._entries) > _AHEAD:
            await self._news.wait()

    def tell_raw(self, what: bytes | Trouble) -> None:
        """Adds bytes that are no event, or a fault to be played to the first reader."""
        self._add([(-1, what)])

    def end(self) -> None:
        """Nothing comes after this."""
        self._ended = True
        self._wake()

    async def read(self, after: int | None = None) -> AsyncIterator[bytes | Trouble]:
        """Everything from the start; or, taken up again, events numbered above `after` only."""
        place = 0
        while True:
            fresh = self._entries[place:]
            if self._keep:
                place += len(fresh)
            else:
                self._entries.clear()
                self._wake()
            for piece in _joined(fresh, after):
                yield piece
            if not self._entries[place:]:
                if self._ended:
                    return
                await self._news.wait()

    def _numbered(self, event: dict[str, Any]) -> _Entry:
        number = self._number if self.numbered else -1
        if self.numbered:
            event = {**event, "sequence_number": number}
            self._number += 1
        name = str(event["type"]).encode()
        return number, b"event: " + name + b"\ndata: " + json_bytes(event) + b"\n\n"

    def _add(self, entries: list[_Entry]) -> None:
        if entries and not self._ended and (self._keep or self._readers):
            self._entries.extend(entries)
            self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def _joined(entries: list[_Entry], after: int | None) -> Iterator[bytes | Trouble]:
    """In as few writes as there can be: a burst costs one packet."""
    frames: list[bytes] = []
    for number, what in entries:
        if after is not None and number <= after:
            continue
        if isinstance(what, bytes):
            frames.append(what)
            continue
        if frames:
            yield b"".join(frames)
            frames = []
        yield what
    if frames:
        yield b"".join(frames)
