"""Failures in plain words: what happened, why, and what to do next.

The one place where an AppError's code and facts become sentences, for a failure
that has just been met and for one that was stored with its turn. The sentences
lie beside it, by what they are about: refusal_words, credential_words,
access_words, import_words, network_words, remote_words, store_words, tool_words,
transfer_error_words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oriel.domain.connections import Connection
from oriel.domain.doctor import known_of
from oriel.ui import (
    access_words,
    import_words,
    network_words,
    remote_words,
    store_words,
    tool_words,
    transfer_error_words,
)
from oriel.ui.error_phrases import QUOTED_CHARS, Facts, Words, joined, said, t
from oriel.ui.refusal_words import refused

__all__ = ["QUOTED_CHARS", "ErrorText", "Facts", "explain"]


@dataclass(frozen=True, slots=True)
class ErrorText:
    """`title` names what happened, `reason` why, `next_step` what to do. `retry` says
    whether the same again may work; `detail` is for support."""

    title: str
    reason: str
    next_step: str
    retry: bool
    detail: str

    @property
    def in_full(self) -> str:
        """All of it as running text."""
        return joined(self.title, self.reason, self.next_step)

    @property
    def in_short(self) -> str:
        """What happened and why, as running text: where the next step is at hand anyway."""
        return joined(self.title, self.reason)

    @property
    def below_title(self) -> str:
        """Why, and what to do: where the title stands by itself."""
        return joined(self.reason, self.next_step)


def explain(code: str, facts: Facts, connection: Connection | None = None) -> ErrorText:
    """The words for a failure; one nobody knows is said to be just that.

    With the `connection` it was met on they are more exact: which policy, which region.
    """
    known: Mapping[str, object] = known_of(connection) if connection else {}
    # What was met counts for more: some failures have a `kind` or `profile` of their own.
    all_facts = {**known, **facts}
    words = _WORDS.get(code)
    if words is not None:
        title, reason, next_step = words(all_facts)
    else:
        title, reason, next_step = (
            refused(code, all_facts) if code in _REFUSED else _unknown(all_facts)
        )
    return ErrorText(title, reason, next_step, code in _RETRYABLE, _detail(code, facts))


def _detail(code: str, facts: Facts) -> str:
    rows = [code, *(f"{name}: {value}" for name, value in facts.items() if name != "message")]
    return "\n".join(str(row)[:QUOTED_CHARS] for row in rows)


def _unknown(facts: Facts) -> Words:
    return (
        t("Something did not work."),
        said(facts),
        t("Try again. If it stays, the details help whoever looks into it."),
    )


_REFUSED = frozenset(
    {
        "service_refused",
        "request_invalid",
        "credential_refused",
        "access_denied",
        "not_found",
        "rate_limited",
        "service_failed",
        "turn_failed",
    }
)
_WORDS: dict[str, Callable[[Facts], Words]] = {
    "address_invalid": network_words.address,
    "unreachable": network_words.unreachable,
    "host_unknown": network_words.host_unknown,
    "connection_refused": network_words.connection_refused,
    "tls_failed": network_words.tls_failed,
    "service_slow": network_words.slow,
    "stream_interrupted": network_words.interrupted,
    "answer_unreadable": network_words.unreadable,
    "proxy_refused": network_words.proxy_refused,
    "certificate_file_unusable": network_words.certificate_file,
    "session_ended": access_words.session_ended,
    "profile_unusable": access_words.profile_unusable,
    "pass_phrase_needed": access_words.pass_phrase,
    "sign_in_failed": access_words.sign_in_failed,
    "principal_unavailable": access_words.principal_unavailable,
    "store_problem": store_words.store,
    "store_newer": store_words.newer,
    "store_damaged": store_words.damaged,
    "store_missing": store_words.missing,
    "store_read_only": store_words.read_only,
    "store_full": store_words.full,
    "home_unusable": store_words.home,
    "already_running": store_words.running,
    "keyring_unavailable": store_words.no_keyring,
    "keyring_silent": store_words.keyring_silent,
    "secret_missing": store_words.no_secret,
    "tool_server_unstartable": tool_words.unstartable,
    "tool_server_gone": tool_words.gone,
    "tool_server_refused": tool_words.refused,
    "tool_answer_unreadable": tool_words.unreadable,
    "tool_timed_out": tool_words.timed_out,
    "tool_missing": tool_words.missing,
    "file_gone": transfer_error_words.gone,
    "file_unreadable": transfer_error_words.unreadable,
    "file_empty": transfer_error_words.empty,
    "file_too_large": transfer_error_words.too_large,
    "file_changed": transfer_error_words.changed,
    "disk_full": transfer_error_words.disk_full,
    "target_read_only": transfer_error_words.read_only,
    "target_unwritable": transfer_error_words.unwritable,
    "indexing_failed": transfer_error_words.not_indexed,
    "indexing_silent": transfer_error_words.silent,
    "connection_gone": transfer_error_words.connection_gone,
    "conversation_id_unusable": remote_words.conversation_id,
    "nothing_to_keep": remote_words.nothing_to_keep,
    "connection_removed": remote_words.connection_removed,
    "archive_unwritable": import_words.unwritable,
    "import_unreadable": import_words.unreadable,
    "import_changed": import_words.changed,
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
        "session_ended",
        "sign_in_failed",
        "proxy_refused",
        "tool_server_gone",
        "tool_timed_out",
        "file_unreadable",
        "file_changed",
        "import_changed",
        "disk_full",
        "target_read_only",
        "target_unwritable",
        "indexing_failed",
        "indexing_silent",
    }
)
