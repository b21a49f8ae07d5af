"""The search panel: one field, the filters it understands, what was found, a quiet foot.

It holds nothing of the history. What was chosen goes up as a signal, and so does every
question.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from oriel.domain.search import SavedSearch, query_text
from oriel.domain.word_places import NOTHING
from oriel.ui.announcing import announce
from oriel.ui.icon_engine import icon
from oriel.ui.icon_mark import IconMark
from oriel.ui.search.asking import Asking
from oriel.ui.search.chips import Filter, FilterChips, without
from oriel.ui.search.field import SearchLine
from oriel.ui.search.foot import Foot
from oriel.ui.search.naming import NamingLine
from oriel.ui.search.results_list import ResultsList
from oriel.ui.search.rows import More, Offer, Row, Typed
from oriel.ui.search.words import counted, order_words
from oriel.ui.theme import current_zoom
from oriel.ui.view_models.search import Beginning, Found, Offers

REST_MS = 600
WIDTH_PX, NARROW_PX, TOP_PX, EDGE_PX = 680, 712, 64, 16
_PAD = 14


class SearchPanel(QFrame):
    """`chosen(SearchHit | ChatHit | Findable, Sought)`, `more_requested(Found)`,
    `save_requested(name, typed)`, `forget_requested(SavedSearch)`,
    `recent_forgotten(text)`, `closed()`. `asking` has the questions."""

    chosen = Signal(object, object)
    more_requested = Signal(object)
    save_requested = Signal(str, str)
    forget_requested = Signal(object)
    recent_forgotten = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_panel")
        self.setAccessibleName(self.tr("Search everything"))
        self.setProperty("kind", "card")
        self.asking = Asking(self)
        self._kept: SavedSearch | None = None
        self._room = QRect()
        self._tallest = 0
        self._entered = False  # Enter was pressed, and its answer is waited for
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._head = QWidget(self)
        self.line = SearchLine(self)
        self._filter = self._button("filter", self.tr("Add a filter"), "search_add_filter")
        self._star = self._button("star", self.tr("Keep this search"), "search_star")
        self._star.setCheckable(True)
        self._chips = FilterChips(self)
        self._naming = NamingLine(self)
        self.results = ResultsList(self)
        self.results.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves one typing
        self._foot = Foot(self)
        self._lay_out()
        self._keep_head()
        self._connect()

    # Wishes

    def begin(self) -> None:
        """Opened anew: an empty field with the keyboard in it."""
        self._tallest = 0
        self._naming.hide()
        self.line.clear()
        self.asking.clear()
        self._show_star(None)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def again(self) -> bool:
        """Its keys were pressed while it is open: selects what is typed; False when there is
        nothing to select."""
        if self.line.text() and self.line.selectedText() != self.line.text():
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.line.selectAll()
            return True
        return False

    def search(self, typed: str) -> None:
        """Types it and asks at once."""
        self.line.setText(typed if typed[-1:].isspace() else f"{typed} ")
        self.asking.ask(ranked=False)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    # Facts

    def show_beginning(self, beginning: Beginning) -> None:
        self.asking.show_beginning(beginning)

    def show_found(self, found: Found) -> None:
        if not self.asking.show_found(found):
            return
        if self._entered and found.complete:
            self._entered = False
            self.results.choose_first()
        self._show_foot()
        if found.complete:
            order = order_words(ranked=found.ranked) if found.messages.hits else ""
            announce(self.line, ", ".join(part for part in (counted(found), order) if part))

    def show_offers(self, offers: Offers) -> None:
        self.asking.show_offers(offers)

    def show_kept(self, kept: SavedSearch | None) -> None:
        """The search that is kept of what is typed."""
        self._show_star(kept)

    def fit(self, room: QRect) -> None:
        """Places it near the top of a room, as high as what it shows, as far as there is
        room; it does not shrink before typing rests, so that typing moves nothing."""
        self._room = room
        narrow = room.width() < NARROW_PX
        edge = EDGE_PX // 2 if narrow else EDGE_PX
        width = min(round(WIDTH_PX * current_zoom()), room.width() - 2 * edge)
        top = edge if narrow else min(TOP_PX, room.height() // 12)
        column = self.layout()
        assert column is not None
        inner = width - 2 * (_PAD // 2 + 1)
        listed = self.results.height_of_all(inner) + 4
        around = column.heightForWidth(width) if column.hasHeightForWidth() else 0
        around = max(around, column.sizeHint().height()) - self.results.minimumHeight()
        most = room.height() - top - edge - around
        self._tallest = max(self._tallest, min(listed, most))
        self.results.setFixedHeight(max(40, min(self._tallest, most)))
        left = room.left() + (room.width() - width) // 2
        self.setGeometry(left, room.top() + top, width, around + self.results.height())

    # What Qt tells

    def event(self, event: QEvent) -> bool:
        # Before the window's shortcuts: Escape stops no answer while this is open.
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.text().isprintable() and event.text() and self.results.hasFocus():
            self.line.setFocus()
            self.line.insert(event.text())  # typing goes on wherever the keyboard is
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes around within."""
        stops = [stop for stop in self.stops() if stop.isVisible() and stop.isEnabled()]
        focused = self.window().focusWidget()
        at = next((n for n, stop in enumerate(stops) if stop is focused), -1)
        to = stops[(at + (1 if forward else -1)) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        to.setFocus(reason)
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and not self._room.isNull():
            self.line.refresh()
            self._keep_head()
            self.results.refresh()
            self.fit(self._room)

    # Inside

    def _keep_head(self) -> None:
        """As high as its text: the style sheet's least height of a field is for small text."""
        self._head.setMinimumHeight(self.line.fontMetrics().height() + 20)

    def stops(self) -> list[QWidget]:
        return [
            self.line,
            self._filter,
            self._star,
            *self._chips.stops(),
            *self._naming.stops(),
            self.results,
            *self._foot.stops(),
        ]

    def _lay_out(self) -> None:
        head = QHBoxLayout(self._head)
        head.setContentsMargins(_PAD - _PAD // 2 + 3, 4, 0, 4)
        head.setSpacing(8)
        head.addWidget(IconMark("search", "muted", 18, self))
        head.addWidget(self.line, 1)
        head.addWidget(self._filter)
        head.addWidget(self._star)
        rule = QFrame(self)
        rule.setProperty("kind", "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD // 2, 6, _PAD // 2, 6)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self._chips)
        column.addWidget(self._naming)
        column.addWidget(rule)
        column.addWidget(self.results)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._on_text)
        self.line.cursorPositionChanged.connect(self._on_caret)
        self.line.walk_requested.connect(self.results.walk)
        self.line.entered.connect(self._on_enter)
        self.line.removal_requested.connect(self._on_removal)
        self.results.walked.connect(self._on_walked)
        self.results.opened.connect(self._on_opened)
        self.results.removed.connect(self._remove)
        self.results.left_upward.connect(self.line.setFocus)
        self.asking.rows_changed.connect(self._on_rows)
        self.asking.rows_grown.connect(self._on_rows_grown)
        self._chips.removed.connect(self._on_chip)
        self._chips.emptied.connect(self.line.setFocus)
        self._filter.clicked.connect(self._on_filter)
        self._star.clicked.connect(self._on_star)
        self._naming.named.connect(self._on_named)
        self._naming.left.connect(self._on_naming_left)
        self._foot.order.ranked_requested.connect(self._on_order)

    def _on_text(self, text: str) -> None:
        self.results.choose_none()
        self.line.walking = self._entered = False
        self.asking.type(text, self.line.begun())
        if self._chips.show_query(self.asking.query):
            self.fit(self._room)
        self._show_foot()
        self._rest.start()

    def _on_caret(self) -> None:
        if self.asking.typed == self.line.text():
            self.asking.type(self.line.text(), self.line.begun())

    def _on_rows_grown(self) -> None:
        self._show_rows(keep=True)

    def _on_rows(self) -> None:
        self._show_rows(keep=False)

    def _show_rows(self, *, keep: bool) -> None:
        self.results.show_rows(self.asking.rows(), keep=keep)
        self.line.walking = self.results.current is not None
        self._show_foot()
        if not self._room.isNull():
            self.fit(self._room)

    def _on_walked(self) -> None:
        row = self.results.current
        self.line.walking = row is not None
        self._show_foot()
        if row is not None and not self.results.hasFocus():
            announce(self.line, row.spoken)

    def _on_enter(self) -> None:
        if self.results.current is not None:
            self.results.open_current()
        elif self.asking.can_rank and not self.asking.offers:
            self._entered = True
            self.asking.ask(ranked=True)
            self._show_foot()
        elif not self.asking.searching:
            self.results.choose_first()
            self.results.open_current()

    def _on_opened(self, row: Row) -> None:
        match row.target:
            case Offer(begun, value):
                self.line.setFocus()
                self.line.complete(begun, value)
            case Typed(text):
                self.search(text)
            case SavedSearch() as saved:
                self.search(saved.typed)
            case More(of):
                self._show_more(of)
            case None:
                pass
            case target:
                found = self.asking.found
                self.chosen.emit(target, found.query.sought if found is not None else NOTHING)

    def _show_more(self, of: str) -> None:
        found = self.asking.found
        if of == "again" or found is None:
            self.asking.ask(ranked=self.asking.ranked)
            return
        before = len(found.messages.hits)
        if of != "results":
            self.asking.open_section(of)
        if of == "results" or (of == "messages" and found.more and before <= 5):
            self.more_requested.emit(found)

    def _on_removal(self) -> None:
        if (row := self.results.current) is not None:
            self._remove(row)

    def _remove(self, row: Row) -> None:
        match row.target:
            case SavedSearch() as saved:
                self.forget_requested.emit(saved)
            case Typed(text):
                self.recent_forgotten.emit(text)

    def _on_chip(self, unwanted: Filter) -> None:
        self.line.setText(query_text(without(self.asking.query, unwanted)))

    def _on_filter(self) -> None:
        self.line.setFocus()
        self.line.begin_filter()

    def _on_star(self) -> None:
        if self._kept is not None:
            self.forget_requested.emit(self._kept)
        elif not self.asking.begins:
            self._naming.open(" ".join(self.line.text().split()))
            self.fit(self._room)
        self._show_star(self._kept)

    def _on_rest(self) -> None:
        if self.asking.searching:
            self._rest.start()
        else:
            self._tallest = 0
            self.fit(self._room)

    def _on_named(self, name: str) -> None:
        self.save_requested.emit(name, self.line.text())
        self._on_naming_left()

    def _on_naming_left(self) -> None:
        self.line.setFocus()
        self.fit(self._room)

    def _on_order(self, ranked: bool) -> None:
        self.asking.ask(ranked=ranked)

    def _show_star(self, kept: SavedSearch | None) -> None:
        self._kept = kept
        words = self.tr("Keep this search") if kept is None else self.tr("Forget this search")
        self._star.setChecked(kept is not None)
        self._star.setIcon(icon("star", "muted" if kept is None else "accent"))
        self._star.setToolTip(words)
        self._star.setAccessibleName(words)
        self._star.setEnabled(not self.asking.begins)

    def _show_foot(self) -> None:
        self._star.setEnabled(not self.asking.begins)
        self._foot.show_state(self.asking, self.results.current)

    def _button(self, icon_name: str, text: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(icon(icon_name))
        button.setToolTip(text)
        button.setAccessibleName(text)
        return button
