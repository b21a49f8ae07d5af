"""The page that lists the prompts, with the chosen one beside the list."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.prompts import Prompt, matching, spans
from oriel.ui.prompts.marking import mark
from oriel.ui.prompts.parts import NameLabel, button, framed, label, reading
from oriel.ui.prompts.rows import PromptList
from oriel.ui.prompts.words import asks_for
from oriel.ui.search_field import SearchField
from oriel.ui.theme import current_zoom

LIST_PX = 300
SHOWN_CHARS = 20_000


class BrowsePage(QWidget):
    """`insert_requested(Prompt)`, `edit_requested(Prompt)`, `duplicate_requested(Prompt)`,
    `delete_requested(Prompt)`."""

    insert_requested = Signal(object)
    edit_requested = Signal(object)
    duplicate_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prompts: list[Prompt] = []
        self._search = SearchField(self.tr("Search the prompts"), "", self)
        self._search.setObjectName("prompt_search")
        self._search.setProperty("kind", "")
        self._list = PromptList(self)
        self._list.setObjectName("prompt_list")
        self._list.setAccessibleName(self.tr("Prompts"))
        self._nothing = label("muted", self)
        self._nothing.setObjectName("prompt_nothing")
        self._name = NameLabel("title", self)
        self._name.setObjectName("prompt_name")
        self._about = label("muted", self)
        self._text = reading("prompt_text", self.tr("The prompt's text"), self)
        self._asks = label("small", self)
        self._asks.setObjectName("prompt_asks")
        self._insert = button(self.tr("Insert"), "insert_prompt", self, "primary")
        self._edit = button(self.tr("Edit"), "edit_prompt", self)
        self._copy = button(self.tr("Duplicate"), "duplicate_prompt", self)
        self._delete = button(self.tr("Delete"), "delete_prompt", self, "danger")
        self._lay_out()
        self._connect()

    @property
    def prompt(self) -> Prompt | None:
        """The chosen one."""
        return self._list.prompt

    def show_prompts(self, prompts: list[Prompt], current: str = "") -> None:
        """All of them; `current` is the id of the one to choose, "" for the one that is."""
        self._prompts = prompts
        shown = self._list.prompt
        # After a delete the row that takes its place is chosen.
        row = self._list.currentIndex().row()
        self._refill(current or (shown.id if shown else ""))
        if not current and shown and (now := self._list.prompt) and now.id != shown.id:
            self._list.go_to(min(row, self._list.count - 1))

    def reveal(self, prompt_id: str) -> None:
        """Chooses a prompt even when what is searched for hides it."""
        if self._list.rows.row_of(prompt_id) < 0:
            self._search.clear()
        self._refill(prompt_id)

    def focus(self) -> None:
        self._search.setFocus()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        left.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        actions = QHBoxLayout()
        for each in (self._insert, self._edit, self._copy):
            actions.addWidget(each)
        actions.addStretch(1)
        actions.addWidget(self._delete)
        right = QVBoxLayout()
        right.setSpacing(6)
        for widget in (self._name, self._about):
            right.addWidget(widget)
        right.addWidget(framed(self, self._text), 1)
        right.addWidget(self._asks)
        right.addSpacing(4)
        right.addLayout(actions)
        holder = QWidget(self)
        holder.setFixedWidth(round(LIST_PX * current_zoom()))
        holder.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(20)
        across.addWidget(holder)
        across.addLayout(right, 1)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_search)
        self._search.left_downward.connect(self._list.setFocus)
        self._list.selectionModel().selectionChanged.connect(self._on_chosen)
        self._list.activated.connect(self._on_insert)
        self._insert.clicked.connect(self._on_insert)
        self._edit.clicked.connect(self._on_edit)
        self._copy.clicked.connect(self._on_duplicate)
        self._delete.clicked.connect(self._on_delete)
        for keys, wish in (("Del", self._on_delete), ("F2", self._on_edit)):
            shortcut = QShortcut(QKeySequence(keys), self._list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(wish)

    def _on_search(self) -> None:
        self._refill("")

    def _refill(self, current: str) -> None:
        query = self._search.text()
        self._list.show_prompts(matching(self._prompts, query), current)
        found = self._list.count > 0
        self._list.setVisible(found)
        self._nothing.setVisible(not found)
        self._nothing.setText(self.tr("No prompt fits “{words}”.").format(words=query.strip()))
        self._show_chosen()

    def _on_chosen(self, chosen: QItemSelection, left: QItemSelection) -> None:
        self._show_chosen()

    def _show_chosen(self) -> None:
        prompt = self._list.prompt
        for each in (self._insert, self._edit, self._copy, self._delete):
            each.setEnabled(prompt is not None)
        text = prompt.text[:SHOWN_CHARS] if prompt else ""
        self._name.show_name(prompt.name if prompt else "")
        about = (prompt.description, ", ".join(prompt.tags)) if prompt else ()
        self._about.setText(" · ".join(part for part in about if part))
        self._about.setVisible(bool(self._about.text()))
        self._text.setPlainText(text)
        mark(self._text, text, ((span.start, span.end) for span in spans(text)))
        self._asks.setText(asks_for(text))
        self._asks.setVisible(bool(self._asks.text()))

    def _on_insert(self) -> None:
        if prompt := self._list.prompt:
            self.insert_requested.emit(prompt)

    def _on_edit(self) -> None:
        if prompt := self._list.prompt:
            self.edit_requested.emit(prompt)

    def _on_duplicate(self) -> None:
        if prompt := self._list.prompt:
            self.duplicate_requested.emit(prompt)

    def _on_delete(self) -> None:
        if prompt := self._list.prompt:
            self.delete_requested.emit(prompt)
