"""The usage page: a sum, a chart, a table, and the prices behind the money."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.errors import AppError
from oriel.domain.spending import Span
from oriel.services.usage import UsageRead
from oriel.ui.beside_page import EDGE_PX, BesidePage
from oriel.ui.combo import Combo
from oriel.ui.error_text import explain
from oriel.ui.library.pieces.state_page import StatePage
from oriel.ui.library.table.cover import LOADING_MS
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.prompts.parts import button
from oriel.ui.theme import current_zoom
from oriel.ui.usage.chart import UsageChart
from oriel.ui.usage.columns import NAME, TOTAL, usage_columns
from oriel.ui.usage.legend import UsageLegend
from oriel.ui.usage.report import By, Report, UsageRow
from oriel.ui.usage.span_row import SpanRow
from oriel.ui.usage.summary import Summary
from oriel.ui.usage.words import money_text, t, tokens_text

_BESIDE_PX = 640  # from this width on the legend stands beside the chart
_TABLE_PX = 240  # the least of the table
_CHART_SHARE, _CHART_PX = 0.26, (150, 300)  # of the height, within these bounds


class UsagePage(BesidePage):
    """`span_chosen(Span, Days | None)`, `prices_requested()`, `csv_requested(CsvTable)`,
    `refresh_requested()`."""

    span_chosen = Signal(object, object)
    prices_requested = Signal()
    csv_requested = Signal(object)
    refresh_requested = Signal()

    def __init__(self, name_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        """`name_of` gives the name of a connection by its id."""
        super().__init__("usage", parent)
        self.set_title(t("Usage"))
        self._name_of = name_of
        self.report: Report | None = None
        self.free: Collection[str] = ()  # the connections at which nothing is to be paid
        self.span = SpanRow(self)
        self._prices = button(t("Prices…"), "usage_prices", self)
        self._export = button(t("Export as CSV…"), "usage_csv", self)
        self.summary = Summary(self)
        self._measure = _combo(self, "usage_measure", t("What the bars show"))
        self._colours = _combo(self, "usage_colours", t("What the colours tell apart"))
        self.chart = UsageChart(self)
        self.legend = UsageLegend(self)
        self.table: RecordTable[UsageRow] = RecordTable(
            "usage", usage_columns(), _key, spoken=t("Usage"), parent=self
        )
        self._by = _combo(self, "usage_by", t("What the table tells apart"))
        self._state = StatePage(self)
        self._waiting = QTimer(self, singleShot=True, interval=LOADING_MS)
        self._waiting.timeout.connect(self._on_waited)
        self._fill_combos()
        self._lay_out()
        self._connect()

    # Facts

    def show_loading(self) -> None:
        """Said only when it takes longer than anybody notices."""
        self._waiting.start()

    def show_read(self, read: UsageRead) -> None:
        self._waiting.stop()
        self.report = report = Report(read, self._name_of, self.free)
        self.span.show_days(read.days)
        if read.oldest is None:
            self._say(t("What answers take is counted here, from the first one on."), "", "chart")
            return
        if not read.sums:
            self._say(t("Nothing was asked in this time."), t("Show all of it"), "chart")
            return
        self._stack.setCurrentIndex(0)
        self._export.setEnabled(True)
        self.summary.show_report(report)
        self._offer_currencies(report)
        self._show_chart()
        self._show_table()

    def show_failed(self, error: AppError) -> None:
        self._waiting.stop()
        self.report = None
        told = explain(error.code, error.facts)
        self._say(f"{told.title} {told.below_title}", t("Try again"), "warning")

    def focus_first(self) -> None:
        self.span.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _BESIDE_PX * current_zoom()
        direction = QBoxLayout.Direction
        self._drawn.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        zoom = current_zoom()
        high = min(max(self.height() * _CHART_SHARE, _CHART_PX[0] * zoom), _CHART_PX[1] * zoom)
        self.chart.setFixedHeight(round(high))

    # Inside

    def _say(self, said: str, action: str, icon: str) -> None:
        self._export.setEnabled(False)
        self._state.show_state(said, action, icon)
        self._stack.setCurrentIndex(1)

    def _on_waited(self) -> None:
        if self._stack.currentIndex() == 0 and self.report is not None:
            self.summary.show_waiting(t("Adding it up…"))
        else:
            self._say(t("Adding it up…"), "", "chart")

    def _fill_combos(self) -> None:
        self._measure.addItem(t("Tokens"), "")
        self._colours.addItem(t("by model"), By.MODEL)
        self._colours.addItem(t("by connection"), By.CONNECTION)
        for text, by in (
            (t("By model"), By.MODEL),
            (t("By connection"), By.CONNECTION),
            (t("By time"), By.TIME),
        ):
            self._by.addItem(text, by)

    def _lay_out(self) -> None:
        self.head.insertWidget(1, self.span)
        for widget in (self._prices, self._export):
            self.add_to_head(widget)
        shown = QHBoxLayout()
        shown.setSpacing(8)
        shown.addWidget(self._measure)
        shown.addWidget(self._colours)
        shown.addStretch(1)
        self._drawn = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._drawn.setSpacing(20)
        self._drawn.addWidget(self.chart, 1)
        self._drawn.addWidget(self.legend)
        self.table.add_widget(self._by, leading=True)
        rest = _Rest(self)
        rest.setMinimumHeight(round(_TABLE_PX * current_zoom()))
        filled = QVBoxLayout(rest)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.addWidget(self.table)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(EDGE_PX, 12, EDGE_PX, 4)
        column.setSpacing(12)
        column.addWidget(self.summary)
        column.addLayout(shown)
        column.addLayout(self._drawn)
        column.addWidget(rest, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(area)
        self._stack.addWidget(self._state)
        self.column.addWidget(self.span.days)
        self.column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.span.chosen.connect(self.span_chosen)
        self._prices.clicked.connect(self.prices_requested)
        self.summary.prices_requested.connect(self.prices_requested)
        self._export.clicked.connect(self._on_export)
        self._measure.activated.connect(self._show_chart)
        self._colours.activated.connect(self._show_chart)
        self._by.activated.connect(self._show_table)
        self.chart.pointed.connect(self.legend.point_at)
        self.table.refresh_requested.connect(self.refresh_requested)
        self._state.action_requested.connect(self._on_state_action)

    def _offer_currencies(self, report: Report) -> None:
        """Tokens, and every currency that anything was paid in."""
        chosen = self._measure.currentData()
        blocker = QSignalBlocker(self._measure)
        self._measure.clear()
        self._measure.addItem(t("Tokens"), "")
        for currency in report.currencies:
            self._measure.addItem(t("Cost in {currency}", currency=currency), currency)
        self._measure.setCurrentIndex(max(0, self._measure.findData(chosen)))
        blocker.unblock()

    def _show_chart(self) -> None:
        if self.report is None:
            return
        chart = self.report.chart(By(self._colours.currentData()), self._measure.currentData())
        self.legend.show_chart(chart)
        self.chart.show_chart(chart)

    def _show_table(self) -> None:
        if self.report is None:
            return
        by = By(self._by.currentData())
        self.table.show_records(self.report.rows(by))
        if by is By.TIME:
            self.table.sort_by(NAME, descending=True)
        else:
            self.table.sort_by(TOTAL, descending=True)
        total = self.report.total
        parts = (tokens_text(total.tokens.total), money_text(total.money))
        self.table.set_totals("  ·  ".join(part for part in parts if part))

    def _on_export(self) -> None:
        if self.report is not None:
            self.csv_requested.emit(self.report.csv())

    def _on_state_action(self) -> None:
        if self.report is None:
            self.refresh_requested.emit()
        else:
            self.span.choose(Span.ALL)


class _Rest(QWidget):
    """Takes what is left, and does not ask for more: the page scrolls only where it must."""

    def sizeHint(self) -> QSize:
        return self.minimumSize()


def _key(row: UsageRow) -> str:
    return row.key


def _combo(parent: QWidget, name: str, spoken: str) -> Combo:
    made = Combo(parent)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
    return made
