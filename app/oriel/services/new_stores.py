"""Vector stores that were made a moment ago: the part of the service that holds their files may
not know them yet, for some ten to thirty seconds (oci-api.md 5). Who asks there waits here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound

WAITS_S = (1.0, 2.0, 4.0, 8.0, 16.0)


class NewStores:
    """`waits_s`: how long to wait before each new look, in seconds."""

    def __init__(self, waits_s: Sequence[float] = WAITS_S) -> None:
        self._waits_s = tuple(waits_s)
        self._new: set[tuple[str, str]] = set()

    def note(self, connection_id: str, store_id: str) -> None:
        """This one was made now."""
        self._new.add((connection_id, store_id))

    async def settled(self, connection_id: str, store_id: str, client: ServiceClient) -> None:
        """Returns when the store is known where its files are, at once for one that is not
        new; or when it should be, so that whoever asks then hears why not."""
        place = connection_id, store_id
        for wait_s in self._waits_s:
            if place not in self._new:
                return
            try:
                await client.store_files.all(store_id)  # there is hardly anything in it
            except NotFound:
                await asyncio.sleep(wait_s)
            except AppError:
                return
            else:
                self._new.discard(place)
        self._new.discard(place)
