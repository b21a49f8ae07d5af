"""The table of test questions: sorted, edited in place, one chosen to see what it found."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from oriel.domain.question_sets import LONGEST_QUESTION
from oriel.ui.library.retrieval.questions_model import (
    EXPECTED,
    QUESTION,
    RANK,
    Index,
    QuestionRows,
    QuestionsModel,
)
from oriel.ui.theme import current_theme, current_zoom

LIKED_PX, LEAST_PX = 160, 90
LIKED_WIDTH_PX = 640  # what stands above wraps at it when its height is reckoned
_RANK_PX, _PAD_PX = 96, 6
_EXPECTED_SHARE = 0.36


class QuestionsTable(QTableView):
    """`row_chosen(row)` counted in the set, `remove_requested(rows)`."""

    row_chosen = Signal(int)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("test_questions")
        self.setAccessibleName(self.tr("Test questions"))
        self.questions = QuestionsModel(self)
        self.shown_rows = QuestionRows(self.questions)
        self.setModel(self.shown_rows)
        self.setItemDelegate(_Cell(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(40)
        self.questions.modelReset.connect(self._share_out)
        self._share_out()

    def chosen_row(self) -> int:
        """Of the current question in the set, -1 for none."""
        index = self.currentIndex()
        return self.shown_rows.mapToSource(index).row() if index.isValid() else -1

    def choose(self, row: int) -> None:
        at = self.shown_rows.mapFromSource(self.questions.index(row, QUESTION))
        if at.isValid():
            self.setCurrentIndex(at)
            self.scrollTo(at)

    def show_failing(self, *, only: bool) -> None:
        self.shown_rows.show_failing(only)

    # Inside

    def sizeHint(self) -> QSize:
        return QSize(LIKED_WIDTH_PX, round(LIKED_PX * current_zoom()))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, round(LEAST_PX * current_zoom()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            rows = {self.shown_rows.mapToSource(i).row() for i in self.selectedIndexes()}
            if rows:
                self.remove_requested.emit(sorted(rows))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
        else:
            super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _tell(self) -> None:
        if (row := self.chosen_row()) >= 0:
            self.row_chosen.emit(row)

    def _share_out(self) -> None:
        """The questions get what the ranks and the files leave."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        header, sides = self.horizontalHeader(), self.questions.sides
        rank = round(_RANK_PX * current_zoom())
        room = max(self.viewport().width() - rank * sides, 160)
        expected = round(room * _EXPECTED_SHARE)
        header.resizeSection(QUESTION, room - expected)
        header.resizeSection(EXPECTED, expected)
        for side in range(sides):
            header.resizeSection(RANK + side, rank)


class _Cell(QStyledItemDelegate):
    """Text with room around it, and an editor that says what it is for."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("selected"))
        tint = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(tint if tint is not None else theme.colour("text"))
        painter.setFont(option.font)
        room = option.rect.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        elide = Qt.TextElideMode.ElideRight
        shown = option.fontMetrics.elidedText(str(index.data()), elide, room.width())
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(QStyle.visualAlignment(option.direction, leading)), shown)
        painter.restore()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setObjectName("question_editor")
        editor.setMaxLength(LONGEST_QUESTION)
        is_question = index.column() == QUESTION
        named = self.tr("Question") if is_question else self.tr("Expected files, bars between")
        editor.setAccessibleName(named)
        return editor
