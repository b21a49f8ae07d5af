"""The process of a tool server: its environment, its last words, and its certain end.

Of a kind of its own instead of the protocol package's, which passes more of our
environment on, reads lines of any length and keeps nothing of what is said on stderr.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from asyncio.subprocess import SubprocessStreamProtocol
from collections.abc import Iterable, Sequence
from typing import Any

from oriel.domain.errors import ToolServerUnstartable

LONGEST_LINE = 16 * 1024 * 1024  # bytes of one message
TAIL = 16 * 1024  # bytes kept of what is said on stderr
PATIENCE_S = 1.0  # after closing its input, and again after asking it to end
_WINDOWS = ("APPDATA", "COMSPEC", "LOCALAPPDATA", "PATHEXT", "SYSTEMROOT", "TEMP", "USERPROFILE")
_INHERITED = ("PATH", "HOME", "LANG", *(_WINDOWS if sys.platform == "win32" else ()))
# An app opened from the Finder has a PATH without the places programs are installed to.
_MORE_PATH = ("/opt/homebrew/bin", "/usr/local/bin") if sys.platform == "darwin" else ()


def environment(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """All that a server gets to know of ours, and the values `named` for it."""
    found = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    steps = [step for step in (found.get("PATH", ""), *_MORE_PATH) if step]
    return {**found, "PATH": os.pathsep.join(steps), **dict(named)}


class ServerProcess:
    """A started process with `stdin` and `stdout`. End it with `end`, always."""

    def __init__(self, protocol: _Watching, transport: asyncio.SubprocessTransport) -> None:
        assert protocol.stdout is not None
        assert protocol.stderr is not None
        loop = asyncio.get_running_loop()
        self._transport = transport
        self._process = asyncio.subprocess.Process(transport, protocol, loop)
        assert self._process.stdin is not None
        self.stdin, self.stdout = self._process.stdin, protocol.stdout
        self.exited = protocol.exited
        self._tail = bytearray()
        self._listening = asyncio.ensure_future(self._listen(protocol.stderr))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode

    @property
    def tail(self) -> str:
        """The last of what it said on stderr."""
        return self._tail.decode("utf-8", "replace")

    def note(self, line: bytes) -> None:
        """Keeps what was not said on stderr, though it should have been."""
        self._tail += line
        del self._tail[:-TAIL]

    async def end(self) -> None:
        """Closes its input, asks it to end, and kills what is left of its group."""
        try:
            self.stdin.close()
            if not await self.exits_within(PATIENCE_S):
                await _ask_group(self.pid)
                await self.exits_within(PATIENCE_S)
        finally:
            # Also when it has ended by itself: those it has started must not stay.
            _kill_group(self.pid)
            self._listening.cancel()
            try:
                await self.exits_within(PATIENCE_S)
                await asyncio.gather(self._listening, return_exceptions=True)
            finally:
                self._transport.close()

    async def exits_within(self, seconds: float) -> bool:
        """Whether it has ended, or does within `seconds`."""
        # Not Process.wait, which also waits until nobody holds its pipes any more.
        try:
            async with asyncio.timeout(seconds):
                await self.exited.wait()
        except TimeoutError:
            return False
        return True

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        while said := await stderr.read(4096):
            self.note(said)


class _Watching(SubprocessStreamProtocol):
    """Tells of the end of the process at once, whoever else holds its pipes."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=LONGEST_LINE, loop=loop)
        self.exited = asyncio.Event()

    def process_exited(self) -> None:
        super().process_exited()
        self.exited.set()


async def start_process(server: str, command: Sequence[str], env: dict[str, str]) -> ServerProcess:
    """Starts `command` in a group of its own. Raises ToolServerUnstartable for `server`."""
    if not command:
        raise ToolServerUnstartable(server=server, reason="no_command")
    found = await asyncio.to_thread(shutil.which, command[0], path=env.get("PATH"))
    if found is None:
        raise ToolServerUnstartable(server=server, reason="not_found", detail=command[0])
    loop = asyncio.get_running_loop()
    try:
        transport, protocol = await loop.subprocess_exec(
            lambda: _Watching(loop), found, *command[1:], env=env, **_own_group()
        )
    except (OSError, ValueError) as error:
        reason = "not_allowed" if isinstance(error, PermissionError) else "not_found"
        raise ToolServerUnstartable(server=server, reason=reason, detail=command[0]) from error
    return ServerProcess(protocol, transport)


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"start_new_session": True}


if sys.platform == "win32":

    def _kill_group(pid: int) -> None:
        _taskkill(pid)

    async def _ask_group(pid: int) -> None:
        # There is no polite way for programs without a window.
        await asyncio.to_thread(_taskkill, pid)

    def _taskkill(pid: int) -> None:
        words = ("taskkill", "/T", "/F", "/PID", str(pid))
        subprocess.run(words, capture_output=True, check=False)  # noqa: S603

else:

    def _kill_group(pid: int) -> None:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # nobody is left

    async def _ask_group(pid: int) -> None:
        try:
            os.killpg(pid, signal.SIGTERM)
        except (ProcessLookupError, PermissionError):
            return
