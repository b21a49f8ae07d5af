"""What is wrong with a filter over a store's files, in words: the tools popup, the library."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

_PROBLEMS = {
    "json": "This is no JSON yet.",
    "object": "A filter is an object: {…}",
    "type": "Its type is one of eq, ne, gt, gte, lt, lte, and, or.",
    "key": "A comparison needs a key of at most 64 characters.",
    "value": "A comparison needs a value: a text of at most 512 characters, a number, true or false.",
    "filters": "“and” and “or” need a list of filters.",
    "deep": "Groups go at most eight deep.",
    "large": "A filter has at most 100 comparisons.",
}


def problem_words(code: str) -> str:
    """The sentence for a code of FilterUnfit; "" for "", which is nothing wrong."""
    return QCoreApplication.translate("Filters", _PROBLEMS[code]) if code else ""
