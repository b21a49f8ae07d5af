"""The project's own Python: `.venv`, made once and made again when pyproject changes."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from dev_say import step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "oriel-stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_ready() -> None:
    """Has `.venv` hold this checkout and its dependencies; at once when it does.

    Raises Refusal when they cannot be installed. pip's own settings (PIP_* and
    pip.conf) are respected.
    """
    wanted = _fingerprint()
    if _stamp() == wanted and PYTHON.exists():
        return
    if not _is_this_python():
        step("making .venv", (sys.executable, "-m", "venv", "--clear", str(VENV)))
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-compile")
    step("installing Python packages into .venv", (*pip, "-q", "-e", f"{ROOT}[dev]"))
    STAMP.write_text(wanted, encoding="utf-8")


def _fingerprint() -> str:
    facts = (ROOT / "pyproject.toml").read_bytes() + sys.version.encode() + bytes(ROOT)
    return hashlib.sha256(facts).hexdigest()


def _stamp() -> str:
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""


def _is_this_python() -> bool:
    config = VENV / "pyvenv.cfg"
    if not (PYTHON.exists() and config.exists()):
        return False
    version = "{}.{}.".format(*sys.version_info)
    lines = config.read_text(encoding="utf-8").splitlines()
    return any(line.replace(" ", "").startswith(f"version={version}") for line in lines)
