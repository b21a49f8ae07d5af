"""The part of a passage that speaks of something: a list item, a table row, a paragraph."""

from __future__ import annotations

import re

from oriel.local.guide_words import mentions
from oriel.local.passages import Term

_BULLET = re.compile(r"\s*(?:[-*]|\d+\.)\s")
_MOST = 0.7  # beyond this share of the text, the whole reads better


def narrowed(text: str, sought: list[Term]) -> str | None:
    """The blocks that have one of the terms; None when that is none or nearly all."""
    if not sought:
        return None
    kept = [found for block in text.split("\n\n") if (found := _within(block, sought))]
    part = "\n\n".join(kept)
    return part if part and len(part) < _MOST * len(text) else None


def _within(block: str, sought: list[Term]) -> str:
    lines = block.splitlines()
    if block.startswith("|"):
        rows = [line for line in lines[2:] if _has(line, sought)]
        return "\n".join([*lines[:2], *rows]) if rows else ""
    if _BULLET.match(block):
        return "\n".join(entry for entry in _entries(lines) if _has(entry, sought))
    return block if _has(block, sought) else ""


def _entries(lines: list[str]) -> list[str]:
    """List entries, each with its continuation lines."""
    found: list[str] = []
    for line in lines:
        if _BULLET.match(line) or not found:
            found.append(line)
        else:
            found[-1] += "\n" + line
    return found


def _has(text: str, sought: list[Term]) -> bool:
    return any(mentions(text, term) for term in sought)
