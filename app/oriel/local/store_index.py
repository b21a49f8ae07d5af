"""The words of what is in vector stores: chunks kept, and found by BM25.

SQLite FTS5 with the porter stemmer. A hit's score, from 0 to 1, is the share of the
question it speaks of, rare words counting more. On the shelf's thread.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oriel.local.attribute_filters import Filter, any_file
from oriel.local.chunks import Chunking
from oriel.local.database import dump, load
from oriel.local.faults import wrong
from oriel.local.hosted import Hit
from oriel.local.vector_stores import forget_chunks

_WORD = re.compile(r"\w+")
# Written without spaces between words, so every character is indexed as a word.
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])")
_MOST_WORDS = 64
_RANKERS = (None, "none", "auto", "default-2024-11-15")
_LOOKED_AT = 400  # chunks weighed for one search


@dataclass(frozen=True, slots=True)
class Search:
    """`least` is the lowest score that counts."""

    query: str
    most: int = 10
    fits: Filter = any_file
    least: float = 0.0


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
                    (cursor.lastrowid, _spaced(piece), _spaced(file.filename)),
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

    def search(self, store_ids: Sequence[str], search: Search) -> list[Hit]:
        """Best first."""
        asked = _asked(search.query)
        files = self._files(store_ids, search.fits)
        if not asked or not files:
            return []
        weights = {word: self._rarity(word, store_ids) for word in asked}
        where = {word: self._rows(word, store_ids) for word in asked}
        hits = []
        for row, store_id, file_id, text in self._best(asked, store_ids):
            if (store_id, file_id) not in files:
                continue
            spoken = sum(weight for word, weight in weights.items() if row in where[word])
            score = round(spoken / sum(weights.values()), 4)
            if score >= search.least:
                filename, attributes = files[store_id, file_id]
                hits.append(Hit(file_id, filename, score, text, attributes))
        # A stable sort: among equals the order of BM25 stays.
        return sorted(hits, key=lambda hit: -hit.score)[: search.most]

    def _files(
        self, store_ids: Sequence[str], fits: Filter
    ) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
        sql = (
            "select store_id, file_id, filename, attributes from vector_file"
            " where status = 'completed' and store_id in (select value from json_each(?))"
        )
        rows = [(*row[:3], load(row[3])) for row in self._db.execute(sql, (dump(store_ids),))]
        return {
            (store_id, file_id): (filename, attributes)
            for store_id, file_id, filename, attributes in rows
            if fits(attributes)
        }

    def _best(self, asked: Sequence[str], store_ids: Sequence[str]) -> list[Any]:
        sql = (
            "select chunk.id, store_id, file_id, chunk.text from chunk_text"
            " join chunk on chunk.id = chunk_text.rowid"
            " where chunk_text match ? and store_id in (select value from json_each(?))"
            " order by bm25(chunk_text, 1.0, 0.5) limit ?"
        )
        wanted = " OR ".join(map(_quoted, asked))
        return self._db.execute(sql, (wanted, dump(store_ids), _LOOKED_AT)).fetchall()

    def _rows(self, word: str, store_ids: Sequence[str]) -> set[int]:
        sql = (
            "select chunk.id from chunk_text join chunk on chunk.id = chunk_text.rowid"
            " where chunk_text match ? and store_id in (select value from json_each(?))"
        )
        return {row for (row,) in self._db.execute(sql, (_quoted(word), dump(store_ids)))}

    def _rarity(self, word: str, store_ids: Sequence[str]) -> float:
        sql = "select count(*) from chunk where store_id in (select value from json_each(?))"
        total = self._db.execute(sql, (dump(store_ids),)).fetchone()[0]
        return math.log(1 + (total + 1) / (len(self._rows(word, store_ids)) + 0.5))


def least_score(raw: Any) -> float:
    """The score threshold of `ranking_options`. Raises ApiFault 400."""
    if raw is None:
        return 0.0
    if not isinstance(raw, Mapping) or raw.get("ranker") not in _RANKERS:
        raise wrong("ranking_options", "ranking_options is {ranker, score_threshold}.")
    if raw.get("hybrid_search") is not None:
        said = "Field 'hybrid_search' is not supported"
        raise wrong("ranking_options.hybrid_search", said, "unsupported_parameter")
    least = raw.get("score_threshold", 0)
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
        raise wrong("ranking_options.score_threshold", "A score is a number from 0 to 1.")
    return float(least)


def _spaced(text: str) -> str:
    return _UNSPACED.sub(r" \1 ", text)


def _quoted(word: str) -> str:
    return f'"{_spaced(word)}"'


def _asked(query: str) -> list[str]:
    """The words that are looked for, each once."""
    return list(dict.fromkeys(_WORD.findall(query.lower())))[:_MOST_WORDS]
