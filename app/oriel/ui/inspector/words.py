"""Times and tokens as the inspector says them. Made in one place, as errors are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)


def seconds_words(seconds: float) -> str:
    """How long something took: 0.8 s, 12 s, 3 min."""
    if seconds >= 120:
        return _tr("{n} min").format(n=round(seconds / 60))
    digits = 1 if seconds < 10 else 0
    return _tr("{n} s").format(n=QLocale().toString(seconds, "f", digits))


def left_words(seconds: float) -> str:
    """How long a container still lives unless it is used."""
    if seconds < 60:
        return _tr("The container ends in less than a minute.")
    minutes = int(seconds // 60)
    return _tr("The container ends in {n} min, unless it is used.").format(n=minutes)
