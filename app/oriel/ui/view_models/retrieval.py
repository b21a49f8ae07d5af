"""Questions to vector stores: which stores there are, what a search finds, test sets and runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.library import AttributeValue
from oriel.domain.question_files import QuestionsUnreadable
from oriel.domain.question_sets import Question, QuestionSet
from oriel.domain.retrieval import ChosenStore, SearchRun, SearchSettings
from oriel.services.library_stores import LibraryStores
from oriel.services.retrieval import Answered, Retrieval
from oriel.services.tasks import TaskScope

KEPT_CHARS = 20_000_000  # of passages of one test run; beyond, a question is asked again
_MOST_ASKED = 50


class RetrievalViewModel(QObject):
    """`stores_listed(list[VectorStore])`, `stores_failed(AppError)`, `keys_learned(a value
    by attribute name)`; `searched(side, SearchRun)` with the side counted from 0,
    `search_failed(AppError)`, `busy_changed(bool)`; `sets_listed(list[QuestionSet])`,
    `set_kept(QuestionSet)`; `run_begun(questions, sides)`, `answered(Answered)`,
    `run_finished()` when all were asked, else `run_stopped()`;
    `questions_read(tuple[Question], path)`, `written(path)`,
    `file_failed(QuestionsUnreadable | OSError)`."""

    stores_listed = Signal(object)
    stores_failed = Signal(object)
    keys_learned = Signal(object)
    searched = Signal(int, object)
    search_failed = Signal(object)
    busy_changed = Signal(bool)
    sets_listed = Signal(object)
    set_kept = Signal(object)
    run_begun = Signal(int, int)
    answered = Signal(object)
    run_finished = Signal()
    run_stopped = Signal()
    questions_read = Signal(object, str)
    written = Signal(str)
    file_failed = Signal(object)
    failed = Signal(object)

    def __init__(self, retrieval: Retrieval, stores: LibraryStores) -> None:
        super().__init__()
        self._retrieval = retrieval
        self._stores = stores
        self._scope = TaskScope(self.failed.emit)
        self._connection_id = ""
        self._search: asyncio.Task[Any] | None = None
        self._run: asyncio.Task[Any] | None = None
        self._listing: asyncio.Task[Any] | None = None
        self._learnt: set[str] = set()  # stores whose attribute names are known
        self._asked: list[str] = []

    @property
    def connection_id(self) -> str:
        return self._connection_id

    @property
    def asked(self) -> list[str]:
        """The questions asked so far, oldest first, each once."""
        return [*self._asked]

    @property
    def searching(self) -> bool:
        return self._search is not None

    @property
    def running(self) -> bool:
        """Whether a test set is being run."""
        return self._run is not None

    # Wishes

    def show_connection(self, connection_id: str) -> None:
        """Lists the stores and test sets of a connection; what goes on at another one ends."""
        if connection_id != self._connection_id:
            self.cancel()
            self.cancel_run()
            self._learnt.clear()
        self._connection_id = connection_id
        self.list_stores()
        self._scope.start_if_open(self._list_sets(connection_id), "list question sets")

    def list_stores(self) -> None:
        _cancel(self._listing)
        self._listing = self._scope.start_if_open(
            self._list_stores(self._connection_id), "list stores to ask"
        )

    def learn_keys(self, stores: Sequence[ChosenStore]) -> None:
        """Looks for names of attributes among the newest files of the stores."""
        new = [store for store in stores if store.id not in self._learnt]
        self._learnt |= {store.id for store in new}
        if new:
            self._scope.start_if_open(self._learn(self._connection_id, new), "learn keys")

    def search(
        self, stores: Sequence[ChosenStore], question: str, sides: Sequence[SearchSettings]
    ) -> None:
        """Asks with each of the settings; the search before ends."""
        self._remember(question)
        _cancel(self._search)
        work = self._searched(tuple(stores), question, tuple(sides))
        self._search = self._scope.start_if_open(work, "search stores")
        self.busy_changed.emit(self.searching)

    def cancel(self) -> None:
        """Ends the search under way, if there is one."""
        if self._search is not None:
            self._search.cancel()
            self._search = None
            self.busy_changed.emit(self.searching)

    def keep(self, questions: QuestionSet) -> None:
        self._scope.start_if_open(self._keep(questions), "keep question set")

    def forget(self, set_id: str) -> None:
        self._scope.start_if_open(self._forget(set_id), "forget question set")

    def run_set(
        self,
        stores: Sequence[ChosenStore],
        questions: Sequence[Question],
        sides: Sequence[SearchSettings],
    ) -> None:
        """Asks every question with each of the settings; the run before ends."""
        self.cancel_run()
        self.run_begun.emit(len(questions), len(sides))
        work = self._ran(tuple(stores), tuple(questions), tuple(sides))
        self._run = self._scope.start_if_open(work, "run question set")

    def cancel_run(self) -> None:
        if self._run is not None:
            self._run.cancel()
            self._run = None
            self.run_stopped.emit()

    def read(self, path: str) -> None:
        """The questions of a file that the person chose."""
        self._scope.start_if_open(self._read(path), "read questions")

    def write(self, path: str, make: Callable[[], str]) -> None:
        """Writes what `make` gives, which is called in a thread."""
        self._scope.start_if_open(self._write(path, make), "write questions")

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    async def _list_stores(self, connection_id: str) -> None:
        try:
            found = await self._stores.all(connection_id)
        except AppError as error:
            self.stores_failed.emit(error)
        else:
            self.stores_listed.emit(found)

    async def _learn(self, connection_id: str, stores: Sequence[ChosenStore]) -> None:
        known: dict[str, AttributeValue] = {}
        for store in stores:
            try:
                async for page in self._stores.file_pages(connection_id, store.id):
                    known |= {key: v for file in page for key, v in file.attributes.items()}
                    break
            except AppError:
                # Suggestions are a comfort: what is wrong with the store, its search says.
                self._learnt.discard(store.id)
        self.keys_learned.emit(known)

    async def _searched(
        self, stores: Sequence[ChosenStore], question: str, sides: Sequence[SearchSettings]
    ) -> None:
        place = self._connection_id

        async def one(side: int, settings: SearchSettings) -> None:
            run = await self._retrieval.search(place, stores, question, settings)
            self.searched.emit(side, run)

        try:
            await asyncio.gather(*(one(side, each) for side, each in enumerate(sides)))
        except AppError as error:
            self.search_failed.emit(error)
        self._search = None
        self.busy_changed.emit(self.searching)

    async def _list_sets(self, connection_id: str) -> None:
        self.sets_listed.emit(await self._retrieval.sets(connection_id))

    async def _keep(self, questions: QuestionSet) -> None:
        await self._retrieval.keep(questions)
        self.set_kept.emit(questions)

    async def _forget(self, set_id: str) -> None:
        await self._retrieval.forget(set_id)
        self.sets_listed.emit(await self._retrieval.sets(self._connection_id))

    async def _ran(
        self,
        stores: Sequence[ChosenStore],
        questions: Sequence[Question],
        sides: Sequence[SearchSettings],
    ) -> None:
        kept = 0

        def hear(found: Answered) -> None:
            nonlocal kept
            kept += sum(len(text) for hit in found.outcome.run.hits for text in hit.pieces)
            self.answered.emit(found if kept <= KEPT_CHARS else _without_texts(found))

        try:
            place = self._connection_id
            await self._retrieval.run_set(place, stores, questions, sides, hear)
        except AppError as error:
            self._run = None
            self.run_stopped.emit()
            self.search_failed.emit(error)
        else:
            self._run = None
            self.run_finished.emit()

    async def _read(self, path: str) -> None:
        try:
            self.questions_read.emit(await self._retrieval.read(path), path)
        except (QuestionsUnreadable, OSError) as error:
            self.file_failed.emit(error)

    async def _write(self, path: str, make: Callable[[], str]) -> None:
        try:
            await self._retrieval.write(path, await asyncio.to_thread(make))
        except OSError as error:
            self.file_failed.emit(error)
        else:
            self.written.emit(path)

    def _remember(self, question: str) -> None:
        others = [each for each in self._asked if each != question]
        self._asked = [*others, question][-_MOST_ASKED:]


def has_texts(run: SearchRun) -> bool:
    """Whether a test run kept the passages' texts of this search."""
    return not run.hits or any(hit.pieces for hit in run.hits)


def _without_texts(found: Answered) -> Answered:
    run = found.outcome.run
    bare = replace(run, hits=tuple(replace(hit, pieces=()) for hit in run.hits))
    return replace(found, outcome=replace(found.outcome, run=bare))


def _cancel(task: asyncio.Task[Any] | None) -> None:
    if task is not None:
        task.cancel()
