"""What was found in the files, before any of it is written: counts, a list to choose from,
the folder it goes into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.folder_tree import in_order
from oriel.domain.folders import Folder
from oriel.domain.imports.runs import Choices, Found, ImportPlan, NotRead, State
from oriel.domain.imports.values import Source
from oriel.ui.check_box import CheckBox
from oriel.ui.combo import Combo
from oriel.ui.importing import words
from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.intake.choices import Choice, ChoiceGroup
from oriel.ui.prompts.parts import label

_NEW_FOLDER = "\0new"
_NO_FOLDER = ""
_NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the list; nothing here has a size in bytes."""

    of: Found | NotRead
    size: int = 0


class PlanPage(QWidget):
    """`count_changed(how many chats are chosen)`."""

    count_changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plan: ImportPlan | None = None
        self._folders: list[Folder] = []
        self._summary = label("", self)
        self._summary.setObjectName("import_summary")
        self._missing = label("small", self)
        self.list = ChoiceList("import_list", self.tr("Chats to import"), self)
        self._into = Combo(self)
        self._into.setObjectName("import_folder_choice")
        self._into.setAccessibleName(self.tr("Folder for the chats"))
        self._into_label = label("", self, self.tr("Put them into"))
        self._into_label.setWordWrap(False)
        self._into_label.setBuddy(self._into)
        self._extras = CheckBox("", self)
        self._extras.setObjectName("import_extras")
        self._lay_out()
        self.list.rows.choice_changed.connect(self._on_choice)

    def show_folders(self, folders: Sequence[Folder]) -> None:
        self._folders = list(folders)
        if self._plan is not None:
            self._fill_folders(self._plan)

    def show_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self._summary.setText(words.summary_text(plan))
        missing = words.missing_text(plan)
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self.list.rows.show_groups(_groups(plan))
        self._fill_folders(plan)
        self._extras.setText(words.extras_text(plan.extras))
        self._extras.setVisible(plan.extras.any)
        self._extras.setChecked(True)
        self._on_choice()

    def focus(self) -> None:
        self.list.setCurrentIndex(self.list.rows.index(0))
        self.list.setFocus()

    @property
    def chosen(self) -> int:
        """How many chats are chosen."""
        groups = (self.list.rows.group(state) for state in (State.NEW, State.CHANGED))
        return sum(group.chosen_count for group in groups if group)

    @property
    def brings_extras(self) -> bool:
        return self._plan is not None and self._plan.extras.any and self._extras.isChecked()

    def choices(self) -> Choices:
        assert self._plan is not None
        chosen = {
            row.of.key
            for state in (State.NEW, State.CHANGED)
            for row in self.list.rows.chosen(state)
        }
        into = self._into.currentData()
        new = into == _NEW_FOLDER
        return Choices(
            left_out=frozenset(f.key for f in self._plan.found if f.key not in chosen),
            folder_id="" if new else str(into or ""),
            new_folder=_folder_name(self._plan) if new else "",
            extras=self._extras.isChecked(),
        )

    def _fill_folders(self, plan: ImportPlan) -> None:
        """Chats of other programs begin in a folder of their own."""
        foreign = any(source is not Source.ORIEL for source in plan.sources)
        self._into.clear()
        as_is = self.tr("No folder") if foreign else self.tr("Their own folders")
        self._into.addItem(as_is, _NO_FOLDER)
        if foreign:
            named = self.tr("New folder “{name}”").format(name=_folder_name(plan))
            self._into.addItem(named, _NEW_FOLDER)
        for folder, depth in in_order(self._folders):
            self._into.addItem("    " * depth + " ".join(folder.name.split())[:80], folder.id)
        self._into.setCurrentIndex(1 if foreign else 0)

    def _on_choice(self) -> None:
        self.count_changed.emit(self.chosen)

    def _lay_out(self) -> None:
        frame = QFrame(self)
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.list)
        into = QHBoxLayout()
        into.setSpacing(8)
        into.addWidget(self._into_label)
        into.addWidget(self._into, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._summary)
        column.addWidget(self._missing)
        column.addWidget(frame, 1)
        column.addLayout(into)
        column.addWidget(self._extras)


def _groups(plan: ImportPlan) -> list[ChoiceGroup]:
    rows = {state: [_Row(f) for f in plan.found if f.state is state] for state in State}
    unread = [_Row(what) for what in plan.not_read]
    here, count = rows[State.HERE], words.chats_text
    return [
        ChoiceGroup(State.NEW, words.t("New"), rows[State.NEW], _chat, counted=count),
        ChoiceGroup(State.CHANGED, words.t("More than here"), rows[State.CHANGED], _chat,
                    counted=count),
        ChoiceGroup(_NOT_READ, words.t("Could not be read"), unread, _unread,
                    choosable=bytes(len(unread)), counted=words.reasons_text,
                    folded=len(unread) > 5),
        ChoiceGroup(State.HERE, words.t("Already here"), here, _chat,
                    choosable=bytes(len(here)), counted=count, folded=True),
    ]  # fmt: skip


def _chat(row: _Row) -> Choice:
    assert isinstance(row.of, Found)
    return Choice(words.chat_title(row.of), words.chat_note(row.of))


def _unread(row: _Row) -> Choice:
    assert isinstance(row.of, NotRead)
    return Choice(words.not_read_title(row.of), words.not_read_reason(row.of))


def _folder_name(plan: ImportPlan) -> str:
    foreign = [source for source in plan.sources if source is not Source.ORIEL]
    return words.source_name(foreign[0]) if len(foreign) == 1 else words.t("Imported")
