"""One file beside the table: what is known of it, where it is used, what is in it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.file_uses import FileUse, Uses, ends_soon
from oriel.domain.library import LibraryFile
from oriel.domain.visible import visible
from oriel.ui.icon_engine import icon
from oriel.ui.library.files import words
from oriel.ui.library.files.used_in import UsedIn
from oriel.ui.library.pieces.detail_pane import DetailPane
from oriel.ui.library.preview.pane import PreviewPane
from oriel.ui.library.words import left_text, size_text, whole_time_text
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 320
AT_ONCE_BYTES = 2_000_000  # what is looked into without being asked to


class FilePane(QFrame):
    """Wishes: download_requested(), delete_requested(), refresh_requested() (list and service
    disagree), look_requested() (in all stores), curl_requested(), preview_wanted(LibraryFile)
    for one too large to be looked into unasked, chat_requested(id), store_requested(id),
    closed()."""

    download_requested = Signal()
    delete_requested = Signal()
    refresh_requested = Signal()
    look_requested = Signal()
    curl_requested = Signal()
    preview_wanted = Signal(object)
    chat_requested = Signal(str)
    store_requested = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_pane")
        self._file: LibraryFile | None = None
        self._told: object = None
        self._expires: QLabel | None = None
        self.detail = DetailPane("file_detail", self)
        self.preview = PreviewPane(self)
        self._offer = _Offer(self)
        self._views = QStackedWidget(self)
        self._views.addWidget(self.preview)
        self._views.addWidget(self._offer)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._download = button(self.tr("Download…"), "file_download", self)
        self._delete = button(self.tr("Delete…"), "file_delete", self, "danger")
        self._download.setIcon(icon("download", "text"))
        self._delete.setIcon(icon("trash", "danger"))
        self._lay_out()
        self.detail.closed.connect(self.closed)
        self._offer.accepted.connect(self._on_offer)
        self._download.clicked.connect(self.download_requested)
        self._delete.clicked.connect(self.delete_requested)

    @property
    def file(self) -> LibraryFile | None:
        """The one that is shown; None for none, or for several."""
        return self._file

    # Facts

    def show_file(self, file: LibraryFile, uses: Uses, badge: str) -> None:
        """`badge` says how list and service disagree, "" when they do not."""
        use = uses.of(file.id)
        told = (file, use, words.unasked_text(uses), uses.complete, badge)
        if told == self._told:
            return
        is_other = self._file is None or self._file.id != file.id
        self._file, self._told = file, told
        self._build(file, use, uses, badge)
        self._views.show()
        self._download.setEnabled(True)
        if is_other:
            self._views.setCurrentWidget(self.preview)

    def show_several(self, files: Sequence[LibraryFile]) -> None:
        """What several add up to."""
        self._file, self._expires = None, None
        told = tuple(file.id for file in files)
        if told == self._told:
            return
        self._told = told
        self.detail.begin(words.files_text(len(files)))
        self.detail.add_fact(self.tr("Size"), size_text(sum(file.size for file in files)))
        self._views.hide()

    def offer_preview(self, file: LibraryFile) -> None:
        """A look at a large file is only offered: it has to be downloaded for it."""
        self._offer.show_size(file.size)
        self._views.setCurrentWidget(self._offer)

    def show_preview(self) -> None:
        self._views.setCurrentWidget(self.preview)

    def pass_time(self) -> None:
        """What is left of a file's time has become less."""
        if self._file is not None and self._expires is not None:
            self._expires.setText(self._left(self._file))

    def take_focus(self) -> None:
        self._download.setFocus(Qt.FocusReason.OtherFocusReason)

    # Inside

    def sizeHint(self) -> QSize:
        return QSize(round(WIDTH_PX * current_zoom()), 480)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _build(self, file: LibraryFile, use: FileUse, uses: Uses, badge: str) -> None:
        pane = self.detail
        pane.begin(words.shown_name(file))
        if badge:
            pane.add_text(badge, "warning")
            (again,) = pane.add_buttons((self.tr("Refresh the list"), "retry", "file_refresh", ""))
            again.clicked.connect(self.refresh_requested)
        pane.add_fact(self.tr("Purpose"), words.purpose_text(file.purpose)).setToolTip(
            words.purpose_told(file.purpose)
        )
        pane.add_fact(self.tr("Size"), size_text(file.size))
        pane.add_fact(self.tr("Created"), whole_time_text(file.created_at))
        soon = ends_soon(file, time.time())
        self._expires = pane.add_fact(
            self.tr("Expires"), self._left(file), tone="warning" if soon else ""
        )
        failed = file.status == "error"
        status = words.status_text(file.status)
        said = f"{status}: {visible(file.detail)}" if file.detail else status
        pane.add_fact(self.tr("Status"), said, tone="danger" if failed else "")
        pane.add_section(self.tr("Used in"))
        used = UsedIn(use, uses)
        used.chat_requested.connect(self.chat_requested)
        used.store_requested.connect(self.store_requested)
        used.look_requested.connect(self.look_requested)
        pane.put(used)
        pane.add_section(self.tr("At the service"))
        pane.add_fact(self.tr("ID"), visible(file.id), copy=True)
        pane.put(self._curl_line())

    def _curl_line(self) -> QWidget:
        line = QWidget()
        curl = button(self.tr("Copy as curl"), "file_curl", line, "link")
        curl.clicked.connect(self.curl_requested)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(curl)
        row.addStretch(1)
        return line

    def _left(self, file: LibraryFile) -> str:
        if file.expires_at is None:
            return self.tr("Never")
        left = left_text(file.expires_at - time.time())
        return f"{left}\n{whole_time_text(file.expires_at)}"

    def _lay_out(self) -> None:
        self._split.addWidget(self.detail)
        self._split.addWidget(self._views)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([1, 1])
        self._views.setMinimumHeight(120)
        self._views.setContentsMargins(16, 8, 16, 0)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(8)
        foot.addWidget(self._download)
        foot.addWidget(self._delete)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._split, 1)
        column.addLayout(foot)

    def _on_offer(self) -> None:
        if self._file is not None:
            self.preview_wanted.emit(self._file)


class _Offer(QWidget):
    """Says how much would have to be downloaded for a look; `accepted()`."""

    accepted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = label("muted", self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._show = button(self.tr("Show what is in it"), "file_show_preview", self)
        self._show.clicked.connect(self.accepted)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._show, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def show_size(self, size: int) -> None:
        said = self.tr("It has {size}, which a preview downloads.")
        self._text.setText(said.format(size=size_text(size)))
