"""Marks gaps, and what fills them, in a text that is shown or written."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from oriel.ui.theme import current_theme

MOST_MARKS = 500


def mark(edit: QPlainTextEdit, text: str, places: Iterable[tuple[int, int]]) -> None:
    """Marks text[start:end] for each of the places; `text` is what `edit` shows."""
    form, marks, units, at = _format(), [], 0, 0
    for start, end in list(places)[:MOST_MARKS]:
        # Qt counts in UTF-16, in which an emoji is two.
        first = units + _units(text[at:start])
        units, at = first + _units(text[start:end]), end
        marks.append(_selection(edit, first, units, form))
    edit.setExtraSelections(marks)


def _format() -> QTextCharFormat:
    theme, form = current_theme(), QTextCharFormat()
    form.setForeground(theme.colour("accent"))
    ground = QColor(theme.colour("accent"))
    ground.setAlphaF(0.12)
    form.setBackground(ground)
    return form


def _selection(
    edit: QPlainTextEdit, first: int, last: int, form: QTextCharFormat
) -> QTextEdit.ExtraSelection:
    cursor = QTextCursor(edit.document())
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format = form
    return selection


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)
