"""Where each turn of a long conversation stands: heights in a Fenwick tree.

Changing one height and finding what is at a place both take O(log n), so that a
streaming answer costs the same below ten thousand turns as below none.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate


class Heights:
    """Heights in whole pixels, by position; the places are their sums."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tree: list[int] = []
        self._total = 0
        self._build()

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    @property
    def total(self) -> int:
        return self._total

    def append(self, height: int) -> None:
        self._heights.append(height)
        index = len(self._heights)
        # A node holds the sum of the 2^k heights that end at it.
        begin = index - (index & -index)
        self._tree.append(height + self.top(index - 1) - self.top(begin))
        self._total += height

    def prepend(self, heights: Iterable[int]) -> None:
        """Puts heights before all others; O(n)."""
        self._heights[:0] = heights
        self._build()

    def set(self, index: int, height: int) -> None:
        """Raises IndexError for a position that does not exist."""
        change = height - self._heights[index]
        if not change:
            return
        self._heights[index] = height
        self._total += change
        node = index + 1
        while node <= len(self._tree):
            self._tree[node - 1] += change
            node += node & -node

    def top(self, index: int) -> int:
        """The sum of the heights before `index`, which may be the length."""
        total = 0
        while index > 0:
            total += self._tree[index - 1]
            index -= index & -index
        return total

    def at(self, place: int) -> int:
        """The position whose height covers `place`: 0 above all, the last below all.

        Raises IndexError when there is none.
        """
        if not self._heights:
            raise IndexError("no heights")
        index, step = 0, 1 << len(self._tree).bit_length()
        while step := step >> 1:
            if index + step <= len(self._tree) and self._tree[index + step - 1] <= place:
                index += step
                place -= self._tree[index - 1]
        return min(index, len(self._heights) - 1)

    def _build(self) -> None:
        tops = list(accumulate(self._heights, initial=0))
        self._total = tops[-1]
        self._tree = [
            tops[node] - tops[node - (node & -node)] for node in range(1, len(self._heights) + 1)
        ]
