"""Two machines said things in one conversation: whose turn is whose, and in which order.

Turns here and turns at the service are laid side by side, as two versions of a text are, and
become one path in the service's order. Pure: it knows no more of a turn than `Side` has.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oriel.domain.messages import Role

# More comparisons than this are not made one by one; a path that long hardly ever differs
# in more than its end.
_MOST_COMPARISONS = 1_000_000


@dataclass(frozen=True, slots=True)
class Side:
    """A turn as it is compared: `text` by `comparable`, `items` the ids the service gave it,
    as far as they are known on this side."""

    role: Role
    text: str = ""
    items: frozenset[str] = frozenset()

    @property
    def answers(self) -> bool:
        return self.role is not Role.USER


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of the common path, by its places `here` and `there`; None on the side that
    does not have it."""

    here: int | None = None
    there: int | None = None


@dataclass(frozen=True, slots=True)
class Common:
    """`path` is what is read from now on. `aside` are places here that become another version
    of what follows their turn there; `missing` places there that were known and are not
    here any more: deleted, or left behind by a fork."""

    path: tuple[Step, ...]
    aside: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()

    @property
    def news(self) -> tuple[int, ...]:
        """The places there of what is not here yet."""
        return tuple(s.there for s in self.path if s.here is None and s.there is not None)


def comparable(text: str) -> str:
    """A text without what a service may change in it: forms of letters, blank space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def common_path(here: Sequence[Side], there: Sequence[Side], known: int = 0) -> Common:
    """The one path of both. The first `known` turns there were looked at before: what of them
    is not here is not wanted here."""
    anchors = [(-1, -1), *aligned(here, there), (len(here), len(there))]
    path: list[Step] = []
    aside: set[int] = set()
    missing: set[int] = set()
    for (here_at, there_at), (here_next, there_next) in pairwise(anchors):
        if here_at >= 0:
            path.append(Step(here_at, there_at))
        gap = range(there_at + 1, there_next)
        news = [at for at in gap if at >= known]
        missing.update(at for at in gap if at < known)
        ours = [*range(here_at + 1, here_next)]
        lead = _lead(here, ours)
        if news and lead and there[news[0]].answers:
            # The same turn was answered here, not to its end or not there.
            aside.update(lead)
            ours, lead = ours[len(lead) :], []
        else:
            ours = ours[len(lead) :]
        path += [Step(here=at) for at in lead]
        path += [Step(there=at) for at in news]
        path += [Step(here=at) for at in ours]
    return Common(tuple(path), frozenset(aside), frozenset(missing))


def aligned(here: Sequence[Side], there: Sequence[Side]) -> list[tuple[int, int]]:
    """The pairs of places of the same turns, both counting up. Ids decide where both sides
    know them, else who said what; of several ways the one nearest to the end."""
    left, right = _keys(here, there)
    tail = 0
    while tail < min(len(left), len(right)) and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    left, right = left[: len(left) - tail], right[: len(right) - tail]
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    ends = len(here) - tail, len(there) - tail
    return [
        *((at, at) for at in range(head)),
        *((head + a, head + b) for a, b in _longest(left[head:], right[head:])),
        *((ends[0] + at, ends[1] + at) for at in range(tail)),
    ]


def _lead(here: Sequence[Side], ours: Sequence[int]) -> list[int]:
    """What here answers the turn before."""
    end = next((n for n, at in enumerate(ours) if not here[at].answers), len(ours))
    return [*ours[:end]]


def _keys(here: Sequence[Side], there: Sequence[Side]) -> tuple[list[Hashable], list[Hashable]]:
    """Two lists in which the same turns are equal."""
    owner = {item: at for at, side in enumerate(there) for item in side.items}
    by_id: dict[int, Hashable] = {}
    taken: set[int] = set()
    for at, side in enumerate(here):
        found = {owner[item] for item in side.items if item in owner} - taken
        if found:
            by_id[at] = min(found)
            taken.add(min(found))
    left = [by_id.get(at, (side.role, side.text)) for at, side in enumerate(here)]
    right: list[Hashable] = [
        at if at in taken else (side.role, side.text) for at, side in enumerate(there)
    ]
    return left, right


def _longest(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest common subsequence, as pairs of places; of very long ones a common one that
    holds what each side has once."""
    if len(left) * len(right) <= _MOST_COMPARISONS:
        return _compared(left, right)
    pairs: list[tuple[int, int]] = []
    a = b = 0
    for next_a, next_b in [*_rising(left, right), (len(left), len(right))]:
        if (next_a - a) * (next_b - b) <= _MOST_COMPARISONS:
            between = _compared(left[a:next_a], right[b:next_b])
            pairs += [(a + here, b + there) for here, there in between]
        if next_a < len(left):
            pairs.append((next_a, next_b))
        a, b = next_a + 1, next_b + 1
    return pairs


def _compared(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    # From the beginning, so that walking back from the end meets the last pairs first.
    lengths = [[0] * (len(right) + 1)]
    for a in left:
        above, row = lengths[-1], [0]
        for at, b in enumerate(right):
            row.append(above[at] + 1 if a == b else max(above[at + 1], row[at]))
        lengths.append(row)
    pairs: list[tuple[int, int]] = []
    i, j = len(left), len(right)
    while i and j:
        if left[i - 1] == right[j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif lengths[i - 1][j] >= lengths[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _rising(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of what each side has exactly once, as many as rise on both."""
    counts = Counter(left), Counter(right)
    places = {key: at for at, key in enumerate(right) if counts[1][key] == 1}
    once = [(at, places[k]) for at, k in enumerate(left) if counts[0][k] == 1 and k in places]
    ends: list[int] = []  # the least place there at which a row of that length ends
    rows: list[tuple[int, tuple[int, int]]] = []
    for here, there in once:
        length = bisect_left(ends, there)
        ends[length : length + 1] = [there]
        rows.append((length, (here, there)))
    pairs: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    for length, pair in reversed(rows):
        if length == wanted and (not pairs or pair[1] < pairs[-1][1]):
            pairs.append(pair)
            wanted -= 1
    return pairs[::-1]
