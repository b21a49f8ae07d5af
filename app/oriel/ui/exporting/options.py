"""What goes into an export and how it looks: the check boxes and the two or three choices."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QVBoxLayout, QWidget

from oriel.domain.exports import WHOLE, ExportOptions, Format, Paper, Shade
from oriel.ui.check_box import CheckBox
from oriel.ui.combo import Combo
from oriel.ui.prompts.parts import label

_APART, _TOGETHER = "apart", "together"
_PAGED = (Format.PDF,)
_COLOURED = (Format.HTML, Format.PDF)


class OptionsForm(QWidget):
    """`changed()` when anything in it is. Rows that mean nothing for a format are hidden."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes = {
            name: self._box(name, text, said)
            for name, text, said in (
                (
                    "branches",
                    self.tr("All branches"),
                    self.tr("Other versions of questions and answers, too"),
                ),
                (
                    "reasoning",
                    self.tr("Reasoning"),
                    self.tr("What models showed of their thinking"),
                ),
                ("tools", self.tr("Tool calls"), self.tr("What was called, and what came of it")),
                ("sources", self.tr("Sources"), self.tr("Citations, and the passages found")),
                ("facts", self.tr("Times and models"), self.tr("When, by which model, how long")),
                (
                    "attachments",
                    self.tr("Pictures and files"),
                    self.tr("As far as Oriel has them; otherwise their names are there"),
                ),
            )
        }
        self._shade = self._combo("export_shade", self.tr("Colours"))
        self._paper = self._combo("export_paper", self.tr("Paper"))
        self._together = self._combo("export_together", self.tr("Files"))
        self._fill()
        self._lay_out()

    def show_options(self, options: ExportOptions) -> None:
        for name, box in self._boxes.items():
            box.setChecked(bool(getattr(options, name)))
        for combo, value in (
            (self._shade, options.shade),
            (self._paper, options.paper),
            (self._together, _TOGETHER if options.together else _APART),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))

    def options(self, format_: Format) -> ExportOptions:
        boxes = {name: box.isChecked() for name, box in self._boxes.items()}
        return ExportOptions(
            branches=boxes["branches"],
            reasoning=boxes["reasoning"],
            tools=boxes["tools"],
            sources=boxes["sources"],
            facts=boxes["facts"],
            attachments=boxes["attachments"],
            format=format_,
            shade=Shade(self._shade.currentData()),
            paper=Paper(self._paper.currentData()),
            together=self._together.currentData() == _TOGETHER,
        )

    def show_for(self, format_: Format, *, many: bool) -> None:
        """The rows that mean something for a format, and for more chats than one."""
        self._contents.setVisible(format_ not in WHOLE)
        self._shade.setItemText(
            0,
            self.tr("As the reader's computer is set")
            if format_ is Format.HTML
            else self.tr("As Oriel looks now"),
        )
        self._rows.setRowVisible(self._shade, format_ in _COLOURED)
        self._rows.setRowVisible(self._paper, format_ in _PAGED)
        self._rows.setRowVisible(self._together, many and format_ is not Format.ARCHIVE)

    # Inside

    def _fill(self) -> None:
        for shade, text in (
            (Shade.SHOWN, self.tr("As Oriel looks now")),
            (Shade.LIGHT, self.tr("Light")),
            (Shade.DARK, self.tr("Dark")),
        ):
            self._shade.addItem(text, shade)
        self._paper.addItem("A4", Paper.A4)
        self._paper.addItem(self.tr("Letter"), Paper.LETTER)
        self._together.addItem(self.tr("A file for each chat, in a new folder"), _APART)
        self._together.addItem(self.tr("All in one file"), _TOGETHER)

    def _lay_out(self) -> None:
        self._contents = QWidget(self)
        grid = QGridLayout(self._contents)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        for at, box in enumerate(self._boxes.values()):
            grid.addWidget(box, at // 2, at % 2)
        grid.setColumnStretch(2, 1)
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(8)
        for combo in (self._together, self._shade, self._paper):
            name = label("muted", self, combo.accessibleName())
            name.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
            name.setMinimumHeight(combo.sizeHint().height())
            name.setBuddy(combo)
            self._rows.addRow(name, combo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._contents)
        column.addLayout(self._rows)

    def _box(self, name: str, text: str, said: str) -> CheckBox:
        box = CheckBox(text, self)
        box.setObjectName(f"export_{name}")
        box.setAccessibleName(text)
        box.setAccessibleDescription(said)
        box.setToolTip(said)
        box.toggled.connect(self.changed)
        return box

    def _combo(self, name: str, spoken: str) -> Combo:
        combo = Combo(self)
        combo.setObjectName(name)
        combo.setAccessibleName(spoken)
        combo.currentIndexChanged.connect(self.changed)
        return combo
