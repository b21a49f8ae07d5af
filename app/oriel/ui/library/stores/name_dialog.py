"""What the copy of a store is to be called, and what goes along with it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.library import VectorStore
from oriel.ui.connection_fields import Field
from oriel.ui.library.stores.columns import shown_name
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 460


class NameDialog(QDialog):
    """`chosen(store id, name)`."""

    chosen = Signal(str, str)

    def __init__(
        self, store: VectorStore, taken: Collection[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("duplicate_store")
        self.setWindowTitle(t("Duplicate store"))
        name = shown_name(store)
        self._title = label("title", self, t("Duplicate “{name}”", name=name))
        self._about = label("", self, _about(store))
        self._name = Field(t("Name of the copy"), "copy_name", self)
        self._name.set_text(copy_name(name, taken))
        self._cancel = button(t("Cancel"), "cancel_duplicate", self)
        self._go = button(t("Duplicate"), "confirm_duplicate", self, "primary")
        self._go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        for part in (self._title, self._about, self._name):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(buttons)
        self.setMinimumWidth(round(WIDTH_PX * current_zoom()))
        self._cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self._on_go)
        self._name.focus()

    def _on_go(self) -> None:
        name = self._name.text().strip()
        self._name.show_problem("" if name else t("Give it a name."))
        if name:
            self.chosen.emit(self._store.id, name)
            self.accept()


def copy_name(name: str, taken: Collection[str]) -> str:
    """A name for a copy that no other store has."""
    wanted, count = t("{name} (copy)", name=name), 2
    while wanted in taken:
        wanted = t("{name} (copy {count})", name=name, count=count)
        count += 1
    return wanted


def _about(store: VectorStore) -> str:
    files = counted(
        store.files.total,
        "Its settings go along, and its file with its attributes. The file is indexed anew.",
        "Its settings go along, and its {count} files with their attributes. They are indexed "
        "anew, which may take a while and cost as much as the first time.",
    )
    return files if store.files.total else t("Its settings go along. It has no files.")
