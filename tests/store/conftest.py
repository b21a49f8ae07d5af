"""What is found depends on what is there, never on how busy the computer is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oriel.store import search


@pytest.fixture(scope="module", autouse=True)
def time_enough() -> Iterator[None]:
    """For tests of what is found; how long it may take is a benchmark."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "BUDGET_S", 60.0)
        yield
