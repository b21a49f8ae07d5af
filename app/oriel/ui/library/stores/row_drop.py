"""Dropping files or folders on one row of the stores: into that store they go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from oriel.domain.library import VectorStore
from oriel.ui.attaching.taken_in import has_files
from oriel.ui.library.pieces.dropping import paths_of
from oriel.ui.library.stores.columns import shown_name
from oriel.ui.library.stores.words import t
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.prompts.parts import label

_EDGE_PX = 12


class RowDrop(QObject):
    """`dropped(VectorStore, paths)`. The row under the pointer is chosen meanwhile, and a line
    below says what would become of the files."""

    dropped = Signal(object, object)

    def __init__(self, table: RecordTable[VectorStore]) -> None:
        super().__init__(table)
        self._table = table
        self._ground = table.view.viewport()
        self._hint = _Hint(table)
        self._ground.setAcceptDrops(True)
        self._ground.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragEnterEvent() | QDragMoveEvent() | QDropEvent() if not has_files(
                event.mimeData()
            ):
                return False
            case QDropEvent() if not isinstance(event, QDragMoveEvent):
                self._on_drop(event)
            case QDragMoveEvent():
                self._on_move(event)
            case QDragLeaveEvent():
                self._hint.hide()
            case _:
                return False
        return True

    def _store_at(self, event: QDropEvent) -> VectorStore | None:
        row = self._table.view.rowAt(int(event.position().y()))
        store = self._table.records.record_at(row)
        return store if store is not None and store.usable else None

    def _on_move(self, event: QDropEvent) -> None:
        store = self._store_at(event)
        if store is not None:
            self._table.select_keys([store.id])
            said = t("Drop to upload and index in “{name}”", name=shown_name(store))
        else:
            said = t("Drop on the store that the files are to go into")
        self._hint.say(said)
        self._settle(event, store)

    def _on_drop(self, event: QDropEvent) -> None:
        self._hint.hide()
        store = self._store_at(event)
        self._settle(event, store)
        if store is not None and (paths := paths_of(event.mimeData())):
            self.dropped.emit(store, paths)

    def _settle(self, event: QDropEvent, store: VectorStore | None) -> None:
        action = Qt.DropAction.IgnoreAction if store is None else Qt.DropAction.CopyAction
        event.setDropAction(action)
        # Also for what is refused: nobody else is told when it leaves.
        event.accept()


class _Hint(QFrame):
    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("drop_hint")
        self.setProperty("kind", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = label("", self)
        self._text.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.addWidget(self._text)
        self.hide()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.adjustSize()
        room = self._over.rect()
        self.setMaximumWidth(room.width() - 2 * _EDGE_PX)
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 40)
        self.show()
        self.raise_()
