"""One turn as painted: its sections from top to bottom, built when it comes into sight.

A turn far away is only its message and a guess of its height. While an answer
streams, only the sections from the first changed block on are made anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from oriel.domain.markdown.streaming import MarkdownStream
from oriel.domain.messages import Message, Role
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.look import utf16_length
from oriel.ui.transcript.section import NOTHING_MARKED, Marked, Section
from oriel.ui.transcript.steps import Steps, TextStep, steps_of
from oriel.ui.transcript.table_section import TableSection

if TYPE_CHECKING:
    from oriel.ui.transcript.builder import Builder

CARD_RADIUS, CARD_PAD_X, CARD_PAD_Y = 14, 16, 11
CARD_SHARE = 0.85
CARET_PX = 8
_GUESSED_LINE = 92  # characters


class Turn:
    """`height` is a guess until it is laid out; `message` changes when an answer ends.
    With a `size` (characters), only that is known of the message as yet."""

    def __init__(self, message: Message, builder: Builder, size: int = 0) -> None:
        self.message = message
        self.builder = builder
        self.sections: list[Section] = []
        self.width = 0
        self.height = guessed_height(size or _size(message), builder.look.line)
        self.built = False
        self.loaded = not size  # else its message is still to be read from the history
        self.streaming = message.role is Role.ASSISTANT and message.stop_reason is None
        self.reasoning_open = False
        self.opened_tools: set[str] = set()
        self.typed: dict[str, str] = {}  # arguments being edited, by approval
        self._steps = Steps()
        self.note = ""
        self._stream: MarkdownStream | None = None
        self._thought: list[str] = []
        self._above_changed = False
        self._tops: list[int] = []
        self._said_above = ("", False)
        self._first_text = 0  # where the sections of the streamed text begin
        self._card = QRectF()

    @property
    def is_user(self) -> bool:
        return self.message.role is Role.USER

    @property
    def source(self) -> str:
        """Its Markdown as written or heard so far."""
        if self._stream is not None and self.streaming:
            return self._steps.text + self._stream.source
        return self.message.text

    @property
    def open_size(self) -> int:
        return self._stream.open_size if self._stream is not None else 0

    # Building and layout

    def lay_out(self, width: int) -> int:
        """Makes what is missing for this width; its height."""
        if not self.loaded:
            return self.height
        if width != self.width:
            self.width, self._tops = width, []
        if not self.built:
            self._build()
        if not self._tops:
            for section in self.sections:
                section.lay_out(self._text_width())
            self._place(0)
        return self.height

    def load(self, message: Message) -> None:
        """What it says is here."""
        self.message, self.loaded = message, True
        self.streaming = message.role is Role.ASSISTANT and message.stop_reason is None
        self.rebuild()

    def rebuild(self) -> None:
        """Everything is made anew at the next layout, as when the theme has changed."""
        self.built = False
        self._steps.forget_made()
        self.sections = []
        self._tops = []

    def release(self) -> None:
        """Forgets layouts; heights stay."""
        for section in self.sections:
            section.release()

    def _build(self) -> None:
        self.built = True
        self._tops = []
        if self.streaming:
            stream = self._streamed()
            stream.refresh()
            self.sections = self._above()
            self._first_text = len(self.sections)
            self.sections += [self.builder.section(block) for block in stream.blocks]
        else:
            self.sections = self.builder.finished(self)
        if self.sections:
            self.sections[0].gap = 0

    def _text_width(self) -> int:
        if not self.is_user:
            return self.width
        return int(self.width * CARD_SHARE) - 2 * self.builder.look.px(CARD_PAD_X)

    def _place(self, first: int) -> None:
        """Puts the sections below one another, from the `first` on."""
        look = self.builder.look
        pad = look.px(CARD_PAD_Y) if self.is_user else 0
        del self._tops[first:]
        y = pad
        before = self.sections[first - 1] if first else None
        if before is not None:
            y = before.top + before.height
        for section in self.sections[first:]:
            section.top = y + (section.gap if self._tops else 0)
            section.shared = _shared(before, section)
            before = section
            self._tops.append(section.top)
            y = section.top + section.height
        self.height = max(y + pad, look.line)
        if self.is_user:
            self._place_card()

    def _place_card(self) -> None:
        look = self.builder.look
        natural = (getattr(s, "natural_width", 0) or s.width for s in self.sections)
        text = max((min(n, self._text_width()) for n in natural), default=0)
        width = max(text, look.px(24)) + 2 * look.px(CARD_PAD_X)
        left = self.width - width
        if self.builder.right_to_left:
            left = 0
        self._card = QRectF(left, 0, width, self.height)
        for section in self.sections:
            section.left = left + look.px(CARD_PAD_X)

    def place_again(self) -> None:
        """A section has changed its own height."""
        self._place(0)

    # Streaming

    def feed(self, text: str) -> None:
        self._streamed().feed(text)

    def step(self, change: Callable[[Steps], None]) -> None:
        """Takes what is new of the tools and notes of a streaming answer."""
        stream = self._streamed()
        before = len(self._steps.all)
        change(self._steps)
        if len(self._steps.all) > before and stream.source:
            # A tool began: what was said before it is closed, and stands above it.
            self._steps.all.insert(before, TextStep(stream.source))
            self._stream = MarkdownStream()
            self.rebuild()
        self._above_changed = True

    def _streamed(self) -> MarkdownStream:
        """The open text, begun with what the answer held when it came into view."""
        if self._stream is None:
            self._stream = MarkdownStream()
            self._steps, text = steps_of(self.message)
            self._stream.feed(text)
        return self._stream

    def _above(self) -> list[Section]:
        return [
            *self.builder.thinking(self, "".join(self._thought) or self.message.reasoning),
            *self.builder.under_way(self, self._steps),
            *self.builder.waiting_note(self.note),
        ]

    def think(self, text: str) -> None:
        if not self._thought and self.message.reasoning:
            self._thought.append(self.message.reasoning)
        self._thought.append(text)
        self._above_changed = True

    def refresh(self) -> int | None:
        """Shows what was fed; from which height on the turn looks different."""
        if not self.built or not self.width:
            return 0
        above = self._refresh_above()
        first = self._stream.refresh() if self._stream is not None else None
        if first is None:
            return above
        dirty = self._show_blocks(first)
        return dirty if above is None else min(above, dirty)

    def finish(self, message: Message) -> None:
        """The stored message is the truth over what was heard. What is the same stays."""
        heard = self._stream.source if self._stream is not None else ""
        self.message = message
        self.note = ""
        self.streaming = False
        plain = self.builder.is_plain(message) and not self._steps.all
        simple = self.built and plain and heard == message.text
        if not simple or self._stream is None:
            self._stream = None
            self.rebuild()
            return
        first = self._stream.finish()
        if first is not None:
            self._show_blocks(first)
        self._stream = None
        kept = self.sections[self._first_text :]
        head = list(self.builder.thinking(self, message.reasoning))
        tail = list(self.builder.ending(self))
        for section in (*head, *tail):
            section.lay_out(self._text_width())
        self.sections = [*head, *kept, *tail]
        if self.sections:
            self.sections[0].gap = 0
        self._place(0)

    def _refresh_above(self) -> int | None:
        """Reasoning and the waiting note, when they have changed."""
        begun = self._stream is not None and self._stream.open_size > 0
        if not self._above_changed and self._said_above == (self.note, begun):
            return None
        self._above_changed, self._said_above = False, (self.note, begun)
        wanted = self._above()
        now = self.sections[: self._first_text]
        if [_face(s) for s in wanted] == [_face(s) for s in now]:
            return None
        for section in wanted:
            section.lay_out(self._text_width())
        self.sections[: self._first_text] = wanted
        self._first_text = len(wanted)
        if self.sections:
            self.sections[0].gap = 0
        self._place(0)
        return 0

    def _show_blocks(self, first: int) -> int:
        assert self._stream is not None
        blocks = self._stream.blocks
        base = self._first_text
        old_bottom = self.height
        dirty = old_bottom
        for number in range(first, len(blocks)):
            at = base + number
            old = self.sections[at] if at < len(self.sections) else None
            dirty = min(dirty, self._show_block(at, old))
        if len(self.sections) > base + len(blocks):
            dirty = min(dirty, self.sections[base + len(blocks)].top)
            del self.sections[base + len(blocks) :]
        self._place(min(base + first, len(self.sections)))
        return max(0, min(dirty, old_bottom - self.builder.look.line) - 2)

    def _show_block(self, at: int, old: Section | None) -> int:
        """Brings one section up to date; from which height on the turn changes."""
        assert self._stream is not None
        block = self._stream.blocks[at - self._first_text]
        if isinstance(old, CodeSection) and old.block is block:
            line = old.take_lines()
            old.lay_out(self._text_width())
            old.highlight()
            return old.top + (old.line_top(line) if line else 0)
        if isinstance(old, TableSection) and old.block is block:
            return old.top + old.grow(self._text_width())
        section = self.builder.section(block)
        section.lay_out(self._text_width())
        if not at:
            section.gap = 0
        if old is None:
            self.sections.append(section)
            return self.height
        self.sections[at] = section
        section.top = old.top
        return old.top + (section.update_from(old) or 0) - (0 if section.gap == old.gap else 4)

    def renew_formulas(self) -> None:
        """Makes anew what waited for a formula."""
        changed = len(self.sections)
        for number, section in enumerate(self.sections):
            if getattr(section, "waits_for", None) and section.block is not None:
                made = self.builder.section(section.block)
                made.gap, made.left = section.gap, section.left
                made.lay_out(self._text_width())
                self.sections[number] = made
                changed = min(changed, number)
        if self._tops and changed < len(self.sections):
            self._place(changed)

    # Looking and pointing

    def section_at(self, y: float) -> int:
        """The section at a height; -1 when there is none."""
        if not self._tops:
            return -1
        return max(0, bisect_right(self._tops, y) - 1)

    def visible(self, top: float, bottom: float) -> Iterator[tuple[int, Section]]:
        """The sections between two heights, with what may reach out of them."""
        number = max(0, self.section_at(top))
        while number < len(self._tops) and self._tops[number] <= bottom:
            yield number, self.sections[number]
            number += 1

    def paint(self, painter: QPainter, clip: QRectF, marked: Callable[[int], Marked]) -> None:
        """Paints at (0, 0)."""
        look = self.builder.look
        if self.is_user:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("user-card"))
            radius = look.px(CARD_RADIUS)
            painter.drawRoundedRect(self._card, radius, radius)
        for number, section in self.visible(clip.top(), clip.bottom()):
            painter.save()
            painter.translate(section.left, section.top)
            inside = clip.translated(-section.left, -section.top)
            section.paint(painter, inside, marked(number) or NOTHING_MARKED)
            painter.restore()
        if self.streaming:
            self._paint_caret(painter)

    def _paint_caret(self, painter: QPainter) -> None:
        """Where the next words will come."""
        look = self.builder.look
        place = QRectF(0, 0, 0, look.line)
        if len(self.sections) > self._first_text:
            last = self.sections[-1]
            if isinstance(last, TableSection):
                return
            place = last.caret(utf16_length(last.text)).translated(last.left, last.top)
        elif self.sections:
            last = self.sections[-1]
            place.translate(0, last.top + last.height)
        height = look.px(15)
        top = place.center().y() - height / 2
        mark = QRectF(round(place.left()) + 3, round(top), look.px(CARET_PX), height)
        painter.fillRect(mark, look.colour("accent"))

    def local(self, number: int, point: QPointF) -> QPointF:
        """A point of the turn in a section's own coordinates."""
        section = self.sections[number]
        return point - QPointF(section.left, section.top)


def _shared(before: Section | None, section: Section) -> int:
    if before is None or before.block is None or section.block is None:
        return 0
    pairs = zip(before.block.inside, section.block.inside, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def guessed_height(size: int, line: int) -> int:
    """How high a turn of `size` characters may be."""
    return (size // _GUESSED_LINE + 3) * line


def _size(message: Message) -> int:
    return len(message.text)


def _face(section: Section) -> tuple[object, ...]:
    return (type(section), section.text, getattr(section, "said", None))
