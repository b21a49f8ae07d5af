"""The network dialog: which proxy, what goes around it, whom to trust besides, and a try.

Opened with open(); others change, read and try what it asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from oriel.domain.connections import checked_base_url
from oriel.domain.errors import AddressInvalid
from oriel.domain.network import NetworkSettings, ProxyMode, bypass_rules, typed_proxy
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.connection_verdict import Verdict
from oriel.ui.theme import current_zoom

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.ui.error_text import ErrorText

WIDTH_PX = 520
_REASONS = {
    "scheme": "Only http:// and https:// proxies work.",
    "host": "It names no computer.",
    "port": "The port is no number from 1 to 65535.",
    "path": "Only host and port are needed. Configuration scripts (PAC) are not understood.",
}


class NetworkDialog(QDialog):
    """`save_requested(NetworkSettings, password | None)`, `try_requested(url, NetworkSettings,
    password | None)`, `certificates_requested(path)`."""

    save_requested = Signal(object, object)
    try_requested = Signal(str, object, object)
    certificates_requested = Signal(str)

    def __init__(self, settings: NetworkSettings, host: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_dialog")
        self.setWindowTitle(self.tr("Network"))
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self._mode = ChoiceField(self.tr("Proxy"), "network_mode", self)
        self._proxy = Field(self.tr("Address"), "proxy_url", self)
        self._user = Field(self.tr("Name"), "proxy_user", self)
        self._password = Field(
            self.tr("Password"),
            "proxy_password",
            self,
            self.tr("Kept in your system keyring."),
            secret=True,
        )
        self._bypass = Field(
            self.tr("Not for these hosts"),
            "proxy_bypass",
            self,
            self.tr("Names, .endings or networks like 10.0.0.0/8, with commas between."),
        )
        usual = self.tr("A PEM file of your company, trusted besides what the system trusts.")
        self._ca = Field(self.tr("Extra certificates"), "extra_ca", self, usual)
        self._browse = self._button(self.tr("Browse…"), "browse_ca")
        self._host = Field(self.tr("Try a host"), "try_host", self)
        self._try = self._button(self.tr("Try"), "try")
        self._verdict = Verdict(self)
        self._cancel = self._button(self.tr("Cancel"), "cancel")
        self._save = self._button(self.tr("Save"), "save")
        self._save.setProperty("kind", "primary")
        self._save.setDefault(True)
        self._fill(settings, host)
        self._lay_out()
        self._connect()
        self._on_mode()

    # Facts

    def show_tried(self, text: str) -> None:
        self._try.setEnabled(True)
        self._verdict.show_ok(text)
        self._fitting.start()

    def show_failed(self, words: ErrorText) -> None:
        for button in (self._try, self._save):
            button.setEnabled(True)
        self._verdict.show_failed(words)
        self._fitting.start()

    def show_certificates(self, names: list[str]) -> None:
        """Whose certificates the chosen file holds."""
        self._ca.set_help(self.tr("Holds: {names}").format(names=", ".join(names[:6])))
        self._fitting.start()

    def show_certificates_unread(self, said: str) -> None:
        self._ca.show_problem(said)
        self._fitting.start()

    # Inside

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fill(self, settings: NetworkSettings, host: str) -> None:
        for text, mode in (
            (self.tr("As this computer is set up"), ProxyMode.SYSTEM),
            (self.tr("Only HTTPS_PROXY and NO_PROXY"), ProxyMode.ENVIRONMENT),
            (self.tr("This one"), ProxyMode.MANUAL),
            (self.tr("None"), ProxyMode.NONE),
        ):
            self._mode.combo.addItem(text, mode)
        self._mode.combo.setCurrentIndex(self._mode.combo.findData(settings.mode))
        self._proxy.set_text(settings.proxy_url)
        self._proxy.set_placeholder("http://proxy.example.com:8080")
        self._user.set_text(settings.proxy_user)
        self._password.set_placeholder("••••••••" if settings.proxy_user else "")
        self._bypass.set_text(", ".join(settings.bypass))
        self._ca.set_text(settings.extra_ca)
        self._host.set_text(host)

    def _lay_out(self) -> None:
        title = QLabel(self.windowTitle(), self)
        title.setProperty("textRole", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 22)
        column.setSpacing(12)
        column.addWidget(title)
        for field in (self._mode, self._proxy):
            column.addWidget(field)
        names = QHBoxLayout()
        names.setSpacing(12)
        names.addWidget(self._user, 1, Qt.AlignmentFlag.AlignTop)
        names.addWidget(self._password, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(names)
        column.addWidget(self._bypass)
        for field, button in ((self._ca, self._browse), (self._host, self._try)):
            field.add_beside(button)
            column.addWidget(field)
        column.addWidget(self._verdict)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._mode.changed.connect(self._on_mode)
        for field in (self._proxy, self._user, self._password, self._bypass, self._host):
            field.changed.connect(self._verdict.clear)
        self._ca.changed.connect(self._on_certificates)
        self._browse.clicked.connect(self._on_browse)
        self._try.clicked.connect(self._on_try)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.reject)

    def _on_mode(self) -> None:
        manual = self._mode.combo.currentData() == ProxyMode.MANUAL
        for field in (self._proxy, self._user, self._password, self._bypass):
            field.setVisible(manual)
        self._verdict.clear()
        self._fitting.start()

    def _typed(self) -> tuple[NetworkSettings, str | None] | None:
        """The settings and the password (None: unchanged); None with the problem shown."""
        mode = ProxyMode(self._mode.combo.currentData())
        url, user, password = "", self._user.text().strip(), self._password.text() or None
        if mode is ProxyMode.MANUAL:
            try:
                typed = typed_proxy(self._proxy.text())
            except AddressInvalid as error:
                self._proxy.show_problem(self.tr(_REASONS[str(error.facts["reason"])]))
                self._proxy.focus()
                return None
            # Credentials typed into the address belong into the keyring.
            url, user = typed.url, typed.user or user
            password = password if typed.password is None else typed.password
        return (
            NetworkSettings(
                mode, url, user, bypass_rules(self._bypass.text()), self._ca.text().strip()
            ),
            password,
        )

    def _on_try(self) -> None:
        found = self._typed()
        if found is None:
            return
        try:
            url = checked_base_url(self._host.text())
        except AddressInvalid:
            self._host.show_problem(self.tr("It names no computer."))
            return
        self._try.setEnabled(False)
        self._verdict.show_running(self.tr("Trying…"))
        self.try_requested.emit(url, *found)
        self._fitting.start()

    def _on_save(self) -> None:
        if found := self._typed():
            self._save.setEnabled(False)
            self.save_requested.emit(*found)

    def _on_certificates(self) -> None:
        self._verdict.clear()
        self._ca.set_help("")
        if path := self._ca.text().strip():
            self.certificates_requested.emit(path)

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a certificate file"))
        dialog.setObjectName("choose_ca")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(self._ca.set_text)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _fit(self) -> None:
        column = self.layout()
        assert column is not None
        column.activate()
        width = max(self.width(), round(WIDTH_PX * current_zoom()))
        self.resize(width, column.totalHeightForWidth(width))

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button
