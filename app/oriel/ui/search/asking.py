"""What of a search is shown now: which question is on its way, which sections are open.

Apart from the panel, which has the widgets: here is what Enter means, and when an answer
comes too late to be shown.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.search import SearchQuery, parse_query
from oriel.domain.search_typing import Begun
from oriel.ui.error_text import explain
from oriel.ui.search.rows import More, Row, Shape, of_beginning, of_found, of_offers
from oriel.ui.search.words import t
from oriel.ui.view_models.search import Beginning, Found, Offers

_BEGINNINGS = ' "-:'  # of a phrase, of what is left out, of a filter
WAIT_MS = 25  # a search is broken off by the next one; hits are to be there in 100


class Asking(QObject):
    """`asked(typed, ranked)` once typing rests, `ended()` when nothing is asked any more,
    `offers_wanted(Begun)`. Read `rows()` anew at `rows_changed()`, and at `rows_grown()`,
    which is about the same list: the scroll stays."""

    asked = Signal(str, bool)
    ended = Signal()
    offers_wanted = Signal(object)
    rows_changed = Signal()
    rows_grown = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.typed = ""
        self.query = SearchQuery()
        self.ranked = False
        self.found: Found | None = None
        self.searching = False
        self._beginning = Beginning()
        self._begun: Begun | None = None
        self._offers: Offers | None = None
        self._open: set[str] = set()
        self._rest = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._rest.timeout.connect(self._on_rest)

    # Facts

    @property
    def begins(self) -> bool:
        """Whether there is nothing to look for yet."""
        return self.query.empty

    @property
    def offers(self) -> bool:
        """Whether values for a filter stand first in the list."""
        return self._offers is not None and bool(of_offers(self._offers))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return self.found is not None and not _some(self.rows())

    @property
    def can_rank(self) -> bool:
        """Whether Enter would bring the best messages up."""
        waits = self._rest.isActive() or self.searching
        some = self.found is not None and bool(self.found.messages.hits)
        return not self.begins and not self.ranked and (waits or some)

    def rows(self) -> list[Row]:
        offered = of_offers(self._offers) if self._offers is not None else []
        if self.begins or self.found is None:
            if offered or not self.begins or self.query.unclear:
                return offered
            if self.typed.strip(_BEGINNINGS):
                return [Row(Shape.SENTENCE, t("Only letters and digits are searched for."))]
            return of_beginning(self._beginning)
        if self.found.error is not None:
            words = explain(self.found.error.code, self.found.error.facts)
            said = Row(Shape.SENTENCE, f"{words.title} {words.reason}")
            again = Row(Shape.LINE, t("Search again"), "retry", target=More("again"))
            return [*offered, said, again]
        found = of_found(self.found, self._open)
        return [*offered, *found] if self.found.others or not offered or _some(found) else offered

    # Wishes

    def type(self, typed: str, begun: Begun | None) -> None:
        """The text is another; `begun` is the filter that is being typed."""
        before, self.typed, self.query = self.query, typed, parse_query(typed)
        self._begin_filter(begun)
        if self.query == before and self.found is not None:
            self.rows_grown.emit()
            return
        self.ranked = False
        self._open.clear()
        if self.begins:
            self._leave()
        else:
            self._rest.start()

    def ask(self, *, ranked: bool) -> None:
        """At once, in that order."""
        self._rest.stop()
        if not self.begins:
            self.ranked, self.searching = ranked, True
            self._open.clear()
            self.asked.emit(self.typed, ranked)

    def open_section(self, name: str) -> None:
        self._open.add(name)
        self.rows_grown.emit()

    def clear(self) -> None:
        """The panel is closed, or opened anew."""
        self.typed, self.query, self._offers, self._begun = "", SearchQuery(), None, None
        self.ranked = False
        self._open.clear()
        self._leave()

    # Facts that come

    def show_beginning(self, beginning: Beginning) -> None:
        self._beginning = beginning
        if self.begins:
            self.rows_changed.emit()
        else:
            self._rest.start()  # names are known now that were not when it was asked

    def show_found(self, found: Found) -> bool:
        """Whether it is what is waited for."""
        if found.query != self.query or found.ranked != self.ranked or self._rest.isActive():
            return False
        self.searching = not found.complete
        if self.searching and self.found is not None:
            return True  # what was found before stays until there is better
        keep = self.found is not None and self.found.query == found.query
        keep = keep and self.found is not None and self.found.ranked == found.ranked
        self.found = found
        if keep:
            self.rows_grown.emit()
        else:
            self.rows_changed.emit()
        return True

    def show_offers(self, offers: Offers) -> None:
        if offers.begun == self._begun:
            # What is typed in full needs no choosing.
            typed_in_full = offers.values == (offers.begun.part,)
            self._offers = None if typed_in_full else offers
            self.rows_changed.emit()

    # Inside

    def _begin_filter(self, begun: Begun | None) -> None:
        if begun == self._begun:
            return
        self._begun = begun
        if begun is not None:
            self.offers_wanted.emit(begun)
        elif self._offers is not None:
            self._offers = None
            self.rows_changed.emit()

    def _leave(self) -> None:
        self._rest.stop()
        self.found, self.searching = None, False
        self.ended.emit()
        self.rows_changed.emit()

    def _on_rest(self) -> None:
        self.ask(ranked=False)


def _some(rows: list[Row]) -> bool:
    return any(row.target is not None for row in rows)
