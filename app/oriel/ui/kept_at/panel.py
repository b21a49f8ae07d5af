"""The panel "Where this chat is kept": the facts, and what can be done about them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oriel.domain.errors import AppError
from oriel.domain.remote_state import Kept, KeptConversation, RemoteState
from oriel.services.remote_pull import Looked
from oriel.ui.announcing import announce
from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon
from oriel.ui.kept_at.conversation_card import ConversationCard
from oriel.ui.kept_at.fitting import fit
from oriel.ui.kept_at.parts import foot, scrolled
from oriel.ui.kept_at.words import answers_text, state_text, t
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.prompts.parts import button, label
from oriel.ui.style_sheet import restyle

WIDTH_PX, MOST_PX = 520, 300  # the second of the conversations
_MOST_CARDS = 20
_ICONS = {Kept.HERE: "monitor", Kept.THERE: "cloud", Kept.GONE: "cloud-off"}


class KeptAtPanel(QDialog):
    """Wishes: `check_requested()`, `keep_requested()`, `metadata_requested(KeptConversation)`,
    `delete_requested()`, `copy_requested(id)`. Open it with open()."""

    check_requested = Signal()
    keep_requested = Signal()
    metadata_requested = Signal(object)
    delete_requested = Signal()
    copy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kept_at_panel")
        self.setWindowTitle(t("Where this chat is kept"))
        self._main: KeptConversation | None = None
        self._was_at: QWidget | None = None
        self._mark = QLabel(self)
        self._said = label("", self)
        self._said.setObjectName("kept_at_said")
        self._more = label("small", self)
        self._failure = FailureBox(self)
        self._came = label("ok", self)
        self._came.setObjectName("kept_at_came")
        self._inside = QWidget(self)
        self._cards = QVBoxLayout(self._inside)
        self._area = scrolled(
            self._inside, "kept_conversations", t("Conversations of this chat"), self
        )
        self._check = button(t("Check now"), "check_now", self, "primary")
        self._keep = button(t("Keep it there again"), "keep_again", self)
        self._metadata = button(t("Title and metadata…"), "edit_metadata", self)
        self._delete = button(t("Delete there…"), "delete_there", self, "danger")
        self._close = button(t("Close"), "close_kept_at", self)
        self._lay_out()
        self._connect()
        self._check.setFocus()

    # Facts

    def show_state(self, state: RemoteState, *, can_keep: bool) -> None:
        self._main = state.main
        self._mark.setPixmap(icon(_ICONS[state.kept], "muted").pixmap(20, 20))
        self._said.setText(state_text(state))
        more = [answers_text(answers) for answers in state.answers if not answers.inside]
        self._more.setText("\n".join(more))
        self._more.setVisible(bool(more))
        self._show_cards(state)
        # Of a connection that was removed nobody can be asked.
        known = state.main is not None and bool(state.main.place)
        there = known and state.main is not None and state.main.ended_at(state.at) is None
        self._check.setEnabled(known)
        self._metadata.setEnabled(there)
        self._delete.setEnabled(there or bool(state.answers))
        self._keep.setEnabled(can_keep)
        if self._was_at is not None and self._was_at.isEnabled():
            self._was_at.setFocus()
        self._was_at = None
        self._keep.setToolTip(
            t("Puts what you read here into a new conversation. The old ones stay as they are.")
            if can_keep
            else t("The connection of this chat keeps no conversations.")
        )
        self._fit()

    def show_working(self) -> None:
        """While the service is asked nothing else is; `show_state` puts the keyboard back
        where it was."""
        if self.focusWidget() in (self._check, self._keep, self._metadata):
            self._was_at = self.focusWidget()
        for each in (self._check, self._keep, self._metadata, self._delete):
            each.setEnabled(False)
        self._failure.hide()
        self._came.hide()

    def show_ended(self, what: str, error: AppError | None, looked: Looked | None) -> None:
        if error is not None:
            self._failure.show_error(error, None)
        else:
            self._came.setText(_came_text(what, looked))
            amiss = looked is not None and (looked.gone or looked.moved or looked.busy)
            self._came.setProperty("textRole", "warning" if amiss else "ok")
            restyle(self._came)
            self._came.setVisible(bool(self._came.text()))
            announce(self, self._came.text())
        self._fit()

    # Inside

    def _show_cards(self, state: RemoteState) -> None:
        while item := self._cards.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        main = state.main
        rest = [c for c in state.conversations if c is not main]
        for kept in [*([main] if main is not None else []), *rest][:_MOST_CARDS]:
            card = ConversationCard(kept, state.at, self._inside, main=kept is main)
            card.copy_requested.connect(self.copy_requested)
            self._cards.addWidget(card)
            card.show()  # at once, so that the layout counts it
        self._area.setVisible(bool(state.conversations))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        title = label("title", self, self.windowTitle())
        column.addWidget(title)
        column.addLayout(head)
        self._cards.setSpacing(8)
        self._cards.setContentsMargins(0, 0, 0, 0)
        for widget in (self._more, self._failure, self._came, self._area):
            column.addWidget(widget)
        self._came.hide()
        wishes = QHBoxLayout()
        wishes.setSpacing(8)
        for each in (self._keep, self._metadata, self._delete):
            wishes.addWidget(each)
        wishes.addStretch(1)
        column.addLayout(wishes)
        column.addLayout(foot(self._close, self._check))

    def _connect(self) -> None:
        self._check.clicked.connect(self.check_requested)
        self._keep.clicked.connect(self.keep_requested)
        self._delete.clicked.connect(self.delete_requested)
        self._metadata.clicked.connect(self._on_metadata)
        self._close.clicked.connect(self.reject)
        self._check.setToolTip(
            t("Asks whether it is still there, and gets what was said elsewhere.")
        )

    def _on_metadata(self) -> None:
        if self._main is not None:
            self.metadata_requested.emit(self._main)

    def _fit(self) -> None:
        fit(self, WIDTH_PX, self._area, MOST_PX)


def _came_text(what: str, looked: Looked | None) -> str:
    match what:
        case "keep":
            return t("It is kept there again. The next turn goes on in the new conversation.")
        case "check" if looked is not None:
            return _looked_text(looked)
    return ""


def _looked_text(looked: Looked) -> str:
    if looked.busy:
        return t("An answer is still arriving. Check again when it has ended.")
    said: list[str] = []
    if looked.gone:
        said.append(t("The service does not find it any more."))
    elif looked.moved:
        said.append(t("It is not known at the project and address the connection has now."))
    else:
        said.append(t("It is there again.") if looked.back else t("It is there."))
    if looked.news:
        said.append(t("New turns from elsewhere: {count}.", count=count_text(looked.news)))
        if looked.aside:
            aside = count_text(looked.aside)
            said.append(t("Of these on other branches of this chat: {count}.", count=aside))
    elif not looked.gone and not looked.moved:
        said.append(t("Nothing new was said in it."))
    return " ".join(said)
