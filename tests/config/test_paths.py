"""Where the data folder is, and how it is found unusable."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.domain.errors import HomeUnusable

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture(autouse=True)
def no_home_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORIEL_HOME", raising=False)


def test_the_argument_goes_before_the_variable_before_the_usual_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Home.choose(None).root
    assert usual.is_absolute()
    assert usual.name.lower() == "oriel"
    monkeypatch.setenv("ORIEL_HOME", str(tmp_path / "variable"))
    assert Home.choose(None).root == tmp_path / "variable"
    assert Home.choose(str(tmp_path / "argument")).root == tmp_path / "argument"
    monkeypatch.setenv("ORIEL_HOME", "")
    assert Home.choose(None).root == usual


def test_a_named_home_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Home.choose("~/there").root == tmp_path / "there"
    assert Home.choose("here").root == tmp_path / "here"


@posix
def test_the_home_of_nobody_is_named() -> None:
    with pytest.raises(HomeUnusable) as caught:
        Home.choose("~there-is-no-such-user/x")
    assert caught.value.facts["path"] == "~there-is-no-such-user/x"


def test_everything_lies_below_the_root(tmp_path: Path) -> None:
    home = Home(tmp_path)
    inside = [home.database, home.settings, home.logs, home.lock, home.local_data]
    assert all(path.parent == tmp_path for path in inside)
    assert len(set(inside)) == len(inside)


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_folders_are_made_closed_to_others(tmp_path: Path, umask: int) -> None:
    home, before = Home(tmp_path / "a" / "b"), os.umask(umask)
    try:
        home.prepare()
        home.prepare()
    finally:
        os.umask(before)
    for folder in (home.root, home.logs, home.local_data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(p.name for p in home.root.iterdir()) == ["local", "logs"]


@posix
def test_a_folder_that_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Home(tmp_path).prepare()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def refusal(home: Home) -> HomeUnusable:
    with pytest.raises(HomeUnusable) as caught:
        home.prepare()
    return caught.value


def test_a_file_in_its_place_is_named_even_for_root(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = refusal(Home(tmp_path / "file"))
    assert error.facts["path"] == str(tmp_path / "file")
    assert error.facts["detail"] == "File exists"
    assert refusal(Home(tmp_path / "file" / "below")).facts["detail"]


def test_a_file_in_the_place_of_the_logs_is_named(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    assert refusal(Home(tmp_path)).facts["path"] == str(tmp_path / "logs")


def test_a_path_that_cannot_be_is_named(tmp_path: Path) -> None:
    assert refusal(Home(tmp_path / ("x" * 300))).facts["detail"]
    assert refusal(Home(tmp_path / "nul\0")).facts["detail"]


@posix
def test_a_dangling_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone" / "further")
    assert refusal(Home(tmp_path / "link")).facts["path"] == str(tmp_path / "link")


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert refusal(Home(tmp_path)).facts["detail"] == "Permission denied"
    finally:
        tmp_path.chmod(0o700)


@posix
def test_root_is_told_of_a_read_only_disk_too(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "ro,size=64k", "none", str(tmp_path)]
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root mounts")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        assert refusal(Home(tmp_path)).facts["detail"] == "Read-only file system"
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True, timeout=20)


def test_a_full_disk_is_told_from_one_that_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "file").touch()
    assert not refusal(Home(tmp_path / "file" / "home")).facts["full"]
    monkeypatch.setattr(Path, "write_bytes", full)
    assert refusal(Home(tmp_path / "home")).facts["full"]


def test_the_resources_are_found() -> None:
    assert resources_dir().is_dir()
    assert resources_dir().name == "resources"


BEFORE_FIRST_PAINT = """
import sys
sys.path.insert(0, sys.argv[1])
import oriel.config.resources, oriel.config.settings, oriel.config.paths
print(*sys.modules)
"""


def test_what_is_needed_before_the_first_paint_imports_little() -> None:
    import oriel

    source = str(Path(oriel.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-S", "-c", BEFORE_FIRST_PAINT, source],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    heavy = {"platformdirs", "asyncio", "logging", "sqlite3", "tempfile", "importlib.resources"}
    assert not heavy & set(done.stdout.split())
