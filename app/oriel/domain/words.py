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
# Vowels and other points that most write without, of Hebrew and Arabic, and what stretches a
# word; to the index each of them would end it.
POINTS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
PAIRS = {"\u0153": "oe", "\u00e6": "ae"}  # two letters that are written as one
# Letters whose accent the index leaves on them, though many write without.
_ACCENTED = "\u0386-\u0390\u03aa-\u03b0\u03ca-\u03ce\u1f00-\u1fff\u0400\u0401\u0450\u0451"
_SPELT = re.compile(f"[{_ACCENTED}]")
_PAIR = re.compile("[\u0152\u0153\u00c6\u00e6]")
_POINT = re.compile(f"[{POINTS}]")
_ALONE = re.compile(f"[{ALONE}]")
_OWN_WAY = re.compile(f"[{ALONE}{POINTS}{_ACCENTED}\u0152\u0153\u00c6\u00e6]")


def apart(text: str) -> str | None:
    """The text as the word index is to read it where it would not by itself: each character
    of scripts without spaces set apart as a word of its own, and without points, accents and
    joined letters that it knows nothing of. None when the text serves as it is."""
    if text.isascii() or not _OWN_WAY.search(text):
        return None
    text = _PAIR.sub(_two, _POINT.sub("", text))
    text = _SPELT.sub(_bare, text)
    return _ALONE.sub(f"{BETWEEN}\\g<0>{BETWEEN}", text)


def _bare(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", found[0])[0]


def _two(found: re.Match[str]) -> str:
    return PAIRS[found[0].lower()]


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
    decomposed = unicodedata.normalize("NFKD", _PAIR.sub(_two, text.casefold()))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)
