"""The dialog of a folder: its name and colour, and what new chats in it begin with.

Tools, stores and everything else of a chat's settings are set as in a chat (folder_draft.py),
or taken over from one in which they were tried.
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

from oriel.domain.chat_settings import USUAL_SETTINGS
from oriel.domain.folders import Folder
from oriel.services.folders import LONGEST_NAME
from oriel.ui.connection_fields import Field
from oriel.ui.fonts import body_font
from oriel.ui.model_choice import ModelChoice
from oriel.ui.order.answering import AnsweringFields
from oriel.ui.order.folder_draft import FolderDraft
from oriel.ui.order.settings_words import settings_said
from oriel.ui.order.tint_row import TintRow
from oriel.ui.prompts.parts import MARGIN_PX, button, label
from oriel.ui.theme import current_zoom
from oriel.ui.view_models.together import ViewModels

_WIDTH_PX, _HEIGHT_PX, _TEXT_PX = 520, 664, 96


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
        self.setObjectName("folder_dialog")
        self.setWindowTitle(self.tr("Folder"))
        self._title = label("heading", self, self.tr("Folder"))
        self._name = Field(self.tr("Name"), "folder_name", self)
        self._name.set_text(folder.name[:LONGEST_NAME])
        self._tint = TintRow(folder.colour, self)
        self._begin = label("title", self, self.tr("New chats in it begin with"))
        self._answering = AnsweringFields(models.connections, folder, self)
        self._draft = FolderDraft(folder, models, choice, self._chosen, self)
        self._text_label = label("", self, self.tr("Instructions"))
        self._text = self._text_field()
        self._rest = label("small", self)
        self._rest.setObjectName("folder_settings_said")
        self._problem = label("danger", self)
        self._problem.hide()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_settings()
        self._name.focus()

    def _make_buttons(self) -> None:
        self._tools = button(self.tr("Tools and stores…"), "folder_tools", self)
        self._all = button(self.tr("All settings…"), "folder_all_settings", self)
        self._take = button(self.tr("Take over from the open chat"), "take_settings", self)
        self._take.setToolTip(
            self.tr("Model, instructions, tools, stores and all other settings as it has them")
        )
        self._forget = button(self.tr("As usual"), "forget_settings", self)
        self._cancel = button(self.tr("Cancel"), "cancel_folder", self)
        self._save = button(self.tr("Save"), "save_folder", self, "primary")

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
        inside.addLayout(_row(self._tools, self._all))
        inside.addLayout(_row(self._take, self._forget))
        inside.addWidget(self._problem)
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
        self._answering.changed.connect(self._draft.refresh)
        self._answering.changed.connect(self._show_settings)
        self._text.textChanged.connect(self._on_text)
        self._draft.changed.connect(self._show_settings)
        self._draft.tools.failed.connect(self._on_failed)
        self._tools.clicked.connect(self._on_tools)
        self._all.clicked.connect(self._on_all)
        self._take.clicked.connect(self._on_take)
        self._forget.clicked.connect(self._on_forget)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._on_save)

    def _chosen(self) -> tuple[str, str]:
        return self._answering.connection_id, self._answering.model

    def _show_settings(self) -> None:
        settings = self._draft.settings
        if self._text.toPlainText().strip() != settings.instructions:
            self._text.setPlainText(settings.instructions)
        said = self._draft.kept or USUAL_SETTINGS
        self._rest.setText(settings_said(replace(said, instructions="")))
        answering = any(self._chosen())
        self._forget.setEnabled(self._draft.kept is not None or answering)

    def _on_name(self) -> None:
        self._save.setEnabled(bool(self._name.text()))

    def _on_text(self) -> None:
        self._draft.instruct(self._text.toPlainText().strip())

    def _on_failed(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

    def _on_tools(self) -> None:
        self._problem.hide()
        self._draft.open_tools(self._tools)

    def _on_all(self) -> None:
        name = self._name.text() or self._folder.name
        self._draft.open_settings(self.tr("New chats in “{name}”").format(name=name))

    def _on_take(self) -> None:
        """What the open chat has."""
        if self._choice.connection is not None:
            self._answering.take(self._choice.connection.id, self._choice.model)
        self._draft.use_settings(self._chat.settings)

    def _on_forget(self) -> None:
        self._answering.take("", "")
        self._draft.forget()

    def _on_save(self) -> None:
        self.save_requested.emit(
            replace(
                self._folder,
                name=self._name.text(),
                colour=self._tint.colour,
                connection_id=self._answering.connection_id,
                model=self._answering.model,
                settings=self._draft.kept,
            )
        )
        self.accept()


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    return row
