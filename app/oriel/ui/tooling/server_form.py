"""Adding or editing a tool server on this computer, and trying it out before it is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oriel.domain.connections import checked_base_url
from oriel.domain.errors import AddressInvalid, AppError
from oriel.domain.messages import new_id
from oriel.domain.tools import ToolServer, Transport
from oriel.services.tool_imports import looks_secret
from oriel.services.tool_secrets import TypedSecrets
from oriel.services.tool_trials import Trial
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.error_text import explain
from oriel.ui.prompts.parts import button, label
from oriel.ui.tooling.command_line import apart, line_of, words_of
from oriel.ui.tooling.env_rows import KEPT, EnvRows
from oriel.ui.tooling.trial import TrialView
from oriel.ui.tooling.words import t

LONGEST_S = 3600


class ServerForm(QWidget):
    """`save_requested(ToolServer, TypedSecrets)`, `try_requested(ToolServer, TypedSecrets)`,
    `delete_requested(id)`, `left`, `grown`."""

    save_requested = Signal(object, object)
    try_requested = Signal(object, object)
    delete_requested = Signal(str)
    left = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: ToolServer | None = None
        self._forgotten = False
        self._pressed: QPushButton | None = None
        self._make_fields()
        self._words = label("small", self)
        self._readable = label("warning", self, self._warned_of_keys())
        self._rights = label("small", self, self._warned_of_rights())
        self._env = EnvRows(self)
        self._forget = button(self.tr("Forget the token"), "forget_server_token", self, "link")
        self.trial = TrialView(self)
        self._delete = button(self.tr("Delete…"), "delete_server", self, "danger")
        self._try = button(self.tr("Try"), "try_server", self)
        self._cancel = button(self.tr("Cancel"), "cancel_server", self)
        self._save = button(self.tr("Save"), "save_server", self, "primary")
        self._lay_out()
        self._connect()

    def begin(self, server: ToolServer | None) -> None:
        """Fills the form; with None for a new server."""
        self._before, self._forgotten = server, False
        shown = server or ToolServer(id="", name="", transport=Transport.STDIO)
        self._name.set_text(shown.name)
        self._kind.combo.setCurrentIndex(self._kind.combo.findData(shown.transport))
        self._command.set_text(line_of(shown.command))
        self._url.set_text(shown.url)
        self._token.set_text("")
        self._token.set_placeholder(KEPT if shown.has_secret else "")
        self._timeout.set_text(f"{shown.timeout_s:g}")
        self._env.begin(shown.env_names)
        for field in (self._name, self._command, self._url, self._timeout):
            field.show_problem("")
        self._delete.setText(self.tr("Delete…"))
        self._delete.setVisible(server is not None)
        self._set_busy(busy=False)
        self.trial.clear()
        self._on_kind()

    def focus(self) -> None:
        self._name.focus()

    def hide_secrets(self) -> None:
        """Nothing secret stays in fields that nobody sees."""
        self._token.set_text("")
        self._env.hide_secrets()

    def show_trial(self, trial: Trial) -> None:
        self._set_busy(busy=False)
        self.trial.show_trial(trial)

    def show_not_saved(self, error: AppError) -> None:
        self._set_busy(busy=False)
        self.trial.show_trial(Trial(error=error))

    # Inside

    def _make_fields(self) -> None:
        self._name = Field(self.tr("Name"), "server_name", self)
        self._kind = ChoiceField(self.tr("It is"), "server_kind", self)
        self._kind.combo.addItem(self.tr("A program on this computer"), Transport.STDIO)
        self._kind.combo.addItem(self.tr("At an address (Streamable HTTP)"), Transport.HTTP)
        self._command = Field(self.tr("Program and arguments"), "server_command", self)
        self._command.set_placeholder("npx -y @modelcontextprotocol/server-memory")
        self._url = Field(self.tr("Address"), "server_url", self)
        self._url.set_placeholder("http://127.0.0.1:8000/mcp")
        kept = self.tr("If it needs one. Kept in your system keyring.")
        self._token = Field(self.tr("Bearer token"), "server_token", self, kept, secret=True)
        self._timeout = Field(
            self.tr("Give up after so many seconds without a sign of life"), "server_timeout", self
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        token = QHBoxLayout()
        token.addWidget(self._forget)
        token.addStretch(1)
        top = (self._name, self._kind, self._command, self._words, self._readable, self._env)
        upper: tuple[QWidget, ...] = (*top, self._url, self._token)
        lower: tuple[QWidget, ...] = (self._timeout, self._rights, self.trial)
        for widget in upper:
            column.addWidget(widget)
        column.addLayout(token)
        for widget in lower:
            column.addWidget(widget)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._delete)
        buttons.addStretch(1)
        for each in (self._try, self._cancel, self._save):
            buttons.addWidget(each)
        self.foot = QWidget(self)
        buttons.setContentsMargins(0, 0, 0, 0)
        self.foot.setLayout(buttons)

    def _connect(self) -> None:
        self._kind.changed.connect(self._on_kind)
        self._command.changed.connect(self._on_command)
        self._env.grown.connect(self.grown)
        self.trial.grown.connect(self.grown)
        self._forget.clicked.connect(self._on_forget)
        self._try.clicked.connect(self._on_try)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.left)
        self._delete.clicked.connect(self._on_delete)

    def _typed(self) -> tuple[ToolServer, TypedSecrets] | None:
        """The server as it stands in the form; None with what is wrong shown."""
        far = self._kind.combo.currentData() == Transport.HTTP
        name = self._name.text().strip()
        self._name.show_problem("" if name else self.tr("Give it a name."))
        there = self._checked_url() if far else self._checked_command()
        seconds = self._checked_timeout()
        if not name or not there or not seconds or not (far or self._env.check()):
            self.grown.emit()
            return None
        server = self._before or ToolServer(id=new_id(), name=name, transport=Transport.STDIO)
        token = self._token.text().strip() or ("" if self._forgotten else None)
        typed = TypedSecrets(token=token if far else "", env={} if far else self._env.typed())
        return replace(
            server,
            name=name,
            transport=Transport.HTTP if far else Transport.STDIO,
            command=() if far else words_of(self._command.text()),
            env_names=() if far else self._env.names(),
            url=self._checked_url() if far else "",
            has_secret=far and (bool(token) or (token is None and server.has_secret)),
            timeout_s=seconds,
        ), typed

    def _checked_command(self) -> bool:
        try:
            words, wrong = words_of(self._command.text()), ""
        except ValueError:
            words, wrong = (), self.tr("A quote is not closed.")
        if not words and not wrong:
            wrong = self.tr("Write which program to run.")
        self._command.show_problem(wrong)
        return bool(words)

    def _checked_url(self) -> str:
        try:
            return checked_base_url(self._url.text())
        except AddressInvalid as error:
            words = explain(error.code, error.facts)
            self._url.show_problem(words.reason or words.title)
            return ""

    def _checked_timeout(self) -> float:
        try:
            seconds = float(self._timeout.text().strip().replace(",", "."))
        except ValueError:
            seconds = 0.0
        good = 1 <= seconds <= LONGEST_S
        self._timeout.show_problem("" if good else self.tr("A number from 1 to 3600."))
        return seconds if good else 0.0

    def _set_busy(self, *, busy: bool) -> None:
        # A button that goes grey gives the focus to the next one, which is Cancel: a second
        # press would throw away what was typed.
        if busy:
            self._pressed = next((b for b in (self._try, self._save) if b.hasFocus()), None)
            if self._pressed is not None:
                self.setFocus()
        self._try.setEnabled(not busy)
        self._save.setEnabled(not busy)
        if not busy and self._pressed is not None and self.hasFocus():
            self._pressed.setFocus()

    def _on_kind(self) -> None:
        far = self._kind.combo.currentData() == Transport.HTTP
        for widget in (self._command, self._env, self._rights):
            widget.setVisible(not far)
        for widget in (self._url, self._token):
            widget.setVisible(far)
        kept = self._before is not None and self._before.has_secret and not self._forgotten
        self._forget.setVisible(far and kept)
        self._on_command()

    def _on_command(self) -> None:
        near = self._kind.combo.currentData() == Transport.STDIO
        try:
            words = words_of(self._command.text())
        except ValueError:
            words = ()
        self._words.setText(t("Runs: {words}", words=apart(words)))
        self._words.setVisible(near and len(words) > 0)
        self._readable.setVisible(near and looks_secret(words))
        self.grown.emit()

    def _on_forget(self) -> None:
        self._forgotten = True
        self._token.set_placeholder("")
        self._token.set_text("")
        self._on_kind()

    def _on_try(self) -> None:
        if found := self._typed():
            self._set_busy(busy=True)
            self.trial.show_running()
            self.try_requested.emit(*found)

    def _on_save(self) -> None:
        if found := self._typed():
            self._set_busy(busy=True)
            self.save_requested.emit(*found)

    def _on_delete(self) -> None:
        sure = self.tr("Delete with its secrets")
        if self._delete.text() != sure:
            self._delete.setText(sure)
        elif self._before is not None:
            self.delete_requested.emit(self._before.id)

    def _warned_of_keys(self) -> str:
        return self.tr(
            "A word of this looks like a key. Every program on this computer can read it "
            "there; most servers take it as a variable too."
        )

    def _warned_of_rights(self) -> str:
        return self.tr(
            "The program runs on this computer with your rights: it can read and change what "
            "you can. Run only what you trust."
        )
