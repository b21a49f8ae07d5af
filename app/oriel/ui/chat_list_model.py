"""The chat list as rows: headings, folders and chats in one flat model over the store.

Flat, because a list of uniform rows stays quick with a hundred thousand chats. It holds the
counts of all sections and the few pages of rows that were looked at; a row that is not
read yet is blank, and asks for its page when it is painted.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from oriel.domain.chat_lists import PAGE_ROWS, ChatHead, Heads, Outline, Section, Span
from oriel.ui.order.blocks import Block, Blocks, Kind, blocks_of
from oriel.ui.order.words import heading_text, spoken_chat, spoken_folder, title_of

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    from oriel.domain.folders import Folder

    Index = QModelIndex | QPersistentModelIndex

HEADING = int(Qt.ItemDataRole.UserRole) + 1
BUSY = int(Qt.ItemDataRole.UserRole) + 2
_LONGEST = 200  # of a folder's name: what is longer was made by damage
_NO_PARENT = QModelIndex()
_SAID = int(Qt.ItemDataRole.AccessibleTextRole)
_SHOWN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.EditRole))
_Flag = Qt.ItemFlag


class Line(NamedTuple):
    """A row as it is painted; a chat that is not read yet has neither head nor text."""

    kind: Kind
    text: str = ""
    depth: int = 0
    head: ChatHead | None = None
    folder: Folder | None = None
    total: int = 0
    open: bool = False
    busy: bool = False


class ChatListModel(QAbstractListModel):
    """Emits renamed(chat id, title) and folder_renamed(folder id, name) when one was edited
    in place, and page_wanted(section, page) when a row is to be shown that is not read."""

    renamed = Signal(str, str)
    folder_renamed = Signal(str, str)
    page_wanted = Signal(object, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outline = Outline()
        self._blocks = Blocks()
        self._pages: dict[tuple[Section, int], Heads] = {}
        self._places: dict[str, tuple[Section, int]] = {}
        self._busy: frozenset[str] = frozenset()

    # Facts

    @property
    def outline(self) -> Outline:
        return self._outline

    @property
    def blocks(self) -> Blocks:
        return self._blocks

    def show_outline(self, outline: Outline, open_folders: Collection[str]) -> None:
        """Replaces all rows in one reset."""
        self.beginResetModel()
        self._outline = outline
        self._blocks = blocks_of(outline, open_folders)
        self._pages = dict(outline.pages)
        self._places = {}
        for (section, page), heads in self._pages.items():
            self._note(section, page, heads)
        self.endResetModel()

    def take_page(self, section: Section, page: int, heads: Heads) -> None:
        """Rows that were blank."""
        block = self._blocks.of_section(section)
        if block is None:
            return
        self._pages[section, page] = heads
        self._note(section, page, heads)
        first = block.start + page * PAGE_ROWS
        last = min(first + PAGE_ROWS, block.start + block.count) - 1
        self.dataChanged.emit(self.index(first), self.index(last))

    def set_busy(self, busy: frozenset[str]) -> None:
        """Which chats have a running answer."""
        changed, self._busy = self._busy ^ busy, busy
        for chat_id in changed:
            if (row := self.row_of(chat_id)) >= 0:
                self.dataChanged.emit(self.index(row), self.index(row), [BUSY, _SAID])

    def line(self, row: int) -> Line | None:
        """What a row shows; asks for its page when that is not read."""
        block = self._blocks.at(row)
        if block is None:
            return None
        if block.kind is Kind.HEADING:
            return Line(block.kind, heading_text(block.key))
        if block.folder is not None:
            name = self._folder_name(block.folder)
            return Line(
                block.kind,
                name,
                block.depth,
                folder=block.folder,
                total=block.total,
                open=block.open,
            )
        head = self._head(block, row, ask=True)
        if head is None:
            return Line(block.kind, depth=block.depth)
        busy = head.id in self._busy
        return Line(block.kind, title_of(head), block.depth, head=head, busy=busy)

    def chat_at(self, row: int) -> ChatHead | None:
        """The chat in a row; None for anything else, and for one that is not read yet."""
        block = self._blocks.at(row)
        return self._head(block, row) if block is not None else None

    def folder_at(self, row: int) -> Folder | None:
        block = self._blocks.at(row)
        return block.folder if block is not None else None

    def is_heading(self, row: int) -> bool:
        block = self._blocks.at(row)
        return block is None or block.kind is Kind.HEADING

    def row_of(self, chat_id: str) -> int:
        """The row of a chat that was read, or whose place is known; else -1."""
        if chat_id in self._places:
            return self._row(*self._places[chat_id])
        return -1

    def row_of_folder(self, folder_id: str) -> int:
        block = self._blocks.of_folder(folder_id)
        return block.start if block is not None else -1

    def row_of_span(self, span: Span) -> int:
        """The first row of a span, -1 when its section is not shown."""
        return self._row(span.section, span.first)

    def ids(self) -> list[str]:
        """The chats that are shown and read, from top to bottom."""
        rows = [(self._row(*place), chat_id) for chat_id, place in self._places.items()]
        return [chat_id for row, chat_id in sorted(rows) if row >= 0]

    def rows_of(self, ids: Container[str]) -> list[int]:
        """The rows of those of the chats that are read; quick for ever so many."""
        return [self._row(*place) for chat_id, place in self._places.items() if chat_id in ids]

    def heads_of(self, ids: Collection[str]) -> list[ChatHead]:
        """Those of the chats that are read; quick for ever so many."""
        wanted = set(ids) if len(ids) > len(self._places) else ids
        few = self._places if len(ids) > len(self._places) else ids
        rows = [self.row_of(chat_id) for chat_id in few if chat_id in wanted]
        return [head for head in map(self.chat_at, rows) if head is not None]

    def ids_read(self, span: Span) -> list[str]:
        """The chats of a span that are read; quick for one ever so long."""
        last = span.first + span.count
        found: list[ChatHead] = []
        for (section, page), heads in self._pages.items():
            at = page * PAGE_ROWS
            if section == span.section and at < last and at + len(heads) > span.first:
                found.extend(heads[max(0, span.first - at) : max(0, last - at)])
        return [head.id for head in found]

    def near(self, row: int, step: int) -> int:
        """The first row that is no heading from `row` on, going by `step` (1 or -1); -1
        when there is none."""
        while 0 <= row < self._blocks.rows:
            if not self.is_heading(row):
                return row
            row += step
        return -1

    def near_chat(self, row: int, step: int) -> int:
        """As `near`, of chats alone."""
        while 0 <= row < self._blocks.rows:
            block = self._blocks.at(row)
            if block is not None and block.kind is Kind.CHATS:
                return row
            row += step
        return -1

    # What Qt asks of a model

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._blocks.rows

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.is_heading(index.row()):
            return _Flag.ItemNeverHasChildren | _Flag.ItemIsDropEnabled
        return (
            _Flag.ItemIsEnabled
            | _Flag.ItemIsSelectable
            | _Flag.ItemIsEditable
            | _Flag.ItemIsDragEnabled
            | _Flag.ItemIsDropEnabled
            | _Flag.ItemNeverHasChildren
        )

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role in _SHOWN:
            return line.text
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return self._tooltip(line)
        if role == HEADING:
            return line.text if line.kind is Kind.HEADING else None
        if role == BUSY:
            return line.busy
        return self._spoken(line) if role == _SAID else None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        text = " ".join(str(value).split())
        line = self.line(index.row())
        if line is None or role != int(Qt.ItemDataRole.EditRole) or text in ("", line.text):
            return False
        if line.folder is not None:
            self.folder_renamed.emit(line.folder.id, text)
            return True
        if line.head is None:
            return False
        # Shown at once; the list that comes back from the store confirms it.
        self._retitle(line.head, text)
        self.dataChanged.emit(index, index)
        self.renamed.emit(line.head.id, text)
        return True

    # Inside

    def _note(self, section: Section, page: int, heads: Heads) -> None:
        for at, head in enumerate(heads, page * PAGE_ROWS):
            self._places[head.id] = (section, at)

    def _row(self, section: Section, at: int) -> int:
        block = self._blocks.of_section(section)
        return block.start + at if block is not None and at < block.count else -1

    def _head(self, block: Block, row: int, *, ask: bool = False) -> ChatHead | None:
        if block.section is None:
            return None
        page, at = divmod(row - block.start, PAGE_ROWS)
        heads = self._pages.get((block.section, page))
        if heads is None and ask:
            self.page_wanted.emit(block.section, page)
        return heads[at] if heads is not None and at < len(heads) else None

    def _retitle(self, head: ChatHead, title: str) -> None:
        section, at = self._places[head.id]
        page, within = divmod(at, PAGE_ROWS)
        heads = list(self._pages[section, page])
        heads[within] = replace(head, title=title)
        self._pages[section, page] = tuple(heads)

    def _folder_name(self, folder: Folder) -> str:
        return folder.name[:_LONGEST].strip() or self.tr("Folder")

    def _tooltip(self, line: Line) -> str:
        if line.head is None or not line.head.tags:
            return line.text
        return "\n".join((line.text, " ".join(f"#{tag}" for tag in line.head.tags)))

    def _spoken(self, line: Line) -> str:
        if line.folder is not None:
            return spoken_folder(line.text, line.total, opened=line.open)
        return spoken_chat(line.head, busy=line.busy) if line.head is not None else line.text
