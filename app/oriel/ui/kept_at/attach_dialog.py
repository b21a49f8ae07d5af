"""A conversation that was begun elsewhere: its id is pasted, what lies in it is shown, and it
becomes a chat."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, NotFound
from oriel.services.remote_attaching import Preview
from oriel.ui.announcing import announce
from oriel.ui.combo import Combo
from oriel.ui.inspector.pieces import breakable
from oriel.ui.kept_at.fitting import fit
from oriel.ui.kept_at.parts import foot
from oriel.ui.kept_at.words import date_text, t
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.prompts.parts import button, label

_WIDTH_PX = 500
_LONGEST_ID = 512
_MOST_TITLE = 120  # characters that are shown


class AttachDialog(QDialog):
    """Wishes: `look_requested(connection id, typed)`, `look_dropped()` when something else was
    typed meanwhile, `attach_requested(Preview)`."""

    look_requested = Signal(str, str)
    look_dropped = Signal()
    attach_requested = Signal(object)

    def __init__(
        self, places: Sequence[Connection], chosen: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("attach_conversation")
        self.setWindowTitle(t("Open a conversation by its id"))
        self._preview: Preview | None = None
        self._typed = QLineEdit(self)
        self._typed.setObjectName("conversation_typed")
        self._typed.setAccessibleName(t("Id of the conversation"))
        self._typed.setPlaceholderText("conv_…")
        self._typed.setMaxLength(_LONGEST_ID)
        self._place = Combo(self)
        self._place.setObjectName("conversation_place")
        self._place.setAccessibleName(t("Connection"))
        self._place.setSizeAdjustPolicy(
            Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._place.setMinimumContentsLength(12)
        for place in places:
            self._place.addItem(place.name, place.id)
        self._place.setCurrentIndex(max(self._place.findData(chosen), 0))
        self._card = QFrame(self)
        self._card.setObjectName("conversation_preview")
        self._card.setProperty("kind", "card")
        self._name, self._facts = label("title", self._card), label("small", self._card)
        self._words = label("", self._card)
        self._waiting = label("muted", self, t("Asking the service…"))
        self._failure = FailureBox(self)
        self._look = button(t("Look it up"), "look_up", self)
        self._open = button(t("Open as a chat"), "attach", self, "primary")
        self._cancel = button(t("Cancel"), "cancel_attach", self)
        self._lay_out()
        self._connect()
        self._changed()
        if not places:
            self._failure.show_words(
                t("No connection keeps conversations."), "", t("Add one that does first.")
            )
        fit(self, _WIDTH_PX)

    # Facts

    def show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self._waiting.hide()
        title = preview.title or t("Without a title")
        self._name.setText(breakable(title[:_MOST_TITLE]))
        self._words.setText(breakable(preview.first_words))
        self._words.setVisible(bool(preview.first_words))
        self._facts.setText(_facts_text(preview))
        self._card.show()
        known = t("Open the chat") if preview.chat_id else t("Open as a chat")
        if preview.in_bin:
            known = t("Bring the chat back")
        self._open.setText(known)
        self._open.setAccessibleName(known)
        self._open.setEnabled(True)
        self._open.setFocus()
        fit(self, _WIDTH_PX)
        announce(self, f"{self._name.text()} {self._facts.text()}")

    def show_error(self, error: AppError) -> None:
        self._waiting.hide()
        self._look.setEnabled(True)
        self._open.setEnabled(self._preview is not None)
        if isinstance(error, NotFound):
            self._failure.show_words(
                t("{place} knows no conversation with this id.", place=self._place.currentText()),
                t("It may be of another project or region, deleted, or older than is kept there."),
                t("Compare the id, or choose another connection."),
            )
        else:
            self._failure.show_error(error, None)
        fit(self, _WIDTH_PX)

    # Inside

    def _connect(self) -> None:
        self._typed.textChanged.connect(self._changed)
        self._typed.returnPressed.connect(self._on_look)
        self._place.currentIndexChanged.connect(self._changed)
        self._look.clicked.connect(self._on_look)
        self._open.clicked.connect(self._on_open)
        self._cancel.clicked.connect(self.reject)

    def _changed(self) -> None:
        """What is shown, or still looked up, is of what was typed before."""
        self.look_dropped.emit()
        self._preview = None
        self._card.hide()
        self._waiting.hide()
        if self._place.count():
            self._failure.hide()
        self._open.setEnabled(False)
        self._look.setEnabled(bool(self._typed.text().strip()) and self._place.count() > 0)

    def _on_look(self) -> None:
        if self._look.isEnabled():
            self._changed()
            self._waiting.show()
            fit(self, _WIDTH_PX)
            self.look_requested.emit(str(self._place.currentData()), self._typed.text())

    def _on_open(self) -> None:
        if self._preview is not None:
            self._open.setEnabled(False)
            self._failure.hide()
            self.attach_requested.emit(self._preview)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(10)
        column.addWidget(label("title", self, self.windowTitle()))
        about = t("Services do not list conversations: one that was begun elsewhere has an id.")
        column.addWidget(label("small", self, about))
        column.addWidget(self._typed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._place, 1)
        row.addWidget(self._look)
        column.addLayout(row)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(6)
        for widget in (self._name, self._words, self._facts):
            inside.addWidget(widget)
        below: tuple[QWidget, ...] = (self._waiting, self._card, self._failure)
        for part in below:
            column.addWidget(part)
        column.addSpacing(6)
        column.addLayout(foot(self._cancel, self._open))


def _facts_text(preview: Preview) -> str:
    some, count = t("Turns: {count}", count=preview.turns), preview.turns
    facts = [t("More than {count} turns", count=count) if preview.more else some]
    if preview.created_at is not None:
        facts.append(t("begun {date}", date=date_text(preview.created_at)))
    others = [name for name in preview.metadata if name != "title"]
    if others:
        facts.append(t("metadata: {names}", names=", ".join(others)[:_MOST_TITLE]))
    if preview.chat_id:
        here = t("already one of your chats")
        facts.append(t("one of your chats, in the bin") if preview.in_bin else here)
    return " · ".join(facts)
