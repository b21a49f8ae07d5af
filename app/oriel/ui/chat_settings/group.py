"""A page of settings: controls under each other, and one line for what has no place here."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import WireApi
from oriel.ui.chat_settings.control import Control
from oriel.ui.chat_settings.fields import foreign, value_of
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.words import said, words_of

_ALL = 1000  # of the room; the stretch at the end takes one part


class Group(QScrollArea):
    """`changed(name, value)`. What only the other API knows is hidden behind a line.

    A subclass says its `key`, its `heading` (marked for translation), and the `names` of the
    settings for which it has controls.
    """

    changed = Signal(str, object)
    key = ""
    heading: object = ""
    names: tuple[str, ...] = ()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"group_{self.key}")
        self.setAccessibleName(said(self.heading))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.controls: list[Control] = []
        page = QWidget()
        page.setObjectName("page")
        self._note = QLabel(page)
        self._note.setObjectName("not_for_this_api")
        self._note.setProperty("textRole", "small")
        self._note.setWordWrap(True)
        self._column = QVBoxLayout(page)
        # What is needed on every side for the frame of what has the focus.
        self._column.setContentsMargins(2, 2, 14, 12)
        self._column.setSpacing(20)
        self._column.addWidget(self._note)
        self._column.addStretch(1)
        self._page = page
        self.setWidget(page)

    def show_settings(self, settings: ChatSettings, situation: Situation) -> None:
        """Everything as it is now, for whoever answers now."""
        elsewhere = foreign(situation.api)
        hidden = [control for control in self.controls if control.name in elsewhere]
        for control in self.controls:
            control.take(value_of(settings, control.name))
            control.suit(settings, situation)
            control.setVisible(control not in hidden and self._concerns(control, settings))
        self._say(hidden, situation.api)

    def flush(self) -> None:
        """Tells at once what would be told after a pause."""
        for control in self.controls:
            control.flush()

    def focus(self) -> None:
        """To the first control that can be used."""
        for control in self.controls:
            if control.isVisibleTo(self) and control.focus_target().isEnabled():
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def add(self, *controls: Control, fills: bool = False) -> None:
        """`fills`: they take all the room there is."""
        for control in controls:
            self.controls.append(control)
            control.changed.connect(self.changed)
            at = self._column.indexOf(self._note)
            self._column.insertWidget(at, control, _ALL if fills else 0)

    @property
    def page(self) -> QWidget:
        """What the controls stand on."""
        return self._page

    def _concerns(self, control: Control, settings: ChatSettings) -> bool:
        """Whether a control means something as the others are set."""
        return True

    def _say(self, hidden: Iterable[Control], api: WireApi) -> None:
        names = ", ".join(words_of(control.name).label for control in hidden)
        here = "Chat Completions" if api is WireApi.CHAT else "Responses"
        text = self.tr("Not for this connection's API ({api}): {names}.")
        self._note.setText(text.format(api=here, names=names) if names else "")
        self._note.setVisible(bool(names))
