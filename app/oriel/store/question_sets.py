"""The sets of test questions a person keeps."""

from __future__ import annotations

from oriel.domain.question_sets import QuestionSet, set_from_json, set_to_json
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows


class QuestionSetTable:
    def __init__(self, db: Database) -> None:
        self._rows: JsonRows[QuestionSet] = JsonRows(db, "question_set", set_to_json, set_from_json)

    async def put(self, questions: QuestionSet) -> None:
        """Adds the set or replaces the one of that id."""
        await self._rows.put((questions.id, questions))

    async def delete(self, set_id: str) -> None:
        """Forgets a set; one that is not there is no error."""
        await self._rows.delete(set_id)

    async def all(self) -> list[QuestionSet]:
        """All of them, in the order they were added."""
        return await self._rows.all()
