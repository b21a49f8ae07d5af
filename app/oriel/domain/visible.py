"""Text from elsewhere, made to look like what it is.

A tool's name or its arguments decide what the person allows: signs that cannot be seen,
or that turn others around, would let one thing look like another.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 80
_SUSPECT = re.compile(r"[^\x20-\x7e\n\t]")
# Format characters that words of some languages, and emoji, are spelt with.
_SPELT_WITH = "\u200c\u200d"


def visible(text: str) -> str:
    """`text` with unseen signs written as JSON writes them (`\\u202e`), lines and tabs kept."""
    return text if text.isascii() and text.isprintable() else _SUSPECT.sub(_written, text)


def name_of(text: str, longest: int = LONGEST_NAME) -> str:
    """A foreign name for a title: one line of at most `longest` characters, all to be seen."""
    line = " ".join(text[: 4 * longest].split())
    return visible(line if len(line) <= longest else f"{line[: longest - 1]}…")


def _written(found: re.Match[str]) -> str:
    sign = found[0]
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
    if not hidden or sign in _SPELT_WITH:
        return sign
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
