"""The mark in a chat's header: that the chat is kept at a service too, or was."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from oriel.domain.remote_state import Kept, RemoteState
from oriel.ui.icon_engine import icon
from oriel.ui.kept_at.words import state_text, t

_ICONS = {Kept.THERE: "cloud", Kept.GONE: "cloud-off"}


class KeptAtMark(QToolButton):
    """Nothing for a chat that is only here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kept_at_mark")
        self.setAccessibleName(t("Where this chat is kept"))
        self.hide()

    def show_state(self, state: RemoteState | None) -> None:
        """None: not known, or nothing to say."""
        name = _ICONS.get(state.kept) if state is not None else None
        self.setVisible(name is not None)
        if state is not None and name is not None:
            self.setIcon(icon(name, "muted", "text"))
            self.setToolTip(state_text(state))
            self.setAccessibleDescription(self.toolTip())
