"""Sentences for failures with what is kept at services."""

from __future__ import annotations

from oriel.ui.error_phrases import Facts, Words, t


def conversation_id(facts: Facts) -> Words:
    return (
        t("That is not the id of a conversation."),
        t("“{typed}” cannot be one.", typed=facts["typed"]) if facts.get("typed") else "",
        t("Copy the id where the conversation was begun; it usually begins with conv_."),
    )


def nothing_to_keep(facts: Facts) -> Words:
    return (
        t("There is nothing to keep yet."),
        t("No answer in this chat has come to its end."),
        t("Ask something first, then try again."),
    )


def connection_removed(facts: Facts) -> Words:
    return (
        t("The connection was removed."),
        t("What is kept there cannot be reached from here any more."),
        t("Delete it at the service itself, or wait: Oracle Cloud keeps it for at most 30 days."),
    )
