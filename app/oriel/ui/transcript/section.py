"""What every painted piece of a turn can do: be laid out, painted, pointed at, selected.

A section is one block (a paragraph, a card of code, a table ...) or one row of a
turn (its footer). It keeps its height for a width, and gives up the rest when it is
far out of sight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout
    from PySide6.QtWidgets import QWidget

    from oriel.domain.markdown.blocks import Block
    from oriel.ui.transcript.look import Look


class Marked(NamedTuple):
    """What is highlighted in one section, in positions of its text as Qt counts them."""

    chosen: tuple[int, int] | None = None
    found: tuple[tuple[int, int], ...] = ()
    current: tuple[int, int] | None = None

    def ranges(self, look: Look) -> list[QTextLayout.FormatRange]:
        if self is NOTHING_MARKED:
            return []
        from oriel.ui.transcript.look import format_range

        shown = [format_range(a, b - a, look.mark) for a, b in self.found]
        if self.current:
            a, b = self.current
            shown.append(format_range(a, b - a, look.current_mark))
        if self.chosen and self.chosen[1] > self.chosen[0]:
            a, b = self.chosen
            shown.append(format_range(a, b - a, look.chosen))
        return shown


NOTHING_MARKED = Marked()


class Section:
    """`top` is counted from the top of the turn, `left` from its left edge; all lengths
    are in whole logical pixels. `gap` is the space above, unless it is the first;
    `shared` is how many of the containers that it stands in are also the section's above."""

    block: Block | None = None
    text = ""
    top = 0
    left = 0
    width = 0
    height = 0
    gap = 0
    shared = 0

    def __init__(self, look: Look) -> None:
        self.look = look

    def lay_out(self, width: int) -> None:
        """Takes the height it needs at `width`."""
        self.width = width

    def release(self) -> None:
        """Forgets what can be made again; the height stays."""

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        """Paints at (0, 0); `clip` is in the same coordinates."""

    def position(self, point: QPointF) -> int:
        """The place in `text` nearest to a point."""
        return 0

    def caret(self, position: int) -> QRectF:
        """Where a place in `text` is, as a line of no width."""
        return QRectF(0, 0, 0, self.height)

    def link(self, point: QPointF) -> str:
        """The address under a point, else ""."""
        return ""

    def clicked(self, point: QPointF) -> Callable[[], None] | None:
        """What a click there does, when it does anything (else it selects text)."""
        return None

    def scrolled(self, by: int) -> bool:
        """Moves its content sideways; whether there was anything to move."""
        return False

    def update_from(self, other: Section) -> int | None:
        """When this takes the place of `other` while it streams: the height from which
        on it looks different. None when everything does."""
        return None

    # Real controls over the painting, made while in sight

    def make_widget(self, parent: QWidget) -> QWidget | None:
        """Its controls, for focus and screen readers; None when it has none."""
        return None

    def widget_place(self) -> QRectF:
        """Where they belong."""
        return QRectF(0, 0, self.width, self.height)
