"""What a killed or crashed Oriel left: answers without an end, made whole as far as they came."""

from __future__ import annotations

import sqlite3
from itertools import groupby

from oriel.domain.holdings import held_by
from oriel.domain.parts import Part, ReasoningPart, RefusalPart, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.words import apart
from oriel.store.rows import parts_from_json, parts_to_json, storable

_KINDS: dict[str, type[TextPart | ReasoningPart | RefusalPart]] = {
    "text": TextPart,
    "reasoning": ReasoningPart,
    "refusal": RefusalPart,
}
_UNFINISHED = """SELECT id FROM message WHERE role = 'assistant' AND stop_reason IS NULL
    UNION SELECT message_id FROM piece"""


def fold_leftovers(db: sqlite3.Connection) -> int:
    """Folds pieces into their messages and marks these interrupted; returns how many."""
    unfinished = [row[0] for row in db.execute(_UNFINISHED)]
    for message_id in unfinished:
        _fold(db, message_id)
    db.execute("DELETE FROM piece")
    return len(unfinished)


def _fold(db: sqlite3.Connection, message_id: str) -> None:
    stored = db.execute("SELECT parts FROM message WHERE id = ?", (message_id,)).fetchone()[0]
    pieces = db.execute(
        "SELECT kind, text FROM piece WHERE message_id = ? ORDER BY seq", (message_id,)
    )
    parts = parts_from_json(stored) + parts_from_pieces(pieces.fetchall())
    text = "".join(p.text for p in parts if isinstance(p, TextPart | RefusalPart))
    said = storable(text)
    db.execute(
        "UPDATE message SET parts = ?, text = ?, words = ?, holds = ?, stop_reason = ?"
        " WHERE id = ?",
        (
            parts_to_json(parts),
            said,
            apart(said),
            int(held_by(parts)),
            str(StopReason.INTERRUPTED),
            message_id,
        ),
    )


def parts_from_pieces(pieces: list[tuple[str, str]]) -> tuple[Part, ...]:
    """Pieces in order as parts, each run of one kind joined."""
    runs = groupby(pieces, key=lambda piece: piece[0])
    return tuple(_KINDS.get(kind, TextPart)("".join(text for _, text in run)) for kind, run in runs)
