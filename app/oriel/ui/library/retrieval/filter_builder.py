"""The filter of a search, built of rules or written as JSON: both stay in step."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.domain.filters import (
    Filter,
    FilterUnfit,
    Group,
    Join,
    filter_text,
    problem_of,
    read_filter,
)
from oriel.ui.filter_words import problem_words
from oriel.ui.fonts import code_font
from oriel.ui.library.retrieval.filter_group import FilterGroup
from oriel.ui.library.retrieval.filter_row import Known
from oriel.ui.library.retrieval.parts import Said
from oriel.ui.prompts.parts import button
from oriel.ui.theme import current_zoom

_JSON_LINES = 7


class FilterBuilder(QFrame):
    """`changed()` when the filter is another one, also one that cannot be sent yet."""

    changed = Signal()

    def __init__(self, known: Known, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter_builder")
        self.setAccessibleName(self.tr("Filter"))
        self.setProperty("kind", "card")
        self._root = FilterGroup(known, 1, self)
        self._json = QPlainTextEdit(self)
        self._json.setObjectName("filter_json")
        self._json.setAccessibleName(self.tr("The filter as JSON"))
        self._json.setTabChangesFocus(True)
        self._json.setPlaceholderText('{"type": "eq", "key": "year", "value": 2026}')
        self._json.hide()
        self._problem = Said("danger", "filter_problem", self)
        self._show_json = button(self._write_words(), "filter_show_json", self, "link")
        self._show_json.setCheckable(True)
        self._clear = button(self.tr("Clear"), "filter_clear", self, "link")
        self._filter: Filter | None = None
        self._code = ""
        self._lay_out()
        self._root.changed.connect(self._on_built)
        self._json.textChanged.connect(self._on_written)
        self._show_json.toggled.connect(self._on_show_json)
        self._clear.clicked.connect(self._on_clear)

    @property
    def filter(self) -> Filter | None:
        """What can be sent; None for no filter, and while something is wrong with it."""
        return self._filter

    @property
    def problem(self) -> str:
        """A code of FilterUnfit, "" for nothing."""
        return self._code

    def show_filter(self, wanted: Filter | None) -> None:
        self._fill(wanted)
        self._write(wanted)
        self._settle(wanted, "")

    def focus(self) -> None:
        """To the first rule, or to the JSON where that is shown."""
        if not self._json.isHidden():
            self._json.setFocus()
        else:
            self._root.focus()

    # Inside

    def _lay_out(self) -> None:
        zoom = current_zoom()
        self._json.setFont(code_font(zoom))
        self._json.setFixedHeight(self._json.fontMetrics().height() * _JSON_LINES + 16)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._show_json)
        foot.addWidget(self._clear)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(8)
        column.addWidget(self._root)
        column.addWidget(self._json)
        column.addWidget(self._problem)
        column.addLayout(foot)

    def _write_words(self) -> str:
        return self.tr("Write it as JSON")

    def _fill(self, wanted: Filter | None) -> None:
        with QSignalBlocker(self._root):
            match wanted:
                case Group(join, filters):
                    self._root.show_group(join, filters)
                case None:
                    self._root.show_group(Join.AND, ())
                case _:
                    self._root.show_group(Join.AND, (wanted,))

    def _write(self, wanted: Filter | None) -> None:
        with QSignalBlocker(self._json):
            self._json.setPlainText(filter_text(wanted, indent=2))

    def _on_built(self) -> None:
        group = self._root.wanted()
        wanted: Filter | None = group if len(group.filters) > 1 else None
        if len(group.filters) == 1:
            wanted = group.filters[0]
        code = problem_of(wanted) if wanted is not None else ""
        if not code:
            self._write(wanted)
        self._settle(None if code else wanted, code)

    def _on_written(self) -> None:
        try:
            wanted = read_filter(self._json.toPlainText())
        except FilterUnfit as unfit:
            self._settle(None, unfit.code)
            return
        self._fill(wanted)
        self._settle(wanted, "")

    def _settle(self, wanted: Filter | None, code: str) -> None:
        self._filter, self._code = wanted, code
        self._problem.say(problem_words(code))
        self.changed.emit()

    def _on_show_json(self, shown: bool) -> None:
        self._json.setVisible(shown)
        self._root.setVisible(not shown)
        self._show_json.setText(self.tr("Back to the rules") if shown else self._write_words())
        if shown:
            self._json.setFocus()
        elif self._code:
            self._on_built()  # what was written is none: the rules count

    def _on_clear(self) -> None:
        self.show_filter(None)
        self.focus()
