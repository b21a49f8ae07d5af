"""What was spent, and the price list that turns it into money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oriel.domain.prices import Price
from oriel.domain.spending import Days, DaySum, Span, days_of
from oriel.store.prices import PriceTable
from oriel.store.spent import SpentTable


@dataclass(frozen=True, slots=True)
class UsageRead:
    """What a stretch of days took, by day, model and connection, oldest first, and the same
    by the bars of a chart; with the person's prices. `oldest` is the first day of all, None
    before anything was spent."""

    days: Days
    sums: tuple[DaySum, ...]
    bars: tuple[DaySum, ...]
    prices: tuple[Price, ...]
    oldest: date | None


class Spending:
    def __init__(self, spent: SpentTable, prices: PriceTable) -> None:
        self._spent = spent
        self._prices = prices

    async def read(self, span: Span, today: date, own: Days | None = None) -> UsageRead:
        """A stretch of time that ends today; `own` is the one of Span.OWN. Cancelling it breaks
        the reading off."""
        oldest = await self._spent.oldest()
        days = own if span is Span.OWN and own is not None else days_of(span, today, oldest)
        sums, bars = await self._spent.by_day(days)
        return UsageRead(days, sums, bars, tuple(await self._prices.all()), oldest)

    async def prices(self) -> list[Price]:
        return await self._prices.all()

    async def put_prices(self, *prices: Price) -> None:
        """Adds prices, or replaces those of their ids."""
        await self._prices.put(*prices)

    async def delete_price(self, price_id: str) -> None:
        await self._prices.delete(price_id)
