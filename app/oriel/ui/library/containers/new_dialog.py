"""A new container: its name, its memory, how long it idles, and what is in it at first.

Opened with open(). It keeps nothing: making it is a wish, and what came of it is shown to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.connections import Connection
from oriel.domain.container_pool import POOL_GB
from oriel.domain.container_rescue import MEMORY, MOST_IDLE_MINUTES, NewContainer
from oriel.domain.errors import AppError
from oriel.ui.combo import Combo
from oriel.ui.connection_fields import Field
from oriel.ui.icon_engine import icon
from oriel.ui.library.containers import words
from oriel.ui.library.pieces.asking_paths import ask_files
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.library.pieces.fields import Number, Section, line_of
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 500
_MOST_NAMED = 4
_LONGEST_NAME = 256


class NewContainerDialog(QDialog):
    """`create_requested(NewContainer, list of paths on this computer)`; `files_requested()`
    to choose files of the service."""

    create_requested = Signal(object, object)
    files_requested = Signal()

    def __init__(self, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connection = connection
        self._busy = False
        self._chosen: dict[str, str] = {}  # names by id
        self._paths: list[str] = []
        self.setObjectName("new_container_dialog")
        self.setWindowTitle(self.tr("New container"))
        self._title = label("heading", self, self.windowTitle())
        self._name = Field(self.tr("Name"), "container_name", self)
        self._memory = Combo(self)
        self._minutes = Number(
            "container_minutes",
            self.tr("Idle minutes until it ends"),
            self,
            least=1,
            most=MOST_IDLE_MINUTES,
        )
        self._from_service = button(self.tr("From the service…"), "container_from_service", self)
        self._from_disk = button(self.tr("From this computer…"), "container_from_disk", self)
        self._clear = button(self.tr("None of them"), "container_no_files", self, "link")
        self._files = label("small", self)
        self._wrong = FailureBox(self)
        self._cancel = button(self.tr("Cancel"), "cancel_container", self)
        self._create = button(self.tr("Create container"), "create_container", self, "primary")
        self._create.setDefault(True)
        self._set_up()
        self._lay_out()
        self._connect()
        self._name.focus()

    # Facts

    @property
    def file_ids(self) -> tuple[str, ...]:
        """The files of the service that are to be in it."""
        return tuple(self._chosen)

    def add_files(self, files: Mapping[str, str]) -> None:
        """Files of the service that were chosen: names by ids."""
        self._chosen |= files
        self._show_files()

    def add_paths(self, paths: Sequence[str]) -> None:
        """Files of this computer that were chosen."""
        self._paths += [path for path in paths if path not in self._paths]
        self._show_files()

    def show_not_created(self, error: AppError) -> None:
        self._set_busy(busy=False)
        self._wrong.show_error(error, self._connection)
        self.adjustSize()

    # Inside

    def _set_up(self) -> None:
        self.setMinimumWidth(round(WIDTH_PX * current_zoom()))
        self._memory.setObjectName("container_memory")
        self._memory.setAccessibleName(self.tr("Memory"))
        for memory in MEMORY:
            self._memory.addItem(words.memory_choice(memory), memory)
        self._minutes.set_value(MOST_IDLE_MINUTES)
        self._from_service.setIcon(icon("file"))
        self._from_service.setVisible(self._connection.capabilities.files)
        self._from_disk.setIcon(icon("upload"))
        self._show_files()

    def _lay_out(self) -> None:
        memory = Section(self.tr("Memory"), None, self)
        memory.column.insertLayout(1, line_of(self._memory))
        if self._connection.kind.is_oci:
            said = self.tr("Of {n} GB that all containers of the tenancy share.")
            memory.say(said.format(n=POOL_GB))
        lasting = Section(self.tr("Ends after"), None, self)
        lasting.column.insertLayout(
            1, line_of(self._minutes, QLabel(self.tr("idle minutes, at most 20"), self))
        )
        lasting.say(self.tr("What is in it is lost then."))
        files = Section(self.tr("Files to begin with"), None, self)
        files.column.insertLayout(1, line_of(self._from_service, self._from_disk, self._clear))
        files.column.addWidget(self._files)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._create)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        for part in (self._title, self._name, memory, lasting, files, self._wrong):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._from_service.clicked.connect(self.files_requested)
        self._from_disk.clicked.connect(self._on_from_disk)
        self._clear.clicked.connect(self._on_clear)
        self._cancel.clicked.connect(self.reject)
        self._create.clicked.connect(self._on_create)

    def _show_files(self) -> None:
        names = [*self._chosen.values(), *map(clean_name, self._paths)]
        told = ", ".join(names[:_MOST_NAMED])
        if (rest := len(names) - _MOST_NAMED) > 0:
            told = self.tr("{names} and {n} more").format(names=told, n=rest)
        self._files.setText(told or self.tr("None. They can be added later, too."))
        self._clear.setVisible(bool(names))

    def _on_from_disk(self) -> None:
        said = self.tr("Choose files of this computer")
        ask_files(self, said, "container_disk_files").filesSelected.connect(self.add_paths)

    def _on_clear(self) -> None:
        self._chosen.clear()
        self._paths.clear()
        self._show_files()
        self._from_disk.setFocus()

    def _on_create(self) -> None:
        name = self._name.text().strip()
        wrong = "" if name else self.tr("Give it a name.")
        if len(name) > _LONGEST_NAME:
            wrong = self.tr("A name has at most {n} characters.").format(n=_LONGEST_NAME)
        self._name.show_problem(wrong)
        if wrong:
            self._name.focus()
        elif not self._busy:
            self._wrong.hide()
            self._set_busy(busy=True)
            new = NewContainer(
                name=name,
                memory=self._memory.currentData(),
                idle_minutes=self._minutes.value(),
                file_ids=self.file_ids,
            )
            self.create_requested.emit(new, list(self._paths))

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        # The button keeps the focus: one that goes grey gives it to Cancel.
        self._create.setText(self.tr("Creating…") if busy else self.tr("Create container"))
