"""Prompts as rows: the name with its description, and below how the text begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from oriel.domain.prompts import first_words
from oriel.ui.row_button import smaller, with_weight
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.domain.prompts import Prompt

Index = QModelIndex | QPersistentModelIndex
PROMPT = Qt.ItemDataRole.UserRole
_EDGE, _GAP = 10, 10


class PromptRows(QAbstractListModel):
    """Thousands of prompts cost no more than those in sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prompts: list[Prompt] = []

    def show(self, prompts: list[Prompt]) -> None:
        self.beginResetModel()
        self._prompts = prompts
        self.endResetModel()

    def row_of(self, prompt_id: str) -> int:
        """Where a prompt stands, -1 when it is not among them."""
        rows = enumerate(self._prompts) if prompt_id else ()
        return next((row for row, prompt in rows if prompt.id == prompt_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._prompts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        prompt = self._prompts[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return prompt.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(prompt)
            case Qt.ItemDataRole.UserRole:
                return prompt
        return None


class PromptList(QListView):
    """The rows in a list; `prompt` is the current one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = PromptRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Row(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    @property
    def prompt(self) -> Prompt | None:
        index = self.currentIndex()
        found: Prompt | None = index.data(PROMPT) if index.isValid() else None
        return found

    @property
    def count(self) -> int:
        return self.rows.rowCount()

    def show_prompts(self, prompts: list[Prompt], current: str = "") -> None:
        """Shows them, with the one of the id `current` chosen, else the first."""
        self.rows.show(prompts)
        self.go_to(max(self.rows.row_of(current), 0))

    def go_to(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row))

    def step(self, by: int) -> None:
        """Moves on by rows, around the ends."""
        if self.count:
            self.go_to((self.currentIndex().row() + by) % self.count)

    @property
    def row_height(self) -> int:
        """In pixels, as high as its fonts need."""
        small = QFontMetrics(smaller(self.font())).height()
        return QFontMetrics(self.font()).height() + small + 18


def spoken(prompt: Prompt) -> str:
    """A row for whoever listens."""
    return ", ".join(part for part in (prompt.name, prompt.description) if part)


class _Row(QStyledItemDelegate):
    def __init__(self, view: PromptList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, state = current_theme(), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if chosen else "hover"))
            painter.drawRoundedRect(option.rect, 6, 6)
        self._write(painter, option.rect, option.font, index.data(PROMPT))
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, font: QFont, prompt: Prompt) -> None:
        small = smaller(font)
        inside = rect.adjusted(_EDGE, 7, -_EDGE, -7)
        top, below = QRect(inside), QRect(inside)
        top.setHeight(QFontMetrics(font).height())
        below.setTop(below.bottom() - QFontMetrics(small).height())
        used = self._line(painter, top, with_weight(font, QFont.Weight.Medium), "text", prompt.name)
        if prompt.description and (room := top.width() - used - _GAP) > 40:
            top.setWidth(room)
            if not self._view.isRightToLeft():
                top.translate(used + _GAP, 0)
            self._line(painter, top, small, "muted", prompt.description)
        self._line(painter, below, small, "muted", first_words(prompt.text))

    def _line(self, painter: QPainter, rect: QRect, font: QFont, tint: str, text: str) -> int:
        """Writes a line, cut where the room ends. How wide it is."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.setFont(font)
        painter.setPen(current_theme().colour(tint))
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        side = self._view.layoutDirection()
        painter.drawText(rect, int(QStyle.visualAlignment(side, leading)), shown)
        return metrics.horizontalAdvance(shown)
