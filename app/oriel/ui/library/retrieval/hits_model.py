"""The passages of one search as rows, with what is shown of each worked out once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from oriel.domain.retrieval import Change, Hit, RankChange, SearchRun
from oriel.domain.visible import visible
from oriel.ui.library.retrieval.marking import Marker
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
_LOOKED_AT = 6_000  # characters of a passage in which a beginning is sought
_BEFORE_MARK = 90
_LONG_BEFORE = 260  # with no marked word in so many characters, a folded row begins later


class Row:
    """A passage and what is shown of it, worked out when it is first needed: fifty long ones
    would else keep the window waiting. `expected` says that a test question asks for its
    file, `cited` that a citation in a chat led here."""

    def __init__(self, hit: Hit, marker: Marker) -> None:
        self.hit = hit
        self._marker = marker
        self.change: RankChange | None = None
        self.change_text = ""
        self.change_spoken = ""
        self.open = False
        self.cited = False
        self.expected = False

    @cached_property
    def text(self) -> str:
        """The whole passage as it may be painted."""
        return visible(self.hit.text.strip().replace("\r\n", "\n"))

    @cached_property
    def marks(self) -> list[tuple[int, int]]:
        """(start, end) in `text` of the question's words."""
        return self._marker.places(self.text)

    @cached_property
    def opening(self) -> str:
        """Where the passage begins to speak of the question, on one line."""
        return _opening(self.hit.text[:_LOOKED_AT].strip(), len(self.hit.text), self._marker)

    @cached_property
    def opening_marks(self) -> list[tuple[int, int]]:
        return self._marker.places(self.opening)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        return tuple(attribute_words(key, value) for key, value in self.hit.attributes)

    @property
    def more(self) -> bool:
        """Whether the folded row leaves something out."""
        return len(self.opening) < len(self.hit.text.strip())


class HitsModel(QAbstractListModel):
    """Rows in the order of their ranks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_run(
        self, run: SearchRun, changes: dict[int, RankChange] | None = None, side: int = 0
    ) -> None:
        """`changes` by rank, where there is another side to stand beside."""
        marker = Marker(run)
        self.beginResetModel()
        self.rows = [Row(hit, marker) for hit in run.hits]
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


def _opening(text: str, whole: int, marker: Marker) -> str:
    """`text` is the passage's beginning, `whole` how long all of it is."""
    first = marker.first(text)
    start = 0
    if first > _LONG_BEFORE:
        start = first - _BEFORE_MARK
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    else:
        # Chunks are cut anywhere: a sentence's end is no beginning.
        start = len(text) - len(text.lstrip(_NO_BEGINNING))
        start = start if start < len(text) else 0
    line = visible(" ".join(text[start : start + BEGINNING].split()))
    later = start > _LONG_BEFORE - _BEFORE_MARK
    cut = whole > start + BEGINNING
    return f"{'… ' if later else ''}{line}{'…' if cut else ''}"
