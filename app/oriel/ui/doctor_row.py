"""One check as a row: a mark, what was looked at, what was found, and what to do beneath."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.ui.doctor_text import CheckText, check_text, title_of, verdict_word
from oriel.ui.fonts import code_font
from oriel.ui.icon_mark import IconMark
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_zoom

# The shapes differ, for those who do not see the colours.
_MARKS = {
    Verdict.OK: ("check", "ok"),
    Verdict.WARNING: ("warning", "warning"),
    Verdict.FAILED: ("close", "danger"),
    Verdict.SKIPPED: ("minus", "muted"),
    Verdict.RUNNING: ("more", "accent"),
}
_LINK_EDGE = 7  # what a link button keeps around its words
_LONG_WORD = re.compile(r"\S{25,}")
_QUIET = (Verdict.OK, Verdict.SKIPPED, Verdict.RUNNING)


class DoctorRow(QWidget):
    """`policy_copied()`: its policy is on the clipboard."""

    policy_copied = Signal()

    def __init__(self, name: CheckName, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"check_{name.value}")
        self._mark = _Mark("more", "muted", parent=self)
        self._title = _Title(self)
        self._found = _line("", self)
        self._reason = _line("muted", self)
        self._step = _line("", self)
        self._policy = _Policy(self)
        self._reference = _line("small", self)
        self._policy.copied.connect(self.policy_copied)
        self._lay_out()

    def show_check(self, check: Check) -> None:
        words = check_text(check)
        self._mark.set_icon(*_MARKS[check.verdict])
        quiet = check.verdict in _QUIET
        self._found.setProperty("textRole", "muted" if quiet else "")
        restyle(self._found)
        self._title.setText(words.title)
        for label, text in zip(
            (self._found, self._reason, self._step, self._reference),
            (words.found, words.reason, words.next_step, words.reference),
            strict=True,
        ):
            _set(label, text)
        self._policy.set_text(words.policy)
        self._name(check, words)

    def _name(self, check: Check, words: CheckText) -> None:
        self.setAccessibleName(f"{words.title}: {verdict_word(check.verdict)}")
        self.setAccessibleDescription(words.whole)
        self._mark.setAccessibleName(verdict_word(check.verdict))
        self._mark.setToolTip(verdict_word(check.verdict))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        for widget in (self._found, self._reason, self._step, self._policy, self._reference):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._mark, 0, top)
        row.addWidget(self._title, 0, top)
        row.addLayout(words, 1)


class _Mark(IconMark):
    """As high as a line of text, whatever the zoom."""

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(side, side)


class _Title(QLabel):
    """As wide as the longest title, so that all findings begin on one line."""

    def sizeHint(self) -> QSize:
        widest = max(self.fontMetrics().horizontalAdvance(title_of(name)) for name in CheckName)
        return QSize(widest + 8, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _Policy(QFrame):
    """A statement set apart, with a button that copies it. `copied()`."""

    copied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "code")
        self._text = _line("", self)
        self._text.setObjectName("policy_text")
        self._text.setVisible(True)
        self._text.setContentsMargins(_LINK_EDGE, 0, 0, 0)
        self._text.setFont(code_font(current_zoom() * 0.9))
        self._copy = QPushButton(self.tr("Copy policy"), self)
        self._copy.setObjectName("copy_policy")
        self._copy.setAccessibleName(self.tr("Copy the policy for your administrator"))
        self._copy.setProperty("kind", "link")
        self._copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._copy.clicked.connect(self._on_copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12 - _LINK_EDGE, 10, 12, 6)
        column.setSpacing(4)
        column.addWidget(self._text)
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._statement = ""
        self.hide()

    def set_text(self, statement: str) -> None:
        self._statement = statement
        self._text.setText(_breakable(statement))
        self.setVisible(bool(statement))

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self._statement)
        self.copied.emit()


def _set(label: QLabel, text: str) -> None:
    shown = _breakable(text)
    if label.text() != shown:
        label.setText(shown)
    label.setVisible(bool(text))


def _breakable(text: str) -> str:
    """Long words (OCIDs, hosts) with places to break, or they would widen the dialog.

    The places are characters, if invisible ones: what is to be copied has a button.
    """
    return _LONG_WORD.sub(lambda found: "\u200b".join(found[0]), text)


def _line(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setVisible(False)
    if role:
        label.setProperty("textRole", role)
    return label
