"""`serve`, as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from oriel.local.server import LocalServer

from .conftest import GUIDE

APP = Path(__file__).parents[2] / "app"
_RUN = (
    "import sys; from pathlib import Path; from oriel.local.command import serve;"
    "sys.exit(serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))"
)


def _serve(port: int, data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _RUN, str(port), str(data), str(GUIDE)],
        cwd=APP,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_prints_address_and_token_once_and_ends_on_a_signal(tmp_path: Path, ending: signal.Signals):
    with _serve(0, tmp_path) as process:
        assert process.stdout
        process.stdout.readline()
        address = process.stdout.readline().split()[1]
        token = process.stdout.readline().split()[1]
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/models", headers=headers).status_code == 200
        process.send_signal(ending)
        out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_taken_port_is_one_clear_line(server: LocalServer, tmp_path: Path):
    port = int(server.base_url.split(":")[2].split("/")[0])
    with _serve(port, tmp_path) as process:
        out, err = process.communicate(timeout=5)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith(f"oriel serve: Port {port} on 127.0.0.1 cannot be used")
    assert err.count("\n") == 1
