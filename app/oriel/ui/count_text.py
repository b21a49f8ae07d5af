"""Counts as the person's language writes them."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def count_text(count: int) -> str:
    """12,345: with the thousands set apart."""
    return QLocale().toString(count)
