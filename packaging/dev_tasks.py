"""The commands of dev.py: each sets up what it needs, then hands over to a child process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from dev_machine import equip, has_xvfb, is_headless
from dev_python import PYTHON, ROOT, make_ready
from dev_say import Refusal, say

PICTURE = ROOT / ".dev" / "first-run.png"
SCREEN = "-screen 0 1920x1440x24 -dpi 96"
SMOKE_LIMIT_S = 120


def run(words: list[str]) -> int:
    """The window; headless, one message and a picture of it."""
    stay = words == ["--stay"]
    if words and not stay:
        raise Refusal(f"run takes --stay and nothing else, not {' '.join(words)}")
    equip(window=True, pictures=True)
    make_ready()
    if not is_headless():
        return _python("-m", "oriel")
    with tempfile.TemporaryDirectory(prefix="oriel-") as home:
        return _stay(home) if stay else _first_picture(home)


def test(words: list[str]) -> int:
    """All tests, or what pytest makes of `words`; on a real X server if there is none."""
    equip(window=True, keyring=True)
    make_ready()
    if words:
        return _python("-m", "pytest", *words)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        return _test_side_by_side(said)


def _test_side_by_side(said: TextIO) -> int:
    """The tests with windows, and meanwhile the others: both spend much time waiting. What
    the others say is kept in `said`, and told afterwards."""
    windows = ("tests/app", "tests/ui")
    others = [f"--ignore={folder}" for folder in windows]
    command, env = _on_screen(("-m", "pytest", "-p", "no:cacheprovider", *others))
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | env, stdout=said, stderr=subprocess.STDOUT
    ) as meanwhile:
        try:
            status = _python("-m", "pytest", *windows)
            status = meanwhile.wait() or status
        finally:
            meanwhile.terminate()
    said.seek(0)
    sys.stdout.write(said.read())
    return status


def check(words: list[str]) -> int:
    """Ruff, its format check and mypy; all three, also when one fails."""
    if words:
        raise Refusal("check takes no arguments")
    equip(window=False)
    make_ready()
    commands = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy", "app/oriel", "packaging"),
    )
    failed = [command[0] for command in commands if _call((str(PYTHON), "-m", *command))]
    return 1 if failed else 0


def bench(words: list[str]) -> int:
    """The measurements of packaging/bench."""
    equip(window=True)
    make_ready()
    return _python("-m", "bench", *words, env={"PYTHONPATH": str(ROOT / "packaging")})


def shots(words: list[str]) -> int:
    """Pictures of every main screen."""
    if len(words) != 1:
        raise Refusal("shots takes the folder for the pictures")
    equip(window=True, pictures=True)
    make_ready()
    folder = Path(words[0]).resolve()
    return _python(str(ROOT / "packaging" / "shots.py"), str(folder))


TASKS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "shots": shots,
}


def _first_picture(home: str) -> int:
    say("there is no display: sending one message and taking a picture")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.unlink(missing_ok=True)
    try:
        status = _python(
            "-m", "oriel", "--smoke", str(PICTURE), env={"ORIEL_HOME": home}, limit_s=SMOKE_LIMIT_S
        )
    except subprocess.TimeoutExpired:
        raise Refusal(f"no picture within {SMOKE_LIMIT_S} s") from None
    if status == 0:
        say(f"the picture is {PICTURE}")
    return status


def _stay(home: str) -> int:
    say("there is no display: the window is open on an unseen one (Ctrl+C ends it)")
    return _python("-m", "oriel", env={"ORIEL_HOME": home})


def _python(*words: str, env: Mapping[str, str] | None = None, limit_s: float | None = None) -> int:
    """Runs the project's Python, on an unseen X server where there is no display."""
    return _call(*_on_screen(words, env), limit_s)


def _on_screen(
    words: tuple[str, ...], env: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The command for the project's Python, and what it needs in its environment."""
    command = (str(PYTHON), *words)
    more = dict(env or {})
    if is_headless():
        if has_xvfb():
            more.setdefault("QT_QPA_PLATFORM", "xcb")
            command = ("xvfb-run", "-a", "-s", SCREEN, *command)
        else:
            say("there is no Xvfb: Qt draws offscreen")
            more.setdefault("QT_QPA_PLATFORM", "offscreen")
    return command, more


def _call(
    command: tuple[str, ...],
    env: Mapping[str, str] | None = None,
    limit_s: float | None = None,
) -> int:
    environment = os.environ | dict(env or {})
    return subprocess.run(
        command, cwd=ROOT, env=environment, timeout=limit_s, check=False
    ).returncode
