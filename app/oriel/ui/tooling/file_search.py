"""The settings of file search: which stores, how many passages, which of them at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oriel.domain.filters import filter_problem
from oriel.domain.hosted_tools import FileSearch
from oriel.services.tool_offers import StoreOffer
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.filter_words import problem_words
from oriel.ui.prompts.answers import LinesField
from oriel.ui.prompts.parts import button, label
from oriel.ui.style_sheet import restyle
from oriel.ui.tooling.choices import StoreList
from oriel.ui.tooling.page import SettingsPage, names_in, names_out
from oriel.ui.tooling.words import t

if TYPE_CHECKING:
    from oriel.ui.error_text import ErrorText

RESULTS = (3, 5, 10, 20, 50)
FIND_FROM = 8  # so many stores are easier found by typing


class FileSearchPage(SettingsPage):
    """`changed(FileSearch)`, `stores_wanted()`."""

    changed = Signal(object)
    stores_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("file_search", t("File search"), parent)
        self._stores: list[StoreOffer] = []
        self._chosen: tuple[str, ...] = ()
        self._find = QLineEdit(self)
        self._find.setObjectName("find_store")
        self._find.setAccessibleName(self.tr("Find a vector store"))
        self._find.setPlaceholderText(self.tr("Find a vector store"))
        self._find.hide()
        self._list = StoreList(self)
        self._state = label("small", self)
        self._again = button(self.tr("Ask again"), "stores_again", self, "link")
        self._ids = Field(
            self.tr("Others, by their ids"),
            "store_ids",
            self,
            self.tr("With commas between. They begin with vs_."),
        )
        self._count = ChoiceField(self.tr("Passages at most"), "max_results", self)
        self._filter = LinesField(self.tr("Only passages of files that fit"), "filter", self)
        self._filter.edit.setFixedHeight(self.fontMetrics().height() * 4 + 12)
        self._filter.edit.setPlaceholderText('{"type": "eq", "key": "year", "value": 2026}')
        self._wrong = label("small", self)
        self._lay_out()
        self._find.textChanged.connect(self._refill)
        self._list.changed.connect(self._on_ticked)
        self._again.clicked.connect(self._ask)
        self._filter.changed.connect(self._check)

    # Facts

    def begin(self, value: FileSearch, *, listed: bool) -> None:
        """`listed` says whether the connection can list its stores."""
        self._chosen = value.store_ids
        self._stores = []
        self._find.clear()
        self._fill_counts(value.max_results or 0)
        self._filter.set_text(value.filters)
        self._check()
        self._refill()
        if listed:
            self._ask()
        else:
            self._say(self.tr("This connection lists no stores. Type their ids below."))

    def show_stores(self, stores: list[StoreOffer]) -> None:
        # What was typed meanwhile counts as chosen, and shows up with a tick.
        self._chosen, self._stores = self._all_chosen(), stores
        self._refill()
        none = self.tr("There are no vector stores yet.")
        self._say("" if stores else none)
        if stores and self.back.hasFocus():
            self.focus()  # where it would have gone, had they been here

    def show_failed(self, words: ErrorText) -> None:
        self._say(f"{words.title} {words.reason}", role="danger", again=True)

    def focus(self) -> None:
        (self._list if self._list.count() else self.back).setFocus()

    def apply(self) -> bool:
        if filter_problem(self._filter.text()):
            self._check()
            self._filter.focus()
            return False
        self.changed.emit(
            FileSearch(
                store_ids=self._all_chosen(),
                max_results=int(self._count.combo.currentData()) or None,
                filters=self._filter.text().strip(),
            )
        )
        return True

    # Inside

    def _lay_out(self) -> None:
        stores = QVBoxLayout()
        stores.setSpacing(6)
        for widget in (self._find, self._list, self._state):
            stores.addWidget(widget)
        line = QHBoxLayout()
        line.addWidget(self._again)
        line.addStretch(1)
        stores.addLayout(line)
        self.column.addLayout(stores)
        self.take(self._ids)
        self.take(self._count)
        self.column.addWidget(self._filter)
        self.column.addWidget(self._wrong)

    def _fill_counts(self, current: int) -> None:
        combo = self._count.combo
        combo.clear()
        combo.addItem(self.tr("As the service likes"), 0)
        for count in sorted({*RESULTS, current} - {0}):
            combo.addItem(str(count), count)
        combo.setCurrentIndex(combo.findData(current))

    def _ask(self) -> None:
        self._say(self.tr("Asking the service for its vector stores…"))
        self.stores_wanted.emit()

    def _refill(self) -> None:
        words = self._find.text().casefold().split()
        fitting = [
            store
            for store in self._stores
            if all(word in f"{store.name} {store.id}".casefold() for word in words)
        ]
        self._list.show_stores(fitting, self._chosen)
        self._list.setVisible(bool(fitting))
        self._find.setVisible(len(self._stores) >= FIND_FROM)
        known = {store.id for store in self._stores}
        self._ids.set_text(names_out(i for i in self._chosen if i not in known))
        self.grown.emit()

    def _on_ticked(self) -> None:
        shown = {self._list.item(row).toolTip() for row in range(self._list.count())}
        hidden = [i for i in self._all_chosen() if i not in shown]
        self._chosen = (*self._list.chosen(), *hidden)

    def _all_chosen(self) -> tuple[str, ...]:
        known = {store.id for store in self._stores}
        ticked = [i for i in self._chosen if i in known]
        return tuple(dict.fromkeys((*ticked, *names_in(self._ids.text()))))

    def _say(self, text: str, *, role: str = "small", again: bool = False) -> None:
        self._state.setText(text)
        self._state.setProperty("textRole", role)
        restyle(self._state)
        self._state.setVisible(bool(text))
        self._again.setVisible(again)
        self.grown.emit()

    def _check(self) -> None:
        problem = filter_problem(self._filter.text())
        self._wrong.setText(problem_words(problem))
        self._wrong.setProperty("textRole", "danger")
        restyle(self._wrong)
        self._wrong.setVisible(bool(problem))
        self.grown.emit()
