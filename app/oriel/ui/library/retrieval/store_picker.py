"""A card over the page with the vector stores of a connection, to tick those to be asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.library import VectorStore
from oriel.services.tool_offers import StoreOffer
from oriel.ui.escape_first import EscapeFirst
from oriel.ui.library.retrieval.parts import Said
from oriel.ui.prompts.parts import button
from oriel.ui.search_field import SearchField
from oriel.ui.theme import current_zoom
from oriel.ui.tooling.choices import StoreList

MOST_LISTED = 100
PICKER_PX = 340


class StorePicker(QFrame):
    """A card over the page with the stores to tick. `changed()`, `closed()`, `again()`."""

    changed = Signal()
    closed = Signal()
    again = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._anchor: QWidget | None = None
        self.setObjectName("store_picker")
        self._escape = EscapeFirst(self)
        self.installEventFilter(self._escape)
        self.setAccessibleName(self.tr("Choose stores"))
        self.setProperty("kind", "card")
        self.setAutoFillBackground(True)
        self._stores: list[VectorStore] = []
        self._ticked: tuple[str, ...] = ()
        self._find = SearchField(self.tr("Find a store"), "", self)
        self._find.setObjectName("picker_find")
        self._find.setProperty("kind", "")
        self._list = StoreList(self)
        self._said = Said("small", "picker_said", self)
        self._again = button(self.tr("Ask again"), "picker_again", self, "link")
        self._again.hide()
        self._done = button(self.tr("Done"), "picker_done", self)
        self._lay_out()
        self._find.textChanged.connect(self._refill)
        self._find.left_downward.connect(self._list.setFocus)
        self._list.changed.connect(self._on_ticked)
        self._again.clicked.connect(self.again)
        self._done.clicked.connect(self.leave)

    def chosen(self, before: Sequence[str]) -> tuple[str, ...]:
        """What is ticked; those chosen before keep their places."""
        kept = [i for i in before if i in self._ticked]
        return tuple(dict.fromkeys((*kept, *self._ticked)))

    def show_stores(self, stores: list[VectorStore], ticked: Sequence[str]) -> None:
        self._stores, self._ticked = stores, tuple(ticked)
        self._again.hide()
        self._refill()

    def say(self, text: str, *, again: bool = False) -> None:
        self._said.say(text)
        self._again.setVisible(again)
        self._fit()

    def open_at(self, anchor: QWidget) -> None:
        """Below `anchor`, within the page."""
        self._anchor = anchor
        self._find.clear()
        self._refill()
        self.show()
        self.raise_()
        self._fit()
        (self._find if self._stores else self._done).setFocus()

    def leave(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    # Inside

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Else the window's Escape (stop) would hear the key first."""
        return event.key() == Qt.Key.Key_Escape

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._again)
        foot.addStretch(1)
        foot.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(8)
        for widget in (self._find, self._list, self._said):
            column.addWidget(widget)
        column.addLayout(foot)

    def _refill(self) -> None:
        words = self._find.text().casefold().split()
        fitting = [
            store
            for store in self._stores
            if all(word in f"{store.name} {store.id}".casefold() for word in words)
        ]
        ticked = set(self._ticked)
        fitting.sort(key=lambda store: store.id not in ticked)
        self._list.show_stores([_offer(store) for store in fitting[:MOST_LISTED]], self._ticked)
        self._list.setVisible(bool(fitting))
        self._said.say(self._words(len(fitting)))
        self._fit()

    def _words(self, fitting: int) -> str:
        if not self._stores:
            return self.tr("This connection has no vector stores yet.")
        if not fitting:
            return self.tr("No store is called that.")
        if fitting > MOST_LISTED:
            return self.tr("The first {n} of {all}. Type to find another.").format(
                n=MOST_LISTED, all=fitting
            )
        return ""

    def _on_ticked(self) -> None:
        listed = {self._list.item(row).toolTip() for row in range(self._list.count())}
        hidden = [i for i in self._ticked if i not in listed]
        self._ticked = (*hidden, *self._list.chosen())
        self.changed.emit()

    def _fit(self) -> None:
        anchor = self._anchor
        if self.isHidden() or anchor is None:
            return
        page = self._page
        width = min(round(PICKER_PX * current_zoom()), page.width() - 16)
        self.setFixedWidth(width)
        self.adjustSize()
        below = anchor.mapTo(page, QPoint(0, anchor.height() + 4))
        left = below.x() + anchor.width() - width if self.isRightToLeft() else below.x()
        left = min(max(left, 8), page.width() - width - 8)
        top = min(below.y(), max(page.height() - self.height() - 8, 8))
        self.move(left, top)


def _offer(store: VectorStore) -> StoreOffer:
    return StoreOffer(
        store.id, store.name, store.files.total, store.files.completed, usable=store.usable
    )
