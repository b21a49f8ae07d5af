"""Joins the prompt library to the window: the popup, the form and the dialog.

Each of them is imported when it is first asked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from oriel.domain.errors import AppError
from oriel.domain.prompts import LONGEST_TEXT, Prompt, asked, filled, variables
from oriel.ui.composer import Composer
from oriel.ui.main_window import MainWindow
from oriel.ui.view_models.prompts import PromptsViewModel

if TYPE_CHECKING:
    from oriel.services.prompts import Comparison, FilesRefused
    from oriel.ui.prompts.dialog import PromptsDialog
    from oriel.ui.prompts.form import PromptForm
    from oriel.ui.prompts.popup import PromptPopup


class PromptBinding(QObject):
    def __init__(self, window: MainWindow, prompts: PromptsViewModel) -> None:
        super().__init__()
        self._window = window
        self._prompts = prompts
        composer = window.page.findChild(Composer)
        assert composer is not None
        self._composer = composer
        self._popup: PromptPopup | None = None
        self._form: PromptForm | None = None
        self._dialog: PromptsDialog | None = None
        self._wanted = False
        self._typed = ""
        # What was answered in forms that were closed without inserting.
        self._answered: dict[str, dict[str, str]] = {}
        self._composer.prompts_wanted.connect(self._on_wanted)
        window.action("prompts").triggered.connect(self.open)
        prompts.listed.connect(self._on_listed)
        prompts.kept.connect(self._on_kept)
        prompts.deleted.connect(self._on_deleted)
        prompts.compared.connect(self._on_compared)
        prompts.refused.connect(self._on_refused)
        prompts.taken.connect(self._on_taken)
        prompts.exported.connect(self._on_exported)
        prompts.not_exported.connect(self._on_not_exported)
        prompts.failed.connect(self._on_failed)

    def open(self) -> None:
        """The dialog with all prompts."""
        from oriel.ui.prompts.dialog import PromptsDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        dialog = self._dialog = PromptsDialog(self._window)
        dialog.insert_requested.connect(self._on_insert)
        dialog.keep_requested.connect(self._on_keep)
        dialog.duplicate_requested.connect(self._prompts.duplicate)
        dialog.delete_requested.connect(self._prompts.delete)
        dialog.compare_requested.connect(self._prompts.compare)
        dialog.take_requested.connect(self._prompts.take)
        dialog.export_all_requested.connect(self._prompts.export_all)
        dialog.export_each_requested.connect(self._prompts.export_each)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()
        self._prompts.refresh()

    # The popup

    def _on_wanted(self) -> None:
        if self._prompts.prompts is None:
            self._wanted = True
            self._prompts.refresh()
        else:
            self._made_popup().open(self._prompts.prompts)

    def _made_popup(self) -> PromptPopup:
        if self._popup is None:
            from oriel.ui.prompts.popup import PromptPopup

            edit = self._composer.findChild(QPlainTextEdit, "composer_text")
            assert edit is not None
            self._popup = PromptPopup(self._window.page, self._composer, edit)
            self._popup.chosen.connect(self._use)
            self._popup.library_requested.connect(self.open)
        return self._popup

    # Using one

    def use(self, prompt: Prompt) -> None:
        """Puts a prompt into the message, behind what is being typed."""
        self._use(prompt)

    def _use(self, prompt: Prompt, typed: str = "") -> None:
        """Puts a prompt into the message, in place of what was `typed` to find it."""
        known = _known(prompt.text)
        self._typed = typed
        if not asked(prompt.text):
            self._insert(filled(prompt.text, known))
            return
        from oriel.ui.prompts.form import PromptForm

        form = self._form = PromptForm(prompt, known, self._window)
        form.take_up(self._answered.pop(prompt.id, {}))
        form.inserted.connect(self._insert)
        form.finished.connect(self._on_form_finished)
        form.open()

    def _insert(self, text: str) -> None:
        self._composer.insert(text, instead_of=self._typed)
        self._composer.focus()

    def _on_form_finished(self, code: int) -> None:
        form, self._form = self._form, None
        if form is not None:
            if code == form.DialogCode.Rejected:
                self._answered[form.prompt.id] = form.answers()
            form.deleteLater()
        self._composer.focus()

    # The dialog's wishes

    def _on_insert(self, prompt: Prompt) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self._use(prompt)

    def _on_keep(self, prompts: list[Prompt]) -> None:
        self._prompts.keep(*prompts)

    def _on_dialog_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    # Facts

    def _on_listed(self, prompts: list[Prompt]) -> None:
        if self._wanted:
            self._wanted = False
            self._made_popup().open(prompts)
        if self._dialog is not None:
            self._dialog.show_prompts(prompts)

    def _on_kept(self, prompt: Prompt) -> None:
        if self._dialog is not None:
            self._dialog.show_kept(prompt)

    def _on_deleted(self, prompt: Prompt) -> None:
        if self._dialog is not None:
            self._dialog.show_deleted(prompt)

    def _on_compared(self, found: Comparison) -> None:
        if self._dialog is not None:
            self._dialog.show_comparison(found)

    def _on_taken(self, count: int) -> None:
        if self._dialog is not None:
            self._dialog.show_taken(count)

    def _on_refused(self, error: FilesRefused) -> None:
        from oriel.ui.prompts.words import refused

        self._say(refused(error))

    def _on_exported(self, path: str, count: int) -> None:
        self._say(self.tr("Prompts saved in {path}: {count}").format(count=count, path=path))

    def _on_not_exported(self, path: str, why: str) -> None:
        self._say(self.tr("{path} was not saved: {why}").format(path=path, why=why))

    def _on_failed(self, error: BaseException) -> None:
        # The window says it too, behind the dialog.
        if isinstance(error, AppError):
            from oriel.ui.error_text import explain

            words = explain(error.code, error.facts)
            self._say(f"{words.title} {words.next_step}")

    def _say(self, text: str) -> None:
        if self._dialog is not None:
            self._dialog.show_said(text)


def _known(text: str) -> dict[str, str]:
    """What fills itself in. The clipboard is only looked at when the text names it, and an
    empty one leaves what usually stands there."""
    now = datetime.now().astimezone()
    known = {"date": now.date().isoformat(), "time": now.strftime("%H:%M")}
    if any(variable.name == "clipboard" for variable in variables(text)):
        copied = QGuiApplication.clipboard().text()[:LONGEST_TEXT]
        return known | ({"clipboard": copied} if copied else {})
    return known
