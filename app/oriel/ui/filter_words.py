"""What is wrong with a filter over a store's files, in words: the tools popup, the library."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_PROBLEMS = {
    "json": QT_TRANSLATE_NOOP("Filters", "This is no JSON yet."),
    "object": QT_TRANSLATE_NOOP("Filters", "A filter is an object: {…}"),
    "type": QT_TRANSLATE_NOOP("Filters", "Its type is one of eq, ne, gt, gte, lt, lte, and, or."),
    "key": QT_TRANSLATE_NOOP("Filters", "A comparison needs a key of at most 64 characters."),
    "value": QT_TRANSLATE_NOOP(
        "Filters",
        "A comparison needs a value: a text of at most 512 characters, a number, true or false.",
    ),
    "filters": QT_TRANSLATE_NOOP("Filters", "“and” and “or” need a list of filters."),
    "deep": QT_TRANSLATE_NOOP("Filters", "Groups go at most eight deep."),
    "large": QT_TRANSLATE_NOOP("Filters", "A filter has at most 100 comparisons."),
}


def problem_words(code: str) -> str:
    """The sentence for a code of FilterUnfit; "" for "", which is nothing wrong."""
    return QCoreApplication.translate("Filters", str(_PROBLEMS[code])) if code else ""
