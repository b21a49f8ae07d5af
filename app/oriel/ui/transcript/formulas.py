"""Formulas: TeX drawn by ziamath away from the GUI thread, kept, and painted as SVG.

Apart from the prose they stand in: a formula is asked for again at every repaint, and
drawn once for each size and colour. Ziamath and QtSvg are imported by the first one.
"""

from __future__ import annotations

import logging
import math
import queue
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtSvg import QSvgRenderer

LONGEST_TEX = 4_000  # characters; a longer one is refused
KEPT = 500
CLOSING_S = 1.0
_LARGEST_PX = 30_000.0
# What is left in the MathML of a command that latex2mathml does not know.
_COMMAND = "\\"

# latex2mathml takes no exponent or index after an environment that is not in braces.
_SCRIPTED = re.compile(r"(\\begin\{(\w+)\}.*?\\end\{\2\})(?=\s*[\^_])", re.DOTALL)

_log = logging.getLogger(__name__)


class Request(NamedTuple):
    """What a drawing depends on: `size_px` logical pixels, `colour` "#RRGGBB"."""

    tex: str
    display: bool
    size_px: float
    colour: str


class Drawing(NamedTuple):
    """What the worker hands over: an SVG and its size, logical pixels."""

    svg: bytes
    width: float
    height: float
    ascent: float


class Formula:
    """A formula ready to be painted. All lengths in logical pixels; `ascent` is the part
    of `height` above the baseline of the text around it."""

    def __init__(self, drawing: Drawing) -> None:
        self.width = drawing.width
        self.height = drawing.height
        self.ascent = drawing.ascent
        self._svg = drawing.svg
        self._renderer: QSvgRenderer | None = None

    def paint(self, painter: QPainter, x: float, baseline_y: float) -> None:
        """Paints it with its left end at x, standing on a baseline."""
        if self._renderer is None:
            from PySide6.QtSvg import QSvgRenderer

            self._renderer = QSvgRenderer(QByteArray(self._svg))
        target = QRectF(x, baseline_y - self.ascent, self.width, self.height)
        self._renderer.render(painter, target)


class Formulas(QObject):
    """Draws formulas one after the other in a thread of its own, and keeps the last KEPT.

    `ready(key)` is emitted when a formula is there, or has failed; `key` is that of
    `formula_key`. Its thread ends with it, or earlier by `close()`.
    """

    ready = Signal(str)
    _drawn = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Request, Formula | None] = OrderedDict()  # None: it failed
        self._asked: set[Request] = set()
        self._worker: _Worker | None = None
        self._is_closed = False
        self._drawn.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, tex: str, display: bool, size_px: float, colour: str) -> Formula | None:
        """The formula; None until it is drawn, for ever when it failed.

        `colour` is "#RRGGBB" and becomes part of the drawing.
        """
        request = Request(tex, display, size_px, colour)
        if request in self._kept:
            self._kept.move_to_end(request)
            return self._kept[request]
        if not (self._is_closed or request in self._asked or _is_refused(request)):
            self._asked.add(request)
            if self._worker is None:
                self._worker = _Worker(self._drawn.emit)
                self.destroyed.connect(self._worker.stop)
            self._worker.ask(request)
        return None

    def failed(self, tex: str, display: bool, size_px: float, colour: str) -> bool:
        """Whether there will be no formula, so that its source has to be shown."""
        request = Request(tex, display, size_px, colour)
        return _is_refused(request) or self._kept.get(request, ...) is None

    def close(self) -> None:
        """Ends the thread; blocks up to CLOSING_S for the formula being drawn. A drawing
        that takes longer goes on unheard, as a daemon. May be called twice."""
        self._is_closed = True
        self._asked.clear()
        if self._worker is not None:
            self._worker.close(CLOSING_S)
            self._worker = None

    def _keep(self, request: Request, drawing: Drawing | None) -> None:
        if self._is_closed:
            return
        self._asked.discard(request)
        self._kept[request] = Formula(drawing) if drawing is not None else None
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(formula_key(*request))


def formula_key(tex: str, display: bool, size_px: float, colour: str) -> str:
    """The word `Formulas.ready` names a formula by."""
    return f"{colour} {size_px:g} {'display' if display else 'inline'} {tex}"


def _is_refused(request: Request) -> bool:
    size = request.size_px
    return len(request.tex) > LONGEST_TEX or not request.tex.strip() or not 1.0 <= size <= 1_000.0


class _Worker:
    """The thread. Knows no QObject but through `deliver`, which has to be thread-safe."""

    def __init__(self, deliver: Callable[[Request, Drawing | None], object]) -> None:
        self._deliver = deliver
        self._requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="formulas", daemon=True)
        self._thread.start()

    def ask(self, request: Request) -> None:
        self._requests.put(request)

    def stop(self) -> None:
        """Ends the thread after the formula being drawn, without waiting."""
        self._closed.set()
        self._requests.put(None)

    def close(self, timeout_s: float) -> None:
        self.stop()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (request := self._requests.get()) is not None and not self._closed.is_set():
            drawing = _draw_or_none(request)
            if self._closed.is_set():
                return
            try:
                self._deliver(request, drawing)
            except RuntimeError:  # the Qt side is gone without having closed
                return


def drawn_at_once(request: Request) -> Drawing | None:
    """Draws it in this thread, without a QObject; None when it cannot be drawn."""
    return None if _is_refused(request) else _draw_or_none(request)


def _draw_or_none(request: Request) -> Drawing | None:
    try:
        return _draw(request)
    except Exception as error:  # noqa: BLE001  whatever ziamath raises, it is a formula not drawn
        # The source may be private; what went wrong with it is not.
        _log.info("a formula was not drawn: %s", type(error).__name__)
        return None


def _draw(request: Request) -> Drawing:
    """Raises ValueError for what cannot be shown, else whatever ziamath raises."""
    from xml.etree import ElementTree

    from ziamath.config import config
    from ziamath.zmath import Latex

    # Glyphs as plain paths: QtSvg misplaces the <symbol> that SVG 2 has for them.
    config.svg2 = False
    made: Any = Latex(
        _SCRIPTED.sub(r"{\1}", request.tex),
        size=request.size_px,
        color=request.colour,
        inline=not request.display,
    )
    if any((element.text or "").startswith(_COMMAND) for element in made.mathml.iter()):
        raise ValueError("unknown command")
    svg: ElementTree.Element = made.svgxml()
    # The baseline is the drawing's y = 0, and the box begins that much above it.
    _, top, width, height = (float(number) for number in svg.attrib["viewBox"].split())
    if not all(math.isfinite(number) for number in (top, width, height)):
        raise ValueError("no size")
    if not (0 < width <= _LARGEST_PX and 0 < height <= _LARGEST_PX):
        raise ValueError("a size that cannot be shown")
    return Drawing(ElementTree.tostring(svg), width, height, -top)
