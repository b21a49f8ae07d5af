"""What is in a container, as folders and files: one node for each part of a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from oriel.domain.container_paths import DEEPEST, segments, shown_segment
from oriel.domain.library import ContainerFile
from oriel.ui.icon_engine import icon
from oriel.ui.library.containers import words
from oriel.ui.library.containers.words import t
from oriel.ui.library.words import size_text, when_text, whole_time_text

Index = QModelIndex | QPersistentModelIndex
NAME, SOURCE, CREATED, SIZE = range(4)
_NOWHERE = QModelIndex()
_ICONS = {"png": "image", "jpg": "image", "jpeg": "image", "gif": "image", "webp": "image",
          "svg": "image", "csv": "csv", "tsv": "csv", "xlsx": "table", "mp3": "audio",
          "wav": "audio", "txt": "file-text", "md": "file-text", "pdf": "file-text"}  # fmt: skip


@dataclass(slots=True, eq=False)
class Node:
    """A folder, or with `file` a file. `size` of a folder is all that is below it."""

    name: str
    path: tuple[str, ...] = ()
    parent: Node | None = None
    row: int = 0
    file: ContainerFile | None = None
    children: list[Node] = field(default_factory=list)
    size: int = 0

    def files(self) -> Iterator[ContainerFile]:
        """Itself, or all that is below it."""
        if self.file is not None:
            yield self.file
        for child in self.children:
            yield from child.files()


class FileTree(QAbstractItemModel):
    """Folders come before files, whatever is sorted by."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node("")
        self._order = (NAME, Qt.SortOrder.AscendingOrder)

    def show_files(self, files: Iterable[ContainerFile]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self._root = tree_of(files)
        self._arrange(self._root)
        self.endResetModel()

    def node(self, index: Index) -> Node:
        """The root for no index."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else self._root

    def walk(self, at: Node | None = None) -> Iterator[Node]:
        """Every node below one, from top to bottom."""
        for child in (at or self._root).children:
            yield child
            yield from self.walk(child)

    def index_of(self, node: Node) -> QModelIndex:
        return self.createIndex(node.row, NAME, node) if node.parent is not None else _NOWHERE

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        children = self.node(parent).children
        if not 0 <= row < len(children) or not 0 <= column <= SIZE:
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        above = self.node(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, NAME, above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return SIZE + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node, column = self.node(index), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(node, column)
            case Qt.ItemDataRole.DecorationRole if column == NAME:
                return icon(_icon(node), "muted")
            case Qt.ItemDataRole.ToolTipRole:
                return _told(node, column)
            case Qt.ItemDataRole.TextAlignmentRole if column == SIZE:
                return int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(node) if column == NAME else _text(node, column)
        return None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section <= SIZE:
            return (t("Name"), t("From"), t("Created"), t("Size"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            trailing = section == SIZE
            side = Qt.AlignmentFlag.AlignTrailing if trailing else Qt.AlignmentFlag.AlignLeading
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        nodes = [self.node(index) for index in before]
        self._arrange(self._root)
        after = [self.createIndex(n.row, i.column(), n) for n, i in zip(nodes, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self, node: Node) -> None:
        column, order = self._order
        falling = order == Qt.SortOrder.DescendingOrder
        node.children.sort(key=lambda child: child.name.casefold())
        node.children.sort(key=lambda child: _rank(child, column), reverse=falling)
        node.children.sort(key=lambda child: child.file is not None)
        for row, child in enumerate(node.children):
            child.row = row
            self._arrange(child)


def tree_of(files: Iterable[ContainerFile]) -> Node:
    """The root of them; what lies too deep lies in the last folder that is shown."""
    root = Node("")
    folders: dict[tuple[str, ...], Node] = {(): root}
    for file in files:
        parts = segments(file.path) or (file.path or file.id,)
        above = root
        for depth in range(1, min(len(parts), DEEPEST + 1)):
            place = parts[:depth]
            if place not in folders:
                folders[place] = Node(shown_segment(place[-1]), place, above)
                above.children.append(folders[place])
            above = folders[place]
        above.children.append(
            Node(shown_segment(parts[-1]), parts, above, file=file, size=file.size)
        )
        holder: Node | None = above
        while holder is not None:
            holder.size += file.size
            holder = holder.parent
    return root


def _text(node: Node, column: int) -> str:
    if column == NAME:
        return node.name
    if column == SIZE:
        return size_text(node.size)
    if node.file is None:
        return ""
    return words.source_text(node.file) if column == SOURCE else when_text(node.file.created_at)


def _told(node: Node, column: int) -> str:
    if column == CREATED and node.file is not None:
        return whole_time_text(node.file.created_at)
    said = "/".join(map(shown_segment, node.path)) if column == NAME else ""
    # A tooltip that looks like markup would be taken for it.
    return said.replace("&", "&amp;").replace("<", "&lt;") if "<" in said else said


def _spoken(node: Node) -> str:
    if node.file is None:
        return t("Folder {name}", name=node.name)
    return t("{name}, {size}", name=node.name, size=size_text(node.size))


def _icon(node: Node) -> str:
    if node.file is None:
        return "folder"
    return _ICONS.get(node.name.rpartition(".")[2].lower(), "file")


def _rank(node: Node, column: int) -> Any:
    if column == NAME:
        return node.name.casefold()
    if column == SIZE:
        return node.size
    if column == SOURCE:
        return words.source_text(node.file) if node.file else ""
    return (node.file.created_at or 0.0) if node.file else 0.0
