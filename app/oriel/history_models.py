"""Makes the view-models of search, bin, usage, import, export and backups when they are
first needed.

A part of the composition root. What is imported inside the functions nobody needs who
never opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from oriel.closing import in_time
from oriel.config.paths import Home
from oriel.remote_models import remote_deletion_maker, remote_maker
from oriel.rooms import Rooms
from oriel.ui.view_models.history import HistoryMakers
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.ui.view_models.backups import BackupsViewModel
    from oriel.ui.view_models.bin import BinViewModel
    from oriel.ui.view_models.csv_export import CsvExportViewModel
    from oriel.ui.view_models.exporting import ExportingViewModel
    from oriel.ui.view_models.importing import ImportingViewModel
    from oriel.ui.view_models.search import SearchViewModel
    from oriel.ui.view_models.usage import UsageViewModel


def history_makers(
    stack: AsyncExitStack, rooms: Rooms, models: ViewModels, home: Home
) -> HistoryMakers:
    """The functions; `stack` closes what they have made."""
    return HistoryMakers(
        bin=_bin_maker(stack, rooms),
        usage=_usage_maker(stack, rooms),
        backups=_backups_maker(stack, rooms, home),
        search=_search_maker(stack, rooms),
        exporting=_exporting_maker(stack, rooms),
        importing=_importing_maker(stack, rooms),
        remote=remote_maker(stack, rooms),
        remote_deletion=remote_deletion_maker(stack, rooms),
    )


def _exporting_maker(stack: AsyncExitStack, rooms: Rooms) -> Callable[[], ExportingViewModel]:
    def make() -> ExportingViewModel:
        from oriel import __version__
        from oriel.services.archive import Archive
        from oriel.services.export import Exporter
        from oriel.ui.exporting.press import press
        from oriel.ui.view_models.exporting import ExportingViewModel

        kept, temporary = (Exporter(desk.database, press) for desk in rooms.desks)
        made = ExportingViewModel(kept, temporary, Archive(rooms.database, __version__))
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make


def _search_maker(
    stack: AsyncExitStack, rooms: Rooms
) -> Callable[[Sequence[str]], SearchViewModel]:
    def make(recent: Sequence[str]) -> SearchViewModel:
        from oriel.services.known_names import KnownNames
        from oriel.services.search import Search
        from oriel.ui.view_models.search import SearchViewModel

        made = SearchViewModel(Search(rooms.database), KnownNames(rooms.database), recent)
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make


def _bin_maker(stack: AsyncExitStack, rooms: Rooms) -> Callable[[], BinViewModel]:
    def make() -> BinViewModel:
        from oriel.services.bin import Bin
        from oriel.store.bin import BinTable
        from oriel.ui.view_models.bin import BinViewModel

        made = BinViewModel(Bin(BinTable(rooms.database)))
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make


def _backups_maker(
    stack: AsyncExitStack, rooms: Rooms, home: Home
) -> Callable[[], BackupsViewModel]:
    def make() -> BackupsViewModel:
        from oriel.services.backups import Backups
        from oriel.ui.view_models.backups import BackupsViewModel

        made = BackupsViewModel(Backups(rooms.database, home.backups))
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make


def _usage_maker(
    stack: AsyncExitStack, rooms: Rooms
) -> Callable[[], tuple[UsageViewModel, CsvExportViewModel]]:
    def make() -> tuple[UsageViewModel, CsvExportViewModel]:
        from oriel.services.usage import Spending
        from oriel.store.prices import PriceTable
        from oriel.store.spent import SpentTable
        from oriel.ui.view_models.csv_export import CsvExportViewModel
        from oriel.ui.view_models.usage import UsageViewModel

        database = rooms.database
        usage = UsageViewModel(Spending(SpentTable(database), PriceTable(database)))
        exports = CsvExportViewModel()
        for made in (usage, exports):
            stack.push_async_callback(in_time, made.aclose)
        return usage, exports

    return make


def _importing_maker(stack: AsyncExitStack, rooms: Rooms) -> Callable[[], ImportingViewModel]:
    def make() -> ImportingViewModel:
        from oriel.services.imports import Imports
        from oriel.ui.view_models.importing import ImportingViewModel

        async def reload() -> None:
            await rooms.connections.load()
            await rooms.servers.load()

        made = ImportingViewModel(Imports(rooms.database), reload)
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make
