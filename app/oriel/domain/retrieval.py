"""A question put to vector stores: how it was asked, which passages came back, and how two
ways of asking differ. What a service sends is read here, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import Any

from oriel.domain.attachments import clean_name
from oriel.domain.errors import AppError
from oriel.domain.filters import Filter
from oriel.domain.library import Attributes, AttributeValue
from oriel.domain.library_reading import attributes_of
from oriel.domain.visible import name_of

MOST_RESULTS, MOST_USUAL = 50, 10
RANKERS = ("", "auto", "none", "default-2024-11-15")
LONGEST_TEXT = 40_000  # characters of one passage that are kept
LONGEST_QUERY = 2_000
_MOST_PIECES = 50
_MOST_ATTRIBUTES = 32


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """`most` passages (1 to MOST_RESULTS), `threshold` the least score (0 to 1), None for the
    service's; `rewrite` None and `ranker` "" are not sent, so the service decides."""

    most: int = MOST_USUAL
    threshold: float | None = None
    rewrite: bool | None = None
    filter: Filter | None = None
    ranker: str = ""


@dataclass(frozen=True, slots=True)
class ChosenStore:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found. `rank` counts from 1 over all stores asked; `pieces` are its texts as
    the service sent them, `text` all of them."""

    rank: int
    score: float
    file_id: str
    filename: str
    store: ChosenStore
    attributes: tuple[tuple[str, AttributeValue], ...] = ()
    pieces: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(self.pieces)

    @property
    def passage(self) -> tuple[str, str, str]:
        """What makes it the same passage in another search."""
        return self.store.id, self.file_id or self.filename, self.text


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """A store that gave no answer; the others' passages still count."""

    store: ChosenStore
    error: AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRun:
    """`searched` are the queries the service says it searched for, one each, only where they
    are not the question itself; `left_out` the settings a service does not take (rewrite_query,
    ranker), so that it was asked without; `seconds` from asking to the last answer."""

    question: str
    settings: SearchSettings
    stores: tuple[ChosenStore, ...] = ()
    hits: tuple[Hit, ...] = ()
    searched: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0
    troubles: tuple[StoreTrouble, ...] = ()

    @property
    def failed(self) -> bool:
        """No store answered at all."""
        return bool(self.troubles) and len(self.troubles) == len(self.stores)


class Change(StrEnum):
    """Where a passage stands beside another search's."""

    SAME = "same"
    UP = "up"
    DOWN = "down"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class RankChange:
    """`places` it moved, and `other_rank` there; both 0 for a passage that only one has."""

    change: Change
    places: int = 0
    other_rank: int = 0


def hits_of(page: Mapping[str, Any], store: ChosenStore) -> list[Hit]:
    """The passages of a search's page object, in its order; `rank` is 0 yet."""
    raw = page.get("data")
    entries = raw if isinstance(raw, list) else []
    return [_hit(each, store) for each in entries[:MOST_RESULTS] if isinstance(each, Mapping)]


def searched_of(page: Mapping[str, Any], question: str) -> tuple[str, ...]:
    """The queries a search's page object tells of, without the question itself."""
    raw = page.get("search_query")
    told = raw if isinstance(raw, list) else [raw]
    texts = [" ".join(each.split())[:LONGEST_QUERY] for each in told if isinstance(each, str)]
    own = " ".join(question.split())
    return tuple(dict.fromkeys(text for text in texts if text and text != own))


def merged(found: Iterable[Sequence[Hit]], most: int) -> tuple[Hit, ...]:
    """The best of all stores' passages, ranked; among equal scores the order they came in."""
    together = sorted((hit for hits in found for hit in hits), key=lambda hit: -hit.score)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(together[:most], 1))


def changes(run: SearchRun, other: SearchRun) -> dict[int, RankChange]:
    """By the rank in `run`, how each passage stands beside `other`."""
    there: dict[tuple[str, str, str], list[int]] = {}
    for hit in other.hits:
        there.setdefault(hit.passage, []).append(hit.rank)
    found = {}
    for hit in run.hits:
        # A store may hold one passage twice: each meets its own counterpart.
        ranks = there.get(hit.passage)
        found[hit.rank] = _change(hit.rank, ranks.pop(0) if ranks else 0)
    return found


def cited_rank(run: SearchRun, file_id: str, passage: str) -> int:
    """The rank of the passage that a citation names: of that file, with those words where
    they are known; 0 when it is not among the hits."""
    of_file = [hit for hit in run.hits if file_id in (hit.file_id, hit.filename)]
    words = " ".join(passage.split())
    for hit in of_file if words else ():
        text = " ".join(hit.text.split())
        if words in text or text in words:
            return hit.rank
    return of_file[0].rank if of_file and not words else 0


def _change(rank: int, other: int) -> RankChange:
    if not other:
        return RankChange(Change.ONLY)
    if rank == other:
        return RankChange(Change.SAME, 0, other)
    return RankChange(Change.UP if rank < other else Change.DOWN, abs(rank - other), other)


def _hit(raw: Mapping[str, Any], store: ChosenStore) -> Hit:
    file_id, filename = raw.get("file_id"), raw.get("filename")
    known = isinstance(filename, str) and filename.strip()
    content = raw.get("content")
    attributes: Attributes = attributes_of(raw.get("attributes"))
    return Hit(
        rank=0,
        score=_score(raw.get("score")),
        file_id=file_id if isinstance(file_id, str) else "",
        filename=clean_name(str(filename)) if known else name_of(str(file_id or "")),
        store=store,
        attributes=tuple(attributes.items())[:_MOST_ATTRIBUTES],
        pieces=_pieces(content if isinstance(content, list) else []),
    )


def _pieces(content: list[Any]) -> tuple[str, ...]:
    texts, left = [], LONGEST_TEXT
    for each in content[:_MOST_PIECES]:
        text = each.get("text") if isinstance(each, Mapping) else each
        if isinstance(text, str) and text.strip() and left > 0:
            texts.append(text[:left])
            left -= len(text)
    return tuple(texts)


def _score(raw: Any) -> float:
    usable = isinstance(raw, int | float) and not isinstance(raw, bool)
    if not usable or (isinstance(raw, float) and not isfinite(raw)) or abs(raw) > 1e9:
        return 0.0
    return float(raw)
