"""Reading message trees, whole and damaged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.messages import Message, Role
from oriel.domain.tree import newest_leaf, path_to, siblings


def a_message(
    message_id: str, parent_id: str | None = None, at: float = 0.0, role: Role = Role.USER
) -> Message:
    return Message(id=message_id, chat_id="c", parent_id=parent_id, role=role, created_at=at)


#   q1 -- a1 -- q2 -- a2
#     \-- a1'         (regenerated)
#   q1'-- a1''        (the first question edited)
CHAT = [
    a_message("q1", None, 1),
    a_message("a1", "q1", 2, Role.ASSISTANT),
    a_message("a1'", "q1", 6, Role.ASSISTANT),
    a_message("q2", "a1", 3),
    a_message("a2", "q2", 4, Role.ASSISTANT),
    a_message("q1'", None, 7),
    a_message("a1''", "q1'", 8, Role.ASSISTANT),
]
BY_ID = {m.id: m for m in CHAT}


def ids(messages: list[Message]) -> list[str]:
    return [m.id for m in messages]


def test_the_path_runs_from_the_root_to_the_leaf() -> None:
    assert ids(path_to(CHAT, "a2")) == ["q1", "a1", "q2", "a2"]
    assert ids(path_to(CHAT, "a1'")) == ["q1", "a1'"]
    assert path_to(CHAT, None) == path_to(CHAT, "unknown") == path_to([], "a2") == []


def test_the_versions_of_a_turn_come_oldest_first() -> None:
    assert ids(siblings(CHAT, BY_ID["a1'"])) == ["a1", "a1'"]
    assert ids(siblings(reversed(CHAT), BY_ID["q1"])) == ["q1", "q1'"]
    assert ids(siblings(CHAT, BY_ID["a2"])) == ["a2"]


def test_the_newest_leaf_follows_the_newest_child() -> None:
    assert newest_leaf(CHAT) == "a1''"
    assert newest_leaf(CHAT, "q1") == "a1'"
    assert newest_leaf(CHAT, "a1") == "a2"
    assert newest_leaf(CHAT, "a2") == "a2"
    assert newest_leaf([]) is None


def test_a_missing_parent_ends_the_path() -> None:
    assert ids(path_to([a_message("b", "gone")], "b")) == ["b"]


NAMES = st.sampled_from("abcdef")
# Parents at random: orphans, selves and circles among them.
DAMAGED = st.lists(
    st.builds(a_message, NAMES, NAMES | st.none(), st.floats(0, 9)), unique_by=lambda m: m.id
)


@given(DAMAGED, NAMES | st.none())
def test_no_damaged_tree_hangs_or_raises(messages: list[Message], leaf: str | None) -> None:
    path = path_to(messages, leaf)
    assert len(set(ids(path))) == len(path)
    assert ids(path[-1:]) == ([leaf] if leaf in ids(messages) else [])
    assert newest_leaf(messages, leaf) in {leaf, *ids(messages)}
    for message in messages:
        assert message in siblings(messages, message)


@given(st.lists(st.integers(0, 50), min_size=1))
def test_in_a_sound_tree_the_newest_leaf_is_a_leaf_with_a_whole_path(links: list[int]) -> None:
    messages = [a_message("0")]
    for n, link in enumerate(links, start=1):
        messages.append(a_message(str(n), str(link % n), float(n)))
    leaf = newest_leaf(messages)
    assert leaf not in {m.parent_id for m in messages}
    assert path_to(messages, leaf)[0].parent_id is None


def test_a_chain_of_ten_thousand_is_no_matter() -> None:
    chain = [a_message(str(n), str(n - 1) if n else None, float(n)) for n in range(10_000)]
    assert newest_leaf(chain) == "9999"
    assert len(path_to(chain, "9999")) == 10_000
