"""Choosing what to upload, what for and for how long: by button, folder, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.file_purposes import PURPOSES
from oriel.domain.transfers import UploadTo
from oriel.ui.library.files import words
from oriel.ui.library.intake.words import expiries
from oriel.ui.library.pieces.asking_paths import ask_files, ask_folder
from oriel.ui.library.pieces.dropping_down import drop_down


class Uploads(QObject):
    """`offered(paths, UploadTo)` once the person has chosen; `changed()` when what new
    files are for, or how long they stay, is another."""

    offered = Signal(object, object)
    changed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._to = UploadTo()

    @property
    def to(self) -> UploadTo:
        return self._to

    @property
    def text(self) -> str:
        """How new files are kept, in a few words."""
        purpose = words.purpose_text(self._to.purpose)
        ends = {seconds: text for text, seconds in expiries()}.get(self._to.expires_after_s, "")
        return self.tr("New files: {purpose}. Expires: {ends}").format(purpose=purpose, ends=ends)

    def ask_files(self) -> None:
        asked = ask_files(self._over.window(), self.tr("Upload files"), "upload_files")
        asked.filesSelected.connect(self.offer)

    def ask_folder(self) -> None:
        asked = ask_folder(self._over.window(), self.tr("Upload a folder"), "upload_folder")
        asked.filesSelected.connect(self.offer)

    def offer(self, paths: Sequence[str]) -> None:
        """Paths that were dropped or pasted."""
        if paths:
            self.offered.emit(list(paths), self._to)

    def open_menu(self, anchor: QWidget) -> None:
        """What new files are for, and how long they stay."""
        menu = QMenu(self._over)
        menu.setObjectName("upload_menu")
        menu.setToolTipsVisible(True)
        _heading(menu, self.tr("New files are for"))
        purposes = QActionGroup(menu)
        for purpose in PURPOSES:
            chosen = purpose == self._to.purpose
            action = _choice(menu, purposes, words.purpose_text(purpose), purpose, chosen=chosen)
            action.setToolTip(words.purpose_told(purpose))
            action.setObjectName(f"upload_purpose_{purpose}")
        menu.addSeparator()
        _heading(menu, self.tr("They expire"))
        lives = QActionGroup(menu)
        for text, seconds in expiries():
            chosen = seconds == self._to.expires_after_s
            action = _choice(menu, lives, text, seconds, chosen=chosen)
            action.setObjectName(f"upload_expires_{seconds}")
        purposes.triggered.connect(self._on_purpose)
        lives.triggered.connect(self._on_expiry)
        menu.aboutToHide.connect(menu.deleteLater)
        drop_down(menu, anchor)

    def _on_purpose(self, action: QAction) -> None:
        self._set(UploadTo(purpose=action.data(), expires_after_s=self._to.expires_after_s))

    def _on_expiry(self, action: QAction) -> None:
        self._set(UploadTo(purpose=self._to.purpose, expires_after_s=action.data()))

    def _set(self, to: UploadTo) -> None:
        self._to = to
        self.changed.emit()


def _heading(menu: QMenu, text: str) -> None:
    # A section would not show its words in our style.
    menu.addAction(text).setEnabled(False)


def _choice(menu: QMenu, group: QActionGroup, text: str, data: object, *, chosen: bool) -> QAction:
    action = QAction(text, menu)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.setData(data)
    group.addAction(action)
    menu.addAction(action)
    return action
