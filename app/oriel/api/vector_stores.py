"""The list of vector stores, at whichever of their places it is asked for."""

from __future__ import annotations

from typing import Any

from oriel.api.http import Wire
from oriel.api.items import Json, listed, word

PAGE = "100"
MOST_PAGES = 20  # a service that never says "no more" is left there


class VectorStores:
    """Raises ServiceRefused, Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def all(self, base: str = "") -> list[Json]:
        """The newest two thousand as the service describes them. `base` is the place to ask
        at (vector_store_base.py), "" for the connection's own."""
        found: list[Json] = []
        after = ""
        for _ in range(MOST_PAGES):
            params = {"limit": PAGE, "order": "desc", **({"after": after} if after else {})}
            answer: Any = await self._wire.call("GET", f"{base}/vector_stores", params=params)
            page = listed(answer.get("data")) if isinstance(answer, dict) else []
            found += page
            after = word(page[-1].get("id")) if page and answer.get("has_more") is True else ""
            if not after:
                break
        return found
