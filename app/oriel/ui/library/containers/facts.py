"""What is known of one container, with how long it has counted down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from oriel.domain.library import Container
from oriel.domain.visible import visible
from oriel.ui.library.containers import words
from oriel.ui.library.pieces.detail_pane import DetailPane
from oriel.ui.library.words import whole_time_text
from oriel.ui.style_sheet import restyle


class ContainerFacts(DetailPane):
    """`open_requested`, `replace_requested`, `delete_requested`, `curl_requested`, each with
    the Container; `closed()`."""

    open_requested = Signal(object)
    replace_requested = Signal(object)
    delete_requested = Signal(object)
    curl_requested = Signal(object)

    def __init__(
        self, file_count: Callable[[str], int | None], parent: QWidget | None = None
    ) -> None:
        super().__init__("container_facts", parent)
        self._file_count = file_count
        self._container: Container | None = None
        self._told: object = None
        self._left: QLabel | None = None

    def show_container(self, container: Container) -> None:
        told = (container, words.lives(container), self._file_count(container.id))
        if told == self._told:
            return
        self._container, self._told = container, told
        self._build(container, lives=words.lives(container))

    def pass_time(self) -> None:
        """What is left has become less; nothing may be left."""
        if self._container is None:
            return
        self.show_container(self._container)
        if self._left is not None:
            self._left.setText(words.countdown_told(self._container))
            tone = words.countdown_tone(self._container)
            if self._left.property("textRole") != tone:
                self._left.setProperty("textRole", tone)
                restyle(self._left)

    # Inside

    def _build(self, container: Container, *, lives: bool) -> None:
        self.begin(words.shown_name(container))
        self._left = None
        if not lives:
            self.add_text(words.ended_words(), "warning")
        self.add_fact(self.tr("Status"), words.status_text(container))
        if lives:
            said = words.countdown_told(container) or self.tr("Not known")
            self._left = self.add_fact(self.tr("Its end"), said)
        self.add_fact(self.tr("Memory"), words.memory_text(container))
        if (count := self._file_count(container.id)) is not None:
            counted = words.files_text(count)
            self.add_fact(self.tr("Files") if lives else self.tr("Had"), counted)
        self.add_fact(self.tr("Lasts"), words.minutes_text(container.idle_minutes))
        self.add_fact(self.tr("Last used"), whole_time_text(container.last_active_at))
        self.add_fact(self.tr("Created"), whole_time_text(container.created_at))
        self.add_fact(self.tr("ID"), visible(container.id), copy=True)
        self._add_wishes(lives=lives)
        if lives:
            self.add_text(words.use_words(), "small")

    def _add_wishes(self, *, lives: bool) -> None:
        first = (
            (self.tr("Look inside"), "folder", "container_open", "primary")
            if lives
            else (self.tr("Replace…"), "retry", "container_replace", "primary")
        )
        opening, deleting, copying = self.add_buttons(
            first,
            (self.tr("Delete…"), "trash", "container_delete", "danger"),
            (self.tr("Copy as curl"), "", "container_curl", "link"),
        )
        opening.clicked.connect(self._on_open if lives else self._on_replace)
        deleting.clicked.connect(self._on_delete)
        copying.clicked.connect(self._on_curl)

    def _on_open(self) -> None:
        self.open_requested.emit(self._container)

    def _on_replace(self) -> None:
        self.replace_requested.emit(self._container)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self._container)

    def _on_curl(self) -> None:
        self.curl_requested.emit(self._container)
