"""What every test gets: a home of its own, no network, no keyring, one loop.

The strictness itself lives beside this file: `loops` runs coroutine tests on
the same event loop the app uses, `leftovers` fails a test that leaves
something running. Command line and warning rules are in pyproject.toml.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

# Before anything loads Qt: a desktop theme or a session bus of the developer's
# own machine would change pictures, log lines and what a keyring answers.
os.environ.pop("QT_QPA_PLATFORMTHEME", None)
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytest_plugins = ["leftovers", "loops"]

NO_KEYRING = "keyring.backends.fail.Keyring"
NO_BUS = "disabled:"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "limit(seconds): give a coroutine test more than 10 s")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("keyring") and not shutil.which("gnome-keyring-daemon"):
        pytest.skip("no gnome-keyring-daemon on this machine")


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, set as main sets it: windows closing do not end it."""
    qapp.setQuitOnLastWindowClosed(False)
    return qapp


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home folder and data folder, so that no test sees the user's."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("ORIEL_HOME", str(home / "oriel"))
    return home


@pytest.fixture(autouse=True)
def no_keyring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closes both roads to a real keyring, except for tests marked `keyring`."""
    if request.node.get_closest_marker("keyring"):
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
        return
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NO_KEYRING)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
