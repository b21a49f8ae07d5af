"""The meter of the header in words. Apart from the inspector, which it may be seen without."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from oriel.domain.context_meter import Meter, short, whole
from oriel.domain.usage import Usage


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)


def meter_words(meter: Meter) -> str:
    """The meter in few characters, "" when nothing is known."""
    if meter.last is None:
        return ""
    return _tr("{n} tokens").format(n=short(whole(meter.last)))


def meter_tooltip(meter: Meter) -> str:
    """The same in full."""
    if meter.last is None:
        return ""
    lines = [_tr("Last turn"), *usage_lines(meter.last)]
    return "\n".join(lines)


def usage_lines(usage: Usage) -> list[str]:
    """One line for each kind of tokens there is."""
    said = [
        (_tr("Input: {n}"), usage.input_tokens),
        (_tr("of it from the cache: {n}"), usage.cached_tokens),
        (_tr("Output: {n}"), usage.output_tokens),
        (_tr("of it reasoning: {n}"), usage.reasoning_tokens),
    ]
    return [text.format(n=QLocale().toString(count)) for text, count in said if count]
