"""The keyboard on the transcript: scrolling, moving by turns, selecting with Shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from oriel.ui.transcript.flow import TOP_PX
from oriel.ui.transcript.look import utf16_length
from oriel.ui.transcript.selection import Place, word_at

if TYPE_CHECKING:
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.view import Transcript


class Keys:
    """Belongs to one view, as its Hand does."""

    def __init__(self, view: Transcript) -> None:
        self._view = view
        self._hand = view.hand
        self._pointed: Turn | None = None

    def press(self, event: QKeyEvent) -> bool:
        """Whether a key was taken."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._hand.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._hand.select_all()
        elif not self._move_caret(event) and not self._scroll(event):
            return False
        return True

    def _move_caret(self, event: QKeyEvent) -> bool:
        """Shift and an arrow select from where the caret is."""
        caret = self._hand.selection.caret
        if caret is None or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        words = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Left:
                moved = self._beside(caret, -1, words=words)
            case Qt.Key.Key_Right:
                moved = self._beside(caret, 1, words=words)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                moved = self._above(caret, 1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Home:
                moved = Place(0, 0, 0) if words else caret._replace(at=0)
            case Qt.Key.Key_End:
                text = self._view.turns[caret.turn].sections[caret.section].text
                moved = caret._replace(at=utf16_length(text))
            case _:
                return False
        assert self._hand.selection.anchor is not None
        self._hand.selection.set(self._hand.selection.anchor, moved)
        section = self._view.turns[moved.turn].sections[moved.section]
        place = section.caret(moved.at)
        self._view.show_place(moved.turn, section.top + int(place.top()), int(place.height()))
        self._view.viewport().update()
        return True

    def _beside(self, caret: Place, by: int, *, words: bool) -> Place:
        sections = self._view.turns[caret.turn].sections
        text = sections[caret.section].text
        length = utf16_length(text)
        if words and 0 <= caret.at + min(by, 0) < length:
            begin, end = word_at(text, caret.at + min(by, 0))
            return caret._replace(at=end if by > 0 else begin)
        if 0 <= caret.at + by <= length:
            return caret._replace(at=caret.at + by)
        return self._next_section(caret, by)

    def _next_section(self, caret: Place, by: int) -> Place:
        """The nearest section with a text in a direction; where it was when there is none."""
        index, number = caret.turn, caret.section
        while True:
            number += by
            while not 0 <= number < len(self._view.turns[index].sections):
                index += by
                if not 0 <= index < len(self._view.turns):
                    return caret
                turn = self._view.turns[index]
                turn.lay_out(self._view.column[1])
                number = 0 if by > 0 else len(turn.sections) - 1
            text = self._view.turns[index].sections[number].text
            if text:
                return Place(index, number, 0 if by > 0 else utf16_length(text))

    def _above(self, caret: Place, by: int) -> Place:
        section = self._view.turns[caret.turn].sections[caret.section]
        place = section.caret(caret.at)
        step = self._view.builder.look.line
        y = place.center().y() + by * step
        if 0 <= y < section.height:
            return caret._replace(at=section.position(QPointF(place.left(), y)))
        there = self._next_section(caret, by)
        if there == caret:
            return there
        beyond = self._view.turns[there.turn].sections[there.section]
        edge = 1 if by > 0 else beyond.height - 1
        x = place.left() + section.left - beyond.left
        return there._replace(at=beyond.position(QPointF(x, edge)))

    def _scroll(self, event: QKeyEvent) -> bool:
        bar = self._view.verticalScrollBar()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                if control:
                    self._step(by)
                else:
                    bar.setValue(bar.value() + by * bar.singleStep())
            case Qt.Key.Key_PageUp:
                bar.setValue(bar.value() - bar.pageStep())
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                bar.setValue(bar.value() + bar.pageStep())
            case Qt.Key.Key_Home:
                self._view.jump_to_start()
            case Qt.Key.Key_End:
                self._view.jump_to_end()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return self._pointed is not None and self._view.overlay.enter(self._pointed)
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        """To the next turn, which shows its buttons as under the mouse; Enter goes to them."""
        view, at = self._view, self._pointed_at()
        if at is None:
            view.go_to_turn(by)
            at = view.turn_at(TOP_PX + 1)
        else:
            at = min(max(0, at + by), len(view.turns) - 1)
            view.bring_up(at)
        if view.turns:
            self._pointed = view.turns[at]
            view.overlay.hover(self._pointed)

    def _pointed_at(self) -> int | None:
        """The turn the keys were at, while it is in sight."""
        found = (i for i in self._view.visible_turns(0) if self._view.turns[i] is self._pointed)
        return next(found, None)
