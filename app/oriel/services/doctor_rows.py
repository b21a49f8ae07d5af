"""The doctor's rows while they are made: what runs, what was found, what need not be tried."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from oriel.domain.connections import Connection
from oriel.domain.doctor import (
    Check,
    CheckName,
    Verdict,
    concerned,
    failing_check,
    known_of,
    skipped,
)
from oriel.domain.errors import AppError, Fact

Show = Callable[[Check], None]


class Rows:
    """Shows each check as running and then with its verdict, and keeps what was found."""

    def __init__(self, connection: Connection, show: Show) -> None:
        self._connection = connection
        self._show = show
        self._wanted = concerned(connection)
        self._began: dict[CheckName, float] = {}
        self._found: dict[CheckName, Check] = {}

    def wants(self, name: CheckName) -> bool:
        return name in self._wanted

    def all(self) -> list[Check]:
        """What was found, in order."""
        return [self._found[name] for name in CheckName if name in self._found]

    def begin(self, *names: CheckName) -> None:
        for name in names:
            if name in self._wanted and name not in self._began:
                self._began[name] = time.monotonic()
                self._show(Check(name, Verdict.RUNNING))

    def end(
        self, name: CheckName, verdict: Verdict, code: str = "", /, **facts: Fact | None
    ) -> None:
        self.put(
            Check(name, verdict, code, {k: v for k, v in facts.items() if v not in (None, "")})
        )

    def put(self, check: Check) -> None:
        """A finding; what was found on the same row before gives way to it."""
        if check.name not in self._wanted:
            return
        began = self._began.setdefault(check.name, time.monotonic())
        found = replace(check, took_s=round(time.monotonic() - began, 3))
        self._found[check.name] = found
        self._show(found)

    def fail(self, error: AppError, usual: CheckName) -> None:
        """A failure that ends the examination: its own row, and none after it is tried."""
        name = failing_check(error)
        name = name if name in self._wanted else usual
        facts = {**known_of(self._connection), **error.facts}
        self.put(Check(name, Verdict.FAILED, error.code, facts))
        self.skip_rest(name)

    def skip_rest(self, after: CheckName) -> None:
        for name in self._wanted:
            if name not in self._found:
                self.put(skipped(name, after))

    def running(self) -> CheckName | None:
        """The first row that has begun and found nothing yet."""
        return next((name for name in CheckName if self._runs(name)), None)

    def _runs(self, name: CheckName) -> bool:
        return name in self._began and name not in self._found
