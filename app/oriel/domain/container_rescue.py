"""What can still be had of a container that has ended: its own files are gone for good.

What was put into it may lie elsewhere: at the service, under the id it was given by, or on
this computer, where it was sent from or saved to. The rest is lost, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oriel.domain.container_paths import segments
from oriel.domain.library import ContainerFile

MEMORY = ("1g", "4g", "16g", "64g")
MOST_IDLE_MINUTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContainer:
    """`memory` is one of MEMORY, "" for what is usual; `file_ids` are of the service's files."""

    name: str
    memory: str = ""
    idle_minutes: int = MOST_IDLE_MINUTES
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A file that can be put into a new container: by its id at the service, or, without
    one, from `local`, a file on this computer. `size` is in bytes."""

    name: str
    file_id: str = ""
    local: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Rescue:
    """`found` can be put into a new one, `lost` are the paths of what cannot. Without
    `known`, nobody has seen what was in it: there may have been more."""

    found: tuple[Found, ...] = ()
    lost: tuple[str, ...] = ()
    known: bool = False


def rescue_of(
    files: Iterable[ContainerFile] | None,
    by_id: Mapping[str, str],
    local: Mapping[str, tuple[str, int]],
) -> Rescue:
    """`files` as they were last seen, None when they never were; `by_id` are ids at the
    service by name, `local` paths on this computer and their sizes in bytes, by name."""
    seen = [] if files is None else list(files)
    found: dict[str, Found] = {}
    lost: list[str] = []
    for file in seen:
        name = name_of(file.path)
        if name in by_id:
            found[name] = Found(name, file_id=by_id[name], size=file.size)
        elif name in local:
            path, size = local[name]
            found[name] = Found(name, local=path, size=size)
        else:
            lost.append(file.path)
    if files is None:
        found = {name: Found(name, file_id=file_id) for name, file_id in by_id.items()}
        for name, (path, size) in local.items():
            found.setdefault(name, Found(name, local=path, size=size))
    return Rescue(tuple(found.values()), tuple(lost), known=files is not None)


def name_of(path: str) -> str:
    """The last part of a path."""
    parts = segments(path)
    return parts[-1] if parts else path
