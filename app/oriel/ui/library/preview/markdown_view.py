"""Markdown as it is meant to look: set by the transcript, which fetches nothing and runs
nothing. A long text is parted, since a part is laid out as a whole when it comes into sight.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.ui.theme import current_zoom
from oriel.ui.transcript.view import Transcript

PART_CHARS = 6_000
_FENCES = ("```", "~~~")


class MarkdownView(Transcript):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_markdown")
        self.setAccessibleName(self.tr("What is in the file"))
        self.builder.only_read = True
        self._text = ""
        self._found = (0, 0)
        self.finder.changed.connect(self._on_found)

    def show_markdown(self, text: str) -> None:
        self._text = text
        self.set_zoom(current_zoom())
        self.show_messages([_message(n, part) for n, part in enumerate(parts_of(text))])
        self.jump_to_start()

    def seek(self, needle: str) -> tuple[int, int]:
        self.finder.take(needle, {})
        return self._found

    def step(self, by: int) -> tuple[int, int]:
        self.finder.step(by)
        return self._found

    def copy_all(self) -> None:
        """Its source."""
        QGuiApplication.clipboard().setText(self._text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._text:
            self.set_zoom(current_zoom())

    def _on_found(self, number: int, count: int) -> None:
        self._found = (number, count)


def parts_of(text: str) -> list[str]:
    """A text in parts of about PART_CHARS, parted at a heading, else at an empty line, and
    never within fenced code, unless that has no end."""
    parts: list[str] = []
    begun: list[str] = []
    size, fenced = 0, ""
    for line in text.split("\n"):
        bare = line.lstrip()
        good = bare.startswith("#") or (not bare and size > 2 * PART_CHARS)
        if (size > PART_CHARS and good and not fenced) or size > 8 * PART_CHARS:
            parts.append("\n".join(begun))
            begun, size = [], 0
        begun.append(line)
        size += len(line) + 1
        if bare.startswith(_FENCES):
            fenced = "" if fenced and bare.startswith(fenced) else fenced or bare[:3]
    return [*parts, "\n".join(begun)]


def _message(number: int, text: str) -> Message:
    return Message(
        id=f"part-{number}",
        chat_id="",
        parent_id=None,
        role=Role.ASSISTANT,
        parts=(TextPart(text),),
        created_at=0.0,
        stop_reason=StopReason.FINISHED,
    )
