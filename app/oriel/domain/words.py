"""Words as they are looked for: without case and accents, and in scripts without spaces too.

Pure functions shared by what is written to the word index and what is asked of it, so that
the two never disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

BETWEEN = "\u200b"  # zero width space: a separator to the index, nothing to a reader
# Scripts that are written without spaces between words (Thai, Lao, Burmese, Khmer, kana,
# Han), and Hangul, whose words carry their particles.
ALONE = (  # the inside of a character class
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3041-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_NAMES = "\u01c0"  # a letter that nobody types
_ALONE = re.compile(f"[{ALONE}]")


def apart(text: str) -> str | None:
    """The text with each character of such scripts set apart, so that it is a word of its
    own; None when there is none, and the text serves as it is."""
    if text.isascii() or not _ALONE.search(text):
        return None
    return _ALONE.sub(f"{BETWEEN}\\g<0>{BETWEEN}", text)


def named(names: Iterable[str]) -> str:
    """Names as they stand in the word index behind a text, one a line, after a sign of which
    no phrase is made; "" without any. `read_names` reads them back."""
    lines = [apart(name) or name for name in names]
    return "\n".join(("", _NAMES, *lines)) if lines else ""


def read_names(stored: str) -> list[str]:
    return stored.replace(BETWEEN, "").split("\n")[2:]


def folded(text: str) -> str:
    """The text without case and accents, for comparing."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)
