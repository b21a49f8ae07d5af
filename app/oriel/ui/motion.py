"""Whether things may move: not where the person asked the system for less of it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle


def is_welcome() -> bool:
    return bool(QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animate))
