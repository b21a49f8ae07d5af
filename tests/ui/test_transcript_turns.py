"""Where each turn is, whatever was put above it, and how high all are together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.ui.transcripts import said, transcript

from oriel.domain.messages import Role
from oriel.domain.outlines import TurnOutline
from oriel.ui.transcript.heights import Heights


def test_every_turn_is_found_after_others_were_put_above() -> None:
    with transcript(said("last", "words")) as view:
        view.show_older([TurnOutline(f"b{n}", Role.USER, 10) for n in range(3)])
        view.add_message(said("new", "words"))
        view.show_older([TurnOutline(f"a{n}", Role.USER, 10) for n in range(2)])
        order = ["a0", "a1", "b0", "b1", "b2", "last", "new"]
        assert [view.turns.id_at(n) for n in range(len(view.turns))] == order
        assert [view.turns.index_of(name) for name in order] == list(range(7))
        assert view.turns.index_of("nobody") is None
        view.show_messages([said("b0", "another chat")])
        assert view.turns.index_of("b0") == 0
        assert view.turns.index_of("last") is None


@given(st.lists(st.integers(0, 500), max_size=70), st.lists(st.integers(0, 500), max_size=70))
def test_places_are_the_sums_of_the_heights_above(first: list[int], above: list[int]) -> None:
    heights = Heights(first)
    heights.prepend(above)
    heights.append(7)
    both = [*above, *first, 7]
    assert [heights.top(n) for n in range(len(both) + 1)] == [
        sum(both[:n]) for n in range(len(both) + 1)
    ]
    assert heights.total == sum(both)
