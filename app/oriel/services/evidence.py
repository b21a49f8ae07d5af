"""What stands behind an answer: what went over the wire, and the files its code made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oriel.domain.attachments import clean_name
from oriel.domain.container_paths import within_bytes
from oriel.domain.errors import NotFound
from oriel.domain.messages import Message
from oriel.domain.sources import ProducedFile
from oriel.services.connections import Connections
from oriel.services.exchange_record import ExchangeRecord
from oriel.services.wire_view import Raw, durations, recorded, stored

_IDLE_MINUTES = 20  # of a container, where it does not say (oci-api.md 5)
_BAD = '<>:"|?*\\/'
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}
)


@dataclass(frozen=True, slots=True)
class ContainerState:
    """`ends_at` is seconds since the epoch if nothing more is done in it, None when not
    known; `files` what code made in it, with `sizes` in bytes by file id."""

    container_id: str
    gone: bool = False
    ends_at: float | None = None
    files: tuple[ProducedFile, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()


class Evidence:
    """What asks a service raises ServiceRefused, Unreachable or AnswerUnreadable."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def raw(self, message: Message, record: ExchangeRecord | None) -> Raw:
        """What went over the wire for an answer, or what is kept of it."""
        if record is None or not (record.requests or record.events):
            return await asyncio.to_thread(stored, message)
        # Copied here: the record grows on this thread.
        requests, events = tuple(record.requests), tuple(record.events)
        return await asyncio.to_thread(recorded, requests, events, record.count)

    async def durations(self, record: ExchangeRecord | None) -> dict[str, float]:
        """Seconds by call id, of the calls that the service ran itself."""
        if record is None:
            return {}
        return await asyncio.to_thread(durations, tuple(record.events))

    async def container(self, connection_id: str, container_id: str) -> ContainerState:
        """How a container is, and what is in it."""
        client = await self._connections.client(connection_id)
        try:
            raw = await client.containers.retrieve(container_id)
            if raw.get("status") in ("expired", "deleted"):
                return ContainerState(container_id, gone=True)
            files = await client.container_files.all(container_id)
        except NotFound:
            return ContainerState(container_id, gone=True)
        made = [f for f in files if f.get("source") != "user" and f.get("id")]
        return ContainerState(
            container_id,
            ends_at=_ends_at(raw),
            files=tuple(
                ProducedFile(str(f["id"]), str(f.get("path") or f["id"]), container_id)
                for f in made
            ),
            sizes=tuple((str(f["id"]), f["bytes"]) for f in files if _is_size(f.get("bytes"))),
        )

    async def save(
        self,
        connection_id: str,
        file: ProducedFile,
        target: Path,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Writes a produced file to `target`, in the place of what is there; its bytes.
        Raises besides OSError. Cancelling leaves nothing behind."""
        client = await self._connections.client(connection_id)
        if file.container_id:
            where = (file.container_id, file.file_id)
            return await client.container_files.save(*where, target, progress)
        return await client.files.save(file.file_id, target, progress)


def file_name_of(file: ProducedFile) -> str:
    """A name that any system takes: a file's own, without folders, hidden or reserved ones."""
    name = clean_name(file.name).lstrip(". ")
    name = within_bytes("".join("_" if c in _BAD else c for c in name)).rstrip(". ")
    stem = name.partition(".")[0].strip().lower()
    return f"_{name}" if stem in _RESERVED else name or "file"


def free_path(folder: Path, name: str, taken: Iterable[Path] = ()) -> Path:
    """A path in `folder` where nothing is yet: "a.csv", else "a (2).csv" and so on. `taken`
    are those where something will be."""
    # Some systems do not tell "A.csv" from "a.csv".
    spoken_for = {each.name.casefold() for each in taken}
    path, number = folder / name, 1
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    while path.exists() or path.name.casefold() in spoken_for:
        number += 1
        path = folder / f"{stem} ({number}){dot}{ending}"
    return path


def _ends_at(raw: dict[str, Any]) -> float | None:
    last = raw.get("last_active_at") or raw.get("created_at")
    after = raw.get("expires_after")
    minutes = after.get("minutes") if isinstance(after, dict) else _IDLE_MINUTES
    if isinstance(last, bool) or not isinstance(last, int | float):
        return None
    if isinstance(minutes, bool) or not isinstance(minutes, int | float):
        minutes = _IDLE_MINUTES
    return float(last) + 60.0 * minutes


def seconds_left(state: ContainerState) -> float | None:
    """Until a container ends by itself, from now on; None when not known."""
    return None if state.ends_at is None else max(0.0, state.ends_at - time.time())


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
