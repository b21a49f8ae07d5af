"""The system's real keyring: gnome-keyring in a D-Bus session of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
UNLOCK = 'eval "$(printf "\\n" | gnome-keyring-daemon --unlock --components=secrets)"; exec "$@"'
SCRIPT = """
import asyncio, json, sys
from oriel.auth.keyring_store import SecretStore

async def main():
    store = SecretStore()
    seen = {"status": (await store.status()).kind, "before": await store.get("c:1")}
    await store.set("c:1", "sk-" + "x" * 20000)
    seen["backend"] = (await store.status()).backend
    seen["length"] = len(await SecretStore().get("c:1") or "")
    await store.delete("c:1")
    await store.delete("c:1")
    seen["after"] = await store.get("c:1")
    print(json.dumps(seen))

asyncio.run(main())
"""


@pytest.mark.keyring
def test_a_secret_lives_in_the_real_keyring(tmp_path: Path) -> None:
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": str(APP)}
    command = ["dbus-run-session", "--", "bash", "-c", UNLOCK, "-", sys.executable, "-c", SCRIPT]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "status": "keyring",
        "before": None,
        "backend": "SecretService Keyring",
        "length": 20003,
        "after": None,
    }
