"""A search without the settings that a service refuses by name (oci-api.md 5).

Only what refines the order of what is found is ever left out. A filter stays: without it,
other things would be found than were asked for.
"""

from __future__ import annotations

from typing import NamedTuple

from oriel.api.items import Json
from oriel.api.mending import refused_field

REWRITE, RANKER, THRESHOLD = "rewrite_query", "ranker", "score_threshold"
_RANKING = "ranking_options"


class MendedSearch(NamedTuple):
    """`left_out` are the settings it goes without now."""

    body: Json
    left_out: tuple[str, ...]


def mended_search(body: Json, refused: str) -> MendedSearch | None:
    """A body without what `refused` (the service's words) names; None when that cannot go."""
    outer, _, inner = refused_field(refused).partition(".")
    ranking = body.get(_RANKING, {})
    if outer == REWRITE and outer in body:
        return MendedSearch(_without(body, outer), (REWRITE,))
    if outer == _RANKING and ranking and (not inner or inner in ranking):
        outer = inner
    elif outer not in ranking:
        return None
    left_out = (outer,) if outer else tuple(ranking)
    kept = {name: value for name, value in ranking.items() if name not in left_out}
    rest = _without(body, _RANKING)
    return MendedSearch({**rest, _RANKING: kept} if kept else rest, left_out)


def _without(body: Json, field: str) -> Json:
    return {name: value for name, value in body.items() if name != field}
