"""Transfers that are under way, have ended or wait: what a restart goes on from."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable

from oriel.domain.json_values import read_json
from oriel.domain.transfer_jobs import Job, job_from_plain, job_to_plain
from oriel.store.database import Database
from oriel.store.rows import storable

_PUT = """INSERT INTO transfer (id, connection_id, state, json) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, json = excluded.json"""
_DELETE = "DELETE FROM transfer WHERE id = ?"
_ALL = "SELECT id, json FROM transfer ORDER BY n"
_log = logging.getLogger(__name__)


class TransferTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def write(self, jobs: Iterable[Job], gone: Iterable[str] = ()) -> None:
        """Adds jobs or replaces those of their ids, and forgets those that are gone: all
        of it, or nothing. The rows are made in the writer's thread."""
        kept, forgotten = tuple(jobs), [(storable(row_id),) for row_id in gone]

        def work(db: sqlite3.Connection) -> None:
            db.executemany(_PUT, [_row(job) for job in kept])
            db.executemany(_DELETE, forgotten)

        await self._db.run(work)

    async def all(self) -> list[Job]:
        """In the order they were added; one that cannot be read is left out."""

        def work(db: sqlite3.Connection) -> list[Job]:
            return [found for row in db.execute(_ALL) if (found := _job(*row))]

        return await self._db.read(work)


def _row(job: Job) -> tuple[str, str, str, str]:
    transfer = job.transfer
    # In ASCII: a path that is no text must be the same path when it is read again.
    body = json.dumps(job_to_plain(job), separators=(",", ":"))
    return storable(transfer.id), storable(transfer.connection_id), transfer.stage.value, body


def _job(row_id: str, stored: str) -> Job | None:
    try:
        return job_from_plain(read_json(stored))
    except ValueError:
        # One unreadable row must not take the others with it.
        _log.warning("transfer %s cannot be read", row_id)
        return None
