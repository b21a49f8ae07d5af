"""Code coloured and formulas drawn for exports: at once, in the thread of whoever asks."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from xml.etree import ElementTree

from oriel.domain.export_blocks import Craft, Drawn
from oriel.ui.exporting.words import picture_at
from oriel.ui.transcript.formulas import Drawing, Formula, Formulas, Request, drawn_at_once
from oriel.ui.transcript.highlighting import WHOLE_CHARS, WHOLE_LINES, Highlighter, Span
from oriel.ui.transcript.languages import display_name

FORMULA_PX, DISPLAY_PX = 15.0, 16.8
_KEPT = 300
_INK = "currentColor"  # that of the text around it
_TAGS = frozenset({"svg", "g", "path", "rect", "line", "polyline", "polygon", "defs", "title"})
_SHAPE = {"viewBox", "width", "height", "d", "x", "y", "x1", "y1", "x2", "y2", "rx", "ry"}
_INKED = {"fill", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"}
_NAMES = _SHAPE | _INKED | {"points", "stroke-dasharray", "transform"}
_VALUE = re.compile(r"[\w\s.,()+#%-]*")


def craft() -> Craft:
    return Craft(coloured, _Drawings().draw, display_name, picture_at)


def coloured(language: str, lines: Sequence[str]) -> list[list[Span]]:
    """The spans of every line."""
    lighter = lighted(language, lines)
    return [lighter.spans(number) if lighter else [] for number in range(len(lines))]


def lighted(language: str, lines: Sequence[str]) -> Highlighter | None:
    """The code, lexed; None for what no lexer reads in reasonable time."""
    if len(lines) > 4 * WHOLE_LINES or sum(map(len, lines)) > 4 * WHOLE_CHARS:
        return None
    lighter = Highlighter(language)
    lighter.finish(lines)
    return lighter


class _Drawings:
    """Formulas as SVG of ours alone, the last ones kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool], Drawn | None] = OrderedDict()
        self._lock = Lock()

    def draw(self, tex: str, display: bool) -> Drawn | None:
        key = (tex, display)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        drawn = _drawn(tex, display)
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return drawn


def _drawn(tex: str, display: bool) -> Drawn | None:
    drawing = drawn_at_once(Request(tex, display, DISPLAY_PX if display else FORMULA_PX, _INK))
    if drawing is None:
        return None
    svg = _clean(drawing.svg)
    return None if svg is None else _measured(svg, drawing)


def _measured(svg: str, drawing: Drawing) -> Drawn:
    return Drawn(svg, drawing.width, drawing.height, drawing.height - drawing.ascent)


def _clean(svg: bytes) -> str | None:
    """The drawing without anything that is not drawing; None when something else is in it."""
    root = ElementTree.fromstring(svg)  # noqa: S314  our own drawing
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag not in _TAGS:
            return None
        element.text = element.tail = None
        kept = {n: v for n, v in element.attrib.items() if n in _NAMES and _VALUE.fullmatch(v)}
        element.attrib.clear()
        element.attrib.update(kept)
    return ElementTree.tostring(root, encoding="unicode")


class FormulasAtOnce(Formulas):
    """For pages that are painted once: a formula is there when it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._made: OrderedDict[Request, Formula | None] = OrderedDict()

    def get(self, tex: str, display: bool, size_px: float, colour: str) -> Formula | None:
        request = Request(tex, display, size_px, colour)
        if request not in self._made:
            drawing = drawn_at_once(request)
            self._made[request] = Formula(drawing) if drawing is not None else None
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return self._made.get(request)

    def failed(self, tex: str, display: bool, size_px: float, colour: str) -> bool:
        return self.get(tex, display, size_px, colour) is None
