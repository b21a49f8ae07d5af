"""Paths in a container, as they are shown and as they may be written on this computer.

Code in a sandbox names its files as it likes. On the way out a name must not climb out of
the chosen folder, nor be one that a system takes for something else.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

HOME = "/mnt/data"
LONGEST_SEGMENT = 80  # characters; some systems stop at 260 for a whole path
_MOST_BYTES = 220  # of UTF-8: most systems stop at 255, and a number or an ending may be added
DEEPEST = 12  # folders within one another
_SPELT_WITH = "\u200c\u200d"  # unseen, but words of some languages, and emoji, need them
_BAD = frozenset('<>:"|?*\\/')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}
)


def segments(path: str) -> tuple[str, ...]:
    """The folders and the name of a path below HOME, without what leads upward; of any other
    path, all of them. As they are: nothing for the screen or the disk."""
    inside = path[len(HOME) :] if path == HOME or path.startswith(f"{HOME}/") else path
    return tuple(part for part in inside.split("/") if part not in ("", ".", ".."))


def shown_segment(segment: str) -> str:
    """A folder or a file's name as it is shown: nothing unseen, nothing that turns the text
    around; never empty."""
    seen = "".join(c if _is_seen(c) else " " if c.isspace() else "\ufffd" for c in segment)
    shown = unicodedata.normalize("NFC", seen).strip()
    return shown if shown.strip(_SPELT_WITH) else "\ufffd"


def shown_path(path: str) -> str:
    """A whole path as it is shown, below HOME without it."""
    return "/".join(map(shown_segment, segments(path))) or shown_segment(path)


def local_segment(segment: str) -> str:
    """A name that any system takes: not hidden, not reserved, not too long, with its ending."""
    seen = "".join("_" if c in _BAD else c for c in segment if _is_seen(c) or c.isspace())
    name = unicodedata.normalize("NFC", " ".join(seen.split())).lstrip(". ").rstrip(". ")
    name = _shortened(name).rstrip(". ")
    name = name if name.strip(_SPELT_WITH) else "file"
    stem = name.partition(".")[0].strip().lower()
    return f"_{name}" if stem in _RESERVED else name


def local_paths(paths: Iterable[str]) -> list[tuple[str, ...]]:
    """For each path the folders and the name to write it to below a chosen folder, no two the
    same, nor one the folder of another, however a system treats large and small letters."""
    wanted = [tuple(map(local_segment, _flattened(segments(path)))) or ("file",) for path in paths]
    folders = {_folded(parts[:n]) for parts in wanted for n in range(1, len(parts))}
    taken, last = set(folders), Counter[tuple[str, ...]]()
    found = []
    for parts in wanted:
        chosen, same = parts, _folded(parts)
        while _folded(chosen) in taken:
            # From the number before on: thousands may have one name.
            last[same] = max(last[same], 1) + 1
            chosen = (*parts[:-1], _numbered(parts[-1], last[same]))
        taken.add(_folded(chosen))
        found.append(chosen)
    return found


def _flattened(parts: Sequence[str]) -> Sequence[str]:
    """With no more than DEEPEST folders: those further in are left out."""
    return parts if len(parts) <= DEEPEST + 1 else (*parts[:DEEPEST], parts[-1])


def _numbered(name: str, number: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"


def _shortened(name: str) -> str:
    if len(name) > LONGEST_SEGMENT:
        stem, kept = _parted(name)
        name = stem[: LONGEST_SEGMENT - len(kept)].rstrip() + kept
    return within_bytes(name)


def within_bytes(name: str) -> str:
    """A name that is cut where a file system stops, its ending kept: that counts bytes, of
    which an emoji has four."""
    left = _MOST_BYTES - len(name.encode("utf-8", "replace"))
    if left >= 0:
        return name
    stem, kept = _parted(name)
    while left < 0 and stem:
        left += len(stem[-1].encode("utf-8", "replace"))
        stem = stem[:-1]
    return stem.rstrip() + kept


def _parted(name: str) -> tuple[str, str]:
    """What may be cut of a name, and its ending with the dot."""
    stem, dot, ending = name.rpartition(".")
    return (stem, f"{dot}{ending}") if stem and len(ending) <= 10 else (name, "")


def _folded(parts: tuple[str, ...]) -> tuple[str, ...]:
    # Some systems know neither large from small letters nor composed from decomposed ones.
    return tuple(unicodedata.normalize("NFC", part.casefold()) for part in parts)


def _is_seen(char: str) -> bool:
    return char.isprintable() or char in _SPELT_WITH
