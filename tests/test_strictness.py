"""The rules of this test suite, tried on small suites that break them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent

BREAKS = {
    "task": (
        "import asyncio\n"
        "async def test_it():\n"
        "    test_it.kept = asyncio.create_task(asyncio.sleep(60))\n",
        "left running",
    ),
    "orphan_error": (
        "import asyncio\n"
        "async def test_it():\n"
        "    asyncio.get_running_loop().call_soon(lambda: 1 / 0)\n"
        "    await asyncio.sleep(0.01)\n",
        "ZeroDivisionError",
    ),
    "failure": ("async def test_it():\n    assert 1 == 2\n", "assert 1 == 2"),
    "time": (
        "import asyncio, pytest\n"
        "@pytest.mark.limit(0.05)\n"
        "async def test_it():\n"
        "    await asyncio.sleep(60)\n",
        "TimeoutError",
    ),
    "thread": (
        "import threading\n"
        "def test_it():\n"
        "    threading.Thread(target=threading.Event().wait, daemon=True, name='lost').start()\n",
        "left behind: thread lost",
    ),
    "timer": (
        "from PySide6.QtCore import QTimer\n"
        "def test_it(qapp):\n"
        "    test_it.kept = QTimer()\n"
        "    test_it.kept.start(1000)\n",
        "left behind: active timer",
    ),
    "window": (
        "from PySide6.QtWidgets import QLabel\n"
        "def test_it(qapp):\n"
        "    test_it.kept = QLabel('x')\n"
        "    test_it.kept.show()\n",
        "left behind: window QLabel",
    ),
    "warning": ("import warnings\ndef test_it():\n    warnings.warn('old')\n", "UserWarning: old"),
    "qt_log": (
        "from PySide6.QtCore import qWarning\ndef test_it(qapp):\n    qWarning('odd')\n",
        "odd",
    ),
    "slot": (
        "from PySide6.QtCore import QObject, Signal\n"
        "class Bell(QObject):\n"
        "    rung = Signal()\n"
        "def test_it(qapp):\n"
        "    bell = Bell()\n"
        "    bell.rung.connect(lambda: 1 / 0)\n"
        "    bell.rung.emit()\n",
        "ZeroDivisionError",
    ),
    "network": (
        "import socket\n"
        "def test_it():\n"
        "    with socket.socket() as s:\n"
        "        s.connect(('192.0.2.1', 80))\n",
        "SocketConnectBlockedError",
    ),
    "keyring": (
        "import keyring\ndef test_it():\n    keyring.get_password('oriel', 'key')\n",
        "NoKeyringError",
    ),
}


TIDY = (
    "import asyncio, os, pytest\n"
    "from waiting import emitted\n"
    "from PySide6.QtCore import QTimer\n"
    "from PySide6.QtWidgets import QLabel\n"
    "@pytest.fixture\n"
    "async def number():\n"
    "    await asyncio.sleep(0)\n"
    "    yield 7\n"
    "    await asyncio.sleep(0)\n"
    "async def test_signal(number, qtbot):\n"
    "    assert number == 7\n"
    "    label = QLabel('x')\n"
    "    qtbot.addWidget(label)\n"
    "    label.show()\n"
    "    timer = QTimer(singleShot=True)\n"
    "    timer.start(1)\n"
    "    assert await emitted(timer.timeout)\n"
    "async def test_threads():\n"
    "    assert await asyncio.to_thread(lambda: 1) == 1\n"
    "def hang_up(reader, writer):\n"
    "    writer.close()\n"
    "async def test_loopback():\n"
    "    async with await asyncio.start_server(hang_up, '127.0.0.1') as server:\n"
    "        host, port = server.sockets[0].getsockname()\n"
    "        reader, writer = await asyncio.open_connection(host, port)\n"
    "        assert await reader.read() == b''\n"
    "        writer.close()\n"
    "def test_home():\n"
    "    assert os.environ['ORIEL_HOME'].startswith(os.environ['HOME'])\n"
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One run of all the small suites: what each file's failures say, "" if none."""
    folder = tmp_path_factory.mktemp("suites")
    suites = {"tidy": TIDY} | {name: rule[0] for name, rule in BREAKS.items()}
    for name, source in suites.items():
        (folder / f"test_{name}.py").write_text(source)
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    report = folder / "report.xml"
    options = ("-p", "no:cacheprovider", f"--junitxml={report}")
    command = ("-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", folder, *options, folder)
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=folder,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    found: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.attrib["classname"].removeprefix("test_")
        told = "".join(
            part.attrib.get("message", "") + (part.text or "")
            for part in case
            if part.tag in ("failure", "error")
        )
        found[name] = found.get(name, "") + told
    return found


@pytest.mark.slow
@pytest.mark.parametrize("rule", BREAKS)
def test_breaking_a_rule_fails_the_test(rule: str, outcomes: dict[str, str]) -> None:
    assert BREAKS[rule][1] in outcomes[rule]


@pytest.mark.slow
def test_a_tidy_suite_passes(outcomes: dict[str, str]) -> None:
    assert outcomes["tidy"] == ""
