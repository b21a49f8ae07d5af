"""The settings of the other tools at the service, a page each."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.hosted_tools import (
    MEMORY_LIMITS,
    CodeInterpreter,
    ImageGeneration,
    WebSearch,
    XSearch,
)
from oriel.services.tool_offers import ContainerOffer
from oriel.ui.check_box import CheckBox
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.prompts.parts import label
from oriel.ui.tooling.page import SettingsPage, names_in, names_out
from oriel.ui.tooling.words import container_line, t

if TYPE_CHECKING:
    from oriel.ui.error_text import ErrorText

SIZES = ("1024x1024", "1536x1024", "1024x1536")


class CodePage(SettingsPage):
    """`changed(CodeInterpreter)`, `containers_wanted()`."""

    changed = Signal(object)
    containers_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("code_interpreter", t("Code interpreter"), parent)
        self._container = ChoiceField(self.tr("Container"), "container", self)
        self._memory = ChoiceField(self.tr("Its memory"), "memory", self)
        self._memory.combo.addItem(self.tr("As the service likes"), "")
        for size in MEMORY_LIMITS:
            self._memory.combo.addItem(size, size)
        self._files = Field(
            self.tr("Files it gets, by their ids"),
            "file_ids",
            self,
            self.tr("With commas between. They begin with file-."),
        )
        self._state = label("small", self)
        self.take(self._container)
        self.column.addWidget(self._state)
        self.take(self._memory)
        self.take(self._files)
        self.say(self.tr("A container ends after 20 idle minutes, and its files with it."))
        self._container.changed.connect(self._on_container)

    def begin(self, value: CodeInterpreter, *, listed: bool) -> None:
        self._fill([], value.container_id)
        self._memory.combo.setCurrentIndex(max(self._memory.combo.findData(value.memory_limit), 0))
        self._files.set_text(names_out(value.file_ids))
        self._say(self.tr("Asking the service for its containers…") if listed else "")
        if listed:
            self.containers_wanted.emit()

    def show_containers(self, containers: list[ContainerOffer]) -> None:
        self._fill(containers, str(self._container.combo.currentData() or ""))
        self._say("")

    def show_failed(self, words: ErrorText) -> None:
        self._say(f"{words.title} {words.reason}")

    def focus(self) -> None:
        self._container.focus()

    def apply(self) -> bool:
        chosen = str(self._container.combo.currentData() or "")
        memory = str(self._memory.combo.currentData() or "")
        files = names_in(self._files.text())
        automatic = CodeInterpreter(memory_limit=memory, file_ids=files)
        self.changed.emit(CodeInterpreter(container_id=chosen) if chosen else automatic)
        return True

    def _fill(self, containers: list[ContainerOffer], chosen: str) -> None:
        combo = self._container.combo
        combo.clear()
        combo.addItem(self.tr("Made by the service when it is needed"), "")
        for container in containers:
            combo.addItem(container_line(container), container.id)
        if chosen and combo.findData(chosen) < 0:
            combo.addItem(chosen, chosen)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))

    def _on_container(self) -> None:
        automatic = not self._container.combo.currentData()
        self._memory.setVisible(automatic)
        self._files.setVisible(automatic)
        self.grown.emit()

    def _say(self, text: str) -> None:
        self._state.setText(text)
        self._state.setVisible(bool(text))
        self.grown.emit()


class WebPage(SettingsPage):
    """`changed(WebSearch)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("web_search", t("Web search"), parent)
        between = self.tr("With commas between, like example.org.")
        self._only = Field(self.tr("Only on these sites"), "allowed_domains", self, between)
        self._never = Field(self.tr("Never on these sites"), "excluded_domains", self)
        self._see = CheckBox(self.tr("Look at the pictures of pages too"), self)
        self._see.setObjectName("see_images")
        for field in (self._only, self._never):
            self.take(field)
        self.column.addWidget(self._see)

    def begin(self, value: WebSearch) -> None:
        self._only.set_text(names_out(value.allowed_domains))
        self._never.set_text(names_out(value.excluded_domains))
        self._see.setChecked(value.see_images)

    def focus(self) -> None:
        self._only.focus()

    def apply(self) -> bool:
        only, never = (tuple(map(_domain, names_in(f.text()))) for f in (self._only, self._never))
        if only and never:
            self._never.show_problem(self.tr("Name either the sites to use or those to leave out."))
            self.grown.emit()
            return False
        self.changed.emit(
            WebSearch(
                allowed_domains=only, excluded_domains=never, see_images=self._see.isChecked()
            )
        )
        return True


class XPage(SettingsPage):
    """`changed(XSearch)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("x_search", t("X search"), parent)
        between = self.tr("With commas between, with or without @.")
        self._only = Field(self.tr("Only posts by"), "allowed_handles", self, between)
        self._never = Field(self.tr("No posts by"), "excluded_handles", self)
        self._from = Field(self.tr("From"), "from_date", self)
        self._to = Field(self.tr("To"), "to_date", self, self.tr("Dates as 2026-11-30."))
        self._from.set_placeholder("2026-01-01")
        for field in (self._only, self._never, self._from, self._to):
            self.take(field)

    def begin(self, value: XSearch) -> None:
        self._only.set_text(names_out(value.allowed_handles))
        self._never.set_text(names_out(value.excluded_handles))
        self._from.set_text(value.from_date)
        self._to.set_text(value.to_date)

    def focus(self) -> None:
        self._only.focus()

    def apply(self) -> bool:
        only, never = (tuple(map(_handle, names_in(f.text()))) for f in (self._only, self._never))
        begin, end = self._from.text().strip(), self._to.text().strip()
        wrong = [f for f in (self._from, self._to) if f.text().strip() and not _is_date(f.text())]
        for field in wrong:
            field.show_problem(self.tr("A date looks like 2026-11-30."))
        if not wrong and begin and end and begin > end:
            wrong = [self._to]
            self._to.show_problem(self.tr("This is before the first date."))
        if only and never:
            wrong = [self._never]
            self._never.show_problem(self.tr("Name either whose posts to use or to leave out."))
        if wrong:
            wrong[0].focus()
            self.grown.emit()
            return False
        found = XSearch(allowed_handles=only, excluded_handles=never, from_date=begin, to_date=end)
        self.changed.emit(found)
        return True


class ImagePage(SettingsPage):
    """`changed(ImageGeneration)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("image_generation", t("Image generation"), parent)
        self._size = ChoiceField(self.tr("Size"), "image_size", self)
        self._size.combo.addItem(self.tr("As the service likes"), "")
        for size in SIZES:
            self._size.combo.addItem(size.replace("x", " × "), size)
        self.take(self._size)

    def begin(self, value: ImageGeneration) -> None:
        self._size.combo.setCurrentIndex(max(self._size.combo.findData(value.size), 0))

    def focus(self) -> None:
        self._size.focus()

    def apply(self) -> bool:
        self.changed.emit(ImageGeneration(size=str(self._size.combo.currentData() or "")))
        return True


def _domain(typed: str) -> str:
    """example.org out of whatever was pasted."""
    return re.sub(r"^\w+://", "", typed).split("/", 1)[0].lower()


def _handle(typed: str) -> str:
    return typed.rsplit("/", 1)[-1].removeprefix("@")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text.strip()).isoformat() == text.strip()
    except ValueError:
        return False
