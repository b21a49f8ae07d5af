"""What tokens cost, as the person says: a price list, and sums of money by currency.

Money is reckoned in decimals, exactly. Nothing here knows what anybody charges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

MILLION = Decimal(1_000_000)
MOST = Decimal(1_000_000)  # for a million tokens; more is a slip of the finger
_FINEST = -9  # a billionth
_LONGEST_CURRENCY = 8


class NotAPrice(ValueError):
    """What was typed is no price: not a number, below nothing, or beyond MOST."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Of a million tokens. It holds for a `model` wherever it is used, or at one connection
    only. Without `cached`, input that the service had kept costs as any other."""

    id: str
    model: str
    connection_id: str = ""
    currency: str
    input: Decimal
    cached: Decimal | None = None
    output: Decimal


@dataclass(frozen=True, slots=True)
class Tokens:
    """What answers took; `cached` is a part of the input, `reasoning` one of the output."""

    answers: int = 0
    input: int = 0
    output: int = 0
    cached: int = 0
    reasoning: int = 0

    @property
    def total(self) -> int:
        return self.input + self.output

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            self.answers + other.answers,
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            self.reasoning + other.reasoning,
        )


NOTHING = Tokens()
Money = Mapping[str, Decimal]  # by currency


class PriceList:
    """Finds the price of a model: the one for its connection before the one for everywhere.
    At the connections in `free` nothing is to be paid, unless there is a price for it."""

    def __init__(self, prices: Iterable[Price], free: Collection[str] = ()) -> None:
        self._prices = {(price.connection_id, price.model): price for price in prices}
        self._free = frozenset(free)

    def __bool__(self) -> bool:
        return bool(self._prices)

    def of(self, connection_id: str, model: str) -> Price | None:
        return self._prices.get((connection_id, model)) or self._prices.get(("", model))

    def is_free(self, connection_id: str) -> bool:
        return connection_id in self._free


def cost(price: Price, tokens: Tokens) -> Decimal:
    """What these tokens cost, in the price's currency."""
    kept = min(tokens.cached, tokens.input)
    cached = price.input if price.cached is None else price.cached
    fresh = (tokens.input - kept) * price.input
    return (fresh + kept * cached + tokens.output * price.output) / MILLION


def added(first: Money, second: Money) -> dict[str, Decimal]:
    """The sum of both, each currency for itself."""
    both = dict(first)
    for currency, amount in second.items():
        both[currency] = both.get(currency, Decimal()) + amount
    return both


def amount_of(typed: str, decimal_point: str = ".") -> Decimal:
    """A price as somebody types it, with the decimal sign of their language or with a point.

    Raises NotAPrice.
    """
    text = typed.strip().replace("\u00a0", "").replace(" ", "")
    if decimal_point != "." and decimal_point in text:
        whole, _, part = text.partition(decimal_point)
        text = f"{whole.replace('.', '')}.{part}"  # a point after the decimal sign is none
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise NotAPrice(typed) from None
    if not found.is_finite() or not Decimal() <= found <= MOST:
        raise NotAPrice(typed)
    return found.quantize(Decimal(1).scaleb(_FINEST)).normalize() + Decimal()


def clean_currency(typed: str) -> str:
    """USD, €: short, without blanks; letters in capitals. "" for what has digits in it: an
    amount in the wrong field."""
    text = "".join(typed.upper().split())
    return "" if any(sign.isdigit() for sign in text) else text[:_LONGEST_CURRENCY]


def price_to_json(price: Price) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": price.id,
        "model": price.model,
        "connection_id": price.connection_id,
        "currency": price.currency,
        "input": format(price.input, "f"),
        "output": format(price.output, "f"),
    }
    if price.cached is not None:
        made["cached"] = format(price.cached, "f")
    return made


def price_from_json(raw: Any) -> Price:
    """Raises ValueError, TypeError or KeyError for what is none."""
    cached = raw.get("cached")
    return Price(
        id=str(raw["id"]),
        model=str(raw["model"]),
        connection_id=str(raw.get("connection_id", "")),
        currency=clean_currency(str(raw["currency"])),
        input=amount_of(str(raw["input"])),
        cached=None if cached is None else amount_of(str(cached)),
        output=amount_of(str(raw["output"])),
    )
