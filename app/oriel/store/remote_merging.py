"""Writing into a chat what another machine said in its conversation: all of it or nothing.

What is read, what is decided about it and what is written is one transaction, so that no
turn begins in between. Nothing is ever deleted: turns are added, and hung below others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from oriel.domain.messages import Message, Role
from oriel.store import paths
from oriel.store.database import Database
from oriel.store.message_rows import add_messages
from oriel.store.remotes import Remote, put_remote, remote_of, remotes_of
from oriel.store.removals import messages_in
from oriel.store.rows import to_json

_FIRST_LOOK = 64  # messages; most of what is new is at the end
_HOLDING = """SELECT parent_id, id FROM message
    WHERE chat_id = ? AND role = 'assistant' AND instr(provider, ?) > 0"""
_PATH_IDS = """WITH RECURSIVE path(id, parent_id) AS (
        SELECT id, parent_id FROM message WHERE id = ?1 AND chat_id = ?2
        UNION
        SELECT message.id, message.parent_id FROM path
        JOIN message ON message.id = path.parent_id AND message.chat_id = ?2
    ) SELECT id FROM path"""


@dataclass(frozen=True, slots=True)
class Situation:
    """`path` is where the conversation's turns are here, root first: all of it, or what
    follows the message `below` (None: from the beginning). `removed` lies in the bin.
    `unsent` is the turn at the end that was never answered, here or in the bin, "" for none:
    an answer is written before it is asked for. `holding` gives the messages of the chat, on
    any branch, that have one of these items, each behind the turn it answers."""

    remote: Remote
    path: tuple[Message, ...]
    below: str | None
    removed: tuple[Message, ...]
    unsent: str
    holding: Callable[[Iterable[str]], tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written: messages to add, parents first; by message its new parent; where the
    path ends then; the conversation as it is known then."""

    remote: Remote
    added: tuple[Message, ...] = ()
    parents: Mapping[str, str | None] = field(default_factory=dict)
    leaf_id: str | None = None


Plan = Callable[[Situation], Outcome | None]


class Elsewhere(Exception):
    """The message up to which the conversation was compared is not on the path any more."""


class RemoteMerging:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def merge(
        self, remote: Remote, plan: Plan, *, whole: bool, at: float
    ) -> tuple[Message, ...] | None:
        """Writes what `plan` makes of the chat as it is; what was added. None, and nothing
        written, when an answer is under way, when the conversation has no place in the chat
        any more, or when there is no plan. Raises Elsewhere."""

        def work(db: sqlite3.Connection) -> tuple[Message, ...] | None:
            now = remote_of(db, remote.connection_id, remote.id)
            situation = None if now is None else _situation(db, now, whole=whole)
            outcome = plan(situation) if situation is not None else None
            if situation is None or outcome is None:
                return None
            _write(db, situation, outcome, at)
            return outcome.added

        return await self._db.run(work)

    async def current(self, chat_id: str) -> Remote | None:
        """The conversation in which the branch being read goes on."""
        return await self._db.read(lambda db: current_of(db, chat_id))

    async def lost(self, chat_id: str) -> Remote | None:
        """The one in which it went on, of those that are gone."""
        return await self._db.read(lambda db: current_of(db, chat_id, gone=True))


def current_of(db: sqlite3.Connection, chat_id: str, *, gone: bool = False) -> Remote | None:
    """Of those that are (not) gone the newest whose last turn is on the branch being read, or
    was before it was deleted."""
    alive = [remote for remote in remotes_of(db, chat_id) if (remote.gone_at is not None) is gone]
    read = _path_ids(db, chat_id, _leaf_of(db, chat_id)) if alive else set()
    for remote in reversed(alive):
        if remote.tail_id in read:
            return remote
        if remote.known_id in read and not _is_there(db, chat_id, remote.tail_id):
            return remote
    return None


def _situation(db: sqlite3.Connection, remote: Remote, *, whole: bool) -> Situation | None:
    leaf_id = _end(db, remote)
    if leaf_id is None and _is_begun(db, remote.chat_id):
        return None
    path, below = _path(db, remote, leaf_id, whole=whole)
    if any(m.role is Role.ASSISTANT and m.stop_reason is None for m in path):
        return None
    rows = db.execute("SELECT messages FROM removal WHERE chat_id = ?", (remote.chat_id,))
    removed = tuple(message for (stored,) in rows for message in messages_in(stored))
    holding = partial(_holding, db, remote.chat_id)
    unsent = _unsent(db, path, removed)
    return Situation(remote, path, below, removed, unsent, holding)


def _unsent(db: sqlite3.Connection, path: Sequence[Message], removed: Sequence[Message]) -> str:
    last = path[-1] if path else None
    if last is None or last.role is not Role.USER:
        return ""
    if any(message.parent_id == last.id for message in removed):
        return ""
    below = "SELECT 1 FROM message WHERE parent_id = ? LIMIT 1"
    return "" if db.execute(below, (last.id,)).fetchone() else last.id


def _end(db: sqlite3.Connection, remote: Remote) -> str | None:
    """The leaf of the branch that the conversation is about; None where there is none."""
    current = current_of(db, remote.chat_id)
    if current is not None and current.id == remote.id:
        return _leaf_of(db, remote.chat_id)
    if _is_there(db, remote.chat_id, remote.tail_id):
        return remote.tail_id
    # Its last turns were deleted: what is left of them is above what is read now, unless
    # another conversation was begun since.
    alive = [each for each in remotes_of(db, remote.chat_id) if each.gone_at is None]
    newest = bool(alive) and alive[-1].id == remote.id
    return _leaf_of(db, remote.chat_id) if newest else None


def _path(
    db: sqlite3.Connection, remote: Remote, leaf_id: str | None, *, whole: bool
) -> tuple[tuple[Message, ...], str | None]:
    if whole:
        return tuple(paths.last_of_path(db, remote.chat_id, leaf_id, paths.WHOLE)), None
    if remote.known_id not in _path_ids(db, remote.chat_id, leaf_id):
        raise Elsewhere
    for count in (_FIRST_LOOK, paths.WHOLE):
        path = paths.last_of_path(db, remote.chat_id, leaf_id, count)
        ids = [message.id for message in path]
        if remote.known_id in ids:
            return tuple(path[ids.index(remote.known_id) + 1 :]), remote.known_id
    raise Elsewhere


def _write(db: sqlite3.Connection, before: Situation, outcome: Outcome, at: float) -> None:
    chat_id = before.remote.chat_id
    read = _leaf_of(db, chat_id)
    add_messages(db, outcome.added)
    for message_id, parent_id in outcome.parents.items():
        moved = "UPDATE message SET parent_id = ? WHERE id = ?"
        db.execute(moved, (parent_id, message_id))
    end = before.path[-1].id if before.path else before.below
    if outcome.leaf_id is not None and read == end:
        leaf = "UPDATE chat SET leaf_id = ? WHERE id = ?"
        db.execute(leaf, (outcome.leaf_id, chat_id))
    if outcome.added:
        db.execute("UPDATE chat SET updated_at = max(updated_at, ?) WHERE id = ?", (at, chat_id))
    put_remote(db, outcome.remote)
    _unsettle(db, outcome.remote, outcome.parents)


def _unsettle(db: sqlite3.Connection, remote: Remote, moved: Iterable[str]) -> None:
    """Other conversations do not know what has come in between above their last turn."""
    ids = {*moved}
    for other in remotes_of(db, remote.chat_id) if ids else ():
        if other.id != remote.id and ids & _path_ids(db, remote.chat_id, other.tail_id):
            put_remote(db, replace(other, leaf_id=None, known_id=""))


def _path_ids(db: sqlite3.Connection, chat_id: str, leaf_id: str | None) -> set[str | None]:
    return {row[0] for row in db.execute(_PATH_IDS, (leaf_id, chat_id))}


def _leaf_of(db: sqlite3.Connection, chat_id: str) -> str | None:
    row = db.execute("SELECT leaf_id FROM chat WHERE id = ?", (chat_id,)).fetchone()
    return row[0] if row else None


def _is_there(db: sqlite3.Connection, chat_id: str, message_id: str) -> bool:
    there = "SELECT 1 FROM message WHERE id = ? AND chat_id = ?"
    return db.execute(there, (message_id, chat_id)).fetchone() is not None


def _holding(db: sqlite3.Connection, chat_id: str, item_ids: Iterable[str]) -> tuple[Message, ...]:
    found: list[str] = []
    for item_id in item_ids:
        rows = db.execute(_HOLDING, (chat_id, to_json(item_id)))
        found += [message_id for row in rows for message_id in row if message_id]
    return tuple(paths.messages_with(db, list(dict.fromkeys(found))))


def _is_begun(db: sqlite3.Connection, chat_id: str) -> bool:
    some = "SELECT 1 FROM message WHERE chat_id = ? LIMIT 1"
    return db.execute(some, (chat_id,)).fetchone() is not None
