"""What is wrong with a tool on this computer or its server, in plain words."""

from __future__ import annotations

from oriel.ui.error_phrases import Facts, Words, joined, t

_START = {
    "no_command": ("It has neither a command nor an address.", "Enter one in its settings."),
    "not_found": (
        "The program {detail} is not on this computer.",
        "Install it, or write its whole path in the server's command.",
    ),
    "not_allowed": (
        "This computer does not allow {detail} to be run.",
        "Check the command in the server's settings.",
    ),
    "ended": (
        "The program ended at once.",
        "What it said last is in the server's details. Correct the command, then start it again.",
    ),
    "silent": (
        "It did not answer within {after_s} seconds.",
        "Check that the command starts an MCP server, then start it again.",
    ),
    "unreachable": (
        "Nothing answers at its address.",
        "Check that it runs, and the address in its settings.",
    ),
    "protocol": (
        "What answers does not speak the protocol of tool servers (MCP).",
        "Check the command or the address in its settings.",
    ),
    "secret": (
        "The keyring does not hold its secrets any more.",
        "Enter them again in the server's settings.",
    ),
}
_UNKNOWN = ("It could not be started.", "Check its settings, then start it again.")


def unstartable(facts: Facts) -> Words:
    reason = str(facts.get("reason", ""))
    why, step = _START.get(reason, _UNKNOWN)
    title = _title("The tool server {server} does not work.", facts)
    told = {"detail": "", "after_s": "", **facts}
    more = "" if "{detail}" in why else str(facts.get("detail", ""))
    return title, joined(t(why, **told), more), t(step)


def gone(facts: Facts) -> Words:
    ended = t("Its program ended while a tool was running.")
    why = ended if "exit_code" in facts else t("The connection to it broke off.")
    return (
        _title("The tool server {server} is gone.", facts),
        joined(why, str(facts.get("detail", ""))),
        t("Try again: it is started anew. What it said last is in its details."),
    )


def refused(facts: Facts) -> Words:
    title = _title("The tool server {server} refused.", facts)
    status = facts.get("status", 0)
    match status:
        case 401 | 403:
            return (
                title,
                t("It did not accept the key ({status}).", status=status),
                t("Enter its key again in the server's settings."),
            )
        case 404:
            return (
                title,
                t("There is no tool server at this address (404)."),
                t("Check the address; it often ends in /mcp."),
            )
    return (
        title,
        t("It answered with the error {status}.", status=status),
        t("Try again later, or ask whoever runs it."),
    )


def unreadable(facts: Facts) -> Words:
    return (
        _title("The tool server {server} sent something unreadable.", facts),
        str(facts.get("detail", "")),
        t("Look for a newer version of it, or ask for less at once."),
    )


def timed_out(facts: Facts) -> Words:
    return (
        t("The tool {tool} takes too long.", tool=facts.get("tool", "")),
        t("Nothing came for {seconds} seconds.", seconds=round(facts.get("after_s", 0))),
        t("Ask for less at once, or allow it more time in the server's settings."),
    )


def missing(facts: Facts) -> Words:
    return (
        t("The tool {tool} is not there any more.", tool=facts.get("tool", "")),
        t("Its server was removed, switched off, or no longer offers it."),
        t("Switch its server on, or ask without it."),
    )


def _title(text: str, facts: Facts) -> str:
    name = str(facts.get("server", ""))
    return " ".join(t(text, server=f"“{name}”" if name else "").split())
