"""A server of tools that the service itself connects to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from oriel.domain.connections import checked_base_url, is_this_computer
from oriel.domain.errors import AddressInvalid
from oriel.domain.hosted_tools import ApprovalRule, RemoteMcp
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.error_text import explain
from oriel.ui.prompts.parts import button, label
from oriel.ui.style_sheet import restyle
from oriel.ui.tooling.page import SettingsPage, names_in, names_out

KEPT = "••••••••"


class RemotePage(SettingsPage):
    """`saved(RemoteMcp, the one before or None, authorization or None)`: None leaves what is
    kept, "" forgets it. `removed(RemoteMcp)`."""

    saved = Signal(object, object, object)
    removed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("remote", "", parent)
        self._before: RemoteMcp | None = None
        self._taken: set[str] = set()
        self.say(
            self.tr(
                "The service connects to this server, not your computer: an address on this "
                "computer or in your own network cannot work."
            )
        )
        self._make_fields()
        self._rule = ChoiceField(self.tr("Before each call"), "remote_approval", self)
        self._rule.combo.addItem(self.tr("Ask me"), ApprovalRule.ALWAYS)
        self._rule.combo.addItem(self.tr("Never ask"), ApprovalRule.NEVER)
        for field in (self._label, self._url, self._about, self._secret, self._tools, self._rule):
            self.take(field)
        self._warning = label("warning", self, self._warned())
        self.column.addWidget(self._warning)
        self._forget = button(self.tr("Forget the token"), "forget_token", self, "link")
        self._remove = button(self.tr("Remove"), "remove_remote", self, "danger")
        self._save = button(self.tr("Save"), "save_remote", self, "primary")
        self._buttons()
        self._rule.changed.connect(self._on_rule)
        self._save.clicked.connect(self.leave)
        self._remove.clicked.connect(self._on_remove)
        self._forget.clicked.connect(self._on_forget)

    def _make_fields(self) -> None:
        self._label = Field(self.tr("Name"), "remote_label", self)
        self._url = Field(self.tr("Address"), "remote_url", self)
        self._url.set_placeholder("https://tools.example.com/mcp")
        self._about = Field(self.tr("What it is for, told to the model"), "remote_about", self)
        self._secret = Field(
            self.tr("Authorization"),
            "remote_secret",
            self,
            self.tr("A token, if it needs one. Kept in your system keyring."),
            secret=True,
        )
        self._tools = Field(
            self.tr("Only these of its tools"),
            "remote_tools",
            self,
            self.tr("With commas between; all of them when empty."),
        )

    def begin(self, remote: RemoteMcp | None, taken: set[str]) -> None:
        """`taken` are the names of the others."""
        self._before, self._taken = remote, taken
        self.set_title(remote.label if remote else self.tr("A server the service connects to"))
        shown = remote or RemoteMcp(label="", url="")
        self._label.set_text(shown.label)
        self._url.set_text(shown.url)
        self._about.set_text(shown.description)
        self._tools.set_text(names_out(shown.allowed_tools))
        self._rule.combo.setCurrentIndex(self._rule.combo.findData(shown.approval))
        self._secret.set_text("")
        self._secret.set_placeholder(KEPT if shown.has_secret else "")
        self._forget.setVisible(shown.has_secret)
        self._remove.setVisible(remote is not None)
        self._on_rule()

    def hide_secret(self) -> None:
        """Nothing secret stays in a field that nobody sees."""
        self._secret.set_text("")

    def focus(self) -> None:
        self._label.focus()

    def apply(self) -> bool:
        untouched = not any(
            f.text().strip() for f in (self._label, self._url, self._about, self._secret)
        )
        if self._before is None and untouched:
            return True
        name, url = self._label.text().strip(), self._address()
        named = self._check_name(name)
        if not url or not named:
            self.grown.emit()
            return False
        secret = self._secret.text().strip() or None
        self._secret.set_text("")
        remote = RemoteMcp(
            label=name,
            url=url,
            description=self._about.text().strip(),
            allowed_tools=names_in(self._tools.text()),
            approval=ApprovalRule(self._rule.combo.currentData()),
            has_secret=self._before.has_secret if self._before else False,
        )
        if remote != self._before or secret is not None:
            self.saved.emit(remote, self._before, secret)
        return True

    def _check_name(self, name: str) -> bool:
        wrong = ""
        if not name:
            wrong = self.tr("Give it a name.")
        elif name in self._taken:
            wrong = self.tr("Another server has this name.")
        self._label.show_problem(wrong)
        return not wrong

    def _address(self) -> str:
        """The address as it is sent, "" with what is wrong shown."""
        try:
            url = checked_base_url(self._url.text())
        except AddressInvalid as error:
            words = explain(error.code, error.facts)
            self._url.show_problem(words.reason or words.title)
            return ""
        host = url.partition("//")[2].partition("/")[0].rsplit(":", 1)[0]
        if is_this_computer(host.strip("[]")):
            self._url.show_problem(
                self.tr("The service cannot reach this computer. Add it as a tool server here.")
            )
            return ""
        return url

    def _buttons(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._remove)
        row.addWidget(self._forget)
        row.addStretch(1)
        row.addWidget(self._save)
        self.column.addLayout(row)

    def _on_rule(self) -> None:
        never = self._rule.combo.currentData() == ApprovalRule.NEVER
        self._warning.setVisible(never)
        restyle(self._warning)
        self.grown.emit()

    def _on_remove(self) -> None:
        if self._before is not None:
            self.hide_secret()
            self.removed.emit(self._before)
            self.left.emit()

    def _on_forget(self) -> None:
        if self._before is not None:
            self.saved.emit(self._before, self._before, "")
            self.left.emit()

    def _warned(self) -> str:
        return self.tr(
            "The model then calls its tools with whatever is in the chat, and nobody looks at "
            "it first. Choose this only for a server you trust that changes nothing."
        )
