"""Two versions of a talk laid side by side: one path, in the order of the service."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.messages import Role
from oriel.domain.remote_merging import Side, aligned, common_path, comparable

WORDS = st.sampled_from(["yes", "go on", "why", "", "a long answer"])


@st.composite
def talks(draw: st.DrawFn) -> tuple[list[Side], list[Side]]:
    """A talk as the service has it, and one that lacks some of it and has more."""
    count = draw(st.integers(0, 8))
    there: list[Side] = []
    for at in range(count):
        there.append(Side(Role.USER, draw(WORDS)))
        there.append(Side(Role.ASSISTANT, draw(WORDS), frozenset({f"msg_{at}"})))
    here: list[Side] = []
    for side in there:
        if draw(st.integers(0, 4)):
            known = side.items if draw(st.booleans()) else frozenset[str]()
            here.append(Side(side.role, side.text, known))
        if not draw(st.integers(0, 5)):
            here.append(Side(draw(st.sampled_from([Role.USER, Role.ASSISTANT])), draw(WORDS)))
    return here, there


@given(talks(), st.integers(0, 20))
def test_the_path_has_all_of_both_sides_in_their_orders(
    both: tuple[list[Side], list[Side]], known: int
) -> None:
    here, there = both
    common = common_path(here, there, known)
    ours = [step.here for step in common.path if step.here is not None]
    theirs = [step.there for step in common.path if step.there is not None]
    assert ours == sorted(ours) and {*ours} | common.aside == {*range(len(here))}
    assert theirs == sorted(theirs) and {*theirs} | common.missing == {*range(len(there))}
    assert all(at < known for at in common.missing)
    assert not {*ours} & common.aside
    for step in common.path:
        if step.here is not None and step.there is not None:
            assert here[step.here].role is there[step.there].role


@given(talks())
def test_what_is_the_same_is_all_matched(both: tuple[list[Side], list[Side]]) -> None:
    _here, there = both
    assert aligned(there, there) == [(at, at) for at in range(len(there))]
    bare = [Side(side.role, side.text) for side in there]
    assert aligned(bare, there) == [(at, at) for at in range(len(there))]


@given(talks())
def test_once_merged_nothing_is_new(both: tuple[list[Side], list[Side]]) -> None:
    here, there = both
    common = common_path(here, there)
    merged = [
        there[step.there] if step.there is not None else here[step.here or 0]
        for step in common.path
    ]
    assert common_path(merged, there).news == ()


def test_ids_decide_where_the_words_are_the_same() -> None:
    def answer(item: str) -> Side:
        return Side(Role.ASSISTANT, "ok", frozenset({item}))

    go = Side(Role.USER, "go on")
    there = [go, answer("a"), go, answer("b")]
    assert aligned([go, answer("b")], there) == [(0, 2), (1, 3)]
    common = common_path([go, answer("b")], there)
    assert [step.there for step in common.path] == [0, 1, 2, 3]
    assert common.news == (0, 1)


def test_a_cut_answer_stands_aside_for_the_whole_one() -> None:
    ask = Side(Role.USER, "why")
    here = [ask, Side(Role.ASSISTANT, "Because"), Side(Role.USER, "next")]
    there = [ask, Side(Role.ASSISTANT, "Because of the rain", frozenset({"a"}))]
    common = common_path(here, there)
    assert common.aside == {1}
    assert [(s.here, s.there) for s in common.path] == [(0, 0), (None, 1), (2, None)]


def test_forms_of_letters_and_blank_space_are_no_difference() -> None:
    assert comparable(" ﬁve\n  words ") == comparable("five words")


def test_of_a_very_long_talk_only_what_is_missing_is_new() -> None:
    there: list[Side] = []
    for at in range(3000):
        there += [Side(Role.USER, "go on"), Side(Role.ASSISTANT, f"answer {at}")]
    here = [side for at, side in enumerate(there) if at % 300 not in (10, 11)]
    common = common_path([*here, Side(Role.USER, "unsent")], there)
    assert len(common.path) == 6001 and len(common.news) == 40
    assert all(there[at].text in ("go on", f"answer {at // 2}") for at in common.news)
