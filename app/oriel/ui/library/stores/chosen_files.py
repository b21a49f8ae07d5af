"""Files of the service that are to go into a new store, by their names."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon
from oriel.ui.library.pieces.fields import Section, line_of
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import button

MOST_NAMED = 3


class ChosenFiles(Section):
    """`choose_requested`; `changed` when there are others."""

    choose_requested = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(t("Files to begin with"), None, parent)
        self._files: dict[str, str] = {}
        self._count = QLabel(self)
        self._choose = button(t("Choose from the service…"), "choose_files", self)
        self._choose.setIcon(icon("file"))
        self._clear = button(t("None of them"), "clear_files", self, "link")
        self.column.insertLayout(1, line_of(self._choose, self._count, self._clear))
        self._choose.clicked.connect(self.choose_requested)
        self._clear.clicked.connect(self._on_clear)
        self._show()

    def file_ids(self) -> tuple[str, ...]:
        return tuple(self._files)

    def add(self, files: dict[str, str]) -> None:
        """Names by ids."""
        self._files |= files
        self._show()

    def _show(self) -> None:
        count = len(self._files)
        self._count.setText(counted(count, "One file", "{count} files") if count else "")
        self._count.setVisible(count > 0)
        self._clear.setVisible(count > 0)
        names = list(self._files.values())[:MOST_NAMED]
        more = count - len(names)
        told = ", ".join(names) + (t(" and {count} more", count=count_text(more)) if more else "")
        drop = t("Files of this computer can be dropped on the store once it is there.")
        self.say(told or drop)
        self.grown.emit()

    def _on_clear(self) -> None:
        self._files.clear()
        self._show()
        self._choose.setFocus()
        self.changed.emit()
