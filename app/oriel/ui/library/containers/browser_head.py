"""Above a container's files: the way back, its name and countdown, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oriel.domain.library import Container
from oriel.ui.icon_engine import icon
from oriel.ui.inspector.pieces import icon_button
from oriel.ui.library.containers import words
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_zoom

_ROOM_PX = 760  # below it, buttons keep their icons


class BrowserHead(QWidget):
    """`details` brings the look at a file into view. `back_requested`, `refresh_requested`,
    `upload_requested`, `service_files_requested`, `save_all_requested`."""

    back_requested = Signal()
    refresh_requested = Signal()
    upload_requested = Signal()
    service_files_requested = Signal()
    save_all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._container: Container | None = None
        self._back = button(self.tr("Containers"), "container_back", self, "quiet")
        self._back.setIcon(icon("chevron-right" if self.isRightToLeft() else "chevron-left"))
        self._back.setToolTip(self.tr("Back to the containers  Esc"))
        self._name = NameLabel("title", self)
        self._name.setObjectName("container_name")
        self._left = label("small", self)
        self._left.setObjectName("container_left")
        self._left.setWordWrap(False)
        self._save = self._tool(self.tr("Save all…"), "download", "container_save_all")
        self._service = self._tool(self.tr("From the service…"), "file", "container_from_service")
        self._upload = self._tool(self.tr("Upload…"), "upload", "container_upload_files", "primary")
        again = self.tr("Refresh")
        self.details = icon_button("panel", self.tr("Preview"), "container_details", self)
        self._again = icon_button("retry", again, "refresh_container", self)
        self._note = label("warning", self)
        self._note.setObjectName("container_note")
        self._note.hide()
        self._lay_out()
        self._back.clicked.connect(self.back_requested)
        self._save.clicked.connect(self.save_all_requested)
        self._service.clicked.connect(self.service_files_requested)
        self._upload.clicked.connect(self.upload_requested)
        self._again.clicked.connect(self.refresh_requested)
        self.setFocusProxy(self._back)

    def show_container(self, container: Container) -> None:
        self._container = container
        self._name.show_name(words.shown_name(container))
        self._note.hide()
        self.pass_time()

    def show_tools(self, *, lives: bool, has_files: bool, from_service: bool) -> None:
        """What can be done with it now."""
        self._upload.setVisible(lives)
        self._service.setVisible(lives and from_service)
        self._save.setVisible(lives)
        self._save.setEnabled(has_files)

    def say(self, text: str) -> None:
        """What went wrong, while what is there stays."""
        self._note.setText(text)
        self._note.show()

    def pass_time(self) -> None:
        if self._container is None:
            return
        left = words.countdown(self._container)
        said = self.tr("ends in {time}").format(time=left) if left else ""
        if not words.lives(self._container):
            said = self.tr("ended")
        self._left.setText(said)
        self._left.setToolTip(words.countdown_told(self._container))
        tone = words.countdown_tone(self._container) or "small"
        if self._left.property("textRole") != tone:
            self._left.setProperty("textRole", tone)
            restyle(self._left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _tool(self, text: str, icon_name: str, name: str, kind: str = "") -> QPushButton:
        made = button(text, name, self, kind)
        made.setIcon(icon(icon_name, "on-accent" if kind == "primary" else "text"))
        return made

    def _fit(self) -> None:
        wide = self.width() >= _ROOM_PX * current_zoom()
        for each in (self._save, self._service, self._upload, self._back):
            text = each.accessibleName() if wide else ""
            if each.text() != text:
                each.setText(text)
                if each is not self._back:
                    each.setToolTip("" if wide else each.accessibleName())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._back)
        row.addWidget(self._name, 1)
        row.addWidget(self._left)
        row.addSpacing(8)
        for each in (self.details, self._save, self._service, self._again, self._upload):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._note)
