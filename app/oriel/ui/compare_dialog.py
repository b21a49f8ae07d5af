"""Two answers to one turn side by side. Imported when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from oriel.domain.approvals import Approval
from oriel.domain.turns import ReasoningAdded, RefusalAdded, RetryScheduled, TextAdded, TurnEvent
from oriel.ui.transcript.step_changes import approval_change, step_change
from oriel.ui.transcript.view import Transcript

if TYPE_CHECKING:
    from oriel.domain.messages import Message
    from oriel.ui.view_models.comparing import Comparing

WIDTH_PX, HEIGHT_PX = 1080, 680


class CompareDialog(QDialog):
    """`save_requested` passes on a file that the person wants. Open it with open()."""

    save_requested = Signal(str, str)

    def __init__(
        self,
        question: Message,
        answer: Message,
        model: str,
        comparing: Comparing,
        zoom: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compare_dialog")
        self.setWindowTitle(self.tr("Compare two answers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._comparing = comparing
        self._first = answer
        self._second: Message | None = None
        self._left = self._view(zoom)
        self._right = self._view(zoom)
        self._stop = QPushButton(self.tr("Stop"), self)
        self._keep_left, self._keep_right = self._keep(), self._keep()
        self._lay_out(answer.model, model)
        self._left.show_messages([question, answer])
        self._right.show_messages([question])
        self._connect()

    def _view(self, zoom: float) -> Transcript:
        view = Transcript(self)
        view.builder.only_read = True
        view.set_zoom(zoom)
        view.save_requested.connect(self.save_requested)
        return view

    def _keep(self) -> QPushButton:
        button = QPushButton(self.tr("Keep this answer"), self)
        button.setProperty("kind", "primary")
        return button

    def _lay_out(self, first: str, second: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        sides = ((first, self._left, self._keep_left), (second, self._right, self._keep_right))
        for number, (model, view, keep) in enumerate(sides):
            view.setObjectName(("compare_left", "compare_right")[number])
            keep.setObjectName(("keep_left", "keep_right")[number])
            keep.setAccessibleName(self.tr("Keep the answer of {model}").format(model=model))
            title = QLabel(model, self)
            title.setProperty("textRole", "title")
            title.setTextFormat(Qt.TextFormat.PlainText)
            foot = QHBoxLayout()
            foot.addWidget(keep)
            if number:
                foot.addWidget(self._stop)
            foot.addStretch(1)
            column = QVBoxLayout()
            column.addWidget(title)
            column.addWidget(view, 1)
            column.addLayout(foot)
            row.addLayout(column, 1)
        self._stop.setObjectName("compare_stop")
        self._keep_right.setEnabled(False)
        self.setLayout(row)
        row.setContentsMargins(20, 16, 20, 16)

    def _connect(self) -> None:
        self._stop.clicked.connect(self._comparing.stop)
        self._keep_left.clicked.connect(self._on_keep_left)
        self._keep_right.clicked.connect(self._on_keep_right)
        self._right.decided.connect(self._comparing.approve)
        self._comparing.begun.connect(self._on_begun)
        self._comparing.changed.connect(self._on_changed)
        self._comparing.approval_wanted.connect(self._on_approval)
        self._comparing.ended.connect(self._on_ended)

    def _on_begun(self, message: Message) -> None:
        self._second = message
        self._right.add_message(message)

    def _on_changed(self, message_id: str, event: TurnEvent) -> None:
        match event:
            case TextAdded(_, text) | RefusalAdded(_, text):
                self._right.add_text(message_id, text)
            case ReasoningAdded(_, text):
                self._right.add_reasoning(message_id, text)
            case RetryScheduled(_, delay_s, status):
                self._right.show_retry(message_id, delay_s, status)
            case _:
                if change := step_change(event):
                    self._right.show_step(message_id, change)

    def _on_approval(self, message_id: str, approval: Approval) -> None:
        self._right.show_step(message_id, approval_change(approval))

    def _on_ended(self, message: Message) -> None:
        self._second = message
        self._right.end_answer(message)
        self._stop.setEnabled(False)
        self._keep_right.setEnabled(bool(message.text))

    def _on_keep_left(self) -> None:
        self._comparing.keep(self._first)
        self.accept()

    def _on_keep_right(self) -> None:
        if self._second is not None:
            self._comparing.keep(self._second)
            self.accept()

    def reject(self) -> None:
        """Closing, by Escape or by the window's button, keeps the first answer."""
        self._comparing.keep(self._first)
        super().reject()
