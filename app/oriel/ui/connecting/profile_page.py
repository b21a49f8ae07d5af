"""A profile of an OCI config file on this computer: which one, and its pass phrase."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from oriel.domain.profiles import Profile, ProfileKind
from oriel.ui.connection_fields import ChoiceField, Field

_PROBLEMS = {
    "region": "It names no region.",
    "tenancy": "It names no tenancy.",
    "user": "It names no user.",
    "fingerprint": "It names no fingerprint.",
    "key_file": "It names no key file.",
    "key_missing": "Its key file is not there.",
    "token_missing": "Its session token is not there. Sign in with the browser instead.",
}


class ProfilePage(QWidget):
    """`profile_chosen(Profile, pass phrase)`, `file_chosen(path)`."""

    profile_chosen = Signal(object, str)
    file_chosen = Signal(str)
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("profile_page")
        self.title = self.tr("Use a profile on this computer")
        self._profiles: list[Profile] = []
        self._file = QLabel(self)
        self._file.setProperty("textRole", "small")
        self._file.setWordWrap(True)
        self._browse = QPushButton(self.tr("Other file…"), self)
        self._browse.setObjectName("browse_config")
        self._browse.setProperty("kind", "link")
        self._browse.setAutoDefault(False)
        self._choice = ChoiceField(self.tr("Profile"), "profile", self)
        self._about = QLabel(self)
        self._about.setProperty("textRole", "small")
        self._about.setWordWrap(True)
        self._phrase = Field(
            self.tr("Pass phrase"),
            "pass_phrase",
            self,
            self.tr("Of the signing key. Asked once, then kept in your system keyring."),
            secret=True,
        )
        self._phrase.hide()
        self._next = QPushButton(self.tr("Continue"), self)
        self._next.setObjectName("use_profile")
        self._next.setProperty("kind", "primary")
        row = QHBoxLayout()
        row.addWidget(self._file, 1)
        row.addWidget(self._browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        for widget in (self._choice, self._about, self._phrase, self._next):
            column.addWidget(widget)
        self._browse.clicked.connect(self._on_browse)
        self._choice.combo.currentIndexChanged.connect(self._on_chosen)
        self._next.clicked.connect(self._on_next)

    def focus(self) -> None:
        (self._choice if self._profiles else self._browse).setFocus()

    def show_profiles(self, file: str, profiles: Sequence[Profile]) -> None:
        """What `file` holds, the first that works in front."""
        self._profiles = list(profiles)
        empty = self.tr("No profiles in {file}.")
        self._file.setText((self.tr("From {file}") if profiles else empty).format(file=file))
        combo = self._choice.combo
        silence = QSignalBlocker(combo)
        combo.clear()
        combo.addItems([profile.name for profile in profiles])
        good = next((n for n, profile in enumerate(profiles) if not profile.problem), 0)
        combo.setCurrentIndex(good if profiles else -1)
        silence.unblock()
        self._choice.setVisible(bool(profiles))
        self._on_chosen()

    def ask_pass_phrase(self, *, wrong: bool) -> None:
        """The key is encrypted; `wrong` when the phrase given does not open it."""
        self._phrase.show()
        if wrong:
            self._phrase.show_problem(self.tr("This pass phrase does not open the key."))
        self._phrase.focus()
        self.grown.emit()

    def _current(self) -> Profile | None:
        index = self._choice.combo.currentIndex()
        return self._profiles[index] if 0 <= index < len(self._profiles) else None

    def _on_chosen(self) -> None:
        profile = self._current()
        self._phrase.hide()
        self._phrase.set_text("")
        self._next.setVisible(profile is not None)
        self._next.setEnabled(profile is not None and not profile.problem)
        self._about.setVisible(profile is not None)
        if profile is not None:
            kind = (
                self.tr("Session token")
                if profile.kind is ProfileKind.SESSION
                else self.tr("API signing key")
            )
            problem = _PROBLEMS.get(profile.problem, profile.problem)
            said = [kind, profile.region, self.tr(problem) if problem else ""]
            self._about.setText(" · ".join(part for part in said if part))
        self.grown.emit()

    def _on_next(self) -> None:
        if profile := self._current():
            self.profile_chosen.emit(profile, self._phrase.text())

    def _on_browse(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a configuration file"))
        dialog.setObjectName("choose_config")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
