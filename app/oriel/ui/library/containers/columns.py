"""The columns of the table of containers."""

from __future__ import annotations

from collections.abc import Callable

from oriel.domain.container_pool import gigabytes
from oriel.domain.library import Container
from oriel.ui.count_text import count_text
from oriel.ui.library.containers import words
from oriel.ui.library.containers.words import t
from oriel.ui.library.table.columns import Column
from oriel.ui.library.words import ago_text, when_text, whole_time_text


def container_columns(file_count: Callable[[str], int | None]) -> list[Column[Container]]:
    """`file_count` says how many files one has, by its id; None when nobody has looked."""

    def count(container: Container) -> int | None:
        return file_count(container.id) if words.lives(container) else None

    def counted(container: Container) -> str:
        found = count(container)
        return "" if found is None else count_text(found)

    return [
        Column(id="name", title=t("Name"), value=words.shown_name, text=words.shown_name,
               icon=_icon, tone=_name_tone, width=200, stretch=True),
        Column(id="status", title=t("Status"), value=words.status_text, text=words.status_text,
               tone=words.status_tone, dot=True, width=104),
        Column(id="ends", title=t("Ends in"), value=_ends, text=words.countdown,
               tone=words.countdown_tone, tooltip=words.countdown_told, align_right=True,
               is_time=True, width=88),
        Column(id="memory", title=t("Memory"), value=_memory, text=words.memory_text,
               align_right=True, width=88, yields=2),
        Column(id="files", title=t("Files"), value=count, text=counted, align_right=True,
               tooltip=_files_told, width=72, yields=1),
        Column(id="used", title=t("Last used"), value=_used, text=_used_text,
               tooltip=_used_told, is_time=True, width=112, yields=3),
        Column(id="created", title=t("Created"), value=_created, text=_created_text,
               tooltip=_created_told, is_time=True, width=112, yields=4),
        Column(id="id", title=t("ID"), value=_id, text=_id, monospace=True, hidden=True,
               width=240),
    ]  # fmt: skip


def _icon(container: Container) -> str:
    return "container"


def _name_tone(container: Container) -> str:
    return "" if words.lives(container) else "muted"


def _memory(container: Container) -> int | None:
    return gigabytes(container.memory)


def _files_told(container: Container) -> str:
    # To some services that is use of it, so it is not done unasked.
    return t("Known once you have looked inside.")


def _ends(container: Container) -> float | None:
    return container.ends_at if words.lives(container) else None


def _used(container: Container) -> float | None:
    return container.last_active_at


def _used_text(container: Container) -> str:
    return ago_text(container.last_active_at)


def _used_told(container: Container) -> str:
    return whole_time_text(container.last_active_at)


def _created(container: Container) -> float | None:
    return container.created_at


def _created_text(container: Container) -> str:
    return when_text(container.created_at)


def _created_told(container: Container) -> str:
    return whole_time_text(container.created_at)


def _id(container: Container) -> str:
    return container.id
