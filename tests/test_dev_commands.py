"""packaging/dev.py: what it refuses, how it says so, and how a bench is judged."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from source_files import ROOT

DEV = ROOT / "packaging" / "dev.py"
GOOD = {
    "name": "start",
    "value": 120.0,
    "unit": "ms",
    "floor": 100.0,
    "ratio": 1.2,
    "target": 1.5,
    "ok": True,
}
MISSED = GOOD | {"name": "longest gap", "value": 80, "floor": None, "ratio": None, "ok": False}


@pytest.fixture
def packaging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))


def dev(*words: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(DEV), *words)
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_an_old_python_is_refused_in_one_line() -> None:
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (main)';"
        f"runpy.run_path({str(DEV)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "Oriel needs Python 3.11 or newer; this is 3.9.2.\n"


def test_no_command_tells_what_there_is() -> None:
    done = dev()
    assert done.returncode == 2
    assert all(name in done.stdout for name in ("run", "test", "check", "bench", "shots"))


def test_an_unknown_command_is_named() -> None:
    done = dev("fly")
    assert done.returncode == 2
    assert "no command 'fly'" in done.stderr


@pytest.mark.parametrize("words", [("run", "--fast"), ("check", "now"), ("shots",)])
def test_words_that_mean_nothing_are_refused(words: tuple[str, ...]) -> None:
    done = dev(*words)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_an_ordinary_user_is_told_the_one_command(
    packaging: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = importlib.import_module("dev_machine")
    refusal = importlib.import_module("dev_say").Refusal
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(refusal) as caught:
        machine._install_as_user(machine.Missing(("libgl1", "xvfb")))
    words = str(caught.value)
    assert "apt-get install -y --no-install-recommends libgl1 xvfb" in words
    assert "\n" not in words


def test_another_system_is_told_the_names(
    packaging: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = importlib.import_module("dev_machine")
    refusal = importlib.import_module("dev_say").Refusal
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(refusal, match=r"libgl1 xvfb$"):
        machine._install_as_user(machine.Missing(("libgl1", "xvfb")))


def test_every_benchmark_is_found(packaging: None) -> None:
    assert {"startup", "client"} <= set(importlib.import_module("bench.__main__").benchmarks())


def test_without_a_name_none_is_run_that_takes_many_minutes(packaging: None) -> None:
    bench = importlib.import_module("bench.__main__")
    known = bench.benchmarks()
    assert set(known) - set(bench.usual(known)) == {"kills"}


@pytest.mark.parametrize(("rows", "status"), [([GOOD], 0), ([GOOD, MISSED], 1)])
def test_a_missed_target_fails_the_bench(
    packaging: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    rows: list[dict[str, Any]],
    status: int,
) -> None:
    bench = importlib.import_module("bench.__main__")
    monkeypatch.setattr(bench, "benchmarks", lambda: {"one": lambda: rows})
    file = tmp_path / "bench.json"
    assert bench.main(["one", "--json", str(file)]) == status
    assert json.loads(file.read_text()) == {"benchmarks": rows}
    shown = capsys.readouterr().out
    assert "1.20x" in shown
    assert ("MISSED" in shown) == bool(status)
