"""What has to be done for a store to be in step with a folder."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.attachments import Reason
from oriel.domain.synced_folders import (
    LocalFile,
    Situation,
    SyncedFile,
    SyncedFolder,
    SyncNote,
    SyncPlan,
    sync_plan_of,
)

FOLDER = SyncedFolder(id="f", connection_id="local", store_id="vs", path="/x")


def here(key: str, content: str = "1", mtime_ns: int = 1) -> LocalFile:
    return LocalFile(key, f"/x/{key}", f"x/{key}", len(content), mtime_ns, content)


def sent(key: str, file_id: str, content: str = "1", mtime_ns: int = 1) -> SyncedFile:
    return SyncedFile(key, file_id, content, len(content), mtime_ns)


def plan(local: list[LocalFile], known: list[SyncedFile], **more: Any) -> SyncPlan:
    more.setdefault("in_store", [file.file_id for file in known if file.file_id])
    return sync_plan_of(
        Situation(folder=FOLDER, local=local, known={f.key: f for f in known}, **more)
    )


def keys(steps: Any) -> list[str]:
    return [step.key for step in steps]


def test_new_changed_gone_and_same_are_told_apart() -> None:
    found = plan(
        [here("new"), here("changed", "2"), here("same")],
        [sent("changed", "i1"), sent("same", "i2"), sent("gone", "i3")],
        in_store=["i1", "i2", "i3", "theirs"],
    )
    assert keys(found.add) == ["new"]
    assert [(s.key, s.old_id) for s in found.replace] == [("changed", "i1")]
    assert [(s.key, s.old_id) for s in found.remove] == [("gone", "i3")]
    assert (found.same, found.others, found.lost) == (1, 1, 0)
    assert not found.is_in_step


def test_a_file_only_touched_is_written_down_and_not_sent() -> None:
    found = plan([here("a", mtime_ns=2)], [sent("a", "i1", mtime_ns=1)])
    assert found.is_in_step
    assert found.adopt == (sent("a", "i1", mtime_ns=2),)


def test_what_left_the_store_elsewhere_is_added_again_and_said() -> None:
    found = plan([here("a")], [sent("a", "i1")], in_store=[])
    assert [(s.key, s.reason) for s in found.add] == [("a", Reason(SyncNote.LOST))]
    assert found.lost == 1


def test_what_is_there_by_its_content_is_adopted_and_borrowed() -> None:
    found = plan([here("a", "7")], [], in_store=["i7"], uploaded={"7": "i7"})
    assert found.is_in_step
    assert found.adopt == (sent("a", "i7", "7"),)
    assert found.borrow == ("i7",)
    assert found.others == 0


def test_what_a_run_before_this_one_sent_is_sync_s_own() -> None:
    begun = [sent("a", "", "7")]
    found = plan([here("a", "7")], begun, in_store=["i7"], uploaded={"7": "i7"})
    assert found.is_in_step
    assert found.adopt == (sent("a", "i7", "7"),)
    assert found.borrow == ()
    not_arrived = plan([here("a", "7")], begun, in_store=[])
    assert keys(not_arrived.add) == ["a"]
    assert not_arrived.lost == 0


def test_what_is_on_its_way_is_left_to_arrive() -> None:
    found = plan([here("a")], [sent("a", "")], in_store=[], moving={"/x/a"})
    assert found.is_in_step
    assert found.moving == 1


def test_nothing_counts_as_gone_that_was_not_looked_at() -> None:
    known = [sent("a", "i1"), sent("b", "i2")]
    assert plan([here("a")], known, full=True).remove == ()
    assert plan([here("a")], known, present={"b"}).remove == ()
    assert keys(plan([here("a")], known).remove) == ["b"]


def test_a_folder_in_which_nothing_is_left_is_doubted() -> None:
    found = plan([], [sent("a", "i1")])
    assert found.doubtful
    assert found.remove[0].reason == Reason(SyncNote.ALL_GONE)
    assert not plan([here("b")], [sent("a", "i1")]).doubtful


KEYS = st.sampled_from("abcde")
CONTENT = st.sampled_from("123")


@given(
    st.dictionaries(KEYS, CONTENT),
    st.dictionaries(KEYS, st.tuples(CONTENT, st.sampled_from(["", "i1", "i2", "i3"]))),
    st.sets(st.sampled_from(["i1", "i2", "i3", "other"])),
    st.booleans(),
)
def test_every_file_is_accounted_for_and_only_sync_s_own_is_removed(
    local: dict[str, str], known: dict[str, tuple[str, str]], in_store: set[str], full: bool
) -> None:
    files = [here(key, content) for key, content in local.items()]
    records = [sent(key, file_id, content) for key, (content, file_id) in known.items()]
    found = plan(files, records, in_store=in_store, full=full)
    assert len(found.add) + len(found.replace) + found.same == len(local)
    ours = {record.file_id for record in records}
    assert {step.old_id for step in (*found.replace, *found.remove)} <= ours - {""}
    assert not {step.key for step in found.remove} & set(local)
