"""The person's own price list."""

from __future__ import annotations

from oriel.domain.prices import Price, price_from_json, price_to_json
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows


class PriceTable:
    def __init__(self, db: Database) -> None:
        self._rows = JsonRows(db, "price", price_to_json, price_from_json)

    async def all(self) -> list[Price]:
        """In the order they were added; one that cannot be read is left out."""
        return await self._rows.all()

    async def put(self, *prices: Price) -> None:
        """Adds prices, or replaces those of their ids: all of them, or none."""
        await self._rows.put(*((price.id, price) for price in prices))

    async def delete(self, price_id: str) -> None:
        await self._rows.delete(price_id)
