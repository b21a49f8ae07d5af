"""Which files the table shows: all that are loaded, of one purpose, or those nobody uses.

Apart from the tab, so that what comes from the service (pages, arrivals, deletions, uses)
meets what the person has chosen in one place.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.file_uses import NO_USES, Totals, Uses, totals_of
from oriel.domain.library import LibraryFile
from oriel.ui.library.files.columns import FileColumns
from oriel.ui.library.table.record_table import RecordTable

TELL_MS = 60  # after what changed last
GATHER_MS = 300  # after which a page shows, however few its rows are
_SHARE = 8  # a change of rows is worth it when it is this part of them


class Listing(QObject):
    """Emits counted(Totals of all that is loaded) when they are others."""

    counted = Signal(object)

    def __init__(
        self, table: RecordTable[LibraryFile], columns: FileColumns, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._columns = columns
        self._files: dict[str, LibraryFile] = {}
        self._seen: set[str] | None = None  # in the refresh under way, None when there is none
        self._deleted: set[str] = set()
        self._badges: dict[str, str] = {}
        self._purpose: str | None = None
        self._orphans: set[str] | None = None
        self._complete = False
        self._gathered: list[LibraryFile] = []
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(GATHER_MS)
        self._gathering.timeout.connect(self._flush)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TELL_MS)
        self._timer.timeout.connect(self._tell)

    # What is there

    @property
    def count(self) -> int:
        return len(self._files)

    @property
    def complete(self) -> bool:
        return self._complete

    @property
    def narrowed(self) -> bool:
        """Whether only some of what is loaded may show."""
        return self._purpose is not None or self._orphans is not None

    @property
    def badges(self) -> dict[str, str]:
        return self._badges

    def get(self, file_id: str) -> LibraryFile | None:
        return self._files.get(file_id)

    # What comes from the service

    def clear(self) -> None:
        self._gathering.stop()
        self._gathered.clear()
        self._files.clear()
        self._deleted.clear()
        self._seen, self._complete = None, False
        self._orphans = None
        self._columns.uses = NO_USES
        self.mark({})
        self._table.show_records([])
        self._timer.start()

    def begin(self) -> None:
        """A list comes: what it does not name any more will go."""
        self._seen, self._complete = set(), False

    def add_page(self, page: Iterable[LibraryFile]) -> None:
        """More of the list. The first shows at once; where many do already, some pages are
        gathered, since every change of rows costs the more the more there are."""
        found = [file for file in page if file.id not in self._deleted]
        if self._seen is not None:
            self._seen |= {file.id for file in found}
        self._gather(found)
        if len(self._gathered) * _SHARE >= len(self._files):
            self._flush()
        elif self._gathered and not self._gathering.isActive():
            self._gathering.start()

    def put(self, files: Iterable[LibraryFile]) -> None:
        """Files as the service has them now."""
        self._gather(files)
        self._flush()

    def arrive(self, files: Iterable[LibraryFile]) -> None:
        """Files that were uploaded while the list may be on its way."""
        arrived = list(files)
        if self._seen is not None:
            self._seen |= {file.id for file in arrived}
        self.put(arrived)

    def end(self) -> None:
        """The list has come to its end."""
        self._complete = True
        self._flush()
        if self._seen is not None:
            gone = self._files.keys() - self._seen
            checked, self._seen = self._seen, None
            self.mark({key: why for key, why in self._badges.items() if key not in checked})
            self.remove(gone)
        self._table.add_records([], complete=True)

    def interrupt(self) -> None:
        """The list has broken off: what it did not come to stays."""
        self._seen = None
        self._flush()
        self._table.add_records([], complete=False)

    def remove(self, file_ids: Iterable[str]) -> None:
        gone = [each for each in file_ids if self._files.pop(each, None) is not None]
        if not gone:
            return
        self._deleted.update(gone)
        self._gathered = [file for file in self._gathered if file.id in self._files]
        if self._badges.keys() & set(gone):
            self.mark({key: why for key, why in self._badges.items() if key in self._files})
        self._table.remove_keys(gone)
        self._timer.start()

    def show_uses(self, uses: Uses, *, ended: bool) -> None:
        """Where files are used; the rows are sorted and filtered by it once it `ended`."""
        before, self._columns.uses = self._columns.uses, uses
        if ended and _same(uses, before):
            self._table.touch()
            return
        if self._orphans is not None and ended:
            self._orphans = self._found_orphans()
        if ended:
            self._show()
        else:
            self._table.touch()

    def mark(self, badges: dict[str, str]) -> None:
        """Rows where list and service disagree, by id with the reason."""
        self._badges = badges
        self._table.set_badges(badges)

    # What the person chooses

    def show_purpose(self, purpose: str | None) -> None:
        """Only files of a purpose; None for all."""
        if purpose != self._purpose:
            self._purpose = purpose
            self._show()

    def show_orphans(self, *, only: bool) -> None:
        """Only what no store and no chat uses, as far as is known."""
        if only != (self._orphans is not None):
            self._orphans = self._found_orphans() if only else None
            self._show()

    def pass_time(self) -> None:
        """A moment has passed: what ends soon reads otherwise."""
        self._columns.now = time.time()
        self._table.touch()
        self._timer.start()

    # Inside

    def _gather(self, files: Iterable[LibraryFile]) -> None:
        changed = [file for file in files if self._files.get(file.id) != file]
        self._files |= {file.id: file for file in changed}
        self._gathered += changed

    def _flush(self) -> None:
        self._gathering.stop()
        gathered, self._gathered = self._gathered, []
        if gathered:
            self._table.add_records(filter(self._passes, gathered), complete=self._complete)
            self._timer.start()

    def _found_orphans(self) -> set[str]:
        return {file.id for file in self._columns.uses.orphans(self._files.values())}

    def _passes(self, file: LibraryFile) -> bool:
        if self._purpose is not None and file.purpose != self._purpose:
            return False
        return self._orphans is None or file.id in self._orphans

    def _show(self) -> None:
        shown = filter(self._passes, self._files.values())
        self._table.show_records(shown, complete=self._complete)
        self._timer.start()

    def _tell(self) -> None:
        totals: Totals = totals_of(tuple(self._files.values()), self._columns.now)
        self.counted.emit(totals)


def _same(one: Uses, other: Uses) -> bool:
    """Whether both say the same of every file, whenever they were found."""
    known = one.stores == other.stores and one.chats == other.chats
    return known and one.complete == other.complete
