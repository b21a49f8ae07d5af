"""What can be done with a person's own turn: buttons beside its card.

In the space that the card leaves, so that they take none of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from oriel.ui.transcript.section import Section
from oriel.ui.transcript.turn_widgets import UserActions

if TYPE_CHECKING:
    from oriel.domain.outlines import Versions
    from oriel.ui.transcript.builder import Builder
    from oriel.ui.transcript.look import Look

_BUTTON_PX, _VERSIONS_PX, _HEIGHT_PX, _APART_PX = 30, 84, 28, 24


class BesideSection(Section):
    """Has no height; its widget stands left of the card (right of it in right-to-left)."""

    wishes: Builder
    right_to_left = False
    natural_width = 1

    def __init__(self, look: Look, message_id: str, version: Versions | None) -> None:
        super().__init__(look)
        self._message_id = message_id
        self._version = version

    def lay_out(self, width: int) -> None:
        self.width = self.height = 0

    def make_widget(self, parent: QWidget) -> QWidget | None:
        side, message_id, wishes = self.look.px(16), self._message_id, self.wishes
        made = UserActions(self._version, side, parent)
        made.edit_requested.connect(lambda: wishes.edit_requested.emit(message_id))
        made.menu_requested.connect(lambda by: wishes.menu_requested.emit(message_id, by))
        made.version_requested.connect(lambda by: wishes.version_requested.emit(message_id, by))
        return made

    def widget_place(self) -> QRectF:
        look = self.look
        shown = look.px(2 * _BUTTON_PX + (_VERSIONS_PX if self._version else 0))
        height = look.px(_HEIGHT_PX)
        left = -look.px(_APART_PX) - shown
        return QRectF(left, -height + look.px(4), shown, height)
