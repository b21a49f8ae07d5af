"""The page on which a prompt is written: name, description, tags, and the text with its gaps."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.domain.messages import new_id
from oriel.domain.prompts import LONGEST_TEXT, Prompt, cleaned, spans
from oriel.ui.connection_fields import Field
from oriel.ui.fonts import body_font
from oriel.ui.prompts.marking import mark
from oriel.ui.prompts.parts import MARGIN_PX, button, label
from oriel.ui.prompts.words import asks_for
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_zoom

MOST_MARKED_CHARS = 20_000  # beyond, marking with every key would be felt


class EditPage(QWidget):
    """`save_requested(Prompt)`, `left()` without saving."""

    save_requested = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prompt = self._begun = Prompt("", "", "")
        self._name = Field(self.tr("Name"), "name", self)
        self._about = Field(self.tr("Description"), "description", self)
        self._about.set_placeholder(self.tr("What it is good for"))
        self._tags = Field(self.tr("Tags"), "tags", self)
        self._tags.set_placeholder(self.tr("With commas between"))
        self._label = label("", self, self.tr("Text"))
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("field_text")
        self._text.setAccessibleName(self.tr("Text"))
        self._text.setTabChangesFocus(True)
        self._text.document().setDocumentMargin(MARGIN_PX)
        self._text.setFont(body_font(current_zoom()))
        self._label.setBuddy(self._text)
        self._asks = label("small", self)
        self._asks.setObjectName("prompt_asks_for")
        self._how = label(
            "small",
            self,
            self.tr(
                "{{topic}} asks for a topic, {{tone:friendly}} proposes one, {{size|S|M|L}} lets "
                "choose. {{date}}, {{time}} and {{clipboard}} fill themselves in. "
                "{{{{ stands for two braces."
            ),
        )
        self._sure = label("warning", self, self.tr("Your changes are not saved."))
        self._discard = button(self.tr("Discard them"), "discard", self, "danger")
        self._cancel = button(self.tr("Cancel"), "cancel_edit", self)
        self._save = button(self.tr("Save"), "save_prompt", self, "primary")
        self._lay_out()
        self._connect()

    def begin(self, prompt: Prompt | None) -> None:
        """Shows a prompt to change, or an empty page for a new one."""
        self._prompt = prompt or Prompt(new_id(), "", "")
        for field, text in (
            (self._name, self._prompt.name),
            (self._about, self._prompt.description),
            (self._tags, ", ".join(self._prompt.tags)),
        ):
            field.set_text(text)
            field.show_problem("")
        self._text.setPlainText(self._prompt.text)
        self._begun = self._typed()
        self._ask(asking=False)
        self._name.focus()

    def changed(self) -> bool:
        """Whether there is something that would be lost."""
        return self._typed() != self._begun

    def leave(self) -> None:
        """Leaves, unless something would be lost: then asks, once."""
        if self.changed() and self._sure.isHidden():
            self._ask(asking=True)
            self._discard.setFocus()
        else:
            self.left.emit()

    def _lay_out(self) -> None:
        about = QHBoxLayout()
        about.setSpacing(12)
        about.addWidget(self._about, 3)
        about.addWidget(self._tags, 2)
        foot = QHBoxLayout()
        foot.addWidget(self._sure, 1)
        foot.addStretch(1)
        for each in (self._discard, self._cancel, self._save):
            foot.addWidget(each)
        text = QVBoxLayout()
        text.setSpacing(4)
        for widget in (self._label, self._text, self._asks, self._how):
            text.addWidget(widget, int(widget is self._text))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._name)
        column.addLayout(about)
        column.addLayout(text, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._text.textChanged.connect(self._on_text)
        for field in (self._name, self._about, self._tags):
            field.changed.connect(self._on_changed)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.leave)
        self._discard.clicked.connect(self.left)
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_save)

    def _typed(self) -> Prompt:
        return cleaned(
            replace(
                self._prompt,
                name=self._name.text(),
                text=self._text.toPlainText(),
                description=self._about.text(),
                tags=tuple(self._tags.text().split(",")),
            )
        )

    def _on_changed(self) -> None:
        self._ask(asking=False)

    def _on_text(self) -> None:
        text = self._text.toPlainText()
        near = text[:MOST_MARKED_CHARS]
        mark(self._text, near, ((span.start, span.end) for span in spans(near)))
        self._say(asks_for(near) or self.tr("Asks for nothing."))
        self._ask(asking=False)

    def _on_save(self) -> None:
        typed = self._typed()
        if not typed.name:
            self._name.show_problem(self.tr("Give it a name."))
            self._name.focus()
        elif not typed.text.strip():
            self._say(self.tr("Write what should be inserted."), role="danger")
            self._text.setFocus()
        elif len(typed.text) > LONGEST_TEXT:
            too_long = self.tr("That is longer than {most} characters.")
            self._say(too_long.format(most=f"{LONGEST_TEXT:,}"), role="danger")
            self._text.setFocus()
        else:
            self.save_requested.emit(typed)

    def _ask(self, *, asking: bool) -> None:
        self._sure.setVisible(asking)
        self._discard.setVisible(asking)

    def _say(self, text: str, role: str = "small") -> None:
        self._asks.setText(text)
        if self._asks.property("textRole") != role:
            self._asks.setProperty("textRole", role)
            restyle(self._asks)
