"""One setting as a person sees it: its name, a line about it, what it is set to, a way back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.ui.chat_settings.fields import usual
from oriel.ui.chat_settings.situation import Situation, Why
from oriel.ui.chat_settings.words import why_not, words_of
from oriel.ui.icon_engine import icon
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_zoom

EDITOR_PX = 250
NARROW_PX = 470  # below, the editor stands under its name


def keep_height(holder: QWidget, field: QWidget) -> None:
    """Keeps a field as high as its text needs when the page is long.

    A style sheet's min-height is a field's own minimum, whatever the text size, and a page
    that is scrolled gives no more than the minimum.
    """
    field.ensurePolished()
    holder.setMinimumHeight(field.sizeHint().height())


class Control(QWidget):
    """`changed(name, value)` when the person set it. The editor is told by `take` and `suit`.

    A subclass makes the editor and says how a value gets in and out of it. `wide`: the
    editor stands below the name, across the page.
    """

    changed = Signal(str, object)
    wide = False

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"control_{name}")
        self._words = words_of(name)
        self._showing = True  # until it is made
        self._problem = ""
        self._why: Why | None = None
        self._model = ""
        self._label = QLabel(self._words.label, self)
        self._below = QLabel(self)
        self._below.setTextFormat(Qt.TextFormat.PlainText)
        self._below.setWordWrap(True)
        self._editor = self._made_editor()
        self._reset = self._reset_button()
        self._introduce(self.focus_target())
        self._grid = QGridLayout(self)
        self._side_by_side: bool | None = None
        self._lay_out(side_by_side=not self.wide)
        self._say()
        self._showing = False

    # What a subclass is asked for

    def _made_editor(self) -> QWidget:
        raise NotImplementedError

    def value(self) -> Any:
        """What is set, as ChatSettings holds it."""
        raise NotImplementedError

    def _show_value(self, value: Any) -> None:
        raise NotImplementedError

    def _suited(self, settings: ChatSettings, situation: Situation) -> None:
        """Chance to follow the model: limits, names of tools."""

    def focus_target(self) -> QWidget:
        """What takes the focus and is named to a screen reader."""
        return self._editor

    def flush(self) -> None:
        """Tells at once what would be told after a pause."""

    def drop(self) -> None:
        """Forgets what would be told after a pause: it was meant for another chat."""

    # Facts

    def take(self, value: Any) -> None:
        """Shows a value without telling of it."""
        if value != self.value():
            self._showing = True
            self._show_value(value)
            self._showing = False
        self._mark()

    def suit(self, settings: ChatSettings, situation: Situation) -> None:
        """Fits it to who answers; what has no effect is disabled and says why."""
        self._showing = True
        self._suited(settings, situation)
        self._showing = False
        self._model = situation.model
        self._set_why(situation.why_not(self.name, settings))
        self._mark()

    # Inside

    def _tell(self) -> None:
        """To be called when the person changed something."""
        if self._showing:
            return
        self._mark()
        self.changed.emit(self.name, self.value())

    def _mark(self) -> None:
        changed = self.value() != usual(self.name)
        if not changed and self._reset.hasFocus():
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        self._reset.setVisible(changed)

    def _on_reset(self) -> None:
        self._showing = True
        self._show_value(usual(self.name))
        self._showing = False
        self._set_problem("")
        self._tell()

    def _set_why(self, why: Why | None) -> None:
        self._why = why
        self._editor.setEnabled(why is None)
        self._say()

    def _set_problem(self, text: str) -> None:
        """What is wrong with what is typed, "" for nothing; it stands in the help's place."""
        if text != self._problem:
            self._problem = text
            self._say()

    def _about(self) -> str:
        return self._words.about

    def _say(self) -> None:
        why = why_not(self._why, self._model) if self._why else ""
        text = self._problem or why or self._about()
        self._below.setText(text)
        role = "danger" if self._problem else "small"
        if self._below.property("textRole") != role:
            self._below.setProperty("textRole", role)
            restyle(self._below)
        target = self.focus_target()
        target.setAccessibleDescription(text)
        target.setToolTip(why or self._about())

    def _introduce(self, target: QWidget) -> None:
        target.setObjectName(f"setting_{self.name}")
        target.setAccessibleName(self._words.label)
        self._label.setBuddy(target)
        self.setFocusProxy(target)

    def _reset_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"reset_{self.name}")
        button.setIcon(icon("undo", "muted", "text"))
        said = self.tr("Reset: {name}").format(name=self._words.label)
        button.setAccessibleName(said)
        button.setToolTip(self.tr("Back to the service default"))
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.clicked.connect(self._on_reset)
        return button

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if not self.wide:
            self._lay_out(side_by_side=self.width() >= NARROW_PX * current_zoom())

    def _lay_out(self, *, side_by_side: bool) -> None:
        if side_by_side == self._side_by_side:
            return
        self._side_by_side = side_by_side
        grid, top = self._grid, Qt.AlignmentFlag.AlignTop
        for widget in (self._label, self._below, self._editor, self._reset):
            grid.removeWidget(widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(1, int(side_by_side))
        grid.setRowStretch(2, int(not side_by_side))
        grid.addWidget(self._label, 0, 0)
        if side_by_side:
            self._editor.setFixedWidth(round(EDITOR_PX * current_zoom()))
            grid.addWidget(self._below, 1, 0, top)
            grid.addWidget(self._editor, 0, 1, 2, 1, top)
            grid.addWidget(self._reset, 0, 2, 2, 1, top)
        else:
            self._editor.setMinimumWidth(0)
            self._editor.setMaximumWidth(16_777_215)
            grid.addWidget(self._reset, 0, 2, 2, 1, top)
            grid.addWidget(self._below, 1, 0, 1, 2)
            grid.addWidget(self._editor, 2, 0, 1, 3)
