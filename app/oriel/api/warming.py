"""What the first request would import, imported before somebody waits for it."""

from __future__ import annotations


def import_wire() -> None:
    """Blocks for about a tenth of a second: call it in a thread."""
    # httpx imports these when the first client is made, and when it first connects.
    import anyio._backends._asyncio  # noqa: F401
    import h11  # noqa: F401
    import httpcore  # noqa: F401

    import oriel.api.client  # noqa: F401
