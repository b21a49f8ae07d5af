"""Which fonts are used and how large: the system's own, or the best of what is there.

Sizes are pixels at zoom 1.0 (design.md 5). On Linux without a platform theme Qt
only knows an unnamed "Sans Serif"; Inter and Noto Sans read better.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

BODY_PX = 15.0
UI_PX = 13.0
CODE_PX = 13.5
BODY_LINE_HEIGHT = 1.5

_UNNAMED = {"", "sans", "sans serif", "sans-serif", "monospace"}
_SANS = ["Inter", "Noto Sans", "sans-serif"]
_MONO = ["JetBrains Mono", "DejaVu Sans Mono", "monospace"]


def ui_font(zoom: float = 1.0, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of buttons, lists and labels: 13 px times `zoom`."""
    return _sized(_sans(), UI_PX * zoom, weight)


def body_font(zoom: float = 1.0, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of what is read and written: 15 px times `zoom`."""
    return _sized(_sans(), BODY_PX * zoom, weight)


def code_font(zoom: float = 1.0, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The fixed-width font: 13.5 px times `zoom`."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if font.family().casefold() in _UNNAMED:
        font.setFamilies(_MONO)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return _sized(font, CODE_PX * zoom, weight)


def _sans() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family().casefold() in _UNNAMED:
        font.setFamilies(_SANS)
    return font


def _sized(font: QFont, size_px: float, weight: QFont.Weight) -> QFont:
    # Only points take fractions, and 13.5 px is not 13.
    screen = QGuiApplication.primaryScreen()
    dots_per_inch = screen.logicalDotsPerInchY() if screen is not None else 96.0
    font.setPointSizeF(size_px * 72.0 / dots_per_inch)
    font.setWeight(weight)
    return font
