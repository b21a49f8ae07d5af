"""New transfers, as they are put into the queue."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from oriel.domain.messages import new_id
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Direction, Transfer, UploadTo, Wanted


def new_uploads(
    connection_id: str, files: Iterable[tuple[str, str, int]], to: UploadTo
) -> list[Job]:
    """Files as (path, name, size in bytes), all of one group."""
    alike = replace(_alike(connection_id, Direction.UP), to=to)
    return [
        Job(transfer=replace(alike, id=new_id(), name=name, path=path, size=size))
        for path, name, size in files
    ]


def new_downloads(connection_id: str, wanted: Iterable[Wanted]) -> list[Job]:
    """The same for files that come down."""
    alike = _alike(connection_id, Direction.DOWN)
    return [
        Job(transfer=replace(alike, id=new_id(), name=name, path=path, size=size, source=source))
        for source, name, size, path in wanted
    ]


def _alike(connection_id: str, direction: Direction) -> Transfer:
    """What all that are added together have in common."""
    return Transfer(
        id="",
        connection_id=connection_id,
        direction=direction,
        name="",
        path="",
        group=new_id(),
        created_at=time.time(),
    )
