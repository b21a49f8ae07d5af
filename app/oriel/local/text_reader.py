"""The service's side of the process that reads files: started, fed, listened to, ended.

One file at a time, on a thread of its own, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from oriel.local import reading_process
from oriel.local.chunks import Chunking
from oriel.local.unreadable import Unreadable

_T = TypeVar("_T")
PATIENCE_S = 60.0  # for one file
_IDLE_S = 20.0  # until a process with nothing to do is ended
# Without these no program starts at all; nothing else of ours is its business.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_LONGEST_LINE = 64 * 1024 * 1024  # bytes
_TOO_LONG = "Reading the file took too long: it may be damaged, or made to be so."
_GAVE_UP = "The file could not be read: it may be damaged, or made to be so."


class TextReader:
    """Reads files, one at a time. `patience_s` is what one file may keep it waiting."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="oriel-local-reader")
        self._thread.submit(bool).result()  # there from the start, not from the first file
        # A program in one piece has no interpreter to run another one with.
        self._reading: _Apart | _Here = _Here() if getattr(sys, "frozen", False) else _Apart()
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    async def read(
        self, path: Path, filename: str, sizes: Chunking
    ) -> AsyncGenerator[list[str], None]:
        """Chunks of a file's text, some at a time. Raises Unreadable."""
        job = {"path": str(path), "filename": filename, "size": sizes.size}
        async with self._turn:
            self._be_awake()
            left_s = self._patience_s
            try:
                await self._do(partial(self._reading.ask, {**job, "overlap": sizes.overlap}))
                while True:
                    began = time.monotonic()
                    if not (some := await self._answer(left_s)):
                        return
                    left_s -= time.monotonic() - began
                    yield some
            except BaseException as error:
                # An answer may be under way that nobody waits for.
                if not isinstance(error, Unreadable):
                    self._reading.stop()
                raise
            finally:
                loop = asyncio.get_running_loop()
                self._idle = loop.call_later(_IDLE_S, self._rest)

    def close(self) -> None:
        """Ends the process and the thread; blocks until they are gone."""
        self._be_awake()
        self._reading.stop()
        self._thread.submit(self._reading.end).result()
        self._thread.shutdown()

    async def _answer(self, patience_s: float) -> list[str]:
        """The next chunks, none at the end. Raises Unreadable."""
        late = asyncio.get_running_loop().call_later(patience_s, self._reading.stop)
        try:
            answer = await self._do(self._reading.answer)
        finally:
            late.cancel()
        if "code" in answer:
            raise Unreadable(answer["code"], answer["message"])
        return [str(piece) for piece in answer.get("pieces", ())]

    async def _do(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _be_awake(self) -> None:
        if self._idle:
            self._idle.cancel()
            self._idle = None

    def _rest(self) -> None:
        self._thread.submit(self._reading.end)


class _Apart:
    """The process. On the reader's thread, but for `stop`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._job: dict[str, Any] | None = None  # of which nothing was heard yet
        self._stopped = False

    def ask(self, job: dict[str, Any]) -> None:
        """Raises Unreadable when there is no process to be had."""
        if self._stopped:
            self.end()
        with suppress(OSError):  # it ended while it had nothing to do: `answer` finds out
            self._tell(self._process or self._start(), job)
        self._job = job

    def answer(self) -> dict[str, Any]:
        """The next part of the answer; a refusal when there will be no more. Raises Unreadable."""
        answer, job, self._job = self._heard(), self._job, None
        if answer is None and job and not self._stopped:
            # Not a word: it may have been the process and not the file.
            self.end()
            with suppress(OSError):
                self._tell(self._start(), job)
            answer = self._heard()
        if answer is None:
            said = _TOO_LONG if self._stopped else _GAVE_UP
            self.end()
            return {"code": "invalid_file", "message": said}
        return answer

    def _heard(self) -> dict[str, Any] | None:
        stdout = self._process.stdout if self._process else None
        try:
            answer = json.loads(stdout.readline(_LONGEST_LINE) if stdout else b"")
        except ValueError:  # no line any more, or half of one
            return None
        return answer if isinstance(answer, dict) else None

    def stop(self) -> None:
        """Breaks off whatever it does; from any thread."""
        self._stopped = True
        if process := self._process:
            with suppress(OSError):
                process.kill()

    def end(self) -> None:
        """Nothing is left of it."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        self._stopped = False
        self._process = _started()
        return self._process

    def _tell(self, process: subprocess.Popen[bytes], job: dict[str, Any]) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()


class _Here:
    """Reads in this process, where no other can be started: bounded, but not fenced in."""

    def __init__(self) -> None:
        self._answers: Iterator[dict[str, Any]] = iter(())

    def ask(self, job: dict[str, Any]) -> None:
        self._answers = reading_process.answers(job)

    def answer(self) -> dict[str, Any]:
        return next(self._answers, {})

    def stop(self) -> None:
        """What is under way comes to its end by itself."""

    def end(self) -> None:
        self._answers = iter(())


def _started() -> subprocess.Popen[bytes]:
    """Raises Unreadable."""
    try:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", reading_process.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
            creationflags=_NO_WINDOW,
        )
    except OSError as error:
        said = f"What reads files did not start: {error.strerror or error}."
        raise Unreadable("server_error", said) from error
