"""The doctor's checks in plain words: what was looked at, what was found, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oriel.domain.connections import ConnectionKind
from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.ui.doctor_findings import finding
from oriel.ui.error_phrases import joined, kind_of, t
from oriel.ui.error_text import explain
from oriel.ui.refusal_words import needed_policy

_TITLES = {
    CheckName.NAME_LOOKUP: "Address",
    CheckName.PROXY: "Proxy",
    CheckName.TLS: "Connection",
    CheckName.CLOCK: "Clock",
    CheckName.CREDENTIAL: "Key",
    CheckName.PROJECT: "Project",
    CheckName.POLICY: "Policy",
    CheckName.MODEL: "Model",
    CheckName.STREAMING: "Streaming",
    CheckName.FILES: "Files",
    CheckName.VECTOR_STORES: "Vector stores",
}
_VERDICTS = {
    Verdict.OK: "good",
    Verdict.WARNING: "warning",
    Verdict.FAILED: "failed",
    Verdict.SKIPPED: "not tried",
    Verdict.RUNNING: "running",
}
MARKS = {Verdict.OK: "✓", Verdict.WARNING: "!", Verdict.FAILED: "✗", Verdict.SKIPPED: "–"}
ASCII_MARKS = {Verdict.OK: "ok", Verdict.WARNING: "! ", Verdict.FAILED: "X ", Verdict.SKIPPED: "- "}


@dataclass(frozen=True, slots=True)
class CheckText:
    """`found` is one line, `reason` and `next_step` what else helps when it is not good.

    `policy` is a statement for an administrator, `reference` what support asks for;
    each may be "".
    """

    title: str
    found: str
    reason: str = ""
    next_step: str = ""
    policy: str = ""
    reference: str = ""

    @property
    def whole(self) -> str:
        """Everything but the title, for those who listen."""
        return joined(self.found, self.reason, self.next_step, self.policy, self.reference)


def title_of(name: CheckName) -> str:
    return t(_TITLES[name])


def verdict_word(verdict: Verdict) -> str:
    return t(_VERDICTS[verdict])


def check_text(check: Check) -> CheckText:
    """The words for a check, whatever its verdict."""
    title = _title(check)
    if words := finding(check):
        return CheckText(title, words[0], next_step=words[1])
    explained = explain(check.code, check.facts)
    policy, step = _policy(check, explained.next_step)
    named = str(check.facts.get("request_id", ""))
    reference = f"opc-request-id: {named}" if named else ""
    return CheckText(title, explained.title, explained.reason, step, policy, reference)


def summary(checks: Sequence[Check]) -> str:
    """All checks in one line."""
    failed = sum(check.verdict is Verdict.FAILED for check in checks)
    warned = sum(check.verdict is Verdict.WARNING for check in checks)
    if failed:
        return t("This connection does not work yet.")
    if warned:
        return t("It works, with something to look at.")
    return t("Everything works.")


def report(checks: Sequence[Check], marks: dict[Verdict, str] = MARKS) -> str:
    """All checks as plain text, one line each and what to do indented beneath."""
    wide = max((len(check_text(check).title) for check in checks), default=0)
    return "\n".join(line for check in checks for line in _lines(check, marks, wide))


def _lines(check: Check, marks: dict[Verdict, str], wide: int) -> list[str]:
    words = check_text(check)
    mark = marks.get(check.verdict, " ")
    indent = " " * (len(mark) + 1 + wide + 2)
    more = (words.reason, words.next_step, words.policy, words.reference)
    return [
        f"{mark} {words.title:<{wide}}  {words.found}",
        *(indent + " ".join(text.split()) for text in more if text),
    ]


def _title(check: Check) -> str:
    if check.name is not CheckName.CREDENTIAL:
        return title_of(check.name)
    kind = kind_of(check.facts, ConnectionKind.COMPATIBLE)
    return t("Sign-in") if kind.uses_iam else title_of(check.name)


def _policy(check: Check, step: str) -> tuple[str, str]:
    """The policy that is asked for and the step without it, so that it can stand alone."""
    policy = needed_policy(check.facts)
    if not policy or policy not in step:
        return "", step
    return policy, step.replace(policy, "").rstrip(" :") + ":"
