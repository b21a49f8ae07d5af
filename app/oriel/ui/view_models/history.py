"""What makes the view-models of the history's rooms, each when it is first asked for.

The composition root fills it in (history_models.py); the shell hands each to its binding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from oriel.ui.view_models.backups import BackupsViewModel
    from oriel.ui.view_models.bin import BinViewModel
    from oriel.ui.view_models.csv_export import CsvExportViewModel
    from oriel.ui.view_models.exporting import ExportingViewModel
    from oriel.ui.view_models.importing import ImportingViewModel
    from oriel.ui.view_models.remote import RemoteViewModel
    from oriel.ui.view_models.remote_deletion import RemoteDeletionViewModel
    from oriel.ui.view_models.search import SearchViewModel
    from oriel.ui.view_models.usage import UsageViewModel


class HistoryMakers(NamedTuple):
    """Each field is a function; the view-model it gives is closed by whoever made it.
    `search` takes what was searched for lately, the others nothing."""

    bin: Callable[[], BinViewModel]
    usage: Callable[[], tuple[UsageViewModel, CsvExportViewModel]]
    backups: Callable[[], BackupsViewModel]
    search: Callable[[Sequence[str]], SearchViewModel]
    exporting: Callable[[], ExportingViewModel]
    remote: Callable[[], RemoteViewModel]
    remote_deletion: Callable[[], RemoteDeletionViewModel]
    importing: Callable[[], ImportingViewModel]
