"""Where the files that ship with Oriel lie.

Imported before the first paint, so it stays with what is imported anyway
(importlib.resources costs a dozen modules for the same answer).
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resources_dir() -> Path:
    """`oriel/resources` of a wheel or a frozen bundle, else the checkout's `resources`.

    Raises FileNotFoundError when the installation lacks them.
    """
    checkout = _PACKAGE.parent.parent / "resources"
    for found in (_PACKAGE / "resources", checkout):
        if found.is_dir():
            return found
    raise FileNotFoundError(f"no resources in {_PACKAGE} nor at {checkout}")
