"""What a service keeps for a person: files, vector stores with their files, containers.

Values as the lists and tables show them. How they are read from a service's JSON is in
library_reading.py. Times are epoch seconds, None where the service does not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

AttributeValue = str | float | bool
Attributes = Mapping[str, AttributeValue]

NO_ATTRIBUTES: Attributes = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFile:
    """A file at the service. `size` is in bytes; `expires_at` None for never; `status` is the
    service's word (uploaded, processed, error), `detail` its reason."""

    id: str
    name: str
    purpose: str = ""
    size: int = 0
    created_at: float | None = None
    expires_at: float | None = None
    status: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FileCounts:
    """How many files of a store or batch are in which state."""

    total: int = 0
    completed: int = 0
    in_progress: int = 0
    failed: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorStore:
    """`status` is in_progress, completed or expired; `expires_days` idle days after
    `last_active_at`, 0 for never; `usage_bytes` what the index takes."""

    id: str
    name: str
    description: str = ""
    status: str = ""
    files: FileCounts = FileCounts()
    usage_bytes: int = 0
    created_at: float | None = None
    last_active_at: float | None = None
    expires_at: float | None = None
    expires_days: int = 0
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it can be searched at all."""
        return self.status != "expired"


@dataclass(frozen=True, slots=True)
class IndexingFailure:
    """Why a file was not indexed: `code` is server_error, unsupported_file or invalid_file,
    `message` the service's own words."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFile:
    """A file in a vector store. `id` is the file's; `status` is in_progress, completed,
    failed or cancelled; `chunk_tokens` and `overlap_tokens` are 0 where not told."""

    id: str
    store_id: str
    status: str = ""
    failure: IndexingFailure | None = None
    attributes: Attributes = field(default_factory=dict, hash=False)
    usage_bytes: int = 0
    created_at: float | None = None
    chunk_tokens: int = 0
    overlap_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A sandbox of the code interpreter. `memory` is as "4g", "" when not told; it ends
    `idle_minutes` after `last_active_at`, which is `ends_at`."""

    id: str
    name: str
    status: str = ""
    memory: str = ""
    idle_minutes: int = 0
    created_at: float | None = None
    last_active_at: float | None = None
    ends_at: float | None = None

    @property
    def lives(self) -> bool:
        """Whether the service says that it has not ended."""
        return self.status not in ("expired", "deleted")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFile:
    """A file in a container. `path` is as "/mnt/data/a.csv"; `source` is user or assistant."""

    id: str
    container_id: str
    path: str
    size: int = 0
    source: str = ""
    created_at: float | None = None
