"""A store beside a folder: what to add, replace and remove, shown before it is done.

Opened with open(). It talks to its view-model alone and keeps nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.attachments import clean_name
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.folder_rules import FolderRules, ScanProgress
from oriel.domain.library import VectorStore
from oriel.domain.synced_folders import Act, LeftAlone, SyncedFolder, SyncPlan, SyncStep
from oriel.services.folder_sync_look import SyncProgress
from oriel.services.library_store_values import Outcome
from oriel.ui.connection_fields import ChoiceField
from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.intake.choice_pages import ChoicePages
from oriel.ui.library.intake.choices import Choice, ChoiceGroup
from oriel.ui.library.intake.options import RulesRow
from oriel.ui.library.pieces.asking_paths import ask_folder
from oriel.ui.library.sync.words import (
    action_text,
    done_text,
    failed_text,
    notes,
    reason_text,
    standing_text,
)
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.screen_room import fit_on_screen
from oriel.ui.style_sheet import restyle
from oriel.ui.view_models.folder_sync import FolderSyncViewModel

WIDTH_PX, HEIGHT_PX = 800, 680
_LEFT_ALONE = "left_alone"


class SyncDialog(QDialog):
    """Which folder, what would be done, and a button that does it."""

    def __init__(
        self,
        connection: Connection,
        store: VectorStore,
        view_model: FolderSyncViewModel,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sync_dialog")
        self.setWindowTitle(self.tr("Sync with a folder"))
        self._connection, self._store = connection, store
        self._view_model = view_model
        self._folders: list[SyncedFolder] = []
        self._plan: SyncPlan | None = None
        self._make_parts()
        self._lay_out()
        self._connect()
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)
        self._show_waiting()
        view_model.list_folders(connection.id, store.id)

    # Facts

    def show_folders(self, store_id: str, folders: list[SyncedFolder]) -> None:
        """The folders of a store; the one that was added last is compared first."""
        if store_id != self._store.id:
            return
        before, known = self._folder, {folder.id for folder in self._folders}
        self._folders = folders
        ids = [folder.id for folder in folders]
        added = [folder_id for folder_id in ids if folder_id not in known]
        shown = added[-1] if added else before.id if before else ""
        with QSignalBlocker(self._choice.combo):
            self._choice.combo.clear()
            for folder in folders:
                # A name that is no text cannot be shown as it is.
                path = folder.path.encode("utf-8", "replace").decode("utf-8")
                self._choice.combo.addItem(path, folder.id)
            at = ids.index(shown) if shown in ids else len(folders) - 1
            self._choice.combo.setCurrentIndex(at)
        for each in (self._choice, self._forget):
            each.setVisible(bool(folders))
        self._compare()

    def show_progress(self, folder_id: str, progress: SyncProgress) -> None:
        if self._is_shown(folder_id):
            if progress.to_read:
                self._pages.wait.show_reading(progress.read, progress.to_read)
            else:
                self._pages.wait.show_progress(progress.scan)

    def show_plan(self, plan: SyncPlan) -> None:
        if not self._is_shown(plan.folder.id):
            return
        self._plan = plan
        self._folders = [plan.folder if f.id == plan.folder.id else f for f in self._folders]
        self._list.rows.show_groups(_groups(self, plan))
        self._say_standing(plan)
        if plan.absent:
            said = self.tr("The folder is not there. Connect its disk, or choose another one.")
            self._say(said, self.tr("Compare again"))
        elif plan.is_in_step and not plan.left_alone:
            self._say(self.tr("The store is in step with the folder."), self.tr("Compare again"))
        else:
            self._pages.show_choices()
            self._count()
            self._list.setCurrentIndex(self._list.rows.index(0))
            self._list.setFocus()

    def show_begun(self, folder_id: str, sent: int, outcome: Outcome) -> None:
        if self._is_shown(folder_id):
            self._plan = None
            self._say_standing(None)
            self._say(done_text(sent, outcome), self.tr("Compare again"))

    def show_refused(self, folder_id: str, error: AppError) -> None:
        if self._is_shown(folder_id):
            self._plan = None
            self._say_standing(None)
            self._say(failed_text(error), self.tr("Try again"), wrong=True)

    # Inside

    @property
    def _folder(self) -> SyncedFolder | None:
        at = self._choice.combo.currentIndex()
        return self._folders[at] if 0 <= at < len(self._folders) else None

    def _make_parts(self) -> None:
        self._title = NameLabel("heading", self)
        self._title.show_name(self.tr("Sync “{name}”").format(name=clean_name(self._store.name)))
        self._about = label("muted", self)
        self._about.setText(
            self.tr(
                "Brings what has changed in a folder of this computer into the store. Nothing "
                "is done before you have seen it here."
            )
        )
        self._choice = ChoiceField(self.tr("Folder"), "synced_folder", self)
        self._forget = button(self.tr("Forget"), "forget_folder", self)
        self._forget.setToolTip(self.tr("The store and the folder stay as they are"))
        self._add = button(self.tr("Add a folder…"), "add_folder", self)
        self._rules = RulesRow(FolderRules(), self)
        self._list = ChoiceList("sync_list", self.tr("What would be done"), self)
        self._said = label("muted", self)
        self._said.setObjectName("sync_said")
        self._pages = ChoicePages(self._list, self._said, self)
        self._note = label("warning", self)
        self._standing = label("small", self)
        self._close = button(self.tr("Close"), "sync_close", self)
        self._run = button("", "sync_run", self, "primary")

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(8)
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        folder.addWidget(self._choice, 1)
        folder.addWidget(self._forget, 0, bottom)
        folder.addWidget(self._add, 0, bottom)
        foot = QHBoxLayout()
        foot.addWidget(self._standing, 1)
        foot.addWidget(self._close)
        foot.addWidget(self._run)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(folder)
        column.addWidget(self._rules)
        column.addWidget(self._pages, 1)
        column.addWidget(self._note)
        column.addLayout(foot)
        for each in (self._note, self._rules, self._choice, self._forget):
            each.hide()

    def _connect(self) -> None:
        self._view_model.folders_listed.connect(self.show_folders)
        self._view_model.progressed.connect(self.show_progress)
        self._view_model.planned.connect(self.show_plan)
        self._view_model.begun.connect(self.show_begun)
        self._view_model.refused.connect(self.show_refused)
        self._choice.combo.currentIndexChanged.connect(self._compare)
        self._list.rows.choice_changed.connect(self._count)
        self._rules.rules_changed.connect(self._on_rules)
        self._add.clicked.connect(self._on_add)
        self._forget.clicked.connect(self._on_forget)
        self._close.clicked.connect(self.reject)
        self._run.clicked.connect(self._on_run)
        self.finished.connect(self._view_model.stop)

    def _is_shown(self, folder_id: str) -> bool:
        return self._folder is not None and folder_id in ("", self._folder.id)

    def _compare(self) -> None:
        folder = self._folder
        self._plan = None
        self._say_standing(None)
        self._rules.setVisible(folder is not None)
        if folder is None:
            self._say(
                self.tr("No folder belongs to this store yet. Add one to see what would be done."),
                self.tr("Compare"),
            )
            self._run.setEnabled(False)
            self._add.setFocus()
            return
        self._rules.show_rules(folder.rules)
        self._show_waiting()
        self._view_model.compare(self._connection, folder)

    def _show_waiting(self) -> None:
        self._pages.wait.show_progress(ScanProgress())
        self._pages.show_wait()
        self._name_run(self.tr("Compare"))
        self._run.setEnabled(False)

    def _say(self, words: str, action: str, *, wrong: bool = False) -> None:
        """A sentence in the place of the list, and what the button does then."""
        self._said.setText(words)
        self._said.setProperty("textRole", "danger" if wrong else "muted")
        restyle(self._said)
        self._pages.show_sentence()
        self._name_run(action)
        self._run.setEnabled(True)

    def _say_standing(self, plan: SyncPlan | None) -> None:
        lines = notes(plan) if plan else []
        self._note.setText("\n".join(lines))
        self._note.setVisible(bool(lines))
        self._standing.setText(standing_text(plan) if plan else "")

    def _count(self) -> None:
        if self._plan is None or not self._pages.shows_choices:
            return
        groups = {act: self._list.rows.group(act) for act in Act}
        counts = {act: group.chosen_count for act, group in groups.items() if group}
        self._name_run(action_text(counts))
        self._run.setEnabled(any(counts.values()))

    def _name_run(self, words: str) -> None:
        self._run.setText(words)
        self._run.setAccessibleName(words)

    def _on_rules(self, rules: FolderRules) -> None:
        if self._folder is not None:
            self._show_waiting()
            self._view_model.set_rules(self._connection, self._folder, rules)

    def _on_run(self) -> None:
        if self._plan is None or not self._pages.shows_choices:
            self._compare()
            return
        steps: list[SyncStep] = []
        for act in Act:
            steps += self._list.rows.chosen(act)
        self._run.setEnabled(False)
        self._view_model.run(self._plan, steps, self._store.name)

    def _on_add(self) -> None:
        asked = ask_folder(self, self.tr("Choose a folder"), "choose_synced_folder")
        asked.fileSelected.connect(self._on_chosen)

    def _on_chosen(self, path: str) -> None:
        self._view_model.add(self._connection.id, self._store.id, path)

    def _on_forget(self) -> None:
        if self._folder is not None:
            self._view_model.stop()
            self._view_model.forget(self._folder)


def _groups(words: QWidget, plan: SyncPlan) -> list[ChoiceGroup]:
    return [
        ChoiceGroup(Act.ADD, words.tr("Add"), plan.add, _step),
        ChoiceGroup(Act.REPLACE, words.tr("Replace"), plan.replace, _step),
        ChoiceGroup(Act.REMOVE, words.tr("Remove"), plan.remove, _step, chosen=not plan.doubtful),
        ChoiceGroup(
            _LEFT_ALONE,
            words.tr("Not sent"),
            plan.left_alone,
            _alone,
            choosable=bytes(len(plan.left_alone)),
            folded=True,
        ),
    ]


def _step(step: SyncStep) -> Choice:
    return Choice(step.shown, reason_text(step.reason))


def _alone(file: LeftAlone) -> Choice:
    return Choice(file.shown, reason_text(file.reason))
