"""The tree of a container's files: keys, mouse, what is dropped or pasted."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from oriel.domain.library import ContainerFile
from oriel.ui.icons import SMALL_PX
from oriel.ui.library.containers.tree_header import TreeHeader
from oriel.ui.library.containers.tree_model import (
    CREATED,
    NAME,
    SIZE,
    SOURCE,
    FileTree,
    Index,
)
from oriel.ui.theme import current_zoom

ROW_PX = 32
ALL_OPEN = 200  # nodes up to which every folder is open at first
_WIDTHS = {SIZE: 84, SOURCE: 72, CREATED: 104}
_Flag = QItemSelectionModel.SelectionFlag


class FileTreeView(QTreeView):
    """Wishes: `looked_closer()` by Space, `opened()` by Enter or a double click on a file,
    `delete_wanted()`, `paste_wanted()`, `left()` by Escape, `menu_wanted(QPoint)`.
    `chosen()`: other files are selected."""

    looked_closer = Signal()
    opened = Signal()
    delete_wanted = Signal()
    paste_wanted = Signal()
    left = Signal()
    menu_wanted = Signal(QPoint)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("container_files")
        self.setAccessibleName(self.tr("Files in the container"))
        self.files = FileTree(self)
        self.setModel(self.files)
        self.setHeader(TreeHeader(self))
        self.setItemDelegate(_Rows(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformRowHeights(True)
        self.setSortingEnabled(True)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(True)
        self.setIconSize(QSize(SMALL_PX, SMALL_PX))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._shown_before = self._filling = False
        self._set_up_header()
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    # Facts

    def show_files(self, files: Iterable[ContainerFile]) -> None:
        """Replaces everything; what was open or selected stays so as far as it is there."""
        closed = self._closed()
        chosen = {file.id for file in self.chosen_files()}
        current = self.files.node(self.currentIndex()).path
        self._filling = True
        self.files.show_files(files)
        self._open_again(closed)
        self._select_again(chosen, current)
        self._filling = False
        self.chosen.emit()

    def forget(self) -> None:
        """Another container comes: nothing of this one stays open or selected."""
        self._shown_before = False
        self.files.show_files([])

    def chosen_files(self) -> list[ContainerFile]:
        """All files that are selected, or below a folder that is; each once."""
        found: dict[str, ContainerFile] = {}
        for index in self.selectionModel().selectedRows():
            for file in self.files.node(index).files():
                found[file.id] = file
        return list(found.values())

    def current_file(self) -> ContainerFile | None:
        """The one file that is selected; None for none, several, or a folder."""
        rows = self.selectionModel().selectedRows()
        return self.files.node(rows[0]).file if len(rows) == 1 else None

    # Inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space:
                self.looked_closer.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_double_clicked(self.currentIndex(), by_key=True)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.delete_wanted.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _ if event.matches(QKeySequence.StandardKey.Paste):
                self.paste_wanted.emit()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self._copy_paths()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_widths()

    def _set_up_header(self) -> None:
        header = self.header()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
        self._set_widths()

    def _set_widths(self) -> None:
        self.setIndentation(round(18 * current_zoom()))
        for column, width in _WIDTHS.items():
            self.header().resizeSection(column, round(width * current_zoom()))

    def _on_selection(self) -> None:
        if not self._filling:
            self.chosen.emit()

    def _copy_paths(self) -> None:
        if chosen := self.chosen_files():
            QGuiApplication.clipboard().setText("\n".join(file.path for file in chosen))

    def _on_double_clicked(self, index: QModelIndex, *, by_key: bool = False) -> None:
        node = self.files.node(index)
        if node.file is not None:
            self.opened.emit()
        elif by_key and index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _closed(self) -> set[tuple[str, ...]]:
        folders = (node for node in self.files.walk() if node.file is None)
        return {node.path for node in folders if not self.isExpanded(self.files.index_of(node))}

    def _open_again(self, closed: set[tuple[str, ...]]) -> None:
        nodes = list(self.files.walk())
        few = len(nodes) <= ALL_OPEN
        for node in nodes:
            if node.file is None and node.path not in closed and (few or self._shown_before):
                self.expand(self.files.index_of(node))
        self._shown_before = bool(nodes)

    def _select_again(self, chosen: set[str], current: tuple[str, ...]) -> None:
        model = self.selectionModel()
        for node in self.files.walk():
            index = self.files.index_of(node)
            if node.path == current and current:
                model.setCurrentIndex(index, _Flag.NoUpdate)
            if node.file is not None and node.file.id in chosen:
                model.select(index, _Flag.Select | _Flag.Rows)


class _Rows(QStyledItemDelegate):
    """Rows as high as those of the tables, with texts that read as they are written."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            # Else "24 bytes" and ".bashrc" would be turned around.
            option.text = f"\u2068{option.text}\u2069"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), round(ROW_PX * current_zoom()))
