"""The passages of one search as rows, with what is shown of each worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from oriel.domain.retrieval import Change, Hit, RankChange, SearchRun
from oriel.domain.visible import visible
from oriel.ui.library.retrieval.marking import places, stems_of
from oriel.ui.library.retrieval.words import (
    SIDES,
    attribute_words,
    change_spoken,
    change_words,
    score_words,
    t,
)

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
BEGINNING = 700  # characters of a passage that a folded row looks at
_NO_BEGINNING = ' \t\n.,;:!?)]}»”’"'
_BEFORE_MARK = 90
_LONG_BEFORE = 260  # with no marked word in so many characters, a folded row begins later


@dataclass(slots=True)
class Row:
    """`text` is the passage as it may be painted, `opening` its beginning on one line;
    `marks` and `opening_marks` are (start, end) in each. `expected` says that a test question
    asks for its file, `cited` that a citation in a chat led here."""

    hit: Hit
    text: str
    marks: list[tuple[int, int]]
    opening: str
    opening_marks: list[tuple[int, int]]
    attributes: tuple[str, ...]
    change: RankChange | None = None
    change_text: str = ""
    change_spoken: str = ""
    open: bool = False
    cited: bool = False
    expected: bool = False

    @property
    def more(self) -> bool:
        """Whether the folded row leaves something out."""
        return len(self.opening) < len(self.text)


class HitsModel(QAbstractListModel):
    """Rows in the order of their ranks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_run(
        self, run: SearchRun, changes: dict[int, RankChange] | None = None, side: int = 0
    ) -> None:
        """`changes` by rank, where there is another side to stand beside."""
        stems = stems_of(run)
        self.beginResetModel()
        self.rows = [_row(hit, stems) for hit in run.hits]
        self._show_changes(changes, side)
        self.endResetModel()

    def show_changes(self, changes: dict[int, RankChange] | None, side: int) -> None:
        self._show_changes(changes, side)
        self.tell_all()

    def tell_all(self) -> None:
        """Every row looks otherwise now."""
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def clear(self) -> None:
        self.beginResetModel()
        self.rows = []
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.hit.filename
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return row.text if row.open else row.opening
        return None

    def _show_changes(self, changes: dict[int, RankChange] | None, side: int) -> None:
        other = SIDES[1 - side]
        for row in self.rows:
            row.change = changes.get(row.hit.rank) if changes is not None else None
            row.change_text = change_words(row.change, other) if row.change else ""
            row.change_spoken = change_spoken(row.change, other) if row.change else ""


def spoken(row: Row) -> str:
    """A row for whoever listens: its facts, then how it begins."""
    hit = row.hit
    parts = [
        t("{rank}. {name}, score {score}", rank=hit.rank, name=hit.filename,
          score=score_words(hit.score)),
        t("store {store}", store=hit.store.name),
        row.change_spoken,
        t("cited in the chat") if row.cited else "",
        t("expected") if row.expected else "",
        *row.attributes,
        row.opening,
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def change_tint(change: RankChange) -> str:
    """A theme token; what it says stands beside it in words."""
    match change.change:
        case Change.UP:
            return "ok"
        case Change.DOWN:
            return "warning"
        case Change.ONLY:
            return "accent"
        case Change.SAME:
            return "muted"


def _row(hit: Hit, stems: frozenset[str]) -> Row:
    text = visible(hit.text.strip().replace("\r\n", "\n"))
    opening = _opening(text, stems)
    return Row(
        hit=hit,
        text=text,
        marks=places(text, stems),
        opening=opening,
        opening_marks=places(opening, stems),
        attributes=tuple(attribute_words(key, value) for key, value in hit.attributes),
    )


def _opening(text: str, stems: frozenset[str]) -> str:
    """The passage on one line from where it begins to speak of the question."""
    first = next(iter(places(text[:20_000], stems)), (0, 0))[0]
    start = 0
    if first > _LONG_BEFORE:
        start = first - _BEFORE_MARK
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    else:
        # Chunks are cut anywhere: a sentence's end is no beginning.
        start = len(text) - len(text.lstrip(_NO_BEGINNING))
        start = start if start < len(text) else 0
    line = " ".join(text[start : start + BEGINNING].split())
    cut = len(text) > start + BEGINNING
    return f"{'… ' if start > _LONG_BEFORE - _BEFORE_MARK else ''}{line}{'…' if cut else ''}"
