"""Questions put to vector stores, one by one or a whole test set at a time.

Several stores are asked at once and their passages ranked together. A store that fails is
told of beside what the others gave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from oriel.api.client import ServiceClient
from oriel.api.search_mending import THRESHOLD
from oriel.domain.errors import AppError
from oriel.domain.filters import filter_to_json
from oriel.domain.question_files import QuestionsUnreadable, read_questions
from oriel.domain.question_sets import Outcome, Question, QuestionSet, outcome_of
from oriel.domain.retrieval import (
    ChosenStore,
    Hit,
    SearchRun,
    SearchSettings,
    StoreTrouble,
    hits_of,
    merged,
    searched_of,
)
from oriel.services.connections import Connections
from oriel.services.few_at_once import few_at_once
from oriel.services.saving import save_text
from oriel.store.question_sets import QuestionSetTable

AT_ONCE = 4  # searches under way, over all stores and questions of one call
LARGEST_FILE = 8 * 2**20  # bytes of a file with questions


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a test run; `side` counts the settings from 0."""

    side: int
    index: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Found:
    hits: tuple[Hit, ...] = ()
    searched: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    error: AppError | None = None


class Retrieval:
    """Raises as Connections.client; what single stores answer is in the run."""

    def __init__(self, connections: Connections, sets: QuestionSetTable) -> None:
        self._connections = connections
        self._sets = sets

    async def search(
        self,
        connection_id: str,
        stores: Sequence[ChosenStore],
        question: str,
        settings: SearchSettings,
    ) -> SearchRun:
        """The best passages of all the stores."""
        client = await self._connections.client(connection_id)
        gate = asyncio.Semaphore(AT_ONCE)
        return await _search(client, gate, stores, question, settings)

    async def run_set(
        self,
        connection_id: str,
        stores: Sequence[ChosenStore],
        questions: Sequence[Question],
        sides: Sequence[SearchSettings],
        emit: Callable[[Answered], None],
    ) -> None:
        """Asks every question with each of the settings, a few at a time; `emit` hears of each
        as it comes, in any order."""
        client = await self._connections.client(connection_id)
        gate = asyncio.Semaphore(AT_ONCE)
        rounds = [(side, at) for at in range(len(questions)) for side in range(len(sides))]

        async def one(place: tuple[int, int]) -> None:
            side, index = place
            question = questions[index]
            run = await _search(client, gate, stores, question.text, sides[side])
            emit(Answered(side, index, outcome_of(question, run)))

        await few_at_once(rounds, one, AT_ONCE)

    async def sets(self, connection_id: str) -> list[QuestionSet]:
        """The sets made at a connection, in the order they were added."""
        return [each for each in await self._sets.all() if each.connection_id == connection_id]

    async def keep(self, questions: QuestionSet) -> None:
        await self._sets.put(questions)

    async def forget(self, set_id: str) -> None:
        await self._sets.delete(set_id)

    async def read(self, path: str) -> tuple[Question, ...]:
        """The questions of a file. Raises OSError, and QuestionsUnreadable (its codes, and
        besides: large, text)."""
        return await asyncio.to_thread(_read, Path(path))

    async def write(self, path: str, text: str) -> None:
        """Whole or not at all. Raises OSError."""
        await save_text(path, text)


async def _search(
    client: ServiceClient,
    gate: asyncio.Semaphore,
    stores: Sequence[ChosenStore],
    question: str,
    settings: SearchSettings,
) -> SearchRun:
    began = perf_counter()
    found = await asyncio.gather(
        *(_search_one(client, gate, store, question, settings) for store in stores)
    )
    return SearchRun(
        question=question,
        settings=settings,
        stores=tuple(stores),
        hits=merged([each.hits for each in found], settings.most),
        searched=tuple(dict.fromkeys(query for each in found for query in each.searched)),
        left_out=tuple(dict.fromkeys(name for each in found for name in each.left_out)),
        seconds=perf_counter() - began,
        troubles=tuple(
            StoreTrouble(store, each.error)
            for store, each in zip(stores, found, strict=True)
            if each.error is not None
        ),
    )


async def _search_one(
    client: ServiceClient,
    gate: asyncio.Semaphore,
    store: ChosenStore,
    question: str,
    settings: SearchSettings,
) -> _Found:
    left_out: list[str] = []
    async with gate:
        try:
            page = await client.vector_stores.search_page(
                store.id,
                question,
                most=settings.most,
                filters=None if settings.filter is None else filter_to_json(settings.filter),
                threshold=settings.threshold,
                rewrite=settings.rewrite,
                ranker=settings.ranker or None,
                left_out=left_out.append,
            )
        except AppError as error:
            return _Found(error=error)
    hits = hits_of(page, store)
    if THRESHOLD in left_out and settings.threshold is not None:
        least = settings.threshold  # which can be held to here as well
        left_out.remove(THRESHOLD)
        hits = [hit for hit in hits if hit.score >= least]
    return _Found(tuple(hits), searched_of(page, question), tuple(left_out))


def _read(path: Path) -> tuple[Question, ...]:
    if path.stat().st_size > LARGEST_FILE:
        raise QuestionsUnreadable("large")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionsUnreadable("text") from None
    return read_questions(text)
