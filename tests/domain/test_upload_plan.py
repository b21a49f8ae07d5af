"""What an upload would do, told from what is here and what is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.attachments import Reason
from oriel.domain.connections import ConnectionKind
from oriel.domain.file_purposes import Misfit
from oriel.domain.folder_rules import FoundFile, LeftOut, LeftOutEntry, Scan
from oriel.domain.upload_plan import ALREADY_THERE, Place, There, UploadPlan, plan_of

FILES = Place("user_data", ConnectionKind.LOCAL)
STORE = Place("user_data", ConnectionKind.OCI_API_KEY, into_store=True)


def found(*files: tuple[str, int], folder: bool = True) -> Scan:
    made = tuple(FoundFile(f"/x/{path}", f"x/{path}", size, 1) for path, size in files)
    return Scan(made, folders=("/x",) if folder else ())


def names(plan: UploadPlan) -> tuple[list[str], list[str], list[str]]:
    groups = (plan.new, plan.changed, plan.skipped)
    return tuple([file.shown[2:] for file in group] for group in groups)  # type: ignore[return-value]


def test_name_and_size_tell_new_from_changed_from_there() -> None:
    scan = found(("new.txt", 1), ("grown.txt", 5), ("same.txt", 7))
    there = [There("f1", "grown.txt", 4), There("f2", "same.txt", 7)]
    plan = plan_of(scan, there, FILES)
    assert names(plan) == (["new.txt"], ["grown.txt"], ["same.txt"])
    assert plan.changed[0].replaces == "f1"
    assert plan.skipped[0].reason == Reason(ALREADY_THERE)
    assert plan.skipped[0].may_go


def test_a_name_that_is_there_or_here_more_than_once_replaces_nothing() -> None:
    twice_there = [There("f1", "a.txt", 4), There("f2", "a.txt", 5)]
    assert plan_of(found(("a.txt", 6)), twice_there, FILES).new[0].replaces == ""
    twice_here = found(("a/index.md", 1), ("b/index.md", 2))
    plan = plan_of(twice_here, [There("f1", "index.md", 9)], FILES)
    assert len(plan.new) == 2
    assert not plan.changed


def test_one_file_there_stands_for_one_file_here() -> None:
    plan = plan_of(found(("a/i.md", 3), ("b/i.md", 3)), [There("f1", "i.md", 3)], FILES)
    assert names(plan) == (["b/i.md"], [], ["a/i.md"])


def test_purposes_and_stores_refuse_before_anything_is_sent() -> None:
    lines = Place("batch", ConnectionKind.LOCAL)
    plan = plan_of(found(("a.jsonl", 1), ("b.txt", 1)), [], lines)
    assert names(plan) == (["a.jsonl"], [], ["b.txt"])
    assert plan.skipped[0].reason == Reason(Misfit.NOT_LINES, {"purpose": "batch"})
    assert not plan.skipped[0].may_go
    plan = plan_of(found(("a.docx", 1), ("b.md", 1)), [], STORE)
    assert plan.skipped[0].reason == Reason(Misfit.STORE_REFUSES, {"ending": "docx"})
    assert plan.skipped[0].may_go  # a person may know better
    everything = Place("batch", ConnectionKind.LOCAL, into_container=True)
    assert len(plan_of(found(("a.docx", 1), ("b.png", 1)), [], everything).new) == 2


def test_what_a_scan_left_out_is_listed_and_cannot_go() -> None:
    left = LeftOutEntry("/x/.git", "x/.git", Reason(LeftOut.LITTER), 0, is_folder=True)
    plan = plan_of(Scan((), (left,), ("/x",), full=True, unlisted=3), [], FILES)
    assert [(file.shown, file.may_go) for file in plan.skipped] == [("x/.git/", False)]
    assert (plan.full, plan.unlisted) == (True, 3)


def test_only_a_handful_of_plain_files_asks_nothing() -> None:
    few = [(f"{n}.txt", 1) for n in range(20)]
    assert plan_of(found(*few, folder=False), [], FILES).asks_nothing
    assert not plan_of(found(*few), [], FILES).asks_nothing
    assert not plan_of(found(*few, ("more.txt", 1), folder=False), [], FILES).asks_nothing
    there = [There("f", "1.txt", 1)]
    assert not plan_of(found(*few, folder=False), there, FILES).asks_nothing
    assert not plan_of(found(folder=False), [], FILES).asks_nothing


NAMES = st.sampled_from(["a.md", "b.md", "c.docx", "d.png", "e.jsonl"])


@given(
    st.lists(st.tuples(NAMES, st.integers(1, 3)), max_size=12),
    st.lists(st.tuples(NAMES, st.integers(1, 3)), max_size=6),
    st.sampled_from([FILES, STORE, Place("vision", ConnectionKind.COMPATIBLE)]),
)
def test_every_file_is_in_one_group_and_no_older_one_is_replaced_twice(
    here: list[tuple[str, int]], there: list[tuple[str, int]], place: Place
) -> None:
    scan = found(*((f"{n}/{name}", size) for n, (name, size) in enumerate(here)))
    lying = [There(f"f{n}", name, size) for n, (name, size) in enumerate(there)]
    plan = plan_of(scan, lying, place)
    planned = [*plan.new, *plan.changed, *plan.skipped]
    assert sorted(file.path for file in planned) == sorted(file.path for file in scan.files)
    replaced = [file.replaces for file in plan.changed]
    assert len(set(replaced)) == len(replaced)
    assert all(replaced)
    assert not any(file.replaces for file in (*plan.new, *plan.skipped))
