"""Reading for exports: which chats, in what order their messages are told, page by page.

Functions for a reading thread. None holds more than the links of one chat and the page
that is asked for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from oriel.domain.chats import title_from
from oriel.domain.export_content import Stretch
from oriel.domain.exports import Extent, Scope
from oriel.domain.folders import Folder, within
from oriel.domain.json_values import Unfit, from_plain, read_json
from oriel.domain.messages import Message, Role
from oriel.domain.tree import ids_to, newest_leaf
from oriel.store.paths import Link
from oriel.store.recovery import parts_from_pieces

_LINKS = "SELECT id, parent_id, role, created_at FROM message WHERE chat_id = ? ORDER BY n"
_NAMED = """SELECT id, title FROM chat WHERE deleted_at IS NULL
    AND id IN (SELECT value FROM json_each(?))"""
_IN_FOLDERS = """SELECT id, title FROM chat WHERE deleted_at IS NULL
    AND folder_id IN (SELECT value FROM json_each(?)) ORDER BY updated_at DESC, id"""
_ALL = "SELECT id, title FROM chat WHERE deleted_at IS NULL ORDER BY updated_at DESC, id"
_BEGINNING = "SELECT substr(text, 1, 1000) FROM message WHERE id = ?"
_COUNT = """SELECT count(*) FROM message WHERE chat_id IN (SELECT value FROM json_each(?))"""
_COUNT_ALL = """SELECT count(*) FROM message
    WHERE chat_id NOT IN (SELECT id FROM chat WHERE deleted_at IS NOT NULL)"""


_FORKS = """SELECT chat_id FROM message WHERE id IN (SELECT parent_id FROM message
    WHERE parent_id IS NOT NULL GROUP BY parent_id HAVING count(*) > 1)
    UNION SELECT chat_id FROM message WHERE parent_id IS NULL
        GROUP BY chat_id HAVING count(*) > 1"""
_LEAF = "SELECT leaf_id, (SELECT count(*) FROM message WHERE chat_id = ?1) FROM chat WHERE id = ?1"
_FEW = 20  # chats that are looked through sooner than the whole file is
_PIECES = "SELECT kind, text FROM piece WHERE message_id = ? ORDER BY seq"


class Listed(NamedTuple):
    id: str
    title: str


def listed_chats(db: sqlite3.Connection, scope: Scope) -> list[Listed]:
    """The chats of a scope; those named in the order named, the others newest first."""
    if scope.chat_ids:
        found = {row[0]: Listed(*row) for row in db.execute(_NAMED, (_json(scope.chat_ids),))}
        return [found[each] for each in dict.fromkeys(scope.chat_ids) if each in found]
    if scope.folder_id:
        inside = sorted(within(folders(db).values(), scope.folder_id))
        return [Listed(*row) for row in db.execute(_IN_FOLDERS, (_json(inside),))]
    return [Listed(*row) for row in db.execute(_ALL)]


def extent(db: sqlite3.Connection, scope: Scope) -> Extent:
    """How many chats, and messages on all their branches."""
    chats = listed_chats(db, scope)
    title = chats[0].title if chats else ""
    if scope.chat_ids or scope.folder_id:
        row = db.execute(_COUNT, (_json([chat.id for chat in chats]),)).fetchone()
    else:
        row = db.execute(_COUNT_ALL).fetchone()
    count = int(row[0])
    return Extent(len(chats), count, count - _beside(db, [chat.id for chat in chats]), title)


def _beside(db: sqlite3.Connection, chat_ids: Sequence[str]) -> int:
    """How many messages of these chats are not on the branches being read."""
    if len(chat_ids) > _FEW:
        forked = {row[0] for row in db.execute(_FORKS)}
        chat_ids = [each for each in chat_ids if each in forked]
    found = 0
    for chat_id in chat_ids:
        leaf, count = db.execute(_LEAF, (chat_id,)).fetchone()
        told = told_in_order(db, chat_id, leaf, branches=False)
        found += count - sum(len(stretch.ids) for stretch in told)
    return found


def as_far_as_it_came(db: sqlite3.Connection, message: Message) -> Message:
    """An answer that streams, with what has arrived of it; any other as it is."""
    if message.role is not Role.ASSISTANT or message.stop_reason is not None:
        return message
    arrived = parts_from_pieces(db.execute(_PIECES, (message.id,)).fetchall())
    return replace(message, parts=message.parts + arrived)


def folders(db: sqlite3.Connection) -> dict[str, Folder]:
    """By id; those that cannot be read are left out."""
    found: dict[str, Folder] = {}
    for (written,) in db.execute("SELECT json FROM folder ORDER BY n"):
        try:
            folder = from_plain(Folder, read_json(written))
        except (ValueError, Unfit):
            continue
        found[folder.id] = folder
    return found


def told_in_order(
    db: sqlite3.Connection, chat_id: str, leaf_id: str | None, *, branches: bool
) -> list[Stretch]:
    """The branch being read, and with `branches` what goes off from it: each stretch follows
    a turn that was told before, so that nothing is told twice and nothing left out."""
    links = [Link._make(row) for row in db.execute(_LINKS, (chat_id,))]
    parents = {link.id: link.parent_id for link in links}
    path = ids_to(parents, leaf_id) or ids_to(parents, newest_leaf(links))
    stretches = [Stretch(tuple(path))] if path else []
    if branches:
        for ids, after in _others(links, path):
            stretches.append(Stretch(tuple(ids), _excerpt(db, after)))
    return stretches


def whole_tree(db: sqlite3.Connection, chat_id: str) -> list[str]:
    """The ids of all messages of a chat, parents first."""
    links = [Link._make(row) for row in db.execute(_LINKS, (chat_id,))]
    known = {link.id for link in links}
    children: dict[str | None, list[str]] = {}
    for link in links:
        parent = link.parent_id if link.parent_id in known else None
        children.setdefault(parent, []).append(link.id)
    found: dict[str, None] = {}
    waiting = children.get(None, [])[::-1]
    while waiting:
        each = waiting.pop()
        found[each] = None
        waiting += [child for child in children.get(each, ())[::-1] if child not in found]
    # What only hangs on itself, in a damaged file, is told too.
    return [*found, *(link.id for link in links if link.id not in found)]


def _others(links: Sequence[Link], path: Sequence[str]) -> list[tuple[list[str], str]]:
    """What is not on the path, each with the id it goes off from ("" at the beginning): from
    each turn in the order told, each further version with what was last said below it. What
    only hangs on itself, in a damaged file, comes last."""
    known = {link.id for link in links}
    children: dict[str | None, list[Link]] = {}
    for link in links:
        parent = link.parent_id if link.parent_id in known else None
        children.setdefault(parent, []).append(link)
    told = set(path)
    found: list[tuple[list[str], str]] = []

    def tell(first: Link, after: str) -> None:
        stretch: list[str] = []
        each: Link | None = first
        while each is not None and each.id not in told:
            told.add(each.id)
            stretch.append(each.id)
            each = max(children.get(each.id, ()), key=_age, default=None)
        found.append((stretch, after))
        waiting.extend(stretch)

    waiting: list[str | None] = [None, *path]
    for parent in waiting:  # grows while it is read
        for link in sorted(children.get(parent, ()), key=_age):
            if link.id not in told:
                tell(link, parent or "")
    for link in links:
        if link.id not in told:
            tell(link, "")
    return found


def _excerpt(db: sqlite3.Connection, message_id: str) -> str:
    row = db.execute(_BEGINNING, (message_id,)).fetchone()
    return title_from(row[0], 60) if row else ""


def _age(link: Link) -> tuple[float, str]:
    return link.created_at, link.id


def _json(ids: Sequence[str]) -> str:
    return json.dumps(list(ids))
