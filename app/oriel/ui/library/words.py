"""Sizes, times and how long something takes, as the library says them.

Times are epoch seconds; None gives "". Days are kept as texts: a table asks for the same
few again with every frame.
"""

from __future__ import annotations

import time
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from oriel.ui.attaching.words import size_text
from oriel.ui.count_text import count_text

__all__ = [
    "ago_text",
    "left_text",
    "rate_text",
    "size_text",
    "span_text",
    "when_text",
    "whole_time_text",
]

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_NO_LETTERS = (QLocale.Language.Chinese, QLocale.Language.Japanese, QLocale.Language.Korean)


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Library", text).format(**facts)


def when_text(epoch_s: float | None) -> str:
    """The day, short: today, yesterday, 12 Nov, 3 Mar 2025."""
    if (day := _day(epoch_s)) is None:
        return ""
    return _day_text(day, time.localtime()[:3], QLocale().name())


def whole_time_text(epoch_s: float | None) -> str:
    """Day and time in full: 12 November 2026, 09:30."""
    if epoch_s is None or _day(epoch_s) is None:
        return ""
    when, locale = QDateTime.fromSecsSinceEpoch(int(epoch_s)), QLocale()
    pattern = locale.dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "").strip(" ,")
    day = locale.toString(when.date(), pattern)
    clock = locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    return t("{day}, {time}", day=day, time=clock)


def ago_text(epoch_s: float | None) -> str:
    """How long ago, as long as that says more than the day."""
    if epoch_s is None:
        return ""
    seconds = time.time() - epoch_s
    if seconds < _MINUTE:
        return t("just now") if seconds > -_MINUTE else when_text(epoch_s)
    if seconds < _HOUR:
        return t("{count} min ago", count=int(seconds // _MINUTE))
    if seconds < 12 * _HOUR:
        return t("{count} h ago", count=int(seconds // _HOUR))
    return when_text(epoch_s)


def span_text(seconds: float) -> str:
    """How long: 40 s, about 2 min, about 3 h, 12 days."""
    if seconds < 55:
        return t("{count} s", count=max(1, round(seconds)))
    if seconds < 55 * _MINUTE:
        return t("about {count} min", count=max(1, round(seconds / _MINUTE)))
    if seconds < 36 * _HOUR:
        return t("about {count} h", count=max(1, round(seconds / _HOUR)))
    return t("{count} days", count=count_text(round(seconds / _DAY)))


def left_text(seconds: float | None) -> str:
    """What is left of a time; "" when that is not known."""
    if seconds is None:
        return ""
    return t("{span} left", span=span_text(seconds)) if seconds > 0 else t("no time left")


def rate_text(bytes_per_s: float) -> str:
    """4.2 MB/s; "" when nothing moves."""
    return t("{size}/s", size=size_text(int(bytes_per_s))) if bytes_per_s >= 1 else ""


def _day(epoch_s: float | None) -> tuple[int, ...] | None:
    try:
        return time.localtime(epoch_s)[:3] if epoch_s is not None else None
    except (OverflowError, OSError, ValueError):
        return None


@lru_cache(maxsize=4096)
def _day_text(day: tuple[int, ...], today: tuple[int, ...], locale_name: str) -> str:
    date, now = QDate(*day), QDate(*today)
    match date.daysTo(now):
        case 0:
            return t("today")
        case 1:
            return t("yesterday")
        case -1:
            return t("tomorrow")
    locale = QLocale()
    if locale.language() in _NO_LETTERS:
        return locale.toString(date, QLocale.FormatType.ShortFormat)
    first = locale.dateFormat(QLocale.FormatType.ShortFormat)[:1]
    short = "MMM d" if first == "M" else "d MMM"
    if day[0] != today[0]:
        short += ", yyyy" if first == "M" else " yyyy"
    return locale.toString(date, short)
