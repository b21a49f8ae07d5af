"""Looking through folders as they are: links, pipes, names of every kind, far too many."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from pathlib import Path

import pytest

from oriel.domain import folder_rules
from oriel.domain.folder_rules import FolderRules, LeftOut, Scan, ScanProgress
from oriel.services import folder_scan
from oriel.services.folder_scan import scan, walk

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
EVERYTHING = FolderRules(skip_hidden=False, skip_litter=False, gitignore=False)


def write(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def shown(found: Scan) -> list[str]:
    return [file.shown for file in found.files]


def left(found: Scan) -> dict[str, str]:
    return {entry.shown: entry.reason.code for entry in found.left_out}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "notes"
    made.mkdir()
    return made


def test_a_folder_gives_all_that_is_in_it_in_order(folder: Path) -> None:
    write(folder / "b.txt", "four")
    write(folder / "A.txt")
    write(folder / "deep" / "er" / "c.md")
    found = walk([str(folder)], FolderRules())
    assert shown(found) == ["notes/A.txt", "notes/b.txt", "notes/deep/er/c.md"]
    assert found.files[1].size == 4
    assert found.files[1].mtime_ns == (folder / "b.txt").stat().st_mtime_ns
    assert found.left_out == ()
    assert found.folders == (str(folder),)
    assert not found.full


def test_litter_and_hidden_files_stay_out_unless_wanted(folder: Path) -> None:
    write(folder / ".git" / "config")
    write(folder / "node_modules" / "x" / "index.js")
    write(folder / ".DS_Store")
    write(folder / ".env")
    write(folder / "a.txt")
    found = walk([str(folder)], FolderRules())
    assert shown(found) == ["notes/a.txt"]
    assert left(found) == {
        "notes/.git": LeftOut.LITTER,
        "notes/node_modules": LeftOut.LITTER,
        "notes/.DS_Store": LeftOut.LITTER,
        "notes/.env": LeftOut.HIDDEN,
    }
    assert len(walk([str(folder)], EVERYTHING).files) == 5


def test_gitignore_files_are_followed_where_they_lie(folder: Path) -> None:
    write(folder / ".gitignore", "*.log\nbuild/\n")
    write(folder / "a.log")
    write(folder / "build" / "x.txt")
    write(folder / "sub" / ".gitignore", "!wanted.log\n/only_here.txt\n")
    write(folder / "sub" / "wanted.log")
    write(folder / "sub" / "only_here.txt")
    write(folder / "sub" / "deep" / "only_here.txt")
    found = walk([str(folder)], FolderRules())
    assert shown(found) == ["notes/sub/deep/only_here.txt", "notes/sub/wanted.log"]
    said = {entry.shown: entry.reason for entry in found.left_out}
    assert said["notes/a.log"].code == LeftOut.GITIGNORE
    assert said["notes/a.log"].facts == {"file": "notes/.gitignore"}
    assert said["notes/sub/only_here.txt"].facts == {"file": "notes/sub/.gitignore"}
    assert left(found)["notes/build"] == LeftOut.GITIGNORE
    without = walk([str(folder)], FolderRules(gitignore=False))
    assert "notes/a.log" in shown(without)


def test_a_person_s_own_patterns_stay_out(folder: Path) -> None:
    write(folder / "a.tmp")
    write(folder / "drafts" / "b.txt")
    write(folder / "c.txt")
    found = walk([str(folder)], FolderRules(own=("*.tmp", "drafts/")))
    assert shown(found) == ["notes/c.txt"]
    assert set(left(found).values()) == {LeftOut.OWN_PATTERN}


def test_what_cannot_be_sent_is_named_with_its_reason(folder: Path) -> None:
    write(folder / "empty.txt", "")
    write(folder / "big.bin", "123456789")
    write(folder / ("n" * 210 + ".txt"))
    os.mkfifo(folder / "pipe")
    found = walk([str(folder)], FolderRules(largest=8))
    assert found.files == ()
    reasons = {entry.shown[:12]: entry.reason for entry in found.left_out}
    assert reasons["notes/empty."].code == LeftOut.EMPTY
    assert reasons["notes/big.bi"].facts == {"size": 9, "limit": 8}
    assert reasons["notes/nnnnnn"].facts == {"length": 214, "limit": 200}
    assert reasons["notes/pipe"].code == LeftOut.NO_FILE


def test_a_socket_is_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # the name of a socket has to be short
    with socket.socket(socket.AF_UNIX) as bell:
        bell.bind("bell")
        assert left(walk([str(folder)], FolderRules())) == {"notes/bell": LeftOut.NO_FILE}


@pytest.mark.skipif(AS_ROOT, reason="root reads everything")
def test_what_may_not_be_read_is_named(folder: Path) -> None:
    write(folder / "secret.txt").chmod(0)
    (folder / "closed").mkdir(mode=0)
    found = walk([str(folder)], FolderRules())
    (folder / "closed").chmod(0o700)
    assert left(found) == {
        "notes/secret.txt": LeftOut.UNREADABLE,
        "notes/closed": LeftOut.UNREADABLE,
    }


def test_what_is_gone_is_named(tmp_path: Path) -> None:
    found = walk([str(tmp_path / "never")], FolderRules())
    assert left(found) == {"never": LeftOut.GONE}


@pytest.mark.parametrize(
    "dropped", ["", "a\0b", "x" * 100_000, "/" + "x" * 300, "half \ud800", "https://a.example/b"]
)
def test_what_can_be_no_path_is_no_folder_of_ours(dropped: str, tmp_path: Path) -> None:
    """Not even the one that the program was started in."""
    file = write(tmp_path / "a.txt")
    found = walk([dropped, str(file)], FolderRules())
    assert [each.path for each in found.files] == [str(file)]
    assert len(found.left_out) == 1
    assert found.folders == ()


def test_a_linked_file_is_taken_once(folder: Path) -> None:
    write(folder / "z.txt")
    (folder / "a.txt").symlink_to(folder / "z.txt")
    write(folder / ".hidden" / "h.txt")
    (folder / "one.txt").symlink_to(folder / ".hidden" / "h.txt")
    (folder / "two.txt").symlink_to(folder / ".hidden" / "h.txt")
    found = walk([str(folder)], FolderRules())
    assert shown(found) == ["notes/z.txt", "notes/one.txt"]
    assert left(found) == {
        "notes/.hidden": LeftOut.HIDDEN,
        "notes/a.txt": LeftOut.LINK_TAKEN,
        "notes/two.txt": LeftOut.LINK_TAKEN,
    }


def test_links_are_not_walked_through(folder: Path, tmp_path: Path) -> None:
    write(folder / "sub" / "a.txt")
    write(tmp_path / "outside" / "b.txt")
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "side").symlink_to(folder / "sub")
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "out.txt").symlink_to(tmp_path / "outside" / "b.txt")
    (folder / "round").symlink_to(folder / "round")
    (folder / "nowhere").symlink_to(folder / "gone")
    found = walk([str(folder)], FolderRules())
    assert shown(found) == ["notes/sub/a.txt"]
    assert left(found) == {
        "notes/sub/up": LeftOut.LINK_LOOP,
        "notes/side": LeftOut.LINK_TAKEN,
        "notes/out": LeftOut.LINK_OUTSIDE,
        "notes/out.txt": LeftOut.LINK_OUTSIDE,
        "notes/round": LeftOut.LINK_LOOP,
        "notes/nowhere": LeftOut.LINK_BROKEN,
    }


def test_a_link_that_was_chosen_is_followed(folder: Path, tmp_path: Path) -> None:
    write(folder / "a.txt")
    (tmp_path / "link").symlink_to(folder)
    assert shown(walk([str(tmp_path / "link")], FolderRules())) == ["link/a.txt"]


def test_names_of_every_kind_are_taken(folder: Path) -> None:
    names = ["with a space.txt", "🎉 fête.md", "א" * 80 + ".txt", "x" * 196 + ".txt"]
    for name in names:
        write(folder / name)
    try:
        write(folder / os.fsdecode(b"bad\xff\xfename.txt"))
    except OSError:
        pytest.skip("this file system takes no such name")
    found = walk([str(folder)], FolderRules())
    assert len(found.files) == 5
    assert found.left_out == ()
    for file in found.files:
        assert Path(file.path).read_text(encoding="utf-8") == "words"
        file.shown.encode("utf-8")  # nothing in it that is no text
    assert "notes/badname.txt" in shown(found)


def test_what_is_chosen_itself_is_asked_nothing_about_its_name(folder: Path) -> None:
    write(folder / ".env")
    write(folder / ".git" / "config")
    chosen = [str(folder / ".env"), str(folder / ".git")]
    assert shown(walk(chosen, FolderRules())) == [".env", ".git/config"]


def test_what_is_chosen_twice_is_taken_once(folder: Path) -> None:
    a = write(folder / "a.txt")
    b = write(folder / "sub" / "b.txt")
    found = walk([str(folder), str(a), str(folder / "sub"), str(b)], FolderRules())
    assert shown(found) == ["notes/a.txt", "notes/sub/b.txt"]
    assert [entry.reason.code for entry in found.left_out] == [LeftOut.TWICE] * 3
    inner_first = walk([str(folder / "sub"), str(folder)], FolderRules())
    assert shown(inner_first) == ["sub/b.txt", "notes/a.txt"]


def test_depth_has_an_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_scan, "DEEPEST", 2)
    write(folder / "1" / "2" / "a.txt")
    write(folder / "1" / "2" / "3" / "b.txt")
    found = walk([str(folder)], FolderRules())
    assert shown(found) == ["notes/1/2/a.txt"]
    assert left(found) == {"notes/1/2/3": LeftOut.TOO_DEEP}


def test_fifty_thousand_files_are_enough_and_it_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder_rules.MOST_FILES == 50_000
    monkeypatch.setattr(folder_scan, "MOST_FILES", 3)
    for number in range(3):
        write(folder / f"{number}.txt")
    assert not walk([str(folder)], FolderRules()).full
    write(folder / "3.txt")
    found = walk([str(folder)], FolderRules())
    assert found.full
    assert len(found.files) == 3


def test_what_stays_out_is_counted_where_it_is_not_listed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_scan, "MOST_LEFT_OUT", 2)
    for number in range(5):
        write(folder / f"{number}.txt", "")
    found = walk([str(folder)], FolderRules())
    assert (len(found.left_out), found.unlisted) == (2, 3)


async def test_a_scan_tells_how_far_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_scan, "TOLD_EVERY_S", 0.0)
    for number in range(20):
        write(folder / f"{number:02}.txt")
    told: list[ScanProgress] = []
    found = await scan([str(folder)], FolderRules(), told.append)
    assert len(found.files) == 20
    assert [progress.files for progress in told] == sorted(p.files for p in told)
    assert told[-1].files > 0
    assert told[-1].folder == "notes"


async def test_a_scan_ends_when_it_is_cancelled(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_scan, "TOLD_EVERY_S", 0.0)
    for number in range(50):
        write(folder / f"{number}.txt")
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    taken: list[Scan] = []

    def held(
        paths: list[str], rules: FolderRules, tell: folder_scan.Heard, stop: threading.Event
    ) -> Scan:
        begun.set()
        go_on.wait()
        taken.append(walk(paths, rules, tell, stop))
        ended.set()
        return taken[0]

    monkeypatch.setattr(folder_scan, "walk", held)
    task = asyncio.get_running_loop().create_task(scan([str(folder)], FolderRules()))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await asyncio.to_thread(ended.wait)
    assert taken[0].files == ()
    assert not taken[0].full
