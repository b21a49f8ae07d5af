"""Every failure has a code of its own and plain facts."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from oriel.domain import errors
from oriel.domain.errors import AppError, RateLimited, ServiceRefused, StoreNewer


def kinds(root: type[AppError] = AppError) -> Iterator[type[AppError]]:
    yield root
    for kind in root.__subclasses__():
        yield from kinds(kind)


OURS = [kind for kind in kinds() if kind.__module__ == errors.__name__]


def test_codes_are_unique_since_they_are_stored() -> None:
    codes = [kind.code for kind in OURS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.code)
def test_each_says_in_which_case_it_is_raised(kind: type[AppError]) -> None:
    assert kind.__doc__


def test_facts_are_plain_and_only_those_that_are_known() -> None:
    error = RateLimited(status=429, message="slow down", host="", retry_after_s=0.0)
    assert error.facts == {"status": 429, "message": "slow down", "retry_after_s": 0.0}
    assert json.loads(json.dumps(error.facts)) == error.facts
    assert isinstance(error, ServiceRefused)
    assert error.retryable


def test_the_text_names_code_and_facts_for_the_log() -> None:
    error = StoreNewer(path="/x", found=3, known=2)
    assert str(error) == "store_newer: path=/x, found=3, known=2"
    assert str(AppError()) == "app_error"
