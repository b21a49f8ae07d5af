"""The settings file: kept whole, whatever happens to it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.config.settings import Settings, SettingsFile
from oriel.domain.errors import StoreFull, StoreProblem

CHANGED = Settings(
    theme="dark",
    send_with="ctrl_enter",
    sidebar_width=300,
    sidebar_visible=False,
    last_chat="c",
    last_connection="local",
    last_model="m \U0001fa9f",
    window_geometry="AdnQywAD",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_the_first_start_has_defaults_and_writes_nothing(path: Path) -> None:
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.set_aside is None
    assert not path.exists()


def test_settings_come_back_as_they_went(path: Path) -> None:
    SettingsFile(path).save(CHANGED)
    assert SettingsFile(path).load() == CHANGED
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]
    assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("load_first", [True, False])
def test_what_a_newer_oriel_wrote_is_kept(path: Path, load_first: bool) -> None:
    path.write_text('{"theme": "dark", "hologram": {"depth": 3}}')
    file = SettingsFile(path)
    if load_first:
        file.load()
    file.save(CHANGED)
    assert json.loads(path.read_text())["hologram"] == {"depth": 3}
    assert SettingsFile(path).load() == CHANGED


BROKEN = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"\0" * 100, b"[" * 100_000, b"{}}"]


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:6]))
def test_a_broken_file_is_set_aside_and_the_defaults_serve(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.set_aside == path.with_name("settings.json.broken")
    assert file.set_aside.read_bytes() == content
    file.save(CHANGED)
    assert SettingsFile(path).load() == CHANGED


WRONG: list[tuple[str, Any]] = [
    ("theme", "blue"),
    ("theme", 3),
    ("theme", ["dark"]),
    ("send_with", None),
    ("sidebar_width", True),
    ("sidebar_width", "300"),
    ("sidebar_width", 300.5),
    ("sidebar_width", -1),
    ("sidebar_width", 10**30),
    ("sidebar_visible", 1),
    ("last_chat", {}),
    ("window_geometry", None),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_one_wrong_value_costs_only_itself(path: Path, name: str, value: Any) -> None:
    SettingsFile(path).save(CHANGED)
    raw = {**json.loads(path.read_text()), name: value}
    path.write_text(json.dumps(raw))
    found = SettingsFile(path).load()
    expected = {n: getattr(CHANGED, n) for n in raw if n != name}
    assert {n: getattr(found, n) for n in expected} == expected
    assert getattr(found, name) == getattr(Settings(), name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*Settings.__dataclass_fields__]) | st.text()


def _types(settings: Settings) -> dict[str, type]:
    return {name: type(getattr(settings, name)) for name in Settings.__dataclass_fields__}


@given(st.dictionaries(NAMES, JSON).map(lambda raw: json.dumps(raw).encode()) | st.binary())
def test_no_content_keeps_oriel_from_starting(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_bytes(content)
        file = SettingsFile(path)
        found = file.load()
        assert _types(found) == _types(Settings())
        file.save(found)
        assert SettingsFile(path).load() == found


def test_a_folder_in_its_place_is_named_on_saving(path: Path) -> None:
    path.mkdir()
    file = SettingsFile(path)
    assert file.load() == Settings()
    with pytest.raises(StoreProblem) as caught:
        file.save(CHANGED)
    assert caught.value.facts["path"] == str(path)
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


def test_a_missing_folder_is_named_on_saving(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem):
        SettingsFile(tmp_path / "gone" / "settings.json").save(CHANGED)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="mounts of POSIX")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root mounts")
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        path = tmp_path / "settings.json"
        SettingsFile(path).save(CHANGED)
        (tmp_path / "films").write_bytes(bytes(shutil.disk_usage(tmp_path).free))
        with pytest.raises(StoreFull):
            SettingsFile(path).save(Settings())
        assert SettingsFile(path).load() == CHANGED
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True, timeout=20)
