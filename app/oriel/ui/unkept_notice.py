"""What is not kept yet, said above the page for as long as that is so."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject

from oriel.domain.errors import StoreProblem
from oriel.ui.main_window import MainWindow


class UnkeptNotice(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._said = ""

    def show(self, problem: StoreProblem | None, kinds: tuple[str, ...]) -> None:
        """`kinds` are answer, streaming, draft, files; without a problem all is kept again."""
        said = self._text(problem, kinds) if problem is not None else ""
        if said == self._said:
            return
        if self._said:
            self._window.remove_notice(self._said)
        if said:
            self._window.show_notice(said, kind="danger")
        elif self._said:
            self._window.show_toast(self.tr("There is room again. Everything is kept now."))
        self._said = said

    def _text(self, problem: StoreProblem, kinds: tuple[str, ...]) -> str:
        why = {
            "store_full": self.tr("The disk is full."),
            "store_read_only": self.tr("The folder with your chats cannot be written."),
        }.get(problem.code, self.tr("The file with your chats cannot be written now."))
        counts = Counter(kinds)
        answers = counts["answer"] + counts["streaming"]
        drafts = counts["draft"] + counts["files"]
        what = [self.tr("answers: {count}").format(count=answers)] if answers else []
        what += [self.tr("drafts: {count}").format(count=drafts)] if drafts else []
        return self.tr(
            "{why} Not kept yet ({what}): Oriel holds it in memory and tries again every few "
            "seconds. Do not close Oriel before there is room."
        ).format(why=why, what=", ".join(what))
