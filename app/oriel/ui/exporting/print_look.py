"""The transcript's look on paper: laid out four times as large and scaled down again.

Fonts have pixel sizes here, which mean the same on a PDF, a printer and a screen, and at
that size letters stand where they belong and not on a screen's pixels.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextFormat

from oriel.domain.markdown.blocks import Run, Style
from oriel.ui.fonts import BODY_PX, CODE_PX
from oriel.ui.theme import Theme
from oriel.ui.transcript.look import HEADINGS, Look

SCALE = 4.0
_SMALL_PX = 12.0
BODY_PT = 10.5  # on paper
# Signs made of others, as an arrow of "->": what is copied out of a PDF would lack them.
_CHANGING = ("calt", "liga", "clig")


class PrintLook(Look):
    """`share` makes all smaller, as for what stands below an answer. Made in the thread in
    which it is used: fonts are at home in one."""

    def __init__(self, theme: Theme, share: float = 1.0) -> None:
        super().__init__(theme, SCALE * share)
        self._share = share
        self._smaller: dict[float, PrintLook] = {}
        zoom = self.zoom
        self.body = _in_pixels(self.body, BODY_PX * zoom)
        self.bold = _in_pixels(self.bold, BODY_PX * zoom)
        self.code = _in_pixels(self.code, CODE_PX * zoom)
        self.small = _in_pixels(self.small, _SMALL_PX * zoom)
        self.body_metrics = QFontMetricsF(self.body)
        self.bold_metrics = QFontMetricsF(self.bold)
        self.code_metrics = QFontMetricsF(self.code)
        self.small_metrics = QFontMetricsF(self.small)
        self.code_width = self.code_metrics.horizontalAdvance("0")

    def smaller(self, share: float) -> PrintLook:
        """The same at a share of its size."""
        if share == 1.0:
            return self
        if share not in self._smaller:
            self._smaller[share] = PrintLook(self.theme, self._share * share)
        return self._smaller[share]

    def heading(self, level: int) -> tuple[QFont, QFontMetricsF]:
        if level <= 0:
            return self.body, self.body_metrics
        if level not in self._headings:
            size = BODY_PX * HEADINGS.get(level, 1.0) * self.zoom
            font = _in_pixels(self.bold, size)
            self._headings[level] = (font, QFontMetricsF(font))
        return self._headings[level]

    def format(self, run: Run) -> QTextCharFormat:
        """With its address, which a PDF leads to."""
        within = run.link.startswith("#")
        form = super().format(run._replace(link="") if within else run)
        if run.link:
            form = QTextCharFormat(form)
            form.setAnchor(True)
            form.setAnchorHref(run.link)
        return form

    def _made_format(self, style: Style, link: bool) -> QTextCharFormat:
        form = super()._made_format(style, link)
        if style & (Style.CODE | Style.MATH):
            form.clearProperty(QTextFormat.Property.FontPointSize)
            form.setProperty(QTextFormat.Property.FontPixelSize, self.code.pixelSize())
        return form


def _in_pixels(font: QFont, size: float) -> QFont:
    made = QFont(font)
    made.setPixelSize(round(size))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in _CHANGING:
        made.setFeature(QFont.Tag.fromString(feature), 0)
    return made
