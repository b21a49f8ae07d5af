"""Which stretch of time is looked at: one of a few, or from a day to a day."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from oriel.domain.spending import Days, Span
from oriel.ui.beside_page import EDGE_PX
from oriel.ui.combo import Combo
from oriel.ui.prompts.parts import label
from oriel.ui.usage.words import short_day, span_text, t, typed_day

_MOST_DAYS = 366 * 100


class SpanRow(QWidget):
    """`chosen(Span, Days | None)`: the days with Span.OWN. `days` is the line in which those are
    typed, for whoever has room for it."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combo = Combo(self)
        self._combo.setObjectName("usage_span")
        self._combo.setAccessibleName(t("Stretch of time"))
        for span in Span:
            self._combo.addItem(span_text(span), span)
        self._combo.setCurrentIndex(self._combo.findData(Span.MONTH))
        self._asked: Days | None = None
        self.days = QWidget(self)
        self._first = self._day("usage_first_day", t("From"))
        self._last = self._day("usage_last_day", t("To"))
        self._wrong = label("danger", self.days)
        self._wrong.setWordWrap(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._combo)
        self.setFocusProxy(self._combo)
        self._lay_out_days()
        self._combo.activated.connect(self._on_span)

    @property
    def span(self) -> Span:
        return Span(self._combo.currentData())

    def show_days(self, days: Days) -> None:
        """The days that are shown, as the own stretch begins with them."""
        if self.span is not Span.OWN:
            self._first.setText(short_day(days.first))
            self._last.setText(short_day(days.last))

    def choose(self, span: Span) -> None:
        """As if the person had."""
        self._combo.setCurrentIndex(self._combo.findData(span))
        self._on_span()

    def _day(self, name: str, spoken: str) -> QLineEdit:
        made = QLineEdit(self.days)
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setToolTip(t("A day, as 2026-11-12"))
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("0000-00-00 0") + 18)
        made.returnPressed.connect(self._on_days)
        made.editingFinished.connect(self._on_days)
        return made

    def _lay_out_days(self) -> None:
        line = QHBoxLayout(self.days)
        line.setContentsMargins(EDGE_PX, 8, EDGE_PX, 0)
        line.setSpacing(8)
        for widget in (
            QLabel(t("From"), self.days),
            self._first,
            QLabel(t("to"), self.days),
            self._last,
            self._wrong,
        ):
            line.addWidget(widget)
        line.addStretch(1)
        self.days.hide()

    def _on_span(self) -> None:
        own = self.span is Span.OWN
        self.days.setVisible(own)
        if own:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
            self._first.selectAll()
            self._asked = None
            self._on_days()
        else:
            self.chosen.emit(self.span, None)

    def _on_days(self) -> None:
        first, last = typed_day(self._first.text()), typed_day(self._last.text())
        if first is None or last is None:
            self._wrong.setText(
                t("A day looks like {day}.", day=short_day(datetime.now().astimezone().date()))
            )
            return
        self._wrong.clear()
        days = Days(min(first, last), max(first, last))
        if days.count <= _MOST_DAYS and days != self._asked:
            self._asked = days
            self.chosen.emit(Span.OWN, days)
