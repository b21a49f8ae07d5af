"""How files are cut into chunks: as the service likes, or by sizes of one's own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from oriel.services.library_store_values import (
    AUTOMATIC,
    LARGEST_CHUNK,
    SMALLEST_CHUNK,
    USUAL_CHUNK,
    USUAL_OVERLAP,
    Chunking,
)
from oriel.ui.combo import Combo
from oriel.ui.library.pieces.fields import Number, Section, line_of
from oriel.ui.library.stores.words import t

_STEP = 50


class ChunkingField(Section):
    """`changed` when another choice was made."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(t("Cut into chunks"), None, parent)
        self._note_text = ""
        self._kind = Combo(self)
        self._kind.setObjectName("chunking")
        self._kind.setAccessibleName(t("Cut into chunks"))
        self._kind.addItem(t("As the service likes"), False)  # noqa: FBT003
        self._kind.addItem(t("By sizes of my own"), True)  # noqa: FBT003
        self._size = Number(
            "chunk_size",
            t("Tokens in a chunk, at most"),
            self,
            least=SMALLEST_CHUNK,
            most=LARGEST_CHUNK,
            step=_STEP,
        )
        shared = t("Tokens that two neighbours share")
        self._overlap = Number("chunk_overlap", shared, self, most=LARGEST_CHUNK, step=_STEP)
        self._sizes = QWidget(self)
        self._lay_out()
        self._size.set_value(USUAL_CHUNK)
        self._set_limit()
        self._overlap.set_value(USUAL_OVERLAP)
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._size.valueChanged.connect(self._on_size)
        self._overlap.valueChanged.connect(self.changed)
        self._on_kind()

    def chunking(self) -> Chunking:
        if not self._kind.currentData():
            return AUTOMATIC
        return Chunking(self._size.value(), self._overlap.value())

    def set_note(self, text: str) -> None:
        """What is to be known besides: which files it is for, who ignores it."""
        self._note_text = text
        self._on_kind()

    # Inside

    def _lay_out(self) -> None:
        self.column.insertLayout(1, line_of(self._kind))
        at_most = QLabel(t("At most"), self._sizes)
        tokens = QLabel(t("tokens each, and"), self._sizes)
        shared = QLabel(t("shared by neighbours"), self._sizes)
        parts = (at_most, self._size, tokens, self._overlap, shared)
        self._sizes.setLayout(line_of(*parts, spacing_px=6))
        self.column.insertWidget(2, self._sizes)

    def _set_limit(self) -> None:
        """Neighbours share at most half of a chunk."""
        self._overlap.set_most(self._size.value() // 2)

    def _on_size(self) -> None:
        self._set_limit()
        self._on_kind()

    def _on_kind(self) -> None:
        own = bool(self._kind.currentData())
        self._sizes.setVisible(own)
        limits = t(
            "From {least} to {most} tokens; at most half of them ({half}) may be shared.",
            least=SMALLEST_CHUNK,
            most=LARGEST_CHUNK,
            half=self._size.value() // 2,
        )
        self.say(" ".join(part for part in (limits if own else "", self._note_text) if part))
        self.changed.emit()
        self.grown.emit()
