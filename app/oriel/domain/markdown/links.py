"""Which addresses a text may lead to. Apart, because every view of a text asks."""

from __future__ import annotations

SAFE_SCHEMES = ("http", "https", "mailto")
LONGEST = 4000


def is_safe_link(address: str) -> bool:
    """Whether an address may lead out of the program at all: http(s) or mail, nothing
    that a terminal, a browser or a person would read as something else."""
    scheme, colon, rest = address.strip().partition(":")
    if not colon or scheme.lower() not in SAFE_SCHEMES or len(address) > LONGEST:
        return False
    # "https:/x" leads somewhere only by a browser's guess.
    if scheme.lower() != "mailto" and not rest.startswith("//"):
        return False
    return bool(rest.strip("/")) and address.isprintable()
