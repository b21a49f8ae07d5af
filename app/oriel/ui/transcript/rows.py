"""The rows of a turn that are not text: what it thought, tools, its end, its footer.

Those with something to press are real widgets, made while they are in sight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from oriel.domain.markdown.blocks import Formula as FormulaBlock
from oriel.domain.markdown.blocks import Picture
from oriel.ui.transcript.look import utf16_length
from oriel.ui.transcript.pictures import picture_from
from oriel.ui.transcript.prose_section import indent, paint_quotation
from oriel.ui.transcript.section import Marked, Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.ui.transcript.formulas import Formula, Formulas
    from oriel.ui.transcript.look import Look

_TALLEST_PICTURE = 420
_FORMULA_SCALE = 1.12


class WidgetSection(Section):
    """A row that is a real widget of `height` design pixels; 0: as tall as it wants.

    `outdent` moves it to the left, so that the text inside is in line with the column.
    """

    def __init__(
        self,
        look: Look,
        make: Callable[[QWidget], QWidget],
        height: int = 0,
        gap: int = 8,
        outdent: int = 0,
    ) -> None:
        super().__init__(look)
        self._outdent = look.px(outdent)
        self.gap = look.px(gap)
        self._make = make
        self._fixed = look.px(height)
        self._shown: QWidget | None = None
        self.said: object = None

    def lay_out(self, width: int) -> None:
        self.width = width
        self.height = self._fixed
        if not self._fixed and not self.fit():
            from PySide6.QtWidgets import QWidget

            host = QWidget()  # which takes it away again
            sized = self._make(host)
            sized.ensurePolished()
            self.height = _height_of(sized, width)

    def fit(self) -> bool:
        """Takes the height that the widget in sight wants by now: a line in it may have come
        or gone. False when none is in sight."""
        from shiboken6 import isValid

        if self._shown is None or not isValid(self._shown):
            return False
        self.height = self._fixed or _height_of(self._shown, self.width)
        return True

    def make_widget(self, parent: QWidget) -> QWidget | None:
        self._shown = self._make(parent)
        return self._shown

    def widget_place(self) -> QRectF:
        return QRectF(-self._outdent, 0, self.width + self._outdent, self.height)


def _height_of(widget: QWidget, width: int) -> int:
    wanted = widget.heightForWidth(width)
    return wanted if wanted > 0 else widget.sizeHint().height()


class FactsSection(Section):
    """The line under an answer: model, seconds, tokens; its buttons stand beside them."""

    def __init__(self, look: Look, facts: str, make: Callable[[QWidget], QWidget] | None) -> None:
        super().__init__(look)
        self.gap = look.px(8)
        self._facts = facts
        self._make = make

    def lay_out(self, width: int) -> None:
        self.width = width
        self.height = self.look.px(30)

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        painter.setFont(self.look.small)
        painter.setPen(self.look.colour("muted"))
        # Left also where reading goes from right to left: the buttons keep the other end.
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        absolute = left | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(QRectF(0, 0, self.width, self.height), absolute, self._facts)

    def make_widget(self, parent: QWidget) -> QWidget | None:
        return self._make(parent) if self._make is not None else None

    def widget_place(self) -> QRectF:
        metrics = self.look.small_metrics
        left = metrics.horizontalAdvance(self._facts) + (self.look.px(10) if self._facts else 0)
        return QRectF(left, 0, max(0.0, self.width - left), self.height)


class FormulaSection(Section):
    """A displayed formula, in the middle; its TeX until it is rendered."""

    def __init__(self, block: FormulaBlock, look: Look, formulas: Formulas | None) -> None:
        super().__init__(look)
        self.block: FormulaBlock = block
        self.gap = look.px(12)
        self.text = block.tex
        self._inset = indent(block.inside, look)
        self._formula: Formula | None = None
        self._shift = 0
        if formulas is not None:
            colour = look.theme.tokens["text"]
            size = look.body_px * _FORMULA_SCALE
            self._formula = formulas.get(block.tex, True, size, colour)

    @property
    def waits_for(self) -> list[tuple[str, bool]]:
        return [] if self._formula is not None else [(self.block.tex, True)]

    def lay_out(self, width: int) -> None:
        self.width = width
        if self._formula is not None:
            self.height = round(self._formula.height) + 2 * self.look.px(5)
        else:
            lines = self.text.count("\n") + 1
            self.height = lines * self.look.code_line + 2 * self.look.px(5)

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        paint_quotation(painter, look, self)
        area = QRectF(self._inset, 0, self.width - self._inset, self.height)
        if marked.chosen and marked.chosen[1] > marked.chosen[0]:
            painter.fillRect(area, look.chosen.background())
        elif marked.found or marked.current:
            painter.fillRect(area, look.mark.background())
        if self._formula is None:
            painter.setFont(look.code)
            painter.setPen(look.colour("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text)
            return
        painter.save()
        painter.setClipRect(area & clip)
        left = max(area.left(), area.center().x() - self._formula.width / 2) - self._shift
        self._formula.paint(painter, left, look.px(5) + self._formula.ascent)
        painter.restore()

    def position(self, point: QPointF) -> int:
        return 0 if point.x() < self.width / 2 else utf16_length(self.text)

    def scrolled(self, by: int) -> bool:
        width = self._formula.width if self._formula is not None else 0
        furthest = max(0, round(width - (self.width - self._inset)))
        shift = min(max(0, self._shift + by), furthest)
        moved, self._shift = shift != self._shift, shift
        return moved


class PictureSection(Section):
    """An image that came with the message; one from elsewhere is only named: nothing is
    fetched until the person opens it."""

    def __init__(self, block: Picture, look: Look) -> None:
        super().__init__(look)
        self.block: Picture = block
        self.gap = look.px(12)
        self.text = block.alt
        self._inset = indent(block.inside, look)
        self._image: QImage | None = None

    @property
    def image(self) -> QImage:
        """The picture itself; null for one that is only named, or broken."""
        if self._image is None:
            self._image = picture_from(self.block.url)
        return self._image

    def lay_out(self, width: int) -> None:
        self.width = width
        self.height = round(self._size().height()) or self.look.px(44)

    def release(self) -> None:
        self._image = None

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        paint_quotation(painter, look, self)
        place = self._size()
        if place.isEmpty():
            self._paint_name(painter)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self.image)
        if marked.chosen and marked.chosen[1] > marked.chosen[0]:
            painter.fillRect(place, look.chosen.background())

    def position(self, point: QPointF) -> int:
        return 0 if point.x() < self.width / 2 else utf16_length(self.text)

    def link(self, point: QPointF) -> str:
        inside = 0 <= point.y() < self.height
        return self.block.url if inside and self.block.url.lower().startswith("http") else ""

    def _size(self) -> QRectF:
        size = self.image.deviceIndependentSize()
        if size.isEmpty():
            return QRectF()
        most = (self.width - self._inset, self.look.px(_TALLEST_PICTURE))
        scale = min(1.0, most[0] / size.width(), most[1] / size.height())
        return QRectF(self._inset, 0, round(size.width() * scale), round(size.height() * scale))

    def _paint_name(self, painter: QPainter) -> None:
        from PySide6.QtCore import QCoreApplication, QUrl

        look = self.look
        area = QRectF(self._inset, 0, self.width - self._inset, self.height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("code"))
        painter.drawRoundedRect(area, look.px(10), look.px(10))
        host = QUrl(self.block.url).host()
        if host:
            said = QCoreApplication.translate(
                "PictureSection", "Picture at {host}: open it in the browser"
            )
            words = said.format(host=host)
        else:
            words = QCoreApplication.translate("PictureSection", "A picture that cannot be shown")
        if self.block.alt:
            words = f"{self.block.alt[:120]}  ·  {words}"
        painter.setFont(look.small)
        painter.setPen(look.colour("accent" if host else "muted"))
        inner = area.adjusted(look.px(14), 0, -look.px(14), 0)
        shown = look.small_metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
