"""Folders as a tree: their order as shown, where one may lie, and moving it by hand.

Quick for thousands of them, and sane for what only damage makes: circles, lost parents,
hundreds of levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from oriel.domain.folders import DEEPEST, NO_FOLDER, Folder, within

Ordered = list[tuple[Folder, int]]


def in_order(folders: Iterable[Folder]) -> Ordered:
    """Folders as they are shown, each before what lies in it, with how deep it lies (0 at
    the top). None is left out, whatever it says it lies in."""
    known = {folder.id: folder for folder in folders}
    cut = _cuts(known)
    below: dict[str, list[Folder]] = {}
    for folder in sorted(known.values(), key=_place):
        rooted = folder.parent_id not in known or folder.id in cut
        below.setdefault(NO_FOLDER if rooted else folder.parent_id, []).append(folder)
    shown: Ordered = []
    waiting = [(folder, 0) for folder in reversed(below.get(NO_FOLDER, []))]
    while waiting:
        folder, depth = waiting.pop()
        shown.append((folder, depth))
        waiting.extend((each, depth + 1) for each in reversed(below.get(folder.id, [])))
    return shown


def _place(folder: Folder) -> tuple[float, str, str]:
    return folder.place, folder.name.casefold(), folder.id


def _cuts(known: Mapping[str, Folder]) -> set[str]:
    """Of every circle the folder that is shown at the top, with the others below it."""
    cut: set[str] = set()
    through: set[str] = set()
    for start in known:
        line: dict[str, None] = {}
        at = start
        while at in known and at not in through and at not in line:
            line[at] = None
            at = known[at].parent_id
        if at in line:
            circle = list(line)[list(line).index(at) :]
            cut.add(min(circle, key=lambda each: _place(known[each])))
        through.update(line)
    return cut


class Fitting:
    """Where one folder, with what lies in it, can lie among these."""

    def __init__(self, folders: Iterable[Folder], folder_id: str) -> None:
        listed = list(folders)
        self._depths = {folder.id: depth for folder, depth in in_order(listed)}
        self._below = within(listed, folder_id)
        own = self._depths.get(folder_id, 0)
        deepest = max((self._depths.get(each, own) for each in self._below), default=own)
        self._levels = deepest - own + 1

    def at(self, parent_id: str) -> bool:
        """Whether it can lie in this folder, "" for the top."""
        if parent_id == NO_FOLDER:
            return True
        if parent_id not in self._depths or parent_id in self._below:
            return False
        return self._depths[parent_id] + 1 + self._levels <= DEEPEST


def fits(folders: Iterable[Folder], folder: Folder, parent_id: str) -> bool:
    """`Fitting` for one place."""
    return Fitting(folders, folder.id).at(parent_id)


def beside(folders: Iterable[Folder], folder_id: str) -> list[Folder]:
    """The folders that are shown next to each other where this one is, itself among them;
    [] when there is no such folder."""
    line: list[list[Folder]] = []  # the rows of each depth that the walk is in
    found: list[Folder] = []
    for folder, depth in in_order(folders):
        del line[depth + 1 :]
        if depth == len(line):
            line.append([])
        line[depth].append(folder)
        if folder.id == folder_id:
            found = line[depth]
    return found


def placed(
    folders: Iterable[Folder], folder_id: str, parent_id: str, before_id: str = ""
) -> list[Folder]:
    """The folders that change when one is put into another ("" for the top), before the one
    named there, "" for behind the last."""
    listed = list(folders)
    moved = next((f for f in listed if f.id == folder_id), None)
    if moved is None:
        return []
    others = [f for f in _shown_in(listed, parent_id) if f.id != folder_id]
    at = next((n for n, f in enumerate(others) if f.id == before_id), len(others))
    others.insert(at, moved)
    # What damage has brought to the top lies there from now on.
    numbered = [replace(f, place=float(n), parent_id=parent_id) for n, f in enumerate(others, 1)]
    known = {folder.id: folder for folder in listed}
    return [folder for folder in numbered if folder != known[folder.id]]


def _shown_in(folders: Sequence[Folder], parent_id: str) -> list[Folder]:
    ordered = in_order(folders)
    if parent_id == NO_FOLDER:
        return [folder for folder, depth in ordered if depth == 0]
    return [folder for folder, depth in ordered if depth and folder.parent_id == parent_id]
