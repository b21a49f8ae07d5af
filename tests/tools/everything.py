"""The reference server of the protocol's authors, which has a tool of every kind.

Fetched from npm once and kept in `.dev`, as the rest of a developer's set-up is.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from source_files import ROOT

PACKAGE, VERSION = "@modelcontextprotocol/server-everything", "2026.8.31"
KEPT = ROOT / ".dev" / f"server-everything-{VERSION}"
NPM_LIMIT_S = 120


@functools.cache
def everything() -> str:
    """Its script, for node. Skips the test where there is no node or no registry."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no node and npm on this machine")
    script = KEPT / "node_modules" / PACKAGE / "dist" / "index.js"
    if not script.exists():
        _fetch()
    return str(script)


def _fetch() -> None:
    KEPT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
        # Put in place whole, so that a broken download is never taken for the server.
        unfinished = Path(folder) / "server"
        unfinished.mkdir()
        words = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix")
        command = (*words, str(unfinished), f"{PACKAGE}@{VERSION}")
        environment = os.environ | {"npm_config_cache": str(Path(folder) / "cache")}
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=NPM_LIMIT_S, env=environment
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm has not fetched {PACKAGE} within {NPM_LIMIT_S} s")
        if done.returncode:
            pytest.skip(f"npm cannot fetch {PACKAGE}: {done.stderr[-300:]}")
        if not KEPT.exists():
            unfinished.rename(KEPT)
