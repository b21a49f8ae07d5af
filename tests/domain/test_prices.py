"""Prices as they are typed and kept, and what tokens cost by them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.prices import (
    MOST,
    NotAPrice,
    Price,
    PriceList,
    Tokens,
    added,
    amount_of,
    clean_currency,
    cost,
    price_from_json,
    price_to_json,
)

amounts = st.decimals(0, MOST, places=9).map(lambda d: amount_of(str(d)))
prices = st.builds(
    Price,
    id=st.text(min_size=1),
    model=st.text(),
    connection_id=st.text(),
    currency=st.text(max_size=8).map(clean_currency),
    input=amounts,
    cached=st.none() | amounts,
    output=amounts,
)


def a_price(**changes: object) -> Price:
    values = {
        "id": "p",
        "model": "m",
        "currency": "USD",
        "input": Decimal("2.50"),
        "output": Decimal(10),
    }
    return Price(**{**values, **changes})  # type: ignore[arg-type]


def test_a_million_tokens_cost_the_price() -> None:
    assert cost(a_price(), Tokens(input=1_000_000)) == Decimal("2.50")
    assert cost(a_price(), Tokens(output=500_000)) == Decimal(5)


def test_cached_input_costs_its_own_price_or_that_of_any_input() -> None:
    tokens = Tokens(input=1_000_000, cached=400_000)
    assert cost(a_price(), tokens) == Decimal("2.50")
    assert cost(a_price(cached=Decimal("0.25")), tokens) == Decimal("1.60")
    assert cost(a_price(cached=Decimal()), tokens) == Decimal("1.50")


def test_more_cached_than_input_costs_no_less_than_nothing() -> None:
    assert cost(a_price(cached=Decimal()), Tokens(input=10, cached=10**9)) == 0


def test_reasoning_is_a_part_of_the_output_and_not_paid_twice() -> None:
    with_reasoning = Tokens(output=100, reasoning=90)
    assert cost(a_price(), with_reasoning) == cost(a_price(), Tokens(output=100))


def test_the_price_of_a_connection_goes_before_the_one_for_everywhere() -> None:
    here, everywhere = a_price(id="a", connection_id="con"), a_price(id="b")
    known = PriceList([everywhere, here])
    assert known.of("con", "m") is here
    assert known.of("other", "m") is everywhere
    assert known.of("con", "another") is None


@pytest.mark.parametrize(
    ("typed", "point", "amount"),
    [
        ("2.50", ".", "2.5"),
        ("2,50", ",", "2.5"),
        ("1.234,5", ",", "1234.5"),
        (" 1 000 ", ".", "1000"),
        ("0", ".", "0"),
        (".15", ".", "0.15"),
        ("2.5", ",", "2.5"),
    ],
)
def test_amounts_are_read_as_they_are_typed(typed: str, point: str, amount: str) -> None:
    assert amount_of(typed, point) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "x", "-1", "NaN", "Infinity", "1e99", "1000001", "1,5"])
def test_what_is_no_price_is_refused(typed: str) -> None:
    with pytest.raises(NotAPrice):
        amount_of(typed)


@pytest.mark.parametrize("typed", ["1,000.50", "1,2,3", "1.5,0.2"])
def test_what_is_written_in_another_way_is_refused_and_not_taken_for_less(typed: str) -> None:
    with pytest.raises(NotAPrice):
        amount_of(typed, ",")


@given(prices)
def test_a_price_is_kept_without_loss(price: Price) -> None:
    assert price_from_json(price_to_json(price)) == price


@given(st.lists(st.tuples(st.sampled_from(["USD", "EUR"]), amounts)))
def test_each_currency_is_summed_for_itself(amounts: list[tuple[str, Decimal]]) -> None:
    total: dict[str, Decimal] = {}
    for currency, amount in amounts:
        total = added(total, {currency: amount})
    for currency in total:
        assert total[currency] == sum(a for c, a in amounts if c == currency)
