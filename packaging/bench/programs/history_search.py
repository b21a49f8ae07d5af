"""Searches a large history through the service, as the window does; prints JSON rows.

Each query is asked some times and counts with its median. While a shared machine does
something else none of our threads uses the CPU: of the time that passed counts what we used.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bench.history_file import CHATS, GENERATOR, MESSAGES
from bench.history_queries import queries
from bench.history_words import Words
from oriel.domain.search import SearchQuery, parse_query
from oriel.services.search import Search
from oriel.store.database import Database

TIMES = 5
HALF_MS, WORST_MS, CHATS_MS = 50.0, 300.0, 50.0

Ask = Callable[[SearchQuery], Awaitable[Any]]


async def measure(path: Path) -> list[dict[str, Any]]:
    db = await Database.open(path)
    try:
        search = Search(db)
        typed = queries(Words(random.Random(f"{GENERATOR} {MESSAGES} {CHATS}")), *await _names(db))

        async def best(query: SearchQuery) -> Any:
            return await search.messages(query, ranked=True)

        newest = await _all(search.messages, typed)
        ranked = await _all(best, typed)
        chats = await _all(search.chats, typed)
    finally:
        await db.aclose()
    return [
        _row(f"the newest, {len(typed)} queries, median", statistics.median(newest), HALF_MS),
        _row("the newest, the slowest query", max(newest), WORST_MS),
        _row("the best, median", statistics.median(ranked), HALF_MS),
        _row("the best, the slowest query", max(ranked), WORST_MS),
        _row("chats by name, the slowest query", max(chats), CHATS_MS),
    ]


async def _all(ask: Ask, typed: list[str]) -> list[float]:
    """What each query took, in milliseconds."""
    found = []
    for text in typed:
        taken = []
        for _ in range(TIMES):
            began, used = time.perf_counter(), time.process_time()
            await ask(parse_query(text))
            passed, used = time.perf_counter() - began, time.process_time() - used
            taken.append(min(passed, used) * 1000)
        found.append(statistics.median(taken))
        if found[-1] > HALF_MS:
            sys.stderr.write(f"{found[-1]:6.0f} ms  {text}\n")
    return found


async def _names(db: Database) -> tuple[str, str]:
    """A folder and a chat that one may search in."""
    folder = "SELECT json ->> '$.name' FROM folder ORDER BY n LIMIT 1"
    title = "SELECT title FROM chat ORDER BY created_at LIMIT 1 OFFSET 500"
    row = await db.read(lambda c: c.execute(f"SELECT ({folder}), ({title})").fetchone())
    return str(row[0]), str(row[1])


def _row(name: str, value: float, target: float) -> dict[str, Any]:
    return {
        "name": f"history search: {name}",
        "value": round(value, 1),
        "unit": "ms",
        "floor": None,
        "ratio": None,
        "target": target,
        "ok": value <= target,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Path(sys.argv[1])))))
