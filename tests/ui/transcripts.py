"""A transcript alone, with messages as they come from the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from oriel.domain.messages import Message, Role
from oriel.domain.parts import Part, TextPart
from oriel.domain.stopping import StopReason
from oriel.ui.transcript.section import Section
from oriel.ui.transcript.view import Transcript


def said(message_id: str, text: str) -> Message:
    """A turn of the person."""
    return _message(message_id, Role.USER, (TextPart(text),), None)


def answered(
    message_id: str, text: str, *parts: Part, reason: StopReason | None = StopReason.FINISHED
) -> Message:
    """An answer: other parts first, then its text."""
    whole = (*parts, TextPart(text)) if text else parts
    return _message(message_id, Role.ASSISTANT, whole, reason)


def _message(
    message_id: str, role: Role, parts: tuple[Part, ...], reason: StopReason | None
) -> Message:
    return Message(
        id=message_id,
        chat_id="c",
        parent_id="p",
        role=role,
        parts=parts,
        created_at=0.0,
        stop_reason=reason,
        model="m",
    )


@contextmanager
def transcript(
    *messages: Message, width: int = 800, height: int = 600, zoom: float = 1.0
) -> Iterator[Transcript]:
    """A shown transcript; it is gone behind the block."""
    view = Transcript()
    try:
        view.resize(width, height)
        view.set_zoom(zoom)
        view.show()
        QTest.qWaitForWindowExposed(view)
        view.show_messages(list(messages))
        yield view
    finally:
        view.formulas.close()
        view.hide()
        view.deleteLater()
        QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)


def picture(view: Transcript) -> QImage:
    """What was painted, bit by bit as it came to be."""
    QCoreApplication.processEvents()
    return view.viewport().grab().toImage()


def text_of(view: Transcript, index: int) -> str:
    """All text of a turn as it is painted."""
    turn = view.turns[index]
    turn.lay_out(view.column[1])
    return "\n".join(section.text for section in turn.sections)


def point_of(view: Transcript, index: int, words: str) -> QPoint:
    """The middle of some words of a turn, in the viewport."""
    turn = view.turns[index]
    for section in turn.sections:
        if (at := section.text.find(words)) >= 0:
            return place_of(view, index, section, at + len(words) // 2)
    raise AssertionError(f"{words!r} is not painted")


def place_of(view: Transcript, index: int, section: Section, position: int) -> QPoint:
    caret = section.caret(position)
    left, _ = view.column
    where = QPointF(left + section.left, view.turn_top(index) + section.top) + caret.center()
    return where.toPoint() + QPoint(1, 0)


def drag(view: Transcript, start: QPoint, end: QPoint) -> None:
    """Presses, moves and releases the left button."""
    left, port = Qt.MouseButton.LeftButton, view.viewport()
    QTest.mousePress(port, left, pos=start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, left, pos=end)
