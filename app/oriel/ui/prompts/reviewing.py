"""The page that says what files hold before anything of them is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.domain.prompts import Prompt, first_words
from oriel.services.prompts import Changed, Comparison
from oriel.ui.connection_fields import ChoiceField
from oriel.ui.prompts.parts import button, framed, label, reading
from oriel.ui.prompts.words import held

MOST_LISTED = 200


class ReviewPage(QWidget):
    """`take_requested(Comparison, Changed)`, `left()`."""

    take_requested = Signal(object, object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found = Comparison()
        self._counts = label("", self)
        self._counts.setObjectName("import_counts")
        self._changed = ChoiceField(self.tr("Of those in another version"), "changed", self)
        for text, choice in (
            (self.tr("Keep mine, and add theirs under another name"), Changed.BOTH),
            (self.tr("Replace mine"), Changed.REPLACE),
            (self.tr("Keep mine only"), Changed.MINE),
        ):
            self._changed.combo.addItem(text, choice)
        self._listed: QPlainTextEdit = reading("import_list", self.tr("What is brought in"), self)
        self._cancel = button(self.tr("Cancel"), "cancel_import", self)
        self._take = button("", "take_import", self, "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._counts)
        column.addWidget(framed(self, self._listed), 1)
        column.addWidget(self._changed)
        column.addLayout(foot)
        self._changed.changed.connect(self._refresh)
        self._cancel.clicked.connect(self.left)
        self._take.clicked.connect(self._on_take)

    def begin(self, found: Comparison) -> None:
        """Shows what was found; nothing is kept yet."""
        self._found = found
        lines = held(found) or [self.tr("These files hold no prompts.")]
        self._counts.setText("\n".join(lines))
        self._changed.setVisible(bool(found.changed))
        self._changed.combo.setCurrentIndex(0)
        self._listed.setPlainText(self._lines())
        self._refresh()
        (self._take if self._take.isEnabled() else self._cancel).setFocus()

    @property
    def choice(self) -> Changed:
        return Changed(self._changed.combo.currentData())

    def _lines(self) -> str:
        lines = [_line(self.tr("New"), prompt) for prompt in self._found.fresh[:MOST_LISTED]]
        changed = self.tr("Other version")
        lines += [_line(changed, theirs) for _, theirs in self._found.changed[:MOST_LISTED]]
        more = len(self._found.fresh) + len(self._found.changed) - len(lines)
        if more:
            lines.append(self.tr("… and {count} more").format(count=more))
        return "\n".join(lines)

    def _refresh(self) -> None:
        kept = 0 if self.choice is Changed.MINE else len(self._found.changed)
        count = len(self._found.fresh) + kept
        words = self.tr("Bring in {count}").format(count=count)
        self._take.setText(words if count else self.tr("Nothing to bring in"))
        self._take.setAccessibleName(self._take.text())
        self._take.setEnabled(count > 0)

    def _on_take(self) -> None:
        self._take.setEnabled(False)  # until it is done
        self.take_requested.emit(self._found, self.choice)


def _line(state: str, prompt: Prompt) -> str:
    return f"{state}: {prompt.name} — {first_words(prompt.text, 80)}"
