"""The same for many things, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from oriel.services.few_at_once import few_at_once, for_each


async def test_what_came_of_each_stands_in_the_order_that_was_asked() -> None:
    gates = [asyncio.Event() for _ in range(3)]
    gates[2].set()

    async def work(at: int) -> str:
        await gates[at].wait()
        gates[at - 1].set()  # the last first
        return f"done {at}"

    assert await for_each(range(3), work, at_once=3) == ["done 0", "done 1", "done 2"]


async def test_progress_counts_what_is_done() -> None:
    heard: list[tuple[int, int]] = []

    async def work(_thing: str) -> None:
        await asyncio.sleep(0)

    def told(done: int, of: int) -> None:
        heard.append((done, of))

    await for_each("abcde", work, told, at_once=2)
    assert heard == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


async def test_no_more_are_under_way_than_were_allowed() -> None:
    under_way, most = 0, 0

    async def work(_thing: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    await few_at_once(range(20), work, at_once=3)
    assert most == 3


async def test_the_next_is_taken_only_when_its_turn_has_come() -> None:
    stopped, done = False, []

    def things() -> Iterator[int]:
        for each in range(100):
            if stopped:
                return
            yield each

    async def work(thing: int) -> None:
        nonlocal stopped
        done.append(thing)
        stopped = thing == 3
        await asyncio.sleep(0)

    await few_at_once(things(), work, at_once=1)
    assert done == [0, 1, 2, 3]


async def test_the_first_failure_comes_as_it_is_once_nothing_is_under_way() -> None:
    ended: list[int] = []

    async def work(thing: int) -> None:
        try:
            if thing == 1:
                raise ValueError("the second")
            await asyncio.Event().wait()
        finally:
            ended.append(thing)

    with pytest.raises(ValueError, match="the second"):
        await few_at_once(range(9), work, at_once=3)
    assert sorted(ended) == [0, 1, 2]


async def test_nothing_to_do_is_done_at_once() -> None:
    async def work(_thing: int) -> int:
        raise AssertionError("there is nothing")

    assert await for_each([], work) == []
