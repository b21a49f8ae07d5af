"""The retrieval view on a real service with real texts in two stores."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from tests.services.corpus import asking, fill, guide_texts, topic_texts
from tests.services.rooms import TOKEN, Rooms, local_connection, rooms

from oriel.domain.connections import Connection
from oriel.domain.question_sets import Expected, Question, QuestionSet
from oriel.domain.retrieval import SearchRun
from oriel.services.library_stores import LibraryStores
from oriel.services.retrieval import Retrieval
from oriel.services.store_bases import StoreBases
from oriel.store.question_sets import QuestionSetTable
from oriel.ui.library.retrieval.hits_list import HitsList
from oriel.ui.library.retrieval.run_pane import RunPane
from oriel.ui.library.retrieval.view import RetrievalView
from oriel.ui.view_models.retrieval import RetrievalViewModel
from waiting import emitted, until

W = TypeVar("W", bound=QWidget)
BREAKPOINT = "How do I set a breakpoint in the debugger?"


@dataclass
class Opened:
    rooms: Rooms
    http: httpx.Client
    model: RetrievalViewModel
    view: RetrievalView
    guide: str
    python: str

    @property
    def connection(self) -> Connection:
        return local_connection(self.rooms.server)

    @property
    def stores(self) -> list[str]:
        return [self.guide, self.python]

    async def open(self, store_ids: list[str] | None = None, **more: Any) -> None:
        """Opens the view and waits until the stores are listed."""
        listed = emitted(self.model.stores_listed)
        self.view.open(self.connection, self.stores if store_ids is None else store_ids, **more)
        await listed

    def find(self, kind: type[W], name: str) -> W:
        """The one part of that name that is shown."""
        found = [w for w in self.view.findChildren(kind, name) if w.isVisibleTo(self.view)]
        assert len(found) == 1, f"{name}: {len(found)} are shown"
        return found[0]

    def click(self, name: str) -> None:
        button = self.find(QAbstractButton, name)
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def pane(self, side: str = "a") -> RunPane:
        return self.find(RunPane, f"run_{side}")

    def passages(self, side: str = "a") -> HitsList:
        return self.find(HitsList, f"passages_{side}")

    def run(self, side: str = "a") -> SearchRun:
        run = self.pane(side).run
        assert run is not None
        return run

    def words(self, side: str = "a") -> str:
        """What a side says besides its passages."""
        labels = self.pane(side).findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self.pane(side)))

    async def ask(self, question: str = BREAKPOINT) -> None:
        """Types a question, presses Enter and waits for what is found."""
        self.find(QLineEdit, "retrieval_question").setText(question)
        await self.found(self.enter)

    def enter(self) -> None:
        field = self.find(QLineEdit, "retrieval_question")
        QTest.keyClick(field, Qt.Key.Key_Return)

    async def found(self, act: Callable[[], Any]) -> None:
        """Waits until the search that `act` begins has ended."""
        act()
        assert self.model.searching
        await until(lambda: not self.model.searching)


@asynccontextmanager
async def retrieval_view(
    folder: Path, width: int = 900, height: int = 700, topics: int = 40
) -> AsyncIterator[Opened]:
    async with rooms(folder) as made:
        with asking(made.server.base_url, TOKEN) as http:
            guide = await asyncio.to_thread(fill, http, "Guide", guide_texts())
            python = await asyncio.to_thread(fill, http, "Python", topic_texts(topics))
            stores = LibraryStores(made.connections, StoreBases(made.connections))
            retrieval = Retrieval(made.connections, QuestionSetTable(made.database))
            model = RetrievalViewModel(retrieval, stores)
            wrong: list[BaseException] = []
            model.failed.connect(wrong.append)
            view = RetrievalView(model)
            view.resize(width, height)
            view.show()
            try:
                yield Opened(made, http, model, view, guide, python)
                assert not wrong
            finally:
                await model.aclose()
                view.hide()
                view.deleteLater()
                QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)


def a_set(opened: Opened, *questions: tuple[str, str]) -> QuestionSet:
    """A kept set of questions with the file each expects."""
    return QuestionSet(
        id="set",
        name="Kept",
        connection_id="local",
        store_ids=tuple(opened.stores),
        questions=tuple(Question(text, (Expected(name),)) for text, name in questions),
    )
