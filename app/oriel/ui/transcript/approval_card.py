"""A call that waits for the person's leave: what would run, with what, and the answers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.approvals import Approval, Scope, Verdict
from oriel.domain.json_values import read_json
from oriel.domain.tool_names import own_name
from oriel.domain.visible import name_of
from oriel.ui.fonts import code_font
from oriel.ui.icon_mark import IconMark
from oriel.ui.transcript.tool_words import pretty

_MOST_LINES = 12
_LONGEST = 50_000  # characters of arguments that are shown


class ApprovalCard(QFrame):
    """`decided(Verdict)`. `edited` keeps what was typed while the card is out of sight."""

    decided = Signal(object)
    edited = Signal(str)

    def __init__(
        self, approval: Approval, typed: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._approval = approval
        self.setObjectName("approval_card")
        self.setProperty("kind", "card")
        self.setAccessibleName(self._title())
        given = pretty(approval.arguments[:_LONGEST])
        # What is not all here must not be changed: the rest would be lost.
        self._left_out = max(0, len(approval.arguments) - _LONGEST)
        self._editable = approval.editable and not self._left_out
        self._given = given
        self._arguments = QPlainTextEdit(self)
        self._reason = QLineEdit(self)
        self._wrong = QLabel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._head())
        self._add_arguments(column, typed)
        column.addLayout(self._buttons())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Esc in a field is a step back to the buttons; there it stops the answer.
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._step_back(watched)
                return True
        return super().eventFilter(watched, event)

    def _step_back(self, field: QObject) -> None:
        if field is self._reason:
            self._no.setFocus(Qt.FocusReason.BacktabFocusReason)
            self._reason.hide()
        else:
            self._once.setFocus(Qt.FocusReason.TabFocusReason)

    def _title(self) -> str:
        asked = self._approval
        tool = name_of(own_name(asked.tool) if asked.server else asked.tool)
        if server := name_of(asked.server):
            said = self.tr("May “{tool}” of {server} run?")
            return said.format(tool=tool, server=server)
        return self.tr("May “{tool}” run?").format(tool=tool)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconMark("tools", "accent", parent=self))
        title = QLabel(self._title(), self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setProperty("textRole", "title")
        title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row.addWidget(title, 1)
        return row

    def _add_arguments(self, column: QVBoxLayout, typed: str | None) -> None:
        box = self._arguments
        box.setObjectName("approval_arguments")
        box.setAccessibleName(self.tr("Arguments"))
        box.setFont(code_font())
        box.setPlainText(self._given if typed is None else typed)
        box.setReadOnly(not self._editable)
        box.setTabChangesFocus(True)
        lines = min(_MOST_LINES, box.toPlainText().count("\n") + 1)
        box.setFixedHeight(lines * box.fontMetrics().lineSpacing() + 18)
        box.textChanged.connect(self._on_edited)
        column.addWidget(box)
        if self._left_out:
            column.addWidget(self._rest())
        self._wrong.setObjectName("approval_wrong")
        self._wrong.setProperty("textRole", "danger")
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        column.addWidget(self._wrong)

    def _rest(self) -> QLabel:
        said = self.tr("{n} more characters are not shown here.")
        rest = QLabel(said.format(n=QLocale().toString(self._left_out)), self)
        rest.setObjectName("approval_rest")
        rest.setProperty("textRole", "warning")
        rest.setWordWrap(True)
        return rest

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        once = self._button(self.tr("Allow once"), "approval_once", "primary")
        once.clicked.connect(lambda: self._allow(Scope.ONCE))
        chat = self._button(self.tr("In this chat"), "approval_chat")
        chat.clicked.connect(lambda: self._allow(Scope.CHAT))
        always = self._button(self.tr("Always"), "approval_always")
        always.clicked.connect(lambda: self._allow(Scope.ALWAYS))
        kept = self.tr("Never asked again. Tools, What you have allowed… takes it back.")
        always.setToolTip(kept)
        deny = self._button(self.tr("Deny…"), "approval_deny", "quiet")
        deny.clicked.connect(self._on_deny)
        for button in (once, chat, always, deny):
            row.addWidget(button)
        self._once, self._no = once, deny
        for field in (self._arguments, self._reason):
            field.installEventFilter(self)
        row.addWidget(self._reason, 1000)
        row.addStretch(1)
        self._reason.hide()
        self._reason.setObjectName("approval_reason")
        self._reason.setPlaceholderText(self.tr("Why not? The model is told. Enter denies."))
        self._reason.setAccessibleName(self.tr("Reason for denying"))
        self._reason.returnPressed.connect(self._deny)
        return row

    def _button(self, text: str, name: str, kind: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        if kind:
            button.setProperty("kind", kind)
        return button

    def _allow(self, scope: Scope) -> None:
        text = self._arguments.toPlainText()
        changed = self._editable and text != self._given
        if changed and (wrong := _not_an_object(text)):
            self._wrong.setText(
                self.tr("These arguments are no JSON object: {why}").format(why=wrong)
            )
            self._wrong.show()
            return
        self.decided.emit(Verdict(allowed=True, scope=scope, arguments=text if changed else None))

    def _on_deny(self) -> None:
        if self._reason.isVisible():
            self._deny()
            return
        self._reason.show()
        self._reason.setFocus()

    def _deny(self) -> None:
        self.decided.emit(Verdict(allowed=False, reason=self._reason.text().strip()))

    def _on_edited(self) -> None:
        self._wrong.hide()
        self.edited.emit(self._arguments.toPlainText())


def _not_an_object(text: str) -> str:
    try:
        value = read_json(text or "{}")
    except ValueError as error:
        return str(error)
    return "" if isinstance(value, dict) else text[:40]
