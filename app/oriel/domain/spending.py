"""What was spent: by day, model and connection, over a stretch of days, in tokens and money."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from oriel.domain.prices import NOTHING, Money, PriceList, Tokens, added, cost

K = TypeVar("K", bound=Hashable)
EARLIEST, LATEST = date(1970, 1, 2), date(9998, 12, 31)  # a day beyond is no damage to reckoning


class Span(StrEnum):
    """The stretches of time that are offered."""

    WEEK = "week"
    MONTH = "month"  # thirty days
    THIS_MONTH = "this_month"
    YEAR = "year"
    ALL = "all"
    OWN = "own"


class Step(StrEnum):
    """What one bar is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both included, as the person's clock has them."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class DaySum:
    """What one model at one connection took on one day."""

    day: date
    connection_id: str
    model: str
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens with what they cost; `unpriced` are those of them that have no price."""

    tokens: Tokens = NOTHING
    money: Money = field(default_factory=dict)
    unpriced: Tokens = NOTHING

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.tokens + other.tokens,
            added(self.money, other.money),
            self.unpriced + other.unpriced,
        )


def days_of(span: Span, today: date, oldest: date | None) -> Days:
    """The stretch that ends today; `oldest` is the first day of all, None before anything."""
    match span:
        case Span.WEEK:
            return Days(today - timedelta(days=6), today)
        case Span.THIS_MONTH:
            return Days(today.replace(day=1), today)
        case Span.YEAR:
            return Days(today - timedelta(days=364), today)
        case Span.ALL if oldest is not None:
            return Days(min(oldest, today), today)
    return Days(today - timedelta(days=29), today)


def step_for(days: Days) -> Step:
    """What one bar is, so that there are not more than can be told apart."""
    if days.count <= 62:
        return Step.DAY
    return Step.WEEK if days.count <= 400 else Step.MONTH


def begin_of(day: date, step: Step) -> date:
    """The first day of the bar that a day belongs to; weeks begin on Monday."""
    match step:
        case Step.WEEK:
            return day - timedelta(days=day.weekday())
        case Step.MONTH:
            return day.replace(day=1)
    return day


def bars_of(days: Days, step: Step) -> list[date]:
    """The first day of every bar, those of which nothing is known included."""
    bars, day = [], begin_of(days.first, step)
    while day <= days.last:
        bars.append(day)
        day = _next(day, step)
    return bars


def by_bars(sums: Iterable[DaySum], step: Step) -> list[DaySum]:
    """The sums of the days of each bar, under its first day."""
    keyed = (((begin_of(each.day, step), each.connection_id, each.model), each) for each in sums)
    return [DaySum(*key, tokens) for key, tokens in _added(keyed).items()]


def spent_by(
    sums: Iterable[DaySum], prices: PriceList, key: Callable[[DaySum], K]
) -> dict[K, Spent]:
    """The sums under what `key` gives of each, with their cost."""
    keyed = (((key(each), each.connection_id, each.model), each) for each in sums)
    found: dict[K, Spent] = {}
    # What has one price is added up before it is priced: there may be tens of thousands.
    for (under, connection_id, model), tokens in _added(keyed).items():
        spent = _spent(DaySum(EARLIEST, connection_id, model, tokens), prices)
        found[under] = found[under] + spent if under in found else spent
    return found


def _added(keyed: Iterable[tuple[K, DaySum]]) -> dict[K, Tokens]:
    found: dict[K, list[int]] = {}
    for key, each in keyed:
        tokens = each.tokens
        row = found.setdefault(key, [0, 0, 0, 0, 0])
        row[0] += tokens.answers
        row[1] += tokens.input
        row[2] += tokens.output
        row[3] += tokens.cached
        row[4] += tokens.reasoning
    return {key: Tokens(*row) for key, row in found.items()}


def local_midnight(day: date) -> float:
    """When a day begins where this computer is, in seconds since the epoch."""
    return time.mktime((day.year, day.month, day.day, 0, 0, 0, 0, 0, -1))


def local_day(at: float) -> date:
    """The day of a time; EARLIEST or LATEST for what lies beyond."""
    try:
        day = date(*time.localtime(at)[:3])
    except (ValueError, OverflowError, OSError):
        return EARLIEST if at < 0 else LATEST
    return min(max(day, EARLIEST), LATEST)


def _spent(each: DaySum, prices: PriceList) -> Spent:
    price = prices.of(each.connection_id, each.model)
    if price is None:
        free = prices.is_free(each.connection_id)
        return Spent(each.tokens) if free else Spent(each.tokens, {}, each.tokens)
    money: dict[str, Decimal] = {price.currency: cost(price, each.tokens)}
    return Spent(each.tokens, money)


def _next(day: date, step: Step) -> date:
    if step is Step.MONTH:
        return (day + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=7 if step is Step.WEEK else 1)
