"""The editor of a JSON schema: it says with each pause in typing what it makes of it."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.json_schema import SchemaFault, SchemaReport, schema_report, tidied
from oriel.ui.announcing import announce
from oriel.ui.chat_settings.schema_examples import examples
from oriel.ui.chat_settings.schema_words import judged
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.texts import TextControl
from oriel.ui.fonts import code_font
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_theme, current_zoom

EDITOR_PX = 260


class SchemaControl(TextControl):
    """`example_taken(name)` besides what every control says."""

    example_taken = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        self._strict = True
        super().__init__(name, parent)
        self._judge()
        # The first schema would wait for the validator's import, a tenth of a second.
        threading.Thread(target=schema_report, args=("{}",), name="schemas", daemon=True).start()

    def flush(self) -> None:
        super().flush()
        self._judge()

    def focus_target(self) -> QWidget:
        return self._text

    def _made_editor(self) -> QWidget:
        text: QPlainTextEdit = super()._made_editor()  # type: ignore[assignment]
        text.setFont(code_font(current_zoom()))
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setMinimumHeight(round(EDITOR_PX * current_zoom()))
        text.setTabStopDistance(2 * text.fontMetrics().horizontalAdvance(" "))
        self._pause.timeout.connect(self._judge)
        self._verdict = QLabel(self)
        self._verdict.setObjectName("schema_verdict")
        self._verdict.setWordWrap(True)
        self._examples = self._button(self.tr("Examples"), "schema_examples")
        self._examples.clicked.connect(self._on_examples)
        self._tidy = self._button(self.tr("Format"), "schema_tidy")
        self._tidy.clicked.connect(self._on_tidy)
        editor = QWidget(self)
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(text)
        line = QHBoxLayout()
        line.addWidget(self._verdict, 1)
        line.addWidget(self._examples)
        line.addWidget(self._tidy)
        column.addLayout(line)
        return editor

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.setProperty("kind", "link")
        return button

    def _show_value(self, value: Any) -> None:
        super()._show_value(value)
        self._judge()

    def _suited(self, settings: ChatSettings, situation: Situation) -> None:
        if self._strict != settings.options.schema_strict:
            self._strict = settings.options.schema_strict
            self._judge()

    def _judge(self) -> None:
        report = schema_report(self._text.toPlainText())
        text, role = judged(report, strict=self._strict)
        self._tidy.setEnabled(report.fault not in (SchemaFault.EMPTY, SchemaFault.NOT_JSON))
        self._underline(report)
        if text == self._verdict.text():
            return
        self._verdict.setText(text)
        self._verdict.setProperty("textRole", role)
        restyle(self._verdict)
        if self._text.hasFocus():
            announce(self._verdict, text)

    def _underline(self, report: SchemaReport) -> None:
        """Tints the line where the JSON breaks off."""
        marks = []
        if report.line:
            mark = QTextEdit.ExtraSelection()
            block = self._text.document().findBlockByNumber(report.line - 1)
            mark.cursor = QTextCursor(block)
            tint = current_theme().faded("danger", 0.14)
            mark.format.setBackground(tint)
            whole = QTextFormat.Property.FullWidthSelection
            mark.format.setProperty(whole, True)  # noqa: FBT003
            marks.append(mark)
        self._text.setExtraSelections(marks)

    def _on_tidy(self) -> None:
        try:
            self._write(tidied(self._text.toPlainText()))
        except (ValueError, RecursionError):
            self._judge()

    def _on_examples(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("schema_examples_menu")
        for example in examples():
            action = QAction(example.title, menu)
            action.setObjectName(f"example_{example.name}")
            action.setData(example.name)
            menu.addAction(action)
        menu.triggered.connect(self._on_example)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._examples.mapToGlobal(QPoint(0, self._examples.height() + 2)))

    def _on_example(self, action: QAction) -> None:
        example = next(each for each in examples() if each.name == action.data())
        self._write(example.schema)
        self.example_taken.emit(example.name)

    def _write(self, text: str) -> None:
        """As if it were typed: Ctrl+Z brings back what was there."""
        cursor = QTextCursor(self._text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self._text.setFocus()
        self.flush()
