"""What the service remembers of talks: responses, conversations, items.

All of it runs on the one thread of `Shelf`, so the connection needs no lock and
the event loop never waits for a disk.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from oriel.local.database import dump, load
from oriel.local.ids import new_id, now
from oriel.local.items import Item


class State:
    """The tables. Every method is one transaction and runs on the shelf's thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # Responses

    def keep_response(self, body: dict[str, Any], given: list[Item]) -> None:
        """Stores a response with its input; in a conversation, adds both to it."""
        with self._db:
            self._db.execute(
                "insert or replace into response values (?, ?, ?, ?, ?)",
                (
                    body["id"],
                    body["created_at"],
                    body["previous_response_id"],
                    dump(body),
                    dump(given),
                ),
            )

    def response(self, response_id: str) -> dict[str, Any] | None:
        row = self._db.execute("select body from response where id = ?", (response_id,)).fetchone()
        return load(row[0]) if row else None

    def response_input(self, response_id: str) -> list[Item] | None:
        row = self._db.execute("select input from response where id = ?", (response_id,)).fetchone()
        return load(row[0]) if row else None

    def delete_response(self, response_id: str) -> bool:
        with self._db:
            found = self._db.execute("delete from response where id = ?", (response_id,))
        return found.rowcount > 0

    def thread(self, response_id: str) -> list[Item] | None:
        """All items up to and with a response, oldest first; None when it is unknown.

        A response deleted further up ends the thread there.
        """
        rounds: list[list[Item]] = []
        step: str | None = response_id
        while step and (row := self._round(step)):
            step, body, given = row
            rounds.append([*load(given), *load(body)["output"]])
        if not rounds:
            return None
        return [item for items in reversed(rounds) for item in items]

    def _round(self, response_id: str) -> tuple[str | None, str, str] | None:
        sql = "select previous_id, body, input from response where id = ?"
        row: tuple[str | None, str, str] | None = self._db.execute(sql, (response_id,)).fetchone()
        return row

    # Conversations

    def new_conversation(self, metadata: dict[str, str], items: list[Item]) -> dict[str, Any]:
        conversation_id = new_id("conv")
        with self._db:
            self._db.execute(
                "insert into conversation values (?, ?, ?)",
                (conversation_id, now(), dump(metadata)),
            )
            self._add(conversation_id, items)
        found = self.conversation(conversation_id)
        assert found is not None
        return found

    def conversation(self, conversation_id: str) -> dict[str, Any] | None:
        sql = "select created_at, metadata from conversation where id = ?"
        row = self._db.execute(sql, (conversation_id,)).fetchone()
        if row is None:
            return None
        return {
            "id": conversation_id,
            "object": "conversation",
            "created_at": row[0],
            "metadata": load(row[1]),
        }

    def update_conversation(self, conversation_id: str, metadata: dict[str, str]) -> None:
        with self._db:
            self._db.execute(
                "update conversation set metadata = ? where id = ?",
                (dump(metadata), conversation_id),
            )

    def delete_conversation(self, conversation_id: str) -> None:
        with self._db:
            self._db.execute("delete from conversation where id = ?", (conversation_id,))

    def items(self, conversation_id: str) -> list[Item]:
        """Oldest first."""
        sql = "select body from item where conversation_id = ? order by position"
        return [load(body) for (body,) in self._db.execute(sql, (conversation_id,))]

    def add_items(self, conversation_id: str, items: list[Item]) -> list[Item]:
        """The items as kept: one whose id is there already gets a new one."""
        with self._db:
            return self._add(conversation_id, items)

    def delete_item(self, conversation_id: str, item_id: str) -> bool:
        with self._db:
            found = self._db.execute(
                "delete from item where conversation_id = ? and id = ?", (conversation_id, item_id)
            )
        return found.rowcount > 0

    def _add(self, conversation_id: str, items: list[Item]) -> list[Item]:
        known = "select 1 from item where conversation_id = ? and id = ?"
        kept = []
        for item in items:
            if self._db.execute(known, (conversation_id, item["id"])).fetchone():
                item = {**item, "id": new_id(item["id"].split("_")[0])}
            self._db.execute(
                "insert into item (conversation_id, id, body) values (?, ?, ?)",
                (conversation_id, item["id"], dump(item)),
            )
            kept.append(item)
        return kept
