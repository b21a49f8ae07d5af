"""Names for exported files: from titles, good on every system, each once in its folder."""

from __future__ import annotations

import re
from collections.abc import Callable

from oriel.domain.attachments import clean_name

LONGEST = 80
MOST_BYTES = 180  # of UTF-8: most file systems take 255, with room for an ending and a number
_SPELT_WITH = "\u200c\u200d"  # words of some languages, and emoji
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}")
_KINDS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
}
_DEVICES = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def file_stem(title: str, otherwise: str = "Chat") -> str:
    """A title as a file's name without its ending; `otherwise` when nothing is left of it."""
    spaced = _FORBIDDEN.sub(" ", title[: 4 * LONGEST])
    stem = clean_name(spaced, LONGEST) if spaced.strip() else ""
    stem = "".join(sign for sign in stem if sign.isprintable() or sign in _SPELT_WITH)
    stem = stem.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore")
    # Windows drops dots and blanks at the end, so that two names would be one file.
    stem = stem.strip(" .~")
    if not stem or (stem == "file" and title.strip() != "file"):
        return otherwise
    return f"{stem}_" if _DEVICES.match(stem) else stem


def numbered(stem: str, ending: str, taken: Callable[[str], bool]) -> str:
    """`stem` with its ending ("" for a folder), and a number where that name is taken."""
    dot = f".{ending}" if ending else ""
    name, count = f"{stem}{dot}", 2
    while taken(name):
        name, count = f"{stem} {count}{dot}", count + 1
    return name


class FreshNames:
    """Names that are given once each, on systems too that do not tell a from A."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def name(self, title: str, ending: str, otherwise: str = "Chat") -> str:
        """The next name for a title. Thousands of one title cost no more than one each."""
        stem = file_stem(title, otherwise)
        count = self._next.get(stem.casefold(), 1)
        name = f"{stem}.{ending}" if count == 1 else f"{stem} {count}.{ending}"
        while name.casefold() in self._given:
            count += 1
            name = f"{stem} {count}.{ending}"
        self._next[stem.casefold()] = count + 1
        self._given.add(name.casefold())
        return name

    def kept_name(self, name: str, media_type: str) -> str:
        """A name for a file that came with a message; one that has no ending gets that of
        its kind."""
        name = clean_name(name)
        stem, dot, ending = name.rpartition(".")
        if not dot or not _ENDING.fullmatch(ending):
            stem, ending = name, _KINDS.get(media_type, "bin")
        return self.name(stem, ending.lower(), "file")
