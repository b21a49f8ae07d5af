"""Uploads a file of 200 MB, signed, to a service in a process of its own that checks it.

The service answers 200 only when the digest that was signed is that of the body it
received. Prints JSON rows: the peak of resident memory above what it was before, and
the longest gap of the event loop while the upload ran, beside that of an idle loop.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZE = 200 * 1024 * 1024
ADDED_MB, GAP_MS = 8.0, 100.0
BEAT_MS = 4


def serve() -> None:
    """The service: prints its port, then takes one body after another."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        pairs = [line.split(":", 1) for line in head.split("\r\n")[1:] if ":" in line]
        headers = {name.lower(): value.strip() for name, value in pairs}
        left, digest = int(headers["content-length"]), hashlib.sha256()
        while left:
            chunk = await reader.read(min(left, 1 << 20))
            digest.update(chunk)
            left -= len(chunk)
        said = base64.b64encode(digest.digest()).decode() == headers["x-content-sha256"]
        signed = "x-content-sha256" in headers["authorization"]
        status = "200 OK" if said and signed else "401 Unauthorized"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(visit, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(main())


def resident_mb(field: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0.0


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def config(folder: Path) -> Path:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(pem)
    written = folder / "config"
    written.write_text(
        "[DEFAULT]\nuser=ocid1.user.oc1..a\nfingerprint=aa\ntenancy=ocid1.tenancy.oc1..a\n"
        f"region=us-chicago-1\nkey_file={folder / 'key.pem'}\n"
    )
    return written


class Beats:
    """How late a timer comes."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def longest(self) -> float:
        found, self.gaps = max(self.gaps), []
        return found


async def upload(url: str, folder: Path) -> dict[str, float]:
    import httpx

    from oriel.auth.oci_auth import OciAuth
    from oriel.auth.oci_signers import ProfileKeys

    async def no_phrase() -> None:
        return None

    big = folder / "big.bin"
    with big.open("wb") as file:
        block = os.urandom(1 << 20)
        for _ in range(SIZE >> 20):
            file.write(block)
    source = ProfileKeys(config(folder), "DEFAULT", no_phrase)
    async with httpx.AsyncClient(auth=OciAuth(source), trust_env=False, timeout=120) as http:
        await http.post(url, files={"file": ("small", b"x")})  # oci is imported, all is warm
        beats = Beats()
        await asyncio.sleep(2)
        idle = beats.longest()
        forget_peak()
        before = resident_mb("VmRSS")
        with big.open("rb") as content:
            began, cpu = time.perf_counter(), time.process_time()
            answer = await http.post(url, files={"file": ("big.bin", content)})
            took, spent = time.perf_counter() - began, time.process_time() - cpu
        assert answer.status_code == 200, answer.status_code
        gap = beats.longest()
    return {
        "added": resident_mb("VmHWM") - before,
        "gap": gap,
        "idle": idle,
        "took": took,
        "cpu": spent,
    }


def rows(found: dict[str, float]) -> list[dict[str, Any]]:
    def row(name: str, value: float, unit: str, target: float, floor: float | None) -> Any:
        return {
            "name": f"signed upload of 200 MB: {name}",
            "value": round(value, 2),
            "unit": unit,
            "floor": None if floor is None else round(floor, 2),
            "ratio": None,
            "target": target,
            "ok": value <= target,
        }

    return [
        row("memory added at its peak", found["added"], "MB", ADDED_MB, None),
        row("longest gap of the loop", found["gap"], "ms", GAP_MS, found["idle"]),
    ]


def main() -> int:
    if sys.argv[1:] == ["serve"]:
        serve()
        return 0
    import qasync
    from PySide6.QtWidgets import QApplication

    app = QApplication(["oriel"])
    command = [sys.executable, __file__, "serve"]
    with (
        tempfile.TemporaryDirectory(prefix="oriel-bench-") as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service,
    ):
        try:
            assert service.stdout
            url = f"http://127.0.0.1:{int(service.stdout.readline())}/v1/files"
            with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
                found = runner.run(upload(url, Path(folder)))
        finally:
            service.kill()
    sys.stderr.write(f"{found}\n")
    print(json.dumps(rows(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
