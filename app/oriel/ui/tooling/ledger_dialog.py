"""What was allowed or refused for longer than once, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.approvals import Remembered
from oriel.domain.tool_names import own_name
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

SIZE = (720, 440)
_LINE = Qt.ItemDataRole.UserRole


class LedgerDialog(QDialog):
    """`revoke_requested(list[Remembered])`. `chat_title` gives a chat's title by its id, ""
    when it is not known (deleted, or a temporary one)."""

    revoke_requested = Signal(object)

    def __init__(self, chat_title: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ledger_dialog")
        self.setWindowTitle(self.tr("What you have allowed"))
        self._chat_title = chat_title
        self._title = label("heading", self, self.windowTitle())
        self._state = label("muted", self, self.tr("Reading…"))
        self._table = QTableWidget(0, 5, self)
        self._all = button(self.tr("Take back all…"), "revoke_all", self, "danger")
        self._one = button(self.tr("Take back"), "revoke", self)
        self._close = button(self.tr("Close"), "close_ledger", self)
        self._set_up_table()
        self._lay_out()
        self._table.itemSelectionChanged.connect(self._on_selection)
        self._one.clicked.connect(self._on_revoke)
        self._all.clicked.connect(self._on_revoke_all)
        self._close.clicked.connect(self.reject)
        self._table.hide()
        self._offer(any_line=False)
        self.resize(*(round(side * current_zoom()) for side in SIZE))

    def show_lines(self, lines: list[Remembered]) -> None:
        """The ledger, newest first."""
        self._table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, text in enumerate(self._cells(line)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setData(_LINE, line)
                self._table.setItem(row, column, item)
        self._table.setVisible(bool(lines))
        self._state.setText(self._said() if lines else self._none())
        self._all.setText(self.tr("Take back all…"))
        self._offer(any_line=bool(lines))
        if lines:
            # selectRow() finds no column where reading goes from right to left.
            self._table.setCurrentCell(0, 0)
            self._table.setFocus()
        else:
            self._close.setFocus()

    def _cells(self, line: Remembered) -> tuple[str, ...]:
        when = QDateTime.fromSecsSinceEpoch(int(line.decided_at))
        return (
            own_name(line.tool) if line.server else line.tool,
            line.server or self.tr("Built into Oriel"),
            self._where(line.chat_id),
            self.tr("Allowed") if line.allowed else self.tr("Denied"),
            QLocale().toString(when, QLocale.FormatType.ShortFormat),
        )

    def _where(self, chat_id: str) -> str:
        if not chat_id:
            return self.tr("Always")
        title = self._chat_title(chat_id)
        said = self.tr("In “{title}”").format(title=title)
        return said if title else self.tr("In one chat")

    def _set_up_table(self) -> None:
        table = self._table
        table.setObjectName("ledger")
        table.setAccessibleName(self.windowTitle())
        table.setHorizontalHeaderLabels(
            [
                self.tr("Tool"),
                self.tr("Server"),
                self.tr("Where"),
                self.tr("Said"),
                self.tr("When"),
            ]
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 16)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        for column in range(3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in (3, 4):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._all)
        buttons.addStretch(1)
        buttons.addWidget(self._one)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(self._title)
        column.addWidget(self._state)
        column.addWidget(self._table, 1)
        column.addStretch(0)
        column.addLayout(buttons)

    def _chosen(self) -> list[Remembered]:
        rows = {index.row() for index in self._table.selectedIndexes()}
        return self._lines(sorted(rows))

    def _lines(self, rows: list[int]) -> list[Remembered]:
        items = (self._table.item(row, 0) for row in rows)
        return [item.data(_LINE) for item in items if item is not None]

    def _offer(self, *, any_line: bool) -> None:
        for each in (self._one, self._all):
            each.setVisible(any_line)
        self._on_selection()

    def _on_selection(self) -> None:
        self._one.setEnabled(bool(self._chosen()))

    def _on_revoke(self) -> None:
        if chosen := self._chosen():
            self.revoke_requested.emit(chosen)

    def _on_revoke_all(self) -> None:
        sure = self.tr("Take back all of them")
        if self._all.text() != sure:
            self._all.setText(sure)
            return
        self.revoke_requested.emit(self._lines(list(range(self._table.rowCount()))))

    def _said(self) -> str:
        return self.tr("A tool that is taken back asks again the next time.")

    def _none(self) -> str:
        return self.tr(
            "Nothing is remembered. When a tool asks, you can answer for one chat or for always; "
            "those answers are listed here."
        )
