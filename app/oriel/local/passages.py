"""The guide cut at its headings, and finding the passage that answers a question.

SQLite FTS5 with the porter stemmer and BM25. A comment under a heading,
`<!-- asked: what can I do; features -->`, lists questions the passage answers:
indexed, never shown.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oriel.local.faults import GuideMissing
from oriel.local.guide_words import mentions, words

_HEADING = re.compile(r"(#{1,3})\s+(.+?)\s*#*$")
_ASKED = re.compile(r"<!--\s*asked:(.*?)-->", re.DOTALL)
Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading of the guide and the text under it, as Markdown."""

    filename: str
    title: str  # of the page
    heading: str
    text: str
    asked: tuple[str, ...] = ()

    @property
    def file_id(self) -> str:
        return "guide-" + Path(self.filename).stem


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and how well it fits; `covered` is the share of the question it speaks of."""

    passage: Passage
    score: float
    covered: float


class Guide:
    """The passages and their index, in memory. For one thread only."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "create virtual table passage using fts5("
            "heading, asked, title, body, tokenize = 'porter unicode61')"
        )
        rows = [(n, p.heading, "\n".join(p.asked), p.title, p.text) for n, p in enumerate(passages)]
        with self._db:
            self._db.executemany(
                "insert into passage(rowid, heading, asked, title, body) values (?, ?, ?, ?, ?)",
                rows,
            )
        self._by_question: dict[str, Passage] = {}
        for passage in passages:
            for question in (*passage.asked, passage.heading):
                self._by_question.setdefault(_said(question), passage)

    @classmethod
    def read(cls, folder: Path) -> Guide:
        """The guide in a folder's *.md files. Raises GuideMissing."""
        try:
            pages = [(p.name, p.read_text("utf-8")) for p in sorted(folder.glob("*.md"))]
        except (OSError, UnicodeDecodeError) as error:
            raise GuideMissing(folder) from error
        passages = [found for name, text in pages for found in split(name, text)]
        if not passages:
            raise GuideMissing(folder)
        return cls(passages)

    def close(self) -> None:
        self._db.close()

    def exact(self, question: str) -> Passage | None:
        """The passage that says of itself that it answers just this question."""
        return self._by_question.get(_said(question))

    def find(self, weighted: Sequence[tuple[Term, float]]) -> list[Found]:
        """The passages that speak of the terms, best first."""
        where = {term: self._rows(term) for term, _weight in weighted}
        weights = {term: w * self._rarity(len(where[term])) for term, w in weighted}
        total = sum(weights.values())
        if not total:
            return []
        found = []
        for row, rank in self._ranked([term for term, _weight in weighted]):
            passage = self.passages[row]
            covered = sum(w for term, w in weights.items() if row in where[term]) / total
            headed = sum(w for term, w in weights.items() if mentions(passage.heading, term))
            found.append(Found(passage, rank * covered**2 * (1 + headed / total), covered))
        return sorted(found, key=lambda one: -one.score)

    def _ranked(self, asked: Sequence[Term]) -> Iterator[tuple[int, float]]:
        sql = (
            "select rowid, bm25(passage, 6.0, 6.0, 2.0, 1.0) from passage"
            " where passage match ? order by 2 limit 24"
        )
        for row, rank in self._db.execute(sql, (" OR ".join(map(_query, asked)),)):
            yield row, max(-rank, 1e-6)

    def _rows(self, term: Term) -> set[int]:
        sql = "select rowid from passage where passage match ?"
        return {row for (row,) in self._db.execute(sql, (_query(term),))}

    def _rarity(self, rows: int) -> float:
        return math.log(1 + (len(self.passages) + 1) / (rows + 0.5))


def split(filename: str, text: str) -> list[Passage]:
    """A page's passages: one for each heading with text of its own under it."""
    title = heading = ""
    body: list[str] = []
    found: list[Passage] = []
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        match = None if fenced else _HEADING.match(line)
        if match is None:
            body.append(line)
            continue
        found += _passage(filename, title, heading, body)
        heading, body = match[2], []
        title = title or heading
    return found + _passage(filename, title, heading, body)


def _passage(filename: str, title: str, heading: str, body: list[str]) -> list[Passage]:
    text = "\n".join(body)
    asked = [question.strip() for found in _ASKED.findall(text) for question in found.split(";")]
    text = _ASKED.sub("", text).strip()
    return [Passage(filename, title, heading, text, tuple(filter(None, asked)))] if text else []


def _query(term: Term) -> str:
    return " OR ".join(f'"{word}"' for word in term)


def _said(question: str) -> str:
    """A question without marks, capitals and manners, for exact comparison."""
    return " ".join(word for word in words(question) if word not in ("please", "the", "a", "an"))
