"""Keys entered in the real dialog: in the real gnome-keyring, and nowhere else on the disk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from source_files import ROOT

CHILD = ROOT / "tests" / "app" / "keyring_child.py"
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
UNLOCKED = 'eval "$(printf "\\n" | gnome-keyring-daemon --unlock --components=secrets)"; exec "$@"'
# A keyring whose password nobody gives: there is no prompter in this session.
LOCKED = 'eval "$(gnome-keyring-daemon --start --components=secrets)"; exec "$@"'
NONE = 'exec "$@"'
SECRETS = (b"sk-key-of-this-test", b"sk-other-of-this-test")

pytestmark = [pytest.mark.keyring, pytest.mark.slow]


def play(folder: Path, kind: str, begin: str) -> dict[str, Any]:
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    rings = folder / "rings"
    rings.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(rings),
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "app", ROOT / "tests", ROOT))),
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(folder),
    }
    # With a screen the keyring's own prompter would open and wait for a person.
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(screen, None)
    child = [sys.executable, str(CHILD), str(folder / "home"), kind]
    session = ["dbus-run-session", "--", "bash", "-c", begin, "-"]
    if kind == "none":
        session, environment["DBUS_SESSION_BUS_ADDRESS"] = [], "disabled:"
    done = subprocess.run(
        [*session, *child],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    nowhere_else(folder / "home")
    return found


def nowhere_else(home: Path) -> None:
    """No file of Oriel's holds a secret: history, settings, logs, crash files, copies."""
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [s for s in SECRETS if s in content], file


def test_save_restart_use_rename_and_delete(tmp_path: Path) -> None:
    assert play(tmp_path, "good", UNLOCKED) == {
        "first": "Hello from Oracle.",
        "after restart": "Hello from Oracle.",
        "name": "Renamed",
        "after rename": "Hello from Oracle.",
        "kept": True,
        "left": None,
    }


def test_a_locked_keyring_is_named_and_what_was_typed_stays(tmp_path: Path) -> None:
    make_ring(tmp_path)
    seen = play(tmp_path, "locked", LOCKED)
    assert "keyring cannot be used" in seen["said"]
    assert (seen["stored"], seen["typed is still there"]) == (0, True)


def test_a_keyring_that_never_answers_leaves_the_window_alive(tmp_path: Path) -> None:
    seen = play(tmp_path, "silent", NONE)
    assert "keyring does not answer" in seen["said"]
    assert (seen["stored"], seen["typed is still there"]) == (0, True)
    assert seen["beats"] > 20


def test_without_a_keyring_a_key_lasts_until_the_end(tmp_path: Path) -> None:
    assert play(tmp_path, "none", NONE) == {
        "first": "Hello from Oracle.",
        "after restart": "secret_missing",
    }


def make_ring(folder: Path) -> None:
    """A keyring with a password, which later sessions do not know."""
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    rings = folder / "rings"
    rings.mkdir()
    begin = (
        'eval "$(printf "a password\\n" | gnome-keyring-daemon --unlock --components=secrets)"; '
        'exec "$@"'
    )
    script = "import keyring; keyring.set_password('x', 'y', 'z')"
    subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", begin, "-", sys.executable, "-c", script],
        env={**os.environ, "XDG_DATA_HOME": str(rings)},
        check=True,
        timeout=60,
    )
