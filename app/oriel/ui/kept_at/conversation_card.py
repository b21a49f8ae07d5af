"""One conversation at a service as the panel shows it: its id, how long it stays there, and
what the next turn does about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from oriel.domain.remote_state import KeptConversation
from oriel.ui.icon_engine import icon
from oriel.ui.inspector.pieces import breakable
from oriel.ui.kept_at.words import date_text, goes_on_text, place_text, t
from oriel.ui.library.words import ago_text
from oriel.ui.prompts.parts import label

_LONGEST_ID = 200  # characters of it that are shown


class ConversationCard(QFrame):
    """`copy_requested(id)`."""

    copy_requested = Signal(str)

    def __init__(self, kept: KeptConversation, now: float, parent: QWidget, *, main: bool) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_card")
        self.setProperty("kind", "card")
        self._id = kept.id
        name = label("", self, breakable(kept.id[:_LONGEST_ID]))
        name.setObjectName("conversation_id")
        name.setAccessibleName(t("Id of the conversation"))
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = QToolButton(self)
        copy.setObjectName("copy_conversation_id")
        copy.setIcon(icon("copy", "muted", "text"))
        copy.setAccessibleName(t("Copy the id"))
        copy.setToolTip(t("Copy the id"))
        copy.clicked.connect(self._on_copy)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(name, 1)
        head.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(4)
        column.addLayout(head)
        for text in (goes_on_text(kept, now, main=main), _facts(kept, now)):
            column.addWidget(label("small", self, text))

    def _on_copy(self) -> None:
        self.copy_requested.emit(self._id)


def _facts(kept: KeptConversation, now: float) -> str:
    facts = [t("At {place}", place=place_text(kept.place))]
    facts.append(t("begun {date}", date=date_text(kept.made_at)))
    ended = kept.ended_at(now)
    if ended is not None:
        facts.append(t("gone since {date}", date=date_text(ended)))
    elif kept.until is not None:
        facts.append(t("there until {date} at the latest", date=date_text(kept.until)))
    if kept.checked_at is not None:
        facts.append(t("looked at {when}", when=ago_text(kept.checked_at)))
    return " · ".join(facts)
