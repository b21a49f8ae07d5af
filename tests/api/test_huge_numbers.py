"""Numbers that no counter can hold are none, wherever a service puts them."""

from __future__ import annotations

import json

import pytest

from oriel.api.items import count, number, usage_of
from oriel.domain.usage import MOST_COUNTED
from oriel.services.tool_offers import _container, _store


@pytest.mark.parametrize("said", [10**400, -(10**400), MOST_COUNTED + 1, True, 1.5, "7", None])
def test_a_count_beyond_all_counting_is_the_usual_one(said: object) -> None:
    assert count(said, 3) == 3


@pytest.mark.parametrize("said", [10**400, float("inf"), float("nan"), False, "7"])
def test_a_number_without_end_is_zero(said: object) -> None:
    assert number(said) == 0.0


def test_what_can_be_counted_is_as_it_is() -> None:
    assert (count(MOST_COUNTED), number(0.25), number(2)) == (MOST_COUNTED, 0.25, 2.0)


def test_usage_stores_and_containers_bear_them() -> None:
    raw = json.loads('{"input_tokens": ' + "9" * 400 + ', "output_tokens": 7}')
    usage = usage_of(raw)
    assert usage is not None
    assert (usage.input_tokens, usage.output_tokens, usage.total_tokens) == (0, 7, 7)
    endless = json.loads('{"total": 1e999, "completed": 2}')
    assert _store({"id": "vs", "file_counts": endless}).files == 0
    assert _container({"id": "c", "last_active_at": 10**400}).ends_at == 0.0
