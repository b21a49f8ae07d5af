"""The mark in a chat's header: that the chat is kept at a service too, or was."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QToolButton, QWidget

from oriel.domain.remote_state import Kept, RemoteState
from oriel.ui.icon_engine import icon
from oriel.ui.kept_at.words import state_text, t

_ICONS = {Kept.THERE: "cloud", Kept.GONE: "cloud-off"}
# A look that ends sooner is not worth a word.
_QUIET_MS = 800


class KeptAtMark(QToolButton):
    """Nothing for a chat that is only here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kept_at_mark")
        self.setAccessibleName(t("Where this chat is kept"))
        self._state: RemoteState | None = None
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET_MS)
        self._timer.timeout.connect(self._on_slow)
        self.hide()

    def show_state(self, state: RemoteState | None) -> None:
        """None: not known, or nothing to say."""
        self._state = state
        name = _ICONS.get(state.kept) if state is not None else None
        self.setVisible(name is not None)
        if state is not None and name is not None:
            # The same cloud in another tone: nothing moves for what is done unasked.
            self.setIcon(icon(name, "accent" if self._looking else "muted", "text"))
            said = state_text(state)
            self.setToolTip(f"{said}\n{_asking()}" if self._looking else said)
            self.setAccessibleDescription(self.toolTip())

    def show_looking(self, *, on: bool) -> None:
        """The service is being asked what is new; told only when it takes a while."""
        if on:
            self._timer.start()
            return
        self._timer.stop()
        if self._looking:
            self._looking = False
            self.show_state(self._state)

    def _on_slow(self) -> None:
        self._looking = True
        self.show_state(self._state)


def _asking() -> str:
    return t("Asking the service whether there is anything new…")
