"""The footnotes of one turn that are ours: an answer may hold marks of its own."""

from __future__ import annotations

from dataclasses import dataclass

from oriel.domain.export_content import Sources, Turn, mark


@dataclass(frozen=True, slots=True)
class Marks:
    """The labels of a turn's sources; `chat` is the number of the chat in its file."""

    labels: frozenset[str] = frozenset()
    chat: int = 1

    def __contains__(self, label: str) -> bool:
        return label in self.labels

    def anchor(self, label: str) -> str:
        """The id in the page of what a mark leads to."""
        return f"s{self.chat}-{label}"


NO_MARKS = Marks()


def marks_of(turn: Turn, chat: int) -> Marks:
    listed = (piece.listed for piece in turn.pieces if isinstance(piece, Sources))
    labels = (mark(turn.number, source.number) for sources in listed for source in sources)
    return Marks(frozenset(labels), chat)
