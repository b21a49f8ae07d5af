"""The words of what is in vector stores: chunks of files, kept where FTS5 finds them.

On the shelf's thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from oriel.local.chunks import Chunking
from oriel.local.database import dump, load
from oriel.local.store_search import spaced
from oriel.local.vector_stores import forget_chunks

_AT_ONCE = 500  # chunks of a store that is gone


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was put into a store and is to be read. `position` is new with each putting."""

    position: int
    store_id: str
    file_id: str
    filename: str
    sizes: Chunking


class StoreIndex:
    """Chunks of files in stores."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def waiting(self, store_id: str, file_id: str) -> Waiting | None:
        """A file that is to be read; None when it is not, any more."""
        sql = (
            "select position, filename, chunking from vector_file"
            " where store_id = ? and file_id = ? and status = 'in_progress'"
        )
        row = self._db.execute(sql, (store_id, file_id)).fetchone()
        if row is None:
            return None
        static = load(row[2])["static"]
        sizes = Chunking(static["max_chunk_size_tokens"], static["chunk_overlap_tokens"])
        return Waiting(row[0], store_id, file_id, row[1], sizes)

    def fill(self, file: Waiting, pieces: Sequence[str]) -> bool:
        """Keeps chunks of a file; False when it waits no more, or was put in once more."""
        if self.waiting(file.store_id, file.file_id) != file:
            return False
        with self._db:
            for piece in pieces:
                cursor = self._db.execute(
                    "insert into chunk (store_id, file_id, text) values (?, ?, ?)",
                    (file.store_id, file.file_id, piece),
                )
                self._db.execute(
                    "insert into chunk_text (rowid, text, filename) values (?, ?, ?)",
                    (cursor.lastrowid, spaced(piece), spaced(file.filename)),
                )
        return True

    def complete(self, file: Waiting) -> None:
        """All chunks of the file are here: from now on it is found."""
        with self._db:
            self._db.execute(
                "update vector_file set status = 'completed', usage_bytes ="
                " (select coalesce(sum(length(cast(text as blob))), 0) from chunk"
                " where chunk.store_id = vector_file.store_id"
                " and chunk.file_id = vector_file.file_id)"
                " where position = ? and status = 'in_progress'",
                (file.position,),
            )

    def fail(self, file: Waiting, code: str, message: str) -> None:
        """Says why a file that is waiting could not be read; what was read of it goes."""
        if self.waiting(file.store_id, file.file_id) != file:
            return
        with self._db:
            forget_chunks(self._db, file.store_id, file.file_id)
            self._db.execute(
                "update vector_file set status = 'failed', error = ?"
                " where position = ? and status = 'in_progress'",
                (dump({"code": code, "message": message}), file.position),
            )

    def chunks_of(self, store_id: str, file_id: str) -> list[str]:
        """In the order of the file."""
        sql = "select text from chunk where store_id = ? and file_id = ? order by id"
        return [text for (text,) in self._db.execute(sql, (store_id, file_id))]

    def clear_some(self) -> bool:
        """Some words of stores that are not there any more; whether there are more of them."""
        gone = "store_id not in (select id from vector_store)"
        sql = f"select id from chunk where {gone} limit {_AT_ONCE}"  # noqa: S608
        ids = dump([chunk_id for (chunk_id,) in self._db.execute(sql)])
        these = "(select value from json_each(?))"
        with self._db:
            self._db.execute(f"delete from chunk_text where rowid in {these}", (ids,))  # noqa: S608
            found = self._db.execute(f"delete from chunk where id in {these}", (ids,))  # noqa: S608
        return found.rowcount == _AT_ONCE
