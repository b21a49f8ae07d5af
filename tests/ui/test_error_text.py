"""Every failure has words: a title, a next step, and no secret."""

from __future__ import annotations

import pytest

from oriel.domain import errors
from oriel.domain.errors import AppError
from oriel.ui.error_text import QUOTED_CHARS, explain


def kinds(base: type[AppError] = AppError) -> list[type[AppError]]:
    return [base, *(k for sub in base.__subclasses__() for k in kinds(sub))]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_failure_has_words_of_its_own(kind: type[AppError]) -> None:
    words = explain(kind.code, {})
    assert words.title.endswith(".")
    assert words.next_step
    assert words.retry == kind.retryable or kind is errors.HostUnknown
    if kind is not AppError:
        assert words.title != explain("no-such-code", {}).title


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("credential_refused", {"host": "inference.oraclecloud.com"}, "region"),
        ("credential_refused", {"clock_off_s": -900}, "clock is off by 15 minutes"),
        ("credential_refused", {"host": "api.openai.com", "message": "Bad key"}, "Bad key"),
        ("not_found", {"service_code": "NotAuthorizedOrNotFound"}, "generativeaiapikey"),
        ("not_found", {"service_code": "model_not_found"}, "Choose another model"),
        ("not_found", {"host": "h"}, "/v1"),
        ("request_invalid", {"message": "Invalid OpenAI project"}, "project's OCID"),
        ("rate_limited", {"retry_after_s": 7.2}, "in 7 seconds"),
        ("rate_limited", {}, "Wait a minute"),
        ("service_failed", {"status": 503}, "503"),
        ("connection_refused", {"host": "localhost:11434"}, "Start the program"),
        ("connection_refused", {"host": "example.com"}, "address and the port"),
        ("tls_failed", {"host": "h", "detail": "self-signed certificate"}, "self-signed"),
        ("service_slow", {"host": "h", "phase": "read", "after_s": 300}, "300 seconds"),
        ("answer_unreadable", {"host": "h", "content_type": "text/html"}, "web page"),
        ("address_invalid", {"reason": "plain_http"}, "Without https"),
        ("store_newer", {"path": "/x/history.db"}, "/x/history.db"),
        ("secret_missing", {"connection": "Work"}, "Work"),
    ],
)
def test_the_cause_and_the_next_step_are_named(
    code: str, facts: dict[str, object], said: str
) -> None:
    words = explain(code, facts)
    assert said in f"{words.title} {words.reason} {words.next_step}"


def test_what_the_service_says_is_bounded_and_braces_in_it_do_no_harm() -> None:
    words = explain("service_failed", {"message": "{0} {x} " * 1000, "status": 500})
    assert len(words.reason) < QUOTED_CHARS + 100
    assert "{0}" in words.reason


def test_support_gets_the_request_id() -> None:
    assert "request_id: abc" in explain("service_failed", {"request_id": "abc"}).detail
