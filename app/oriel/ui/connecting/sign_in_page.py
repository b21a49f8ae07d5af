"""Signing in to Oracle Cloud with the browser: where, then waiting for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from oriel.domain.regions import OCI_REGIONS
from oriel.ui.connecting.more import More
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.connection_verdict import Verdict

if TYPE_CHECKING:
    from oriel.ui.error_text import ErrorText


class SignInPage(QWidget):
    """`sign_in_requested(region, profile, tenancy)`, `cancel_requested`, `browser_requested`."""

    sign_in_requested = Signal(str, str, str)
    cancel_requested = Signal()
    browser_requested = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self.title = self.tr("Sign in to Oracle Cloud")
        self._address = ""
        self._region = ChoiceField(
            self.tr("Region"), "region", self, self.tr("Where your Generative AI project is.")
        )
        self._region.combo.setEditable(True)
        self._region.combo.addItems(list(OCI_REGIONS))
        self._region.set_text("us-chicago-1")
        self._more = More(self)
        self._tenancy = Field(
            self.tr("Tenancy"), "tenancy", self, self.tr("Its name, when you have several.")
        )
        self._profile = Field(
            self.tr("Profile"),
            "profile_name",
            self,
            self.tr("The sign-in is kept under this name, where Oracle's own tools find it too."),
        )
        self._profile.set_text("ORIEL")
        for field in (self._tenancy, self._profile):
            self._more.add(field)
        self._open = QPushButton(self.tr("Open the browser"), self)
        self._open.setObjectName("open_browser")
        self._open.setProperty("kind", "primary")
        self._waiting = self._waiting_box()
        self._verdict = Verdict(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self._region, self._more, self._open, self._waiting, self._verdict):
            column.addWidget(widget)
        self._open.clicked.connect(self._on_open)
        self._more.toggled.connect(self.grown)

    def begin(self, region: str = "", profile: str = "") -> None:
        """Before the browser; a sign-in that is done again keeps its place and name."""
        if region:
            self._region.set_text(region)
        if profile:
            self._profile.set_text(profile)
        self._verdict.clear()
        self._set_waiting(waiting=False)

    def start(self) -> None:
        """As if the button had been pressed."""
        self._on_open()

    def focus(self) -> None:
        self._open.setFocus()

    def show_waiting(self, address: str) -> None:
        """The browser was asked to open `address`."""
        self._address = address
        self._verdict.clear()
        self._set_waiting(waiting=True)

    def show_failed(self, words: ErrorText) -> None:
        self._set_waiting(waiting=False)
        self._verdict.show_failed(replace(words, detail=""))
        self._open.setText(self.tr("Try again"))
        self._open.setFocus()
        self.grown.emit()

    def _waiting_box(self) -> QWidget:
        box = QWidget(self)
        said = QLabel(self.tr("Waiting for you to sign in, in the browser…"), box)
        said.setProperty("textRole", "title")
        hint = QLabel(
            self.tr("No browser window? Open it again, or copy the address into one."), box
        )
        hint.setProperty("textRole", "small")
        hint.setWordWrap(True)
        bar = QProgressBar(box)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Waiting for the browser"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        wishes = (
            ("browser_again", self.tr("Open again"), self.browser_requested.emit),
            ("copy_address", self.tr("Copy address"), self._copy),
            ("stop_waiting", self.tr("Stop waiting"), self._on_stop),
        )
        for name, text, wish in wishes:
            button = QPushButton(text, box)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(wish)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        for widget in (said, bar, hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        box.hide()
        return box

    def _set_waiting(self, *, waiting: bool) -> None:
        self._waiting.setVisible(waiting)
        for widget in (self._region, self._more, self._open):
            widget.setVisible(not waiting)
        self.grown.emit()

    def _on_open(self) -> None:
        region = self._region.text().strip()
        if not region:
            self._region.show_problem("empty")
            return
        self._verdict.clear()
        profile = self._profile.text().strip() or "ORIEL"
        self.sign_in_requested.emit(region, profile, self._tenancy.text().strip())

    def _on_stop(self) -> None:
        self._set_waiting(waiting=False)
        self.cancel_requested.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
