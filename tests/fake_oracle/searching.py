"""Searching a store as Oracle's service does it: filters with the limits that were met there.

A text is a hit for the share of the question's words it holds.
"""

from __future__ import annotations

import operator
from typing import Any

from fake_oracle.shelves import Json, Refused, Shelves

_COMPARE = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def search(shelves: Shelves, store_id: str, asked: Json) -> Json:
    """The page found. Refuses `in` with 422, and the fields of `not_taken` with 400."""
    for name in _named(asked):
        if name in shelves.not_taken:
            raise Refused(400, "InvalidParameter", f"Field '{name}' is not supported")
    held = shelves.reach(store_id)
    ready = [file for file in held.values() if file["status"] == "completed"]
    fitting = [file for file in ready if fits(asked.get("filters"), file["attributes"])]
    hits = [hit for file in fitting for hit in _hits(shelves, file, asked["query"])]
    least = (asked.get("ranking_options") or {}).get("score_threshold", 0.0)
    good = sorted((hit for hit in hits if hit["score"] >= least), key=lambda h: -h["score"])
    return {
        "object": "vector_store.search_results.page",
        "search_query": asked["query"],
        "data": good[: asked.get("max_num_results", 10)],
        "has_more": False,
        "next_page": None,
    }


def fits(wanted: Json | None, attributes: Json) -> bool:
    """Whether a filter lets a file through; a key it does not have never fits."""
    if not wanted:
        return True
    kind = wanted["type"]
    if kind in ("and", "or"):
        found = [fits(each, attributes) for each in wanted["filters"]]
        return all(found) if kind == "and" else any(found)
    if kind not in _COMPARE:
        raise Refused(422, "InvalidParameter", f"Unknown comparison '{kind}' in filters")
    if wanted["key"] not in attributes:
        return False
    return bool(_COMPARE[kind](attributes[wanted["key"]], wanted["value"]))


def _named(asked: Json) -> list[str]:
    inner = [f"ranking_options.{name}" for name in asked.get("ranking_options") or {}]
    return [*asked, *inner]


def _hits(shelves: Shelves, file: Json, question: str) -> list[Json]:
    words = question.lower().split()
    found: list[Json] = []
    for chunk in shelves.chunks(file["id"]):
        score = sum(word in chunk.lower() for word in words) / max(1, len(words))
        if score:
            found.append(_hit(shelves.files[file["id"]], file, score, chunk))
    return found


def _hit(file: Json, held: Json, score: float, chunk: str) -> dict[str, Any]:
    return {
        "file_id": file["id"],
        "filename": file["filename"],
        "score": score,
        "attributes": held["attributes"],
        "content": [{"type": "text", "text": chunk}],
    }
