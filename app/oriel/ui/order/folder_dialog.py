"""The dialog of a folder: its name and colour, and what new chats in it begin with.

Tools, stores and everything else of a chat's settings are taken over from a chat that is
set up as they should be: there they can be tried.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings, Memory
from oriel.domain.folders import Folder
from oriel.services.folders import LONGEST_NAME
from oriel.ui.connection_fields import Field
from oriel.ui.fonts import body_font
from oriel.ui.model_choice import ModelChoice
from oriel.ui.order.answering import AnsweringFields
from oriel.ui.order.settings_words import settings_said
from oriel.ui.order.tint_row import TintRow
from oriel.ui.prompts.parts import MARGIN_PX, button, label
from oriel.ui.theme import current_zoom
from oriel.ui.view_models.together import ViewModels

_WIDTH_PX, _HEIGHT_PX, _TEXT_PX = 520, 600, 110


class FolderDialog(QDialog):
    """`save_requested(Folder)`. Open it with open()."""

    save_requested = Signal(object)

    def __init__(
        self,
        folder: Folder,
        models: ViewModels,
        choice: ModelChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._chat = models.chat
        self._choice = choice
        self._settings = folder.settings
        self.setObjectName("folder_dialog")
        self.setWindowTitle(self.tr("Folder"))
        self._title = label("heading", self, self.tr("Folder"))
        self._name = Field(self.tr("Name"), "folder_name", self)
        self._name.set_text(folder.name[:LONGEST_NAME])
        self._tint = TintRow(folder.colour, self)
        self._begin = label("title", self, self.tr("New chats in it begin with"))
        self._answering = AnsweringFields(models.connections, folder, self)
        self._text_label = label("", self, self.tr("Instructions"))
        self._text = self._text_field()
        self._rest = label("small", self)
        self._rest.setObjectName("folder_settings_said")
        self._take = button(self.tr("Take over from the open chat"), "take_settings", self)
        self._take.setToolTip(
            self.tr("Model, instructions, tools, stores and all other settings as it has them")
        )
        self._forget = button(self.tr("As usual"), "forget_settings", self)
        self._cancel = button(self.tr("Cancel"), "cancel_folder", self)
        self._save = button(self.tr("Save"), "save_folder", self, "primary")
        self._lay_out()
        self._connect()
        self._show_settings()
        self._name.focus()

    def _text_field(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setObjectName("folder_instructions")
        text.setAccessibleName(self.tr("Instructions"))
        text.setPlaceholderText(self.tr("Told to the model with every message."))
        text.setTabChangesFocus(True)
        text.setFont(body_font(current_zoom()))
        text.document().setDocumentMargin(MARGIN_PX)
        text.setFixedHeight(round(_TEXT_PX * current_zoom()))
        self._text_label.setBuddy(text)
        return text

    def _lay_out(self) -> None:
        take = QHBoxLayout()
        take.setSpacing(8)
        take.addWidget(self._take)
        take.addWidget(self._forget)
        take.addStretch(1)
        page = QWidget()
        page.setObjectName("page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(2, 2, 12, 2)
        inside.setSpacing(14)
        for widget in (self._name, self._tint, self._begin, self._answering):
            inside.addWidget(widget)
        inside.addWidget(self._text_label)
        inside.addWidget(self._text)
        inside.addWidget(self._rest)
        inside.addLayout(take)
        inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 20, 20)
        column.setSpacing(16)
        column.addWidget(self._title)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        zoom, room = current_zoom(), self.screen().availableGeometry()
        wide, high = round(_WIDTH_PX * zoom), round(_HEIGHT_PX * zoom)
        self.resize(min(wide, int(room.width() * 0.94)), min(high, int(room.height() * 0.94)))

    def _connect(self) -> None:
        self._name.changed.connect(self._on_name)
        self._take.clicked.connect(self._on_take)
        self._forget.clicked.connect(self._on_forget)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._on_save)

    def _show_settings(self) -> None:
        settings = self._settings or USUAL_SETTINGS
        self._text.setPlainText(settings.instructions)
        self._say()

    def _say(self) -> None:
        rest = replace(self._settings or USUAL_SETTINGS, instructions="")
        self._rest.setText(settings_said(rest))
        self._forget.setEnabled(self._settings is not None)

    def _on_name(self) -> None:
        self._save.setEnabled(bool(self._name.text()))

    def _on_take(self) -> None:
        """What the open chat has, but that it is temporary, which is never a habit."""
        settings = self._chat.settings
        memory = Memory.USUAL if settings.memory is Memory.TEMPORARY else settings.memory
        self._settings = replace(settings, memory=memory)
        if self._choice.connection is not None:
            self._answering.take(self._choice.connection.id, self._choice.model)
        self._show_settings()

    def _on_forget(self) -> None:
        self._settings = None
        self._answering.take("", "")
        self._show_settings()

    def _on_save(self) -> None:
        self.save_requested.emit(
            replace(
                self._folder,
                name=self._name.text(),
                colour=self._tint.colour,
                connection_id=self._answering.connection_id,
                model=self._answering.model,
                settings=self._kept_settings(),
            )
        )
        self.accept()

    def _kept_settings(self) -> ChatSettings | None:
        """None while nothing is other than usual, so that the usual goes on counting."""
        text = self._text.toPlainText().strip()
        if self._settings is None and not text:
            return None
        return replace(self._settings or USUAL_SETTINGS, instructions=text)
