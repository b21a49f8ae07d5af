"""The sum of it in a line: tokens, money, answers; and what has no price."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.ui.count_text import count_text
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.usage.report import Report
from oriel.ui.usage.words import answers_text, money_text, split_text, t, tokens_text

_NAMED = 2  # models without a price that are named


class Summary(QWidget):
    """`prices_requested()`: to say what tokens cost."""

    prices_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("usage_summary")
        self._sum = label("heading", self)
        self._sum.setObjectName("usage_sum")
        self._split = label("muted", self)
        self._split.setObjectName("usage_split")
        self._without = NameLabel("muted", self)
        self._without.setObjectName("usage_without_price")
        self._offer = button(t("Enter prices…"), "usage_enter_prices", self, "link")
        self._offer.clicked.connect(self.prices_requested)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._without)
        line.addWidget(self._offer)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._sum)
        column.addWidget(self._split)
        column.addLayout(line)

    def show_waiting(self, said: str) -> None:
        """Instead of how the tokens came about."""
        self._split.setText(said)
        self._split.show()

    def show_report(self, report: Report) -> None:
        total = report.total
        parts = [tokens_text(total.tokens.total), money_text(total.money)]
        parts.append(answers_text(total.tokens.answers))
        self._sum.setText("  ·  ".join(part for part in parts if part))
        self._split.setText(split_text(total.tokens))
        self._split.setVisible(total.tokens.total > 0)
        said = _without_price(report)
        self._without.show_name(said)
        for widget in (self._without, self._offer):
            widget.setVisible(bool(said))


def _without_price(report: Report) -> str:
    without = report.total.unpriced.total
    if not without:
        return ""
    if not report.prices:
        return t("With prices of your own, the cost is shown too.")
    models = list(dict.fromkeys(model for _, model in report.unpriced_models))
    named = ", ".join(models[:_NAMED])
    if more := len(models) - _NAMED:
        named = t("{named} and {count} more", named=named, count=more) if more > 0 else named
    return t("{count} tokens have no price yet: {models}", count=count_text(without), models=named)
