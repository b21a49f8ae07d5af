"""What a search goes without when a service refuses a setting by name, and what it never does."""

from __future__ import annotations

import pytest

from oriel.api.items import Json
from oriel.api.search_mending import mended_search

RANKING = {"ranker": "auto", "score_threshold": 0.5}
BODY: Json = {
    "query": "heron",
    "filters": {"type": "eq", "key": "year", "value": 1},
    "rewrite_query": True,
    "ranking_options": RANKING,
}


@pytest.mark.parametrize(
    ("refused", "left_out", "ranking"),
    [
        ("Field 'rewrite_query' is not supported", ("rewrite_query",), RANKING),
        ("Field 'ranking_options.ranker' is not supported", ("ranker",), {"score_threshold": 0.5}),
        ("Unsupported parameter: score_threshold.", ("score_threshold",), {"ranker": "auto"}),
        ("field ranking_options is not supported", ("ranker", "score_threshold"), None),
    ],
)
def test_what_refines_is_left_out_alone(
    refused: str, left_out: tuple[str, ...], ranking: Json | None
) -> None:
    better = mended_search(BODY, refused)
    assert better is not None
    assert better.left_out == left_out
    assert better.body.get("ranking_options") == ranking
    assert ("rewrite_query" in better.body) is ("rewrite_query" not in left_out)
    assert better.body["filters"] == BODY["filters"]


@pytest.mark.parametrize(
    "refused",
    [
        "Field 'filters' is not supported",
        "Field 'query' is not supported",
        "Field 'ranking_options.hybrid_search' is not supported",
        "Something is wrong",
        "",
    ],
)
def test_what_says_what_is_wanted_stays(refused: str) -> None:
    assert mended_search(BODY, refused) is None


def test_what_was_not_asked_for_cannot_be_left_out() -> None:
    bare = {"query": "heron"}
    for name in ("rewrite_query", "ranking_options", "ranking_options.ranker", "ranker"):
        assert mended_search(bare, f"Field '{name}' is not supported") is None
