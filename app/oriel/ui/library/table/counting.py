"""How much of a list is loaded and shown, in words; what is sorted or filtered is said of
what is loaded alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from oriel.ui.count_text import count_text
from oriel.ui.library.table.record_model import RecordModel


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("RecordTable", text).format(**facts)


def counted(records: RecordModel[Any], *, complete: bool) -> str:
    """How many there are; `complete` says that the service has no more."""
    loaded, shown = count_text(records.count), count_text(records.rowCount())
    if records.is_filtered and complete:
        return t("{shown} of {loaded} shown", shown=shown, loaded=loaded)
    if records.is_filtered:
        words = "{shown} found among the {loaded} loaded, there are more"
        return t(words, shown=shown, loaded=loaded)
    if complete:
        return t("{loaded} in all", loaded=loaded)
    if records.sorting[0]:
        return t("Sorted among the {loaded} loaded, there are more", loaded=loaded)
    return t("{loaded} loaded, there are more", loaded=loaded)


def looked_through(records: RecordModel[Any]) -> str:
    """What a filter that found nothing has not seen."""
    words = "Only the {loaded} that are loaded were looked through."
    return t(words, loaded=count_text(records.count))
