"""Joins the test questions to the view-model: which sets there are, kept how, run, in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.messages import new_id
from oriel.domain.question_files import (
    QuestionsUnreadable,
    outcomes_csv,
    to_csv_text,
    to_json_text,
)
from oriel.domain.question_sets import LONGEST_SET_NAME, Outcome, Question, QuestionSet
from oriel.domain.retrieval import ChosenStore, SearchSettings
from oriel.ui.library.retrieval.questions_panel import QuestionsPanel
from oriel.ui.library.retrieval.words import SIDES, unreadable_words
from oriel.ui.theme import current_zoom
from oriel.ui.toast import Toast
from oriel.ui.view_models.retrieval import RetrievalViewModel, has_texts

_TOAST_PX, _EDGE_PX = 420, 20


class QuestionsBinding(QObject):
    """`run_requested()`: with which stores and settings, the view knows."""

    run_requested = Signal()

    def __init__(
        self, model: RetrievalViewModel, panel: QuestionsPanel, toast: Toast, view: QWidget
    ) -> None:
        super().__init__(view)
        self._model, self._panel, self._toast, self._view = model, panel, toast, view
        self._sets: list[QuestionSet] = []
        self._stores: tuple[ChosenStore, ...] = ()
        self._chosen_by_hand = False
        self._undo: QuestionSet | None = None
        bar = panel.bar
        bar.set_chosen.connect(self._on_set_chosen)
        bar.new_requested.connect(self._on_new)
        bar.rename_requested.connect(self._on_rename)
        bar.delete_requested.connect(self._on_delete)
        bar.import_requested.connect(self._on_import)
        bar.export_requested.connect(self._on_export)
        bar.run_requested.connect(self.run_requested)
        bar.stop_requested.connect(model.cancel_run)
        panel.kept.connect(self._on_kept)
        toast.action_triggered.connect(self._on_undo)
        model.sets_listed.connect(self._on_listed)
        model.set_kept.connect(self._on_set_kept)
        model.run_begun.connect(self._on_run_begun)
        model.answered.connect(panel.put)
        model.run_finished.connect(self._on_run_ended)
        model.run_stopped.connect(self._on_run_ended)
        model.questions_read.connect(self._on_read)
        model.written.connect(self._on_written)
        model.file_failed.connect(self._on_file_failed)
        self._most: list[int] = []

    def show_stores(self, stores: tuple[ChosenStore, ...]) -> None:
        """Which stores are asked now: their own set is used, unless one was chosen by hand."""
        self._stores = stores
        self._refill()

    def run(self, stores: Sequence[ChosenStore], settings: Sequence[SearchSettings]) -> None:
        questions = self._panel.questions
        if questions is not None and questions.questions:
            self._most = [each.most for each in settings]
            self._model.run_set(stores, questions.questions, settings)

    def place_toast(self) -> None:
        """Puts what is said of a wish into the view's corner."""
        view = self._view
        width = min(view.width() - 2 * _EDGE_PX, round(_TOAST_PX * current_zoom()))
        height = max(self._toast.heightForWidth(width), self._toast.minimumSizeHint().height())
        left = view.width() - width - _EDGE_PX if view.isRightToLeft() else _EDGE_PX
        self._toast.setGeometry(left, view.height() - height - 16, width, height)

    @staticmethod
    def has_texts(outcomes: Sequence[Outcome | None]) -> bool:
        return all(has_texts(each.run) for each in outcomes if each is not None)

    # Sets

    def _ids(self) -> list[str]:
        return [store.id for store in self._stores]

    def _refill(self) -> None:
        own = [each for each in self._sets if each.is_for(self._ids())]
        others = [each for each in self._sets if not each.is_for(self._ids())]
        current = self._panel.questions
        kept = {each.id: each for each in self._sets}
        wanted = kept.get(current.id) if current else None
        if not self._chosen_by_hand and (wanted is None or wanted not in own):
            wanted = own[0] if own else None
        if wanted != current:
            self._panel.show_set(wanted)
        self._panel.bar.show_sets(own, others, wanted.id if wanted else "")
        self._show_ready()

    def _show_ready(self) -> None:
        questions = self._panel.questions
        why_not = ""
        if not self._stores:
            why_not = self.tr("Choose a store first.")
        elif questions is None or not questions.questions:
            why_not = self.tr("Add a question first.")
        self._panel.bar.show_ready(
            can_run=not why_not,
            why_not=why_not,
            has_results=any(self._panel.outcomes()),
        )

    def _on_listed(self, sets: list[QuestionSet]) -> None:
        self._sets = sets
        if self._panel.questions and self._panel.questions.id not in {s.id for s in sets}:
            self._chosen_by_hand = False
            self._panel.show_set(None)
        self._refill()

    def _on_set_chosen(self, set_id: str) -> None:
        self._chosen_by_hand = True
        self._panel.show_set(next((s for s in self._sets if s.id == set_id), None))
        self._refill()

    def _on_new(self) -> None:
        self._keep(self._new_set(()))
        self._panel.focus()

    def _on_rename(self, name: str) -> None:
        if (questions := self._panel.questions) is not None:
            self._keep(replace(questions, name=name))

    def _on_delete(self) -> None:
        if (questions := self._panel.questions) is None:
            return
        self._undo = questions
        self._model.cancel_run()
        self._model.forget(questions.id)
        self._say(self.tr("“{name}” was deleted.").format(name=questions.name), undo=True)

    def _on_kept(self, questions: QuestionSet, done: str, before: QuestionSet | None) -> None:
        if not questions.id:  # the first question: there is no set for it yet
            questions = self._new_set(questions.questions)
        self._keep(questions)
        if done:
            self._undo = before
            self._say(done, undo=before is not None)

    def _keep(self, questions: QuestionSet) -> None:
        """Shown at once; that it is kept follows."""
        known = [each.id for each in self._sets]
        if questions.id in known:
            self._sets[known.index(questions.id)] = questions
        else:
            self._sets.append(questions)
        self._chosen_by_hand = True
        self._panel.show_set(questions)
        self._refill()
        self._model.keep(questions)

    def _on_set_kept(self, questions: QuestionSet) -> None:
        self._show_ready()

    def _on_undo(self) -> None:
        before, self._undo = self._undo, None
        if before is not None:
            self._keep(before)

    def _new_set(self, questions: tuple[Question, ...], name: str = "") -> QuestionSet:
        wanted = (name or self.tr("Test questions"))[:LONGEST_SET_NAME]
        taken = {each.name for each in self._sets}
        free, number = wanted, 1
        while free in taken:
            number += 1
            free = f"{wanted} {number}"
        return QuestionSet(
            id=new_id(),
            name=free,
            connection_id=self._model.connection_id,
            store_ids=tuple(self._ids()),
            questions=questions,
        )

    # Runs

    def _on_run_begun(self, questions: int, sides: int) -> None:
        self._panel.begin_run(sides, self._most)

    def _on_run_ended(self) -> None:
        self._panel.end_run()
        self._show_ready()
        if (shown := self._panel.shown()) is not None:
            self._panel.question_shown.emit(*shown)

    # Files

    def _on_import(self) -> None:
        dialog = QFileDialog(self._view, self.tr("Import test questions"))
        dialog.setObjectName("choose_questions")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Questions (*.csv *.json *.tsv)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._model.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_read(self, questions: tuple[Question, ...], path: str) -> None:
        """Into the set in use when it is empty, else as a set of their own."""
        current = self._panel.questions
        if current is not None and not current.questions:
            self._keep(replace(current, questions=questions))
        else:
            self._keep(self._new_set(questions, clean_name(Path(path).stem)))
        self._say(self.tr("Questions brought in: {n}").format(n=len(questions)))

    def _on_export(self, what: str) -> None:
        questions = self._panel.questions
        if questions is None:
            return
        ending = "json" if what == "json" else "csv"
        name = f"{clean_name(questions.name)}{'-results' if what == 'results' else ''}.{ending}"
        dialog = QFileDialog(self._view, self.tr("Export"))
        dialog.setObjectName("export_questions")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"*.{ending}")
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(name)
        dialog.setProperty("what", what)
        dialog.fileSelected.connect(self._on_export_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_export_path(self, path: str) -> None:
        what, questions = self.sender().property("what"), self._panel.questions
        if questions is None:
            return
        match what:
            case "results":
                sides = self._panel.outcomes()
                names = SIDES if len(sides) > 1 else ("",)
                told = [(name, tuple(each)) for name, each in zip(names, sides, strict=True)]
                self._model.write(path, partial(outcomes_csv, told))
            case "json":
                self._model.write(path, partial(to_json_text, questions))
            case _:
                self._model.write(path, partial(to_csv_text, questions))

    def _on_written(self, path: str) -> None:
        self._say(self.tr("Written: {name}").format(name=Path(path).name))

    def _on_file_failed(self, error: QuestionsUnreadable | OSError) -> None:
        if isinstance(error, QuestionsUnreadable):
            self._say(unreadable_words(error.code))
        else:
            self._say(self.tr("The file could not be used: {why}").format(why=error.strerror or ""))

    # Inside

    def _say(self, text: str, *, undo: bool = False) -> None:
        self._toast.say(text, self.tr("Undo") if undo else "")
        self.place_toast()
