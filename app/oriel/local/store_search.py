"""Finding passages in vector stores: SQLite FTS5 with the porter stemmer.

A hit's score, from 0 to 1, is the share of the question it speaks of, rare words counting
more, and how well it does so beside the best (BM25). On the shelf's thread.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oriel.local.attribute_filters import Filter, any_file
from oriel.local.database import dump, load
from oriel.local.faults import wrong
from oriel.local.hosted import Hit

_WORD = re.compile(r"\w+")
# Written without spaces between words, so every character is indexed as a word.
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])")
_MOST_WORDS = 64
_RANKERS = (None, "none", "auto", "default-2024-11-15")
_LOOKED_AT = 400  # chunks weighed for one search
_FOR_SPEAKING_OF_IT = 0.6  # of a score; the rest is for how well
_File = tuple[str, dict[str, Any]]  # name and attributes


@dataclass(frozen=True, slots=True)
class Search:
    """`least` is the lowest score that counts."""

    query: str
    most: int = 10
    fits: Filter = any_file
    least: float = 0.0


class StoreSearch:
    """Searches what `StoreIndex` keeps."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def find(self, store_ids: Sequence[str], search: Search) -> list[Hit]:
        """Best first."""
        asked, stores = _asked(search.query), dump(list(store_ids))
        files, narrowed = self._files(stores, search.fits)
        if not asked or not files:
            return []
        spoken = self._shares(asked, stores)
        rows = self._best(asked, stores, dump(["/".join(key) for key in files]) if narrowed else "")
        hits = []
        for row, store_id, file_id, text, rank in rows:
            # BM25 is the lower the better, and 0 in a store where all have the word.
            beside_best = rank / rows[0][-1] if rows[0][-1] else 1.0
            share = _FOR_SPEAKING_OF_IT + (1 - _FOR_SPEAKING_OF_IT) * beside_best
            score = round(min(1.0, sum(by_row.get(row, 0.0) for by_row in spoken) * share), 4)
            if score >= search.least:
                filename, attributes = files[store_id, file_id]
                hits.append(Hit(file_id, filename, score, text, attributes))
        # A stable sort: among equals the order of BM25 stays.
        return sorted(hits, key=lambda hit: -hit.score)[: search.most]

    def _files(self, stores: str, fits: Filter) -> tuple[dict[tuple[str, str], _File], bool]:
        """The files that may be found, and whether there are others."""
        sql = (
            "select store_id, file_id, filename, attributes, status from vector_file"
            " where store_id in (select value from json_each(?))"
        )
        found, narrowed = {}, False
        for store_id, file_id, filename, raw, status in self._db.execute(sql, (stores,)):
            attributes = load(raw)
            if status == "completed" and fits(attributes):
                found[store_id, file_id] = (filename, attributes)
            else:
                narrowed = True
        return found, narrowed

    def _best(self, asked: Sequence[str], stores: str, keys: str) -> list[Any]:
        """The chunks worth a look, best first: only of files named by `keys`, if there are any."""
        only = " and store_id || '/' || file_id in (select value from json_each(?))" if keys else ""
        sql = (
            "select chunk.id, store_id, file_id, chunk.text, bm25(chunk_text, 1.0, 0.5) as rank"  # noqa: S608
            " from chunk_text join chunk on chunk.id = chunk_text.rowid"
            f" where chunk_text match ? and store_id in (select value from json_each(?)){only}"
            " order by rank limit ?"
        )
        wanted = " OR ".join(map(_quoted, asked))
        values = (wanted, stores, *([keys] if keys else []), _LOOKED_AT)
        return self._db.execute(sql, values).fetchall()

    def _shares(self, asked: Sequence[str], stores: str) -> list[dict[int, float]]:
        """For each word the chunks that have it, with what share of the question it is."""
        where = [self._rows(word, stores) for word in asked]
        sql = "select count(*) from chunk where store_id in (select value from json_each(?))"
        total = self._db.execute(sql, (stores,)).fetchone()[0]
        weights = [math.log(1 + (total + 1) / (len(rows) + 0.5)) for rows in where]
        pairs = zip(where, weights, strict=True)
        return [dict.fromkeys(rows, weight / sum(weights)) for rows, weight in pairs]

    def _rows(self, word: str, stores: str) -> list[int]:
        sql = (
            "select chunk.id from chunk_text join chunk on chunk.id = chunk_text.rowid"
            " where chunk_text match ? and store_id in (select value from json_each(?))"
        )
        return [row for (row,) in self._db.execute(sql, (_quoted(word), stores))]


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


def spaced(text: str) -> str:
    """A text as the index takes it: letters that are words stand alone."""
    return _UNSPACED.sub(r" \1 ", text)


def _quoted(word: str) -> str:
    return f'"{spaced(word)}"'


def _asked(query: str) -> list[str]:
    """The words that are looked for, each once."""
    return list(dict.fromkeys(_WORD.findall(query.lower())))[:_MOST_WORDS]
