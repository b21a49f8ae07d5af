"""Tokens, money and stretches of time in words, as the person's language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from oriel.domain.prices import Money, Tokens
from oriel.domain.spending import Span, Step
from oriel.ui.count_text import count_text

_UNITS = ((10**9, "B"), (10**6, "M"), (10**3, "k"))


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Usage", text).format(**facts)


def short_count(count: float) -> str:
    """A count in few characters: 980, 12.4k, 1.3M."""
    for size, unit in _UNITS:
        if count >= size:
            scaled = count / size
            digits = 0 if scaled >= 100 or scaled == int(scaled) else 1
            return QLocale().toString(scaled, "f", digits) + unit
    return QLocale().toString(float(count), "f", 0 if count == int(count) else 1)


def amount_text(amount: Decimal | float) -> str:
    """A sum of money without its currency; small ones with as many places as say anything."""
    value = float(amount)
    digits = 2
    while digits < 9 and 0 < abs(value) < 10 ** (1 - digits):
        digits += 1
    return QLocale().toString(value, "f", digits)


def money_text(money: Money) -> str:
    """Every currency for itself: 12.30 USD + 4.00 EUR; "" for none."""
    parts = [t("{amount} {currency}", amount=amount_text(a), currency=c) for c, a in money.items()]
    return " + ".join(parts)


def tokens_text(count: int) -> str:
    return t("1 token") if count == 1 else t("{count} tokens", count=count_text(count))


def answers_text(count: int) -> str:
    return t("1 answer") if count == 1 else t("{count} answers", count=count_text(count))


def split_text(tokens: Tokens) -> str:
    """How the tokens came about."""
    read = t("{count} read", count=count_text(tokens.input))
    if tokens.cached:
        read = t(
            "{read} ({count} of it from the cache)", read=read, count=count_text(tokens.cached)
        )
    written = t("{count} written", count=count_text(tokens.output))
    if tokens.reasoning:
        reasoning = count_text(tokens.reasoning)
        written = t("{written} ({count} of it reasoning)", written=written, count=reasoning)
    return f"{read}  ·  {written}"


def span_text(span: Span) -> str:
    match span:
        case Span.WEEK:
            return t("Last 7 days")
        case Span.MONTH:
            return t("Last 30 days")
        case Span.THIS_MONTH:
            return t("This month")
        case Span.YEAR:
            return t("Last year")
        case Span.ALL:
            return t("All of it")
    return t("From … to …")


def day_text(day: date) -> str:
    """12 November 2026."""
    locale = QLocale()
    pattern = locale.dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "").strip(" ,")
    return locale.toString(_date(day), pattern)


def bar_title(begin: date, step: Step) -> str:
    """What a bar stands for."""
    match step:
        case Step.WEEK:
            return t("Week from {day}", day=day_text(begin))
        case Step.MONTH:
            return QLocale().toString(_date(begin), "MMMM yyyy")
    return day_text(begin)


def bar_label(begin: date, step: Step) -> str:
    """The same below the bar, as short as it can be."""
    if step is Step.MONTH:
        return QLocale().toString(_date(begin), "MMM yy")
    first_day = QLocale().dateFormat(QLocale.FormatType.ShortFormat)[:1].lower() != "m"
    return QLocale().toString(_date(begin), "d MMM" if first_day else "MMM d")


def typed_day(text: str) -> date | None:
    """A day as the language writes it, or as 2026-11-12; None for what is none."""
    text = text.strip()
    locale = QLocale()
    found = QDate.fromString(text, "yyyy-MM-dd")
    if not found.isValid():
        found = locale.toDate(text, locale.dateFormat(QLocale.FormatType.ShortFormat))
    if not found.isValid():
        return None
    year = found.year() + 100 if 1900 <= found.year() < 1950 else found.year()
    try:
        return date(year, found.month(), found.day())
    except ValueError:
        return None


def short_day(day: date) -> str:
    """As it is typed."""
    return QLocale().toString(_date(day), QLocale.FormatType.ShortFormat)


def _date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
