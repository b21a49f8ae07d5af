"""Which stretch of time is looked at: one of a few, or from a day to a day."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from oriel.domain.spending import Days, Span
from oriel.ui.combo import Combo
from oriel.ui.usage.words import short_day, span_text, t, typed_day

_MOST_DAYS = 366 * 100


class SpanRow(QWidget):
    """`chosen(Span, Days | None)`: the days with Span.OWN."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combo = Combo(self)
        self._combo.setObjectName("usage_span")
        self._combo.setAccessibleName(t("Stretch of time"))
        for span in Span:
            self._combo.addItem(span_text(span), span)
        self._combo.setCurrentIndex(self._combo.findData(Span.MONTH))
        self._first = self._day("usage_first_day", t("From"))
        self._last = self._day("usage_last_day", t("To"))
        self._dash = QLabel("–", self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        for widget in (self._combo, self._first, self._dash, self._last):
            line.addWidget(widget)
        self._show_days(shown=False)
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
        made = QLineEdit(self)
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setToolTip(t("A day, as 2026-11-12"))
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("0000-00-00 0") + 18)
        made.returnPressed.connect(self._on_days)
        made.editingFinished.connect(self._on_days)
        return made

    def _show_days(self, *, shown: bool) -> None:
        for widget in (self._first, self._dash, self._last):
            widget.setVisible(shown)

    def _on_span(self) -> None:
        own = self.span is Span.OWN
        self._show_days(shown=own)
        if own:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
            self._first.selectAll()
            self._asked: Days | None = None
            self._on_days()
        else:
            self.chosen.emit(self.span, None)

    def _on_days(self) -> None:
        first, last = typed_day(self._first.text()), typed_day(self._last.text())
        for field, day in ((self._first, first), (self._last, last)):
            field.setProperty("problem", day is None)
        if first is None or last is None:
            return
        days = Days(min(first, last), max(first, last))
        if days.count <= _MOST_DAYS and days != self._asked:
            self._asked = days
            self.chosen.emit(Span.OWN, days)
