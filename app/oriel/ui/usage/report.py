"""What the page shows of a reading: the sums, the bars, the rows. Values only, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from oriel.domain.csv_out import CsvTable
from oriel.domain.prices import PriceList, cost
from oriel.domain.spending import DaySum, Spent, bars_of, begin_of, spent_by, step_for
from oriel.services.usage import UsageRead
from oriel.ui.count_text import count_text
from oriel.ui.usage import words

SERIES = 5  # that have a colour of their own
REST = "chart-rest"
NameOf = Callable[[str], str]  # a connection's id to its name


class By(StrEnum):
    """What the sums are told apart by."""

    MODEL = "model"
    CONNECTION = "connection"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the chart: a theme token, and whose it is."""

    key: str
    name: str
    token: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`values` of each series from the bottom to the top, `texts` the same in full."""

    title: str
    label: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    total: str

    @property
    def height(self) -> float:
        return sum(self.values)

    @property
    def is_empty(self) -> bool:
        return not any(self.values)


@dataclass(frozen=True, slots=True)
class Chart:
    """`total` is of all bars, `totals` of each series in full."""

    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    totals: tuple[str, ...]
    total: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One line of the table; `order` is what its name is sorted by."""

    key: str
    name: str
    order: str
    spent: Spent


class Report:
    """A reading with what everything in it is called."""

    def __init__(self, read: UsageRead, name_of: NameOf, free: Collection[str] = ()) -> None:
        """`free` are the connections at which nothing is to be paid."""
        self.read = read
        self._name_of = name_of
        self.prices = PriceList(read.prices, free)
        self.step = step_for(read.days)
        self.total = sum(spent_by(read.bars, self.prices, _nothing).values(), Spent())

    @property
    def currencies(self) -> list[str]:
        """Those that anything was paid in, the most used first."""
        money = self.total.money
        return sorted(money, key=lambda currency: (-money[currency], currency))

    @property
    def unpriced_models(self) -> list[tuple[str, str]]:
        """Connection and model of what has no price, those that took the most first."""
        found = spent_by(self.read.bars, self.prices, lambda s: (s.connection_id, s.model))
        without = [pair for pair, spent in found.items() if spent.unpriced.total]
        return sorted(without, key=lambda pair: -found[pair].unpriced.total)

    @property
    def models(self) -> list[str]:
        """All that answered, by name."""
        return sorted({each.model for each in self.read.bars if each.model})

    def rows(self, by: By) -> list[UsageRow]:
        key = self._key(by)
        found = spent_by(self.read.bars, self.prices, key)
        return [
            UsageRow(each, self._name(each, by), self._order(each, by), spent)
            for each, spent in found.items()
        ]

    def chart(self, by: By, currency: str) -> Chart:
        """Bars in tokens, or in a currency; `by` tells the colours apart."""
        key, value = self._key(by), self._value_in(currency)
        ranked = self._ranked(key, value)
        series = self._series(ranked, by)
        place = {each.key: number for number, each in enumerate(series)}
        last = len(series) - 1
        heights = {begin: [Decimal()] * len(series) for begin in self._begins()}
        for each in self.read.bars:
            heights[each.day][place.get(key(each), last)] += value(each)
        bars = [self._bar(begin, sums, currency) for begin, sums in heights.items()]
        totals = [sum(column, Decimal()) for column in zip(*heights.values(), strict=True)]
        return Chart(
            series,
            tuple(bars),
            tuple(_part(each, currency) for each in totals),
            _in_full(sum(totals, Decimal()), currency),
            bool(currency),
        )

    def csv(self) -> CsvTable:
        """Every day, connection and model in a line, with what it cost."""
        titles = (
            *(words.t("Day"), words.t("Connection"), words.t("Model"), words.t("Answers")),
            *(words.t("Input tokens"), words.t("Cached input tokens"), words.t("Output tokens")),
            *(words.t("Reasoning tokens"), words.t("Cost"), words.t("Currency")),
        )
        return CsvTable(titles, self.read.sums, self._cells)

    # Inside

    def _cells(self, each: DaySum) -> list[object]:
        tokens = each.tokens
        price = self.prices.of(each.connection_id, each.model)
        paid = format(cost(price, tokens).normalize(), "f") if price else ""
        return [
            *(each.day.isoformat(), self._name_of(each.connection_id), each.model),
            *(tokens.answers, tokens.input, tokens.cached, tokens.output, tokens.reasoning),
            *(paid, price.currency if price else ""),
        ]

    def _key(self, by: By) -> Callable[[DaySum], str]:
        match by:
            case By.MODEL:
                return lambda each: each.model
            case By.CONNECTION:
                return lambda each: each.connection_id
        return lambda each: begin_of(each.day, self.step).isoformat()

    def _name(self, key: str, by: By) -> str:
        match by:
            case By.MODEL:
                return key or words.t("Unknown model")
            case By.CONNECTION:
                return self._name_of(key)
        return words.bar_title(date.fromisoformat(key), self.step)

    def _order(self, key: str, by: By) -> str:
        return key if by is By.TIME else self._name(key, by)

    def _begins(self) -> list[date]:
        return bars_of(self.read.days, self.step)

    def _value_in(self, currency: str) -> Callable[[DaySum], Decimal]:
        """What a sum adds to a bar: its tokens, or what they cost in a currency."""
        if not currency:
            return lambda each: Decimal(each.tokens.total)

        def paid(each: DaySum) -> Decimal:
            price = self.prices.of(each.connection_id, each.model)
            known = price is not None and price.currency == currency
            return cost(price, each.tokens) if price is not None and known else Decimal()

        return paid

    def _ranked(
        self, key: Callable[[DaySum], str], value: Callable[[DaySum], Decimal]
    ) -> list[str]:
        """Those that anything is known of, the greatest first."""
        found: dict[str, Decimal] = {}
        for each in self.read.bars:
            under = key(each)
            found[under] = found.get(under, Decimal()) + value(each)
        return sorted((k for k, v in found.items() if v), key=lambda k: (-found[k], k))

    def _series(self, ranked: list[str], by: By) -> tuple[Series, ...]:
        own = ranked if len(ranked) <= SERIES else ranked[: SERIES - 1]
        series = [
            Series(key, self._name(key, by), f"chart-{place}") for place, key in enumerate(own, 1)
        ]
        if len(own) < len(ranked) or not series:
            count = len(ranked) - len(own)
            series.append(Series("", words.t("{count} others", count=count), REST))
        return tuple(series)

    def _bar(self, begin: date, sums: list[Decimal], currency: str) -> Bar:
        return Bar(
            words.bar_title(begin, self.step),
            words.bar_label(begin, self.step),
            tuple(map(float, sums)),
            tuple(_part(each, currency) for each in sums),
            _in_full(sum(sums, Decimal()), currency),
        )


def _nothing(each: DaySum) -> str:
    return ""


def _in_full(value: Decimal, currency: str) -> str:
    if currency:
        return words.money_text({currency: value})
    return words.tokens_text(int(value))


def _part(value: Decimal, currency: str) -> str:
    """The same beside a name, with the unit said above."""
    return _in_full(value, currency) if currency else count_text(int(value))
