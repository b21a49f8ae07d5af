"""The compartments' tree: every compartment once, parents before children."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.oci_directory import Compartment, tree_rows

IDS = st.text("abcdef", min_size=1, max_size=2)


def test_the_tree_is_read_from_the_top_by_name() -> None:
    made = [
        Compartment("r", "acme", ""),
        Compartment("b", "Beta", "r"),
        Compartment("a", "alpha", "r"),
        Compartment("c", "inner", "a"),
    ]
    rows = [(depth, found.name) for depth, found in tree_rows(made)]
    assert rows == [(0, "acme"), (1, "alpha"), (2, "inner"), (1, "Beta")]


@given(st.lists(st.builds(Compartment, IDS, st.text(max_size=3), IDS), max_size=12))
def test_each_is_there_once_whatever_the_parents_say(made: list[Compartment]) -> None:
    rows = tree_rows(made)
    assert sorted(found.id for _, found in rows) == sorted({found.id for found in made})
    place = {found.id: (number, depth) for number, (depth, found) in enumerate(rows)}
    for number, depth in place.values():
        parent = rows[number][1].parent_id
        if depth and parent in place:
            assert place[parent][0] < number
            assert place[parent][1] == depth - 1
