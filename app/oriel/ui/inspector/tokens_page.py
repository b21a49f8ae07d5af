"""Tokens: what the answer cost, what the chat has cost, and the facts support asks for."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from oriel.domain.context_meter import Meter, whole
from oriel.domain.messages import Message
from oriel.domain.usage import Usage
from oriel.ui.count_text import count_text
from oriel.ui.inspector.pieces import Card, Column, ShareBar, words
from oriel.ui.inspector.words import seconds_words
from oriel.ui.meter_words import context_words
from oriel.ui.row_button import with_weight


class TokensPage(Column):
    """`totals_wanted()`: the sum over the whole chat is not known yet."""

    totals_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("inspector_tokens", parent)
        self._message: Message | None = None
        self._totals: Meter | None = None

    def show_message(self, message: Message | None) -> None:
        self._message = message
        self._fill()
        self.totals_wanted.emit()

    def show_totals(self, totals: Meter) -> None:
        self._totals = totals
        self._fill()

    def _fill(self) -> None:
        message = self._message
        if message is None:
            self.say(self.tr("There is no answer yet."))
            return
        self.clear()
        if message.usage is not None and whole(message.usage):
            self.put(UsageCard(self.tr("This answer"), message.usage, "usage_answer"))
        else:
            self.put(words(self.tr("The service did not say how many tokens it took."), "muted"))
        totals = self._totals
        if totals is not None and totals.answers > 1:
            title = self.tr("This chat, {n} answers").format(n=count_text(totals.answers))
            self.put(UsageCard(title, totals.total, "usage_chat"))
        if totals is not None and (said := context_words(totals)):
            self.put(words(said, "muted"))
        self.put(FactsCard(self._facts(message)))

    def _facts(self, message: Message) -> list[tuple[str, str]]:
        """(name, value) of what is known of an answer."""
        usage, facts = message.usage, [(self.tr("Model"), message.model)]
        facts.append((self.tr("Asked"), _moment(message.created_at)))
        if message.first_token_s is not None:
            facts.append((self.tr("First words after"), seconds_words(message.first_token_s)))
        if message.duration_s is not None:
            facts.append((self.tr("Took"), seconds_words(message.duration_s)))
        writing = (message.duration_s or 0.0) - (message.first_token_s or 0.0)
        if usage is not None and usage.output_tokens > 1 and writing > 0.05:
            speed = QLocale().toString(usage.output_tokens / writing, "f", 0)
            facts.append((self.tr("Speed"), self.tr("{n} tokens a second").format(n=speed)))
        facts.append((self.tr("Response"), message.response_id))
        facts.append((self.tr("Request"), message.request_id))
        return [(name, value) for name, value in facts if value]


class UsageCard(Card):
    """A bar of what went in and came out, and the counts below it."""

    def __init__(self, title: str, usage: Usage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(_title(title, self))
        column.addWidget(ShareBar(_shares(usage), self))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (said, count, token, inner) in enumerate(self._counts(usage)):
            _put(grid, row, said, count_text(count), self, token=token, inner=inner)
        column.addLayout(grid)

    def _counts(self, usage: Usage) -> list[tuple[str, int, str, bool]]:
        """(words, tokens, colour, whether it is a part of the line above)."""
        counts = [
            (self.tr("Input"), usage.input_tokens, "accent", False),
            (self.tr("from the cache"), usage.cached_tokens, "muted", True),
            (self.tr("Output"), usage.output_tokens, "syntax-function", False),
            (self.tr("for reasoning"), usage.reasoning_tokens, "syntax-keyword", True),
            (self.tr("Together"), whole(usage), "", False),
        ]
        return [each for each in counts if each[1] or not each[3]]


class FactsCard(Card):
    """Names and values, to be read out to support."""

    def __init__(self, facts: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_facts")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for name, value in facts:
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(words(name, "small", self))
            pair.addWidget(words(value, "", self))
            column.addLayout(pair)


def _put(
    grid: QGridLayout, row: int, said: str, count: str, parent: QWidget, *, token: str, inner: bool
) -> None:
    label = words(said, "small" if inner else "", parent)
    if inner:
        label.setContentsMargins(10, 0, 0, 0)
    number = QLabel(count, parent)
    number.setProperty("textRole", "small" if inner else "")
    number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if token:
        grid.addWidget(Dot(token, parent), row, 0, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(label, row, 1)
    grid.addWidget(number, row, 2, Qt.AlignmentFlag.AlignTrailing)


class Dot(ShareBar):
    """The colour that a line of the legend stands for."""

    def __init__(self, token: str, parent: QWidget | None = None) -> None:
        super().__init__([(1.0, token)], parent)
        self.setFixedSize(8, 8)


def _title(text: str, parent: QWidget) -> QLabel:
    label = words(text, "", parent)
    label.setFont(with_weight(label.font(), QFont.Weight.Medium))
    return label


def _shares(usage: Usage) -> list[tuple[float, str]]:
    every = max(1, usage.input_tokens + usage.output_tokens)
    cached = min(usage.cached_tokens, usage.input_tokens)
    reasoning = min(usage.reasoning_tokens, usage.output_tokens)
    return [
        (cached / every, "muted"),
        ((usage.input_tokens - cached) / every, "accent"),
        (reasoning / every, "syntax-keyword"),
        ((usage.output_tokens - reasoning) / every, "syntax-function"),
    ]


def _moment(seconds: float) -> str:
    when = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)
