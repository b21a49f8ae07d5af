"""What an upload would do, shown before anything is sent: new, changed, skipped.

Opened with open(). It decides nothing: every wish is a signal, every fact is shown to it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.folder_rules import MOST_FILES, FolderRules, ScanProgress
from oriel.domain.transfers import UploadTo
from oriel.domain.upload_plan import Group, PlannedFile, UploadPlan
from oriel.ui.attaching.words import size_text
from oriel.ui.check_box import CheckBox
from oriel.ui.count_text import count_text
from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.intake.choice_pages import ChoicePages
from oriel.ui.library.intake.choices import Choice, ChoiceGroup
from oriel.ui.library.intake.options import PurposeRow, RulesRow
from oriel.ui.library.intake.words import files_text, reason_text, unknown_text
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.screen_room import fit_on_screen

WIDTH_PX, HEIGHT_PX = 800, 680
LONG_LIST = 200  # rows of what is skipped, folded when there is something to send


class IntakeDialog(QDialog):
    """Wishes: `upload_requested(list[PlannedFile], whether older ones are replaced)`,
    `purpose_changed(str)`, `expiry_changed(seconds)`, `rules_changed(FolderRules)`."""

    upload_requested = Signal(object, bool)
    purpose_changed = Signal(str)
    expiry_changed = Signal(int)
    rules_changed = Signal(object)

    def __init__(self, to: UploadTo, place: str, rules: FolderRules, parent: QWidget) -> None:
        """`place` names where the files would go: a connection."""
        super().__init__(parent)
        self.was_shown_a_plan = False
        self.setObjectName("intake_dialog")
        self.setWindowTitle(self.tr("Upload files"))
        self._title = NameLabel("heading", self)
        self._place = NameLabel("muted", self)
        self._name_place(to, place)
        self._purpose = PurposeRow(to, self)
        self._rules = RulesRow(rules, self)
        self._list = ChoiceList("intake_list", self.tr("Files to upload"), self)
        nothing = label("muted", self, self.tr("There is nothing here to upload."))
        self._pages = ChoicePages(self._list, nothing, self)
        self._note = label("warning", self)
        self._replace = CheckBox(self.tr("Delete the older versions that are replaced"), self)
        self._replace.setObjectName("replace_older")
        self._replace.setAccessibleName(self._replace.text())
        self._replace.setChecked(bool(to.store_id))
        self._cancel = button(self.tr("Cancel"), "intake_cancel", self)
        self._upload = button("", "intake_upload", self, "primary")
        self._lay_out()
        self._connect()
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)
        self.show_progress(ScanProgress())

    # Facts

    def show_progress(self, progress: ScanProgress) -> None:
        """How far the look through the folders is."""
        self._pages.wait.show_progress(progress)
        self._show_waiting()

    def show_comparing(self) -> None:
        """The service is asked what it has."""
        self._pages.wait.show_comparing()
        self._show_waiting()

    def show_plan(self, plan: UploadPlan) -> None:
        """Everything that was found, to choose from."""
        self.was_shown_a_plan = True
        self._list.rows.show_groups(_groups(self, plan))
        found = bool(plan.new or plan.changed or plan.skipped)
        if found:
            self._pages.show_choices()
        else:
            self._pages.show_sentence()
        self._rules.setVisible(plan.from_folders)
        self._replace.setVisible(bool(plan.changed))
        notes = list(_notes(self, plan))
        self._note.setText("\n".join(notes))
        self._note.setVisible(bool(notes))
        self._count()
        if not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._list.rows.index(0))

    # Inside

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list.setFocus()

    def _name_place(self, to: UploadTo, place: str) -> None:
        if to.store_name or to.store_id:
            name = to.store_name or to.store_id
            self._title.show_name(self.tr("Upload to “{name}”").format(name=name))
            said = self.tr("Sent to {place}, then indexed in this vector store").format(place=place)
        elif to.container_id:
            self._title.show_name(self.tr("Upload to a container"))
            said = self.tr("Sent to {place}; gone when the container ends").format(place=place)
        else:
            self._title.show_name(self.windowTitle())
            said = self.tr("Sent to {place}").format(place=place)
        self._place.show_name(said)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._upload)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addLayout(_stacked(2, self._title, self._place))
        column.addWidget(self._purpose)
        column.addWidget(self._rules)
        column.addWidget(self._pages, 1)
        column.addWidget(self._note)
        column.addWidget(self._replace)
        column.addLayout(foot)
        for each in (self._rules, self._note, self._replace):
            each.hide()

    def _connect(self) -> None:
        self._purpose.purpose_changed.connect(self.purpose_changed)
        self._purpose.expiry_changed.connect(self.expiry_changed)
        self._rules.rules_changed.connect(self.rules_changed)
        self._list.rows.choice_changed.connect(self._count)
        self._cancel.clicked.connect(self.reject)
        self._upload.clicked.connect(self._on_upload)

    def _show_waiting(self) -> None:
        self._pages.show_wait()
        self._upload.setEnabled(False)
        self._say(self.tr("Upload"))

    def _count(self) -> None:
        count, size = self._list.rows.totals
        words = self.tr("Upload {files} ({size})").format(
            files=files_text(count), size=size_text(size)
        )
        self._say(words if count else self.tr("Nothing chosen"))
        self._upload.setEnabled(count > 0)

    def _say(self, words: str) -> None:
        self._upload.setText(words)
        self._upload.setAccessibleName(words)

    def _on_upload(self) -> None:
        chosen: list[PlannedFile] = []
        for group in Group:
            chosen += self._list.rows.chosen(group)
        self.accept()
        self.upload_requested.emit(chosen, self._replace.isChecked())


def _stacked(spacing: int, *widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return column


def _groups(words: QWidget, plan: UploadPlan) -> list[ChoiceGroup]:
    folded = bool(plan.new or plan.changed) and len(plan.skipped) > LONG_LIST
    return [
        ChoiceGroup(Group.NEW, words.tr("New"), plan.new, _choice),
        ChoiceGroup(Group.CHANGED, words.tr("Changed"), plan.changed, _choice),
        ChoiceGroup(
            Group.SKIPPED,
            words.tr("Skipped"),
            plan.skipped,
            _choice,
            choosable=bytes(file.may_go for file in plan.skipped),
            chosen=False,
            folded=folded,
        ),
    ]


def _choice(file: PlannedFile) -> Choice:
    return Choice(file.shown, reason_text(file.reason))


def _notes(words: QWidget, plan: UploadPlan) -> list[str]:
    notes = []
    if plan.full:
        said = words.tr("There is more: at most {count} files are looked at in one go.")
        notes.append(said.format(count=count_text(MOST_FILES)))
    if plan.unlisted:
        said = words.tr("{count} more are skipped and not listed.")
        notes.append(said.format(count=count_text(plan.unlisted)))
    if plan.unknown is not None:
        notes.append(unknown_text(plan.unknown))
    return notes
