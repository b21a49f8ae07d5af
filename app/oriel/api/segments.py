"""Ids as parts of an address. They come from a service and may hold anything."""

from __future__ import annotations

from urllib.parse import quote


def segment(part: str) -> str:
    """`part` as one step of a path, whatever is in it."""
    quoted = quote(part, safe="", errors="replace")
    # As they are they would mean a way up: an id would name what it lies in.
    return quoted.replace(".", "%2E") if quoted in (".", "..") else quoted
