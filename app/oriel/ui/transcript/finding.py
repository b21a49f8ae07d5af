"""Find in chat: over what was written, also in turns that are not read or built yet.

How often each turn has the words is counted in its source; where they stand is
found in the painted text when the turn comes into sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.ui.transcript.look import utf16_length

if TYPE_CHECKING:
    from oriel.ui.transcript.section import Section
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.view import Transcript

Span = tuple[int, int]


class Finder(QObject):
    """`changed(number, count)`: which of how many matches is shown; (0, 0) for none."""

    changed = Signal(int, int)

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self._view = view
        self.needle = ""
        self._counts: list[tuple[str, int]] = []  # message ids that match, oldest first
        self._at = (-1, 0)  # the place in _counts, and which match of that turn
        self._spans: dict[tuple[Section, str], tuple[Span, ...]] = {}
        self.current: tuple[Section, Span] | None = None

    def clear(self) -> None:
        """Nothing is looked for any more."""
        self.needle, self._counts, self._at, self.current = "", [], (-1, 0), None
        self._spans.clear()
        self._view.viewport().update()

    def take(self, needle: str, counts: dict[str, int]) -> None:
        """`counts` says how often the history's turns have `needle`; turns that are read
        are counted here. Shows the match nearest to what is being read."""
        self.clear()
        self._view.pointing.clear()
        self.needle = needle.casefold()
        turns = self._view.turns
        if not self.needle:
            self.changed.emit(0, 0)
            return
        read = {turn.message.id: turn for turn in turns.made() if turn.loaded}
        for index in range(len(turns)):
            message_id = turns.id_at(index)
            turn = read.get(message_id)
            count = self._count(turn) if turn is not None else counts.get(message_id, 0)
            if count:
                self._counts.append((message_id, count))
        here = self._view.visible_turns().start
        places = [turns.index_of(message_id) or 0 for message_id, _ in self._counts]
        first = next((n for n, place in enumerate(places) if place >= here), len(places) - 1)
        self._at = (first, 0)
        self._show()

    def step(self, by: int) -> None:
        """On to the next match (1) or back to the one before (-1), around the ends."""
        if not self._counts:
            return
        number, match = self._at
        match += by
        if not 0 <= match < self._counts[number][1]:
            number = (number + by) % len(self._counts)
            match = 0 if by > 0 else self._counts[number][1] - 1
        self._at = (number, match)
        self._show()

    def filled(self) -> None:
        """Turns were read: the match that is waited for may be there now."""
        if self.needle and self._counts and self.current is None:
            self._show()

    def spans(self, section: Section) -> tuple[Span, ...]:
        """Where a section has the words, in positions as Qt counts."""
        if not self.needle or not section.text:
            return ()
        key = (section, section.text)
        if key not in self._spans:
            if len(self._spans) > 500:
                self._spans.clear()
            self._spans[key] = tuple(find_all(section.text, self.needle))
        return self._spans[key]

    def _count(self, turn: Turn) -> int:
        return turn.source.casefold().count(self.needle)

    def _show(self) -> None:
        self.current = None
        total = sum(count for _, count in self._counts)
        number, match = self._at
        if not total:
            self.changed.emit(0, 0)
            self._view.viewport().update()
            return
        message_id, _ = self._counts[number]
        before = sum(count for _, count in self._counts[:number])
        self.changed.emit(before + match + 1, total)
        index = self._view.turns.index_of(message_id)
        if index is not None:
            self._show_match(index, match)
        self._view.viewport().update()

    def _show_match(self, index: int, match: int) -> None:
        view = self._view
        view.show_place(index, 0, 0)
        turn = view.turns[index]
        if not turn.built:
            return  # asked for; filled() comes back here
        places = [(s, span) for s in turn.sections for span in self.spans(s)]
        if not places:
            return
        section, span = places[min(match, len(places) - 1)]
        self.current = (section, span)
        caret = section.caret(span[0])
        view.show_place(index, section.top + int(caret.top()), int(caret.height()))


def find_all(text: str, needle: str) -> list[Span]:
    """Every match of a casefolded needle, not overlapping, in positions as Qt counts."""
    folded = text.casefold()
    if len(folded) != len(text):  # some letter folds to two: back to what lines up
        folded = "".join(sign.casefold() if len(sign.casefold()) == 1 else sign for sign in text)
    found, at = [], 0
    while (at := folded.find(needle, at)) >= 0:
        begin = utf16_length(text[:at])
        found.append((begin, begin + utf16_length(text[at : at + len(needle)])))
        at += len(needle)
    return found
