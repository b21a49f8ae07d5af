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
    used = short(whole(meter.last))
    if meter.context:
        return _tr("{n} of {m} tokens").format(n=used, m=short(meter.context))
    return _tr("{n} tokens").format(n=used)


def context_words(meter: Meter) -> str:
    """How much of what the model takes in is used, "" when that is not known."""
    if meter.last is None or not meter.context:
        return ""
    share = min(100, round(100 * whole(meter.last) / meter.context))
    said = _tr("{n} of {m} tokens that the model takes in ({share} %)")
    used, most = QLocale().toString(whole(meter.last)), QLocale().toString(meter.context)
    return said.format(n=used, m=most, share=share)


def meter_tooltip(meter: Meter) -> str:
    """The same in full."""
    if meter.last is None:
        return ""
    lines = [_tr("Last turn"), *usage_lines(meter.last), context_words(meter)]
    return "\n".join(line for line in lines if line)


def usage_lines(usage: Usage) -> list[str]:
    """One line for each kind of tokens there is."""
    said = [
        (_tr("Input: {n}"), usage.input_tokens),
        (_tr("of it from the cache: {n}"), usage.cached_tokens),
        (_tr("Output: {n}"), usage.output_tokens),
        (_tr("of it reasoning: {n}"), usage.reasoning_tokens),
    ]
    return [text.format(n=QLocale().toString(count)) for text, count in said if count]
