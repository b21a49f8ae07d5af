"""Checks a vector store's filter as it is typed, so that no search fails later because of it."""

from __future__ import annotations

import json
from typing import Any

COMPARISONS = ("eq", "ne", "gt", "gte", "lt", "lte")


def filter_problem(text: str) -> str:
    """What is wrong with a filter in JSON: "" for nothing (also for no filter), else "json",
    "object", "type" (not one the service knows), "key", "value" or "filters"."""
    if not text.strip():
        return ""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return "json"
    return _problem(raw)


def _problem(raw: Any) -> str:
    if not isinstance(raw, dict):
        return "object"
    kind = raw.get("type")
    if kind in ("and", "or"):
        inside = raw.get("filters")
        if not isinstance(inside, list) or not inside:
            return "filters"
        return next(filter(None, map(_problem, inside)), "")
    if kind not in COMPARISONS:
        return "type"
    if not isinstance(raw.get("key"), str) or not raw["key"]:
        return "key"
    return "" if isinstance(raw.get("value"), str | int | float | bool) else "value"
