"""Where an import begins: a place to drop files on, buttons to choose some, imports before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.imports.runs import ImportRun
from oriel.ui.icon_mark import IconMark
from oriel.ui.importing.words import run_note, run_title
from oriel.ui.prompts.parts import NameLabel, button, label

_MARK_PX = 30
_MOST = 100


class BeginPage(QWidget):
    """`files_wanted()`, `folder_wanted()`, `undo_wanted(ImportRun)`, `finish_wanted(ImportRun)`."""

    files_wanted = Signal()
    folder_wanted = Signal()
    undo_wanted = Signal(object)
    finish_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._card = self._made_card()
        self._before = label("muted", self, self.tr("Earlier imports"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._area = self._made_area()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._card, 3)
        column.addSpacing(6)
        column.addWidget(self._before)
        column.addWidget(self._area, 2)
        self.show_runs([])

    def focus(self) -> None:
        self._choose.setFocus()

    def show_runs(self, runs: Sequence[ImportRun]) -> None:
        """The imports before, newest first; what was cut off asks for an end."""
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for at, run in enumerate(runs[:_MOST]):
            self._rows.addWidget(self._row(run, at))
        self._rows.addStretch(1)
        for each in (self._before, self._area):
            each.setVisible(bool(runs))

    def _made_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "card")
        said = label("", card, self.tr("Drop a file here, or choose one"))
        kinds = label(
            "muted",
            card,
            self.tr(
                "Oriel archives, the exports of ChatGPT, Claude and Open WebUI, and chats as "
                "JSON. Zip files need not be unpacked. Nothing is written before you have seen "
                "what is inside."
            ),
        )
        self._choose = button(self.tr("Choose files…"), "import_files", card, "primary")
        folder = button(self.tr("Choose a folder…"), "import_folder", card)
        self._choose.clicked.connect(self.files_wanted)
        folder.clicked.connect(self.folder_wanted)
        for words in (said, kinds):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(card)
        column.setContentsMargins(48, 28, 48, 28)
        column.setSpacing(10)
        column.addStretch(1)
        mark = IconMark("inbox", "muted", _MARK_PX, card)
        column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(said)
        column.addWidget(kinds)
        column.addSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._choose)
        row.addWidget(folder)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return card

    def _made_area(self) -> QScrollArea:
        inside = QWidget(self)
        inside.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 8, 0)
        area = QScrollArea(self)
        area.setObjectName("earlier_imports")
        area.setAccessibleName(self.tr("Earlier imports"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        return area

    def _row(self, run: ImportRun, at: int) -> QWidget:
        row = QWidget(self)
        title, note = NameLabel("", row), NameLabel("small", row)
        title.show_name(run_title(run))
        note.show_name(run_note(run))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(note)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        line.addLayout(words, 1)
        cut_off = run.finished_at is None and not run.undoing
        if cut_off:
            finish = button(self.tr("Finish"), f"finish_import_{at}", row)
            finish.setAccessibleName(self.tr("Finish {what}").format(what=run_title(run)))
            finish.clicked.connect(lambda: self.finish_wanted.emit(run))
            line.addWidget(finish)
        undo = button(self.tr("Remove") if cut_off else self.tr("Undo"), f"undo_import_{at}", row)
        undo.setAccessibleName(self.tr("Undo {what}").format(what=run_title(run)))
        undo.clicked.connect(lambda: self.undo_wanted.emit(run))
        line.addWidget(undo)
        return row
