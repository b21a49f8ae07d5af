"""Where a connection's vector stores are kept: the documentation names three places.

The order to try them in depends on the credential (oci-api.md 1); the one that
answered is remembered. Files in a store, batches and search stay on the data plane.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import ServiceRefused
from oriel.domain.regions import OciEndpoints

# Only these say "not here": a full quota or a broken service says nothing of the place.
_ELSEWHERE = (401, 403, 404, 405)
_DATED = "/20231130/openai/v1"

Ask = Callable[[str], Awaitable[Any]]


def store_bases(connection: Connection, endpoints: OciEndpoints | None = None) -> tuple[str, ...]:
    """The base URLs to try, the likeliest first; one only where there is no choice."""
    if connection.vector_stores_url:
        return (connection.vector_stores_url.rstrip("/"),)
    if endpoints is None or not connection.kind.is_oci:
        return (connection.base_url,)
    dated = endpoints.inference + _DATED
    if connection.kind is ConnectionKind.OCI_API_KEY:
        return (dated, connection.base_url)
    return (endpoints.control + _DATED, dated)


class VectorStoreBase:
    """`ask(base_url)` does what is wanted at one of the places; the first that takes it wins."""

    def __init__(self, bases: Sequence[str]) -> None:
        self._bases = list(bases)

    @property
    def current(self) -> str:
        """The one that answered last, else the likeliest."""
        return self._bases[0]

    def is_of(self, bases: Sequence[str]) -> bool:
        """Whether these are the places it tries, in whatever order."""
        return set(bases) == set(self._bases)

    async def run(self, ask: Ask) -> Any:
        """Raises the refusal of the likeliest place when none of them takes it."""
        first: ServiceRefused | None = None
        for base in tuple(self._bases):
            try:
                answer = await ask(base)
            except ServiceRefused as refused:
                if refused.status not in _ELSEWHERE:
                    raise
                first = first or refused
                continue
            self._bases.remove(base)
            self._bases.insert(0, base)
            return answer
        assert first is not None
        raise first
