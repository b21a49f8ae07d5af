"""What an upload would do, file by file: sent as new, in the place of an older one, or not.

A pure function of what was found here, what lies there, and what it is for, so that
another purpose is looked at without another scan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.attachments import Reason, sent_name
from oriel.domain.connections import ConnectionKind
from oriel.domain.file_purposes import ending_of, refusal_of, store_refusal_of
from oriel.domain.folder_rules import FoundFile, LeftOutEntry, Scan

ALREADY_THERE = "already_there"  # a Reason's code; facts: none
FEW = 20  # files that are sent without a question when there is none


class Group(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class There:
    """A file that the service, or the store in question, has already."""

    file_id: str
    name: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where files would go: what for, and to what kind of service."""

    purpose: str
    kind: ConnectionKind
    into_store: bool = False
    into_container: bool = False


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file or folder and what would become of it. `reason` is why it is skipped;
    `may_go` whether a person can have it sent all the same; `replaces` is the file that
    has its name now."""

    path: str
    shown: str
    size: int
    group: Group
    reason: Reason | None = None
    may_go: bool = True
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """Everything a scan came upon. `full` and `unlisted` as in Scan; `unknown` says why
    it is not known what is there already, None when it is."""

    new: tuple[PlannedFile, ...] = ()
    changed: tuple[PlannedFile, ...] = ()
    skipped: tuple[PlannedFile, ...] = ()
    from_folders: bool = False
    full: bool = False
    unlisted: int = 0
    unknown: Reason | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether it is a handful of plain files of which each would simply be sent."""
        odd = self.from_folders or self.changed or self.skipped or self.full
        return not odd and 0 < len(self.new) <= FEW


def plan_of(
    scan: Scan, there: Sequence[There], place: Place, unknown: Reason | None = None
) -> UploadPlan:
    """What would become of each file of a scan."""
    lying = _Lying(there)
    counts = Counter(sent_name(file.path) for file in scan.files)
    groups: dict[Group, list[PlannedFile]] = {group: [] for group in Group}
    for file in scan.files:
        name = sent_name(file.path)
        planned = _planned(file, name, lying, place, alone=counts[name] == 1)
        groups[planned.group].append(planned)
    groups[Group.SKIPPED].sort(key=_choosable_first)
    return UploadPlan(
        tuple(groups[Group.NEW]),
        tuple(groups[Group.CHANGED]),
        (*groups[Group.SKIPPED], *(_left_out(entry) for entry in scan.left_out)),
        bool(scan.folders),
        scan.full,
        scan.unlisted,
        unknown,
    )


class _Lying:
    """What is there, by name. A file there stands for one file here, not for two."""

    def __init__(self, there: Iterable[There]) -> None:
        self._by_name: dict[str, list[There]] = {}
        for file in there:
            self._by_name.setdefault(file.name, []).append(file)

    def take_same(self, name: str, size: int) -> bool:
        found = self._by_name.get(name, [])
        same = next((file for file in found if file.size == size), None)
        if same is not None:
            found.remove(same)
        return same is not None

    def older(self, name: str) -> str:
        """The id of the one file of this name, "" where it is none or one of several."""
        found = self._by_name.get(name, [])
        return found[0].file_id if len(found) == 1 else ""


def _planned(
    file: FoundFile, name: str, lying: _Lying, place: Place, *, alone: bool
) -> PlannedFile:
    if misfit := "" if place.into_container else refusal_of(name, place.purpose):
        return _skipped(file, Reason(misfit, {"purpose": place.purpose}), may_go=False)
    if misfit := store_refusal_of(name, place.kind) if place.into_store else "":
        return _skipped(file, Reason(misfit, {"ending": ending_of(name)}))
    if lying.take_same(name, file.size):
        return _skipped(file, Reason(ALREADY_THERE))
    older = lying.older(name) if alone else ""
    group = Group.CHANGED if older else Group.NEW
    return PlannedFile(file.path, file.shown, file.size, group, replaces=older)


def _skipped(file: FoundFile, reason: Reason, *, may_go: bool = True) -> PlannedFile:
    return PlannedFile(file.path, file.shown, file.size, Group.SKIPPED, reason, may_go)


def _left_out(entry: LeftOutEntry) -> PlannedFile:
    shown = f"{entry.shown}/" if entry.is_folder else entry.shown
    return PlannedFile(entry.path, shown, entry.size, Group.SKIPPED, entry.reason, may_go=False)


def _choosable_first(file: PlannedFile) -> bool:
    return not file.may_go
