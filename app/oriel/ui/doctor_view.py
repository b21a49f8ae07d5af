"""The live test of a connection: a row for each thing tried, filled in while it is tried."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
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
from oriel.ui.announcing import announce
from oriel.ui.doctor_row import DoctorRow
from oriel.ui.doctor_text import report, summary

_ORDER = list(CheckName)


class DoctorView(QFrame):
    """Hidden until `begin`. `grown()`: its height has changed, told once for many rows."""

    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doctor_view")
        self.setAccessibleName(self.tr("Test of the connection"))
        self.setProperty("kind", "card")
        self._checks: dict[CheckName, Check] = {}
        self._rows: dict[CheckName, DoctorRow] = {}
        self._summary = QLabel(self)
        self._summary.setProperty("textRole", "title")
        self._summary.setWordWrap(True)
        self._copy = QPushButton(self.tr("Copy report"), self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)
        self._height = 0
        self._said = ""
        self._lay_out()
        self.hide()

    def begin(self) -> None:
        """A new test: earlier rows go, and the wait is said."""
        self._forget()
        self._summary.setText(self.tr("Testing…"))
        self._copy.setVisible(False)
        self.show()
        self._settling.start()

    def show_check(self, check: Check) -> None:
        """A check that runs, or what it found."""
        self._checks[check.name] = check
        row = self._rows.get(check.name) or self._add_row(check.name)
        row.show_check(check)
        row.show()
        self.show()
        self._settling.start()

    def clear(self) -> None:
        self._forget()
        if not self.isHidden():
            self.hide()
            self._settling.start()

    @property
    def checks(self) -> list[Check]:
        """What has been shown, in order."""
        return [self._checks[name] for name in _ORDER if name in self._checks]

    # Inside

    def _forget(self) -> None:
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        self._checks = {}
        self._said = ""

    def _add_row(self, name: CheckName) -> DoctorRow:
        row = DoctorRow(name, self)
        row.policy_copied.connect(self._on_policy_copied)
        before = sum(_ORDER.index(shown) < _ORDER.index(name) for shown in self._rows)
        self._column.insertWidget(before, row)
        self._rows[name] = row
        return row

    def _settle(self) -> None:
        """Once for all rows of a turn of the loop: no row makes the others jump."""
        checks = self.checks
        running = not checks or any(check.verdict is Verdict.RUNNING for check in checks)
        if not running and self._said != (words := summary(checks)):
            self._said = words
            self._summary.setText(words)
            announce(self, words)
        elif running and self._said:
            self._said = ""
            self._summary.setText(self.tr("Testing…"))
        self._copy.setVisible(not running)
        height = 0 if self.isHidden() else self.heightForWidth(self.width())
        if height != self._height:
            self._height = height
            self.grown.emit()

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(report(self.checks) + "\n")
        announce(self, self.tr("The report is copied."))

    def _on_policy_copied(self) -> None:
        announce(self, self.tr("The policy is copied."))

    def _lay_out(self) -> None:
        self._copy.setObjectName("copy_report")
        self._copy.setAccessibleName(self.tr("Copy the report of this test"))
        self._copy.setProperty("kind", "link")
        self._copy.clicked.connect(self._on_copy)
        keeping = self._copy.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)  # its coming must not move the summary
        self._copy.setSizePolicy(keeping)
        head = QHBoxLayout()
        head.addWidget(self._summary, 1)
        head.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 12, 12)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addLayout(self._column)
