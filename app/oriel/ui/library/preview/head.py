"""Above a preview: the file's name, what it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from oriel.ui.count_text import count_text
from oriel.ui.inspector.pieces import breakable, icon_button


class Head(QWidget):
    """`source_wanted(bool)`, `zoom_requested(1 or -1)`, `fit_requested()`,
    `find_requested()`, `copy_requested()`, `enlarge_requested()`."""

    source_wanted = Signal(bool)
    zoom_requested = Signal(int)
    fit_requested = Signal()
    find_requested = Signal()
    copy_requested = Signal()
    enlarge_requested = Signal()

    def __init__(self, large: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._large = large
        self._name = self._label("title" if large else "", "preview_name")
        self._facts = self._label("small", "preview_facts")
        self._source = self._text_button("preview_source")
        self._source.setCheckable(True)
        self._fit = self._text_button("preview_fit")
        self._smaller = icon_button("minus", self.tr("Smaller"), "preview_smaller", self)
        self._larger = icon_button("plus", self.tr("Larger"), "preview_larger", self)
        self._find = icon_button("search", self.tr("Find in this file"), "preview_search", self)
        self._copy = icon_button("copy", self.tr("Copy"), "preview_copy", self)
        said = self.tr("Show it in a larger window")
        self._enlarge = icon_button("external", said, "preview_enlarge", self)
        self._lay_out()
        self._connect()
        self.show_zoom(1.0)

    def show_name(self, name: str, facts: str) -> None:
        self._name.setText(breakable(name))
        self._name.setVisible(bool(name))
        self._facts.setText(facts)

    def show_tools(self, tools: frozenset[str], as_source: bool = False) -> None:
        """Those of "source", "words", "zoom", "find", "copy" that make sense."""
        both = bool(tools & {"source", "words"})
        said = self.tr("Text") if "words" in tools else self.tr("Source")
        self._source.setText(said)
        tip = self.tr("The words on the first pages")
        self._source.setToolTip(tip if "words" in tools else self.tr("As it was written"))
        self._source.setAccessibleName(self._source.toolTip())
        self._source.setChecked(as_source)
        # What is at hand stays where it is: a tool that goes leaves the others in place.
        self._source.setVisible(both or as_source)
        for button in (self._smaller, self._fit, self._larger):
            button.setVisible("zoom" in tools)
        self._find.setVisible("find" in tools)
        self._copy.setVisible("copy" in tools)
        self._enlarge.setVisible(bool(tools) and not self._large)

    def show_zoom(self, scale: float) -> None:
        percent = scale * 100
        said = count_text(round(percent)) if percent >= 1 else "<1"
        self._fit.setText(self.tr("{n} %").format(n=said))
        name = self.tr("{n} %, fit into the window or show in its own size").format(n=said)
        self._fit.setAccessibleName(name)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._facts, 1)
        row.addWidget(self._source)
        for button in self._buttons():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addLayout(row)

    def _buttons(self) -> tuple[QWidget, ...]:
        return (self._smaller, self._fit, self._larger, self._find, self._copy, self._enlarge)

    def _connect(self) -> None:
        self._source.clicked.connect(self.source_wanted)
        self._smaller.clicked.connect(self._on_smaller)
        self._larger.clicked.connect(self._on_larger)
        self._fit.clicked.connect(self.fit_requested)
        self._find.clicked.connect(self.find_requested)
        self._copy.clicked.connect(self.copy_requested)
        self._enlarge.clicked.connect(self.enlarge_requested)

    def _label(self, role: str, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            label.setProperty("textRole", role)
        return label

    def _text_button(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        return button

    def _on_smaller(self) -> None:
        self.zoom_requested.emit(-1)

    def _on_larger(self) -> None:
        self.zoom_requested.emit(1)
