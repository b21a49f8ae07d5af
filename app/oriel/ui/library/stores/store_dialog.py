"""A new store, or another name, description, expiry or metadata for one there is.

Opened with open(). It keeps nothing: saving is a wish, and what came of it is shown to it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import VectorStore
from oriel.services.library_store_values import StoreDraft
from oriel.ui.connection_fields import Field
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.library.pieces.fields import Section, line_of
from oriel.ui.library.stores.attribute_grid import AttributeGrid
from oriel.ui.library.stores.chosen_files import ChosenFiles
from oriel.ui.library.stores.chunking_field import ChunkingField
from oriel.ui.library.stores.expiry_field import ExpiryField
from oriel.ui.library.stores.words import t
from oriel.ui.prompts.parts import MARGIN_PX, button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 560
MOST_OF_SCREEN = 0.9
_LONGEST_NAME = 256


class StoreDialog(QDialog):
    """`save_requested(StoreDraft)`; `files_requested()` to choose files of the service."""

    save_requested = Signal(object)
    files_requested = Signal()

    def __init__(
        self, connection: Connection, before: VectorStore | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._connection, self._before = connection, before
        self._busy = False
        self.setObjectName("store_dialog")
        self.setWindowTitle(t("Edit store") if before else t("New vector store"))
        self._title = label("heading", self, self.windowTitle())
        self._scroll = QScrollArea(self)
        inside = self._inside = QWidget(self._scroll)
        self._name = Field(t("Name"), "store_name", inside)
        self._about = QPlainTextEdit(inside)
        self._expiry = ExpiryField(inside)
        self._files = ChosenFiles(inside)
        self._chunking = ChunkingField(inside)
        self._metadata = AttributeGrid("store_metadata", inside, typed=False)
        self._wrong = FailureBox(self)
        self._progress = QProgressBar(self)
        self._cancel = button(t("Cancel"), "cancel_store", self)
        self._save = button(
            t("Save") if before else t("Create store"), "save_store", self, "primary"
        )
        self._save.setDefault(True)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._set_up()
        self._lay_out()
        self._connect()
        self._begin()

    # Facts

    @property
    def is_new(self) -> bool:
        """Whether it makes a store, and changes none."""
        return self._before is None

    @property
    def file_ids(self) -> tuple[str, ...]:
        return self._files.file_ids()

    def add_files(self, files: dict[str, str]) -> None:
        """Files that were chosen: names by ids."""
        self._files.add(files)
        self._on_files()

    def show_progress(self, done: int, of: int) -> None:
        self._progress.setRange(0, of)
        self._progress.setValue(done)
        self._progress.show()

    def show_not_saved(self, error: AppError) -> None:
        self._set_busy(busy=False)
        self._wrong.show_error(error, self._connection)
        self._fitting.start()

    # Inside

    def _set_up(self) -> None:
        self._about.setObjectName("store_description")
        self._about.setAccessibleName(t("Description"))
        self._about.setTabChangesFocus(True)
        self._about.document().setDocumentMargin(MARGIN_PX)
        lines = self._about.fontMetrics().lineSpacing() * 2
        self._about.setFixedHeight(lines + 2 * MARGIN_PX + 4)
        self._progress.setObjectName("store_progress")
        self._progress.setAccessibleName(t("Files added"))
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._scroll.setObjectName("store_fields")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        self._fitting.timeout.connect(self._fit)

    def _lay_out(self) -> None:
        fields = QVBoxLayout(self._inside)
        fields.setContentsMargins(0, 0, 12, 0)
        fields.setSpacing(14)
        about = Section(t("Description"), self._about, self._inside)
        data = Section(t("Metadata"), self._metadata, self._inside)
        for part in (self._name, about, self._expiry, self._files, self._chunking, data):
            fields.addWidget(part)
        fields.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._progress, 1)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 16, 20)
        column.setSpacing(16)
        column.addWidget(self._title)
        column.addWidget(self._scroll, 1)
        for below in (line_of(self._wrong, stretch_last=True), buttons):
            below.setContentsMargins(0, 0, 12, 0)
            column.addLayout(below)

    def _connect(self) -> None:
        for grown in (self._expiry, self._chunking, self._metadata, self._files):
            grown.grown.connect(self._fitting.start)
        self._files.choose_requested.connect(self.files_requested)
        self._files.changed.connect(self._on_files)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._on_save)

    def _begin(self) -> None:
        before = self._before
        self._files.setVisible(before is None)
        self._expiry.begin(before.expires_days if before else 0)
        if before is not None:
            self._name.set_text(before.name)
            self._about.setPlainText(before.description)
            self._metadata.begin(dict(before.metadata))
        self._on_files()
        self._name.focus()

    def _on_files(self) -> None:
        """How files are cut matters only where there are some."""
        some = self._before is None and bool(self._files.file_ids())
        self._chunking.setVisible(some)
        note = t("For the files chosen here.")
        if self._connection.kind.is_oci:
            note += " " + t("Oracle Cloud may cut them in its own way all the same.")
        self._chunking.set_note(note)
        self._fitting.start()

    def _on_save(self) -> None:
        name = self._name.text().strip()
        wrong = "" if name else t("Give it a name.")
        if len(name) > _LONGEST_NAME:
            wrong = t("A name has at most {most} characters.", most=_LONGEST_NAME)
        self._name.show_problem(wrong)
        fits = self._metadata.check()
        self._fitting.start()
        if wrong:
            self._name.focus()
        if wrong or not fits or self._busy:
            return
        self._wrong.hide()
        self._set_busy(busy=True)
        self.save_requested.emit(self._draft(name))

    def _draft(self, name: str) -> StoreDraft:
        metadata = {key: str(value) for key, value in self._metadata.attributes().items()}
        return StoreDraft(
            name=name,
            description=self._about.toPlainText().strip(),
            metadata=metadata,
            expires_days=self._expiry.days(),
            chunking=self._chunking.chunking(),
            file_ids=self._files.file_ids(),
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._inside.setEnabled(not busy)
        # The button keeps the focus: one that goes grey gives it to Cancel.
        self._save.setText(self._save_words(busy=busy))
        self._progress.hide()

    def _save_words(self, *, busy: bool) -> str:
        if busy:
            return t("Saving…") if self._before else t("Creating…")
        return t("Save") if self._before else t("Create store")

    def _fit(self) -> None:
        """As high as it needs to be, as far as the screen goes."""
        zoom, room = current_zoom(), self.screen().availableGeometry()
        width = min(round(WIDTH_PX * zoom), int(room.width() * MOST_OF_SCREEN))
        fields = _height_of(self._inside.layout(), width - 56)
        self._scroll.setMinimumHeight(fields)
        height = _height_of(self.layout(), width)
        self._scroll.setMinimumHeight(min(fields, 96))
        self.resize(width, min(height, int(room.height() * MOST_OF_SCREEN)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._fitting.stop()
        super().closeEvent(event)


def _height_of(layout: QLayout | None, width: int) -> int:
    assert layout is not None
    layout.invalidate()
    layout.activate()
    if layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return layout.totalSizeHint().height()
