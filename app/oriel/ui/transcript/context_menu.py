"""What can be done with what is under the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.copying import markdown, table_csv, table_markdown
from oriel.ui.transcript.rows import FormulaSection, PictureSection
from oriel.ui.transcript.table_section import TableSection

if TYPE_CHECKING:
    from oriel.ui.transcript.view import Transcript


class ContextMenu(QMenu):
    """Open it with popup(); it deletes itself when closed."""

    def __init__(self, view: Transcript, point: QPoint) -> None:
        super().__init__(view)
        self.setObjectName("transcript_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._view = view
        hand = view.hand
        chosen = not hand.selection.is_empty
        if chosen:
            self._offer(self.tr("Copy"), hand.copy, QKeySequence.StandardKey.Copy)
            self._offer(self.tr("Copy as Markdown"), self._copy_markdown)
        if link := hand.link_at(point):
            self._offer(self.tr("Open link"), lambda: hand.open_link(link))
            self._offer(self.tr("Copy link address"), lambda: _copy(link))
        self._offer_section(point)
        self._offer_turn(point)
        self.addSeparator()
        self._offer(self.tr("Select all"), hand.select_all, QKeySequence.StandardKey.SelectAll)

    def _offer(
        self, text: str, then: Callable[[], object], key: QKeySequence.StandardKey | None = None
    ) -> None:
        action = self.addAction(text)
        if key is not None:  # only shown: the transcript itself hears it
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: then())

    def _offer_section(self, point: QPoint) -> None:
        at = self._view.hand.section_at(point)
        section = at[2] if at is not None else None
        if isinstance(section, CodeSection):
            block = section.block
            self._offer(self.tr("Copy code"), lambda: _copy(block.text))
            self._offer(self.tr("Save code…"), lambda: self._view.hand.save_code(section))
        elif isinstance(section, TableSection):
            table = section.block
            self._offer(self.tr("Copy table for a spreadsheet"), lambda: _copy(table.text))
            self._offer(self.tr("Copy table as CSV"), lambda: _copy(table_csv(table)))
            self._offer(self.tr("Copy table as Markdown"), lambda: _copy(table_markdown(table)))
        elif isinstance(section, FormulaSection):
            self._offer(self.tr("Copy TeX"), lambda: _copy(section.block.tex))
        elif isinstance(section, PictureSection) and not section.image.isNull():
            image = section.image
            self._offer(
                self.tr("Copy picture"), lambda: QGuiApplication.clipboard().setImage(image)
            )

    def _offer_turn(self, point: QPoint) -> None:
        index, _ = self._view.map_to_turn(point)
        if index < 0:
            return
        turn = self._view.turns[index]
        words = self.tr("Copy message") if turn.is_user else self.tr("Copy answer")
        self._offer(words, lambda: self._view.copy_turn(turn.message.id))

    def _copy_markdown(self) -> None:
        pieces = self._view.hand.selection.pieces(self._view.turns)
        _copy(markdown(list(pieces)))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
