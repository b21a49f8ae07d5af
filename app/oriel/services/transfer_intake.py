"""New transfers, as they are put into the queue."""

from __future__ import annotations

import time
from collections.abc import Iterable

from oriel.domain.messages import new_id
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Direction, Transfer, UploadTo, Wanted


def new_uploads(
    connection_id: str, files: Iterable[tuple[str, str, int]], to: UploadTo
) -> list[Job]:
    """Files as (path, name, size in bytes), all of one group."""
    group, now = new_id(), time.time()
    return [
        Job(
            transfer=Transfer(
                id=new_id(),
                connection_id=connection_id,
                direction=Direction.UP,
                name=name,
                path=path,
                size=size,
                to=to,
                group=group,
                created_at=now,
            )
        )
        for path, name, size in files
    ]


def new_downloads(connection_id: str, wanted: Iterable[Wanted]) -> list[Job]:
    """Files as (where it lies, name, size in bytes, path here), all of one group."""
    group, now = new_id(), time.time()
    return [
        Job(
            transfer=Transfer(
                id=new_id(),
                connection_id=connection_id,
                direction=Direction.DOWN,
                name=name,
                path=path,
                size=size,
                source=source,
                group=group,
                created_at=now,
            )
        )
        for source, name, size, path in wanted
    ]
