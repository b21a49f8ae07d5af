"""What the doctor found where no AppError says it: all is well, not tried, odd but alive."""

from __future__ import annotations

from collections.abc import Callable

from oriel.domain.connections import ConnectionKind
from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.ui.error_phrases import Facts, kind_of, t

Found = tuple[str, str]  # what was found, what to do


def finding(check: Check) -> Found | None:
    """The words of the doctor's own; None when the check failed for an AppError."""
    if check.verdict is Verdict.RUNNING:
        return t(_RUNNING.get(check.name, "Checking…")), ""
    if check.verdict is Verdict.SKIPPED:
        return _skipped(check)
    if check.code in _ODD:
        return _ODD[check.code](check)
    if check.name is CheckName.CLOCK and check.code == "":
        return _clock(check)
    if check.verdict is Verdict.OK:
        return _GOOD[check.name](check), ""
    return None


_RUNNING = {
    CheckName.NAME_LOOKUP: "Looking it up…",
    CheckName.TLS: "Connecting…",
    CheckName.MODEL: "Asking a question…",
}


def _skipped(check: Check) -> Found:
    if check.code == "after":
        return t(_AFTER.get(str(check.facts.get("after", "")), "Not tried.")), ""
    if check.code == "no_model":
        if check.name is not CheckName.MODEL:
            return t("Nothing was asked."), ""
        return t("No model is known."), t("Enter a model in the connection.")
    return t(_SKIPPED.get(check.code, "Not tried.")), ""


_SKIPPED = {
    "no_date": "The service does not tell the time.",
    "not_needed": "Chat Completions needs none.",
    "too_short": "The answer was too short to tell.",
}
_AFTER = {
    "name_lookup": "Not tried: the address must be found first.",
    "proxy": "Not tried: the proxy is in the way.",
    "tls": "Not tried: there is no connection yet.",
    "clock": "Not tried: the clock must be right first.",
    "credential": "Not tried: nobody is let in yet.",
    "project": "Not tried: the project must be right first.",
    "policy": "Not tried: the policy comes first.",
    "model": "Not known before the model answers.",
    "streaming": "Not tried: the answer was cut off.",
}


def _clock(check: Check) -> Found:
    off = float(check.facts.get("clock_off_s") or 0)
    if check.verdict is Verdict.OK:
        return t("Right."), ""
    ahead = t("It is {time} behind.", time=_span(off)) if off > 0 else ""
    found = ahead or t("It is {time} ahead.", time=_span(-off))
    if check.verdict is Verdict.FAILED:
        found += " " + t("Oracle Cloud refuses signatures that are more than 5 minutes off.")
    return found, t("Set this computer's clock to the right time.")


def _span(seconds: float) -> str:
    if seconds < 120:
        return t("{seconds} seconds", seconds=round(seconds))
    if seconds < 7200:
        return t("{minutes} minutes", minutes=round(seconds / 60))
    return t("{hours} hours", hours=round(seconds / 3600))


def _name(check: Check) -> str:
    if check.code == "this_computer":
        return t("It is this computer.")
    if check.code == "by_proxy":
        return t("The proxy {host} is known. It finds the service itself.",
                 **_both(check.facts, "host"))  # fmt: skip
    return t("Found at {addresses}.", **_both(check.facts, "addresses"))


def _tls(check: Check) -> str:
    if check.code == "plain":
        return t("It stands, unencrypted: nothing leaves this computer.")
    facts = _both(check.facts, "protocol", "issuer", "ends")
    facts["protocol"] = str(facts["protocol"]).replace("TLSv", "TLS ")
    if not facts["issuer"]:
        return t("Encrypted with {protocol}.", **facts)
    return t("Encrypted with {protocol}, vouched for by {issuer} until {ends}.", **facts)


def _proxy(check: Check) -> str:
    if check.code == "direct":
        return t("None is used.")
    return t("{proxy} lets requests through.", **_both(check.facts, "proxy"))


def _credential(check: Check) -> str:
    kind = kind_of(check.facts, ConnectionKind.COMPATIBLE)
    if kind is ConnectionKind.OCI_PROFILE:
        return t("Requests signed as “{profile}” are accepted.", **_both(check.facts, "profile"))
    if kind.uses_iam:
        return t("This computer's identity is accepted.")
    return t("None is needed.") if check.facts.get("keyless") else t("It is accepted.")


def _project(check: Check) -> str:
    if region := check.facts.get("region"):
        return t("It is known in {region}.", region=region)
    return t("It is known.")


def _policy(check: Check) -> str:
    return t("Using the service is allowed.")


def _model(check: Check) -> str:
    return t("{model} answered in {seconds:.1f} seconds.", model=check.facts.get("model", ""),
             seconds=check.took_s)  # fmt: skip


def _streaming(check: Check) -> str:
    return t("The answer came in {pieces} pieces over {spread_s} seconds.",
             **_both(check.facts, "pieces", "spread_s"))  # fmt: skip


def _shelf(check: Check) -> str:
    return t("They can be listed.")


def _both(facts: Facts, *names: str) -> dict[str, object]:
    return {name: facts.get(name, "") for name in names}


_GOOD: dict[CheckName, Callable[[Check], str]] = {
    CheckName.NAME_LOOKUP: _name,
    CheckName.PROXY: _proxy,
    CheckName.TLS: _tls,
    CheckName.CREDENTIAL: _credential,
    CheckName.PROJECT: _project,
    CheckName.POLICY: _policy,
    CheckName.MODEL: _model,
    CheckName.STREAMING: _streaming,
    CheckName.FILES: _shelf,
    CheckName.VECTOR_STORES: _shelf,
}


def _no_project(check: Check) -> Found:
    return (
        t("None is set. The model answers without one; conversations and files will not."),
        t("Choose a project in the connection."),
    )


def _held_back(check: Check) -> Found:
    found = t("The whole answer came in one piece.")
    if check.code == "all_at_once":
        found = t("All {pieces} pieces came at once, after {waited_s} seconds.",
                  **_both(check.facts, "pieces", "waited_s"))  # fmt: skip
    return found, t(
        "Something between here and the service holds answers back, most often a company's "
        "proxy. Ask whoever runs it to let text/event-stream pass without buffering."
    )


_ODD: dict[str, Callable[[Check], Found]] = {
    "no_project": _no_project,
    "one_piece": _held_back,
    "all_at_once": _held_back,
}
