"""Failures in plain words: what happened, why, and what to do next.

The one place where an AppError's code and facts become sentences, for a failure
that has just been met and for one that was stored with its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

QUOTED_CHARS = 500
CLOCK_OFF_S = 300
POLICY = (
    "allow any-user to use generative-ai-family in compartment <your compartment> "
    "where ALL {request.principal.type='generativeaiapikey'}"
)
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ErrorText:
    """`title` names what happened, `reason` why, `next_step` what to do. `retry` says
    whether the same again may work; `detail` is for support."""

    title: str
    reason: str
    next_step: str
    retry: bool
    detail: str


def explain(code: str, facts: Facts, connection: str = "") -> ErrorText:
    """The words for a failure; one nobody knows is said to be just that."""
    words = _WORDS.get(code, _unknown)
    title, reason, next_step = words(facts)
    return ErrorText(title, reason, next_step, code in _RETRYABLE, _detail(code, facts))


def _t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("ErrorText", text).format(**facts)


def _said(facts: Facts) -> str:
    """What the service itself said, quoted and bounded."""
    message = " ".join(str(facts.get("message", "")).split())
    if len(message) > QUOTED_CHARS:
        message = message[:QUOTED_CHARS] + "…"
    return _t("It said: “{message}”", message=message) if message else ""


def _host(facts: Facts) -> str:
    return str(facts.get("host") or _t("the service"))


def _oci(facts: Facts) -> bool:
    return "oraclecloud" in str(facts.get("host", ""))


def _detail(code: str, facts: Facts) -> str:
    rows = [code, *(f"{name}: {value}" for name, value in facts.items() if name != "message")]
    return "\n".join(str(row)[:QUOTED_CHARS] for row in rows)


Words = tuple[str, str, str]


def _unknown(facts: Facts) -> Words:
    return (
        _t("Something did not work."),
        _said(facts),
        _t("Try again. If it stays, the details help whoever looks into it."),
    )


def _credential(facts: Facts) -> Words:
    title = _t("The key was not accepted.")
    off = facts.get("clock_off_s")
    if isinstance(off, int | float) and abs(off) > CLOCK_OFF_S:
        minutes = round(abs(off) / 60)
        return (
            _t("This computer's clock is off by {minutes} minutes.", minutes=minutes),
            _t("Services refuse requests that carry a wrong time."),
            _t("Set the clock to the right time, then try again."),
        )
    if facts.get("service_code") == "key_malformed":
        reason = _t("It holds signs that no key has, such as spaces or line breaks.")
        return title, reason, _t("Copy the key again, whole, and enter it in the connection.")
    if _oci(facts):
        reason = _t("It may be mistyped, expired or revoked, or belong to another region.")
        step = _t("Check key and region in the connection. A key works only in its own region.")
        return title, " ".join(p for p in (reason, _said(facts)) if p), step
    reason = _t("{host} does not know it, or it has expired.", host=_host(facts))
    step = _t("Check the key in the connection, or make a new one at the service.")
    return title, " ".join(p for p in (reason, _said(facts)) if p), step


def _denied(facts: Facts) -> Words:
    return (
        _t("The service does not allow this."),
        _said(facts) or _t("The key is good, but may not do what was asked."),
        _t("Ask whoever runs the account for the right, or use another key."),
    )


def _not_found(facts: Facts) -> Words:
    message = str(facts.get("message", "")).lower()
    code = str(facts.get("service_code", ""))
    if code == "NotAuthorizedOrNotFound" or "authorization failed" in message:
        reason = _t("Oracle Cloud answers like this when a policy is missing, too.")
        step = _t("Ask your administrator for this policy, then wait some minutes: {policy}",
                  policy=POLICY)  # fmt: skip
        return _t("Not allowed, or not there."), f"{reason} {_said(facts)}".strip(), step
    if "model" in code or "model" in message:
        return (
            _t("The service does not have this model."),
            _said(facts),
            _t("Choose another model, or check its exact name and region."),
        )
    return (
        _t("Nothing is at this address."),
        _said(facts) or _t("{host} answered, but knows no such path.", host=_host(facts)),
        _t("Check the address in the connection. Most end in /v1."),
    )


def _invalid(facts: Facts) -> Words:
    message = str(facts.get("message", "")).lower()
    title = _t("The service did not take the request.")
    if "project" in message or "compartment id must be provided" in message:
        return (
            title,
            _t("The project is missing, very new, or in another region. ") + _said(facts),
            _t("Check the project's OCID and the region in the connection."),
        )
    return title, _said(facts), _t("Another model or a shorter conversation may work.")


def _rate_limited(facts: Facts) -> Words:
    wait = facts.get("retry_after_s")
    if isinstance(wait, int | float):
        step = _t("Try again in {seconds} seconds.", seconds=max(1, round(wait)))
    else:
        step = _t("Wait a minute, then try again.")
    reason = _t("It limits how much can be asked in a time, or the account's quota is used up.")
    return _t("The service is busy."), " ".join(p for p in (reason, _said(facts)) if p), step


def _failed(facts: Facts) -> Words:
    status = facts.get("status", "")
    return (
        _t("The service has a problem of its own ({status}).", status=status),
        _said(facts),
        _t("It usually passes. Try again in a moment."),
    )


def _host_unknown(facts: Facts) -> Words:
    return (
        _t("{host} cannot be found.", host=_host(facts)),
        _t("Either the address is mistyped or this computer is offline."),
        _t("Check the network, then the address or region in the connection."),
    )


def _refused(facts: Facts) -> Words:
    host = _host(facts)
    if host.startswith(("localhost", "127.", "[::1]")):
        step = _t("Start the program that answers there, or check the port.")
    else:
        step = _t("Check the address and the port in the connection.")
    return _t("Nothing answers at {host}.", host=host), _t("The connection was refused."), step


def _tls(facts: Facts) -> Words:
    return (
        _t("The connection to {host} is not safe.", host=_host(facts)),
        _t("Its certificate could not be verified: {why}", why=facts.get("detail", "")),
        _t("On a company network, its certificate must be installed on this computer first. "
           "Oriel never skips this check."),
    )  # fmt: skip


def _slow(facts: Facts) -> Words:
    connecting = facts.get("phase") == "connect"
    reason = _t("Nothing came for {seconds} seconds.", seconds=round(facts.get("after_s", 0)))
    step = _t("Check the network or a proxy.") if connecting else _t("Try again in a moment.")
    return _t("{host} takes too long.", host=_host(facts)), reason, step


def _unreachable(facts: Facts) -> Words:
    return (
        _t("{host} cannot be reached.", host=_host(facts)),
        str(facts.get("detail", "")),
        _t("Check the network, then try again."),
    )


def _interrupted(facts: Facts) -> Words:
    return (
        _t("The answer was cut off."),
        _t("The connection to {host} ended too early. What had arrived is kept.",
           host=_host(facts)),
        _t("Let it continue, or ask again."),
    )  # fmt: skip


def _unreadable(facts: Facts) -> Words:
    kind = str(facts.get("content_type", ""))
    web = "html" in kind
    reason = _t("A web page answered.") if web else _t("What answered is not this kind of service.")
    return (
        _t("{host} did not answer as expected.", host=_host(facts)),
        reason,
        _t("Check the address in the connection, or a login page of the network."),
    )


_ADDRESS = {
    "scheme": "Only addresses that begin with https:// (or http:// on this computer) work.",
    "host": "It names no computer.",
    "port": "Its port is no number between 1 and 65535.",
    "credentials": "It holds a name or password. Keys belong into the key field.",
    "query": "It holds a question mark. Only the part before it is needed.",
    "plain_http": "Without https the key would cross the network readable.",
}


def _address(facts: Facts) -> Words:
    reason = _ADDRESS.get(str(facts.get("reason", "")), "It cannot be read.")
    return (
        _t("This address does not work."),
        _t(reason),
        _t("It should look like https://api.example.com/v1"),
    )


def _turn_failed(facts: Facts) -> Words:
    return _t("The service could not finish this answer."), _said(facts), _t("Ask again.")


def _newer(facts: Facts) -> Words:
    return (
        _t("Your chats were written by a newer Oriel."),
        _t("This version cannot read {path}, and has not touched it.", path=facts.get("path", "")),
        _t("Install the newer version again."),
    )


def _damaged(facts: Facts) -> Words:
    return (
        _t("The file with your chats is damaged."),
        _t("{path} could not be read, and was left as it is.", path=facts.get("path", "")),
        _t("Put a copy from a backup in its place, or set it aside and start anew."),
    )


def _read_only(facts: Facts) -> Words:
    return (
        _t("Your chats cannot be written."),
        _t("{path} or its folder is read-only.", path=facts.get("path", "")),
        _t("Allow writing there, then start Oriel again."),
    )


def _full(facts: Facts) -> Words:
    return (
        _t("The disk is full."),
        _t("What you see is not being saved to {path}.", path=facts.get("path", "")),
        _t("Free some space. What is on the screen can still be copied."),
    )


def _store(facts: Facts) -> Words:
    return (
        _t("Your chats cannot be opened."),
        f"{facts.get('path', '')}: {facts.get('detail', '')}".strip(": "),
        _t("Start Oriel again. Nothing was changed."),
    )


def _home(facts: Facts) -> Words:
    return (
        _t("Oriel cannot use its folder."),
        f"{facts.get('path', '')}: {facts.get('detail', '')}".strip(": "),
        _t("Make it writable, or name another one with --home."),
    )


def _running(facts: Facts) -> Words:
    return _t("Oriel is already running."), str(facts.get("path", "")), _t("Use its window.")


def _no_keyring(facts: Facts) -> Words:
    return (
        _t("The system keyring cannot be used."),
        str(facts.get("detail", "")),
        _t("Unlock it, then try again. Oriel keeps keys nowhere else."),
    )


def _keyring_silent(facts: Facts) -> Words:
    return (
        _t("The system keyring does not answer."),
        _t("It may be waiting for its password in another window."),
        _t("Unlock it, then try again."),
    )


def _no_secret(facts: Facts) -> Words:
    return (
        _t("This connection has no key."),
        _t("The keyring holds none for “{name}”.", name=facts.get("connection", "")),
        _t("Enter the key in the connection."),
    )


_WORDS: dict[str, Callable[[Facts], Words]] = {
    "app_error": _unknown,
    "service_refused": _failed,
    "request_invalid": _invalid,
    "credential_refused": _credential,
    "access_denied": _denied,
    "not_found": _not_found,
    "rate_limited": _rate_limited,
    "service_failed": _failed,
    "address_invalid": _address,
    "unreachable": _unreachable,
    "host_unknown": _host_unknown,
    "connection_refused": _refused,
    "tls_failed": _tls,
    "service_slow": _slow,
    "stream_interrupted": _interrupted,
    "answer_unreadable": _unreadable,
    "turn_failed": _turn_failed,
    "store_problem": _store,
    "store_newer": _newer,
    "store_damaged": _damaged,
    "store_read_only": _read_only,
    "store_full": _full,
    "home_unusable": _home,
    "already_running": _running,
    "keyring_unavailable": _no_keyring,
    "keyring_silent": _keyring_silent,
    "secret_missing": _no_secret,
}
_RETRYABLE = frozenset(
    {
        "rate_limited",
        "service_failed",
        "unreachable",
        "host_unknown",
        "connection_refused",
        "service_slow",
        "stream_interrupted",
        "turn_failed",
        "store_full",
        "keyring_silent",
    }
)
