"""What a service refused, in plain words: one entry for each cause of domain/refusals.py."""

from __future__ import annotations

from collections.abc import Callable

from oriel.domain.connections import ConnectionKind
from oriel.domain.oci_policy import policy_text
from oriel.domain.refusals import Cause, cause_of, from_oracle
from oriel.ui.credential_words import clock, key, key_malformed
from oriel.ui.error_phrases import Facts, Words, host, host_first, joined, kind_of, said, t


def refused(code: str, facts: Facts) -> Words:
    """The words for a ServiceRefused or TurnFailed with that stored `code`."""
    cause = cause_of(code, facts)
    if code == "turn_failed" and cause not in _ALSO_MID_ANSWER:
        return t("The service could not finish this answer."), said(facts), t("Ask again.")
    return _WORDS.get(cause, _invalid)(facts)


def needed_policy(facts: Facts) -> str:
    """The statement that would allow it, with what is known of the connection filled in."""
    kind = kind_of(facts, ConnectionKind.OCI_API_KEY)
    return policy_text(kind, str(facts.get("compartment_id", "")))


def _policy(facts: Facts) -> Words:
    reason = t("Oracle Cloud answers like this when a policy is missing, too.")
    step = t(
        "Ask your administrator for this policy, then wait some minutes: {policy}",
        policy=needed_policy(facts),
    )
    return t("Not allowed, or not there."), joined(reason, said(facts)), step


def _denied(facts: Facts) -> Words:
    return (
        t("The service does not allow this."),
        said(facts) or t("The key is good, but may not do what was asked."),
        t("Ask whoever runs the account for the right, or use another key."),
    )


def _project(facts: Facts) -> Words:
    region, own = str(facts.get("region", "")), str(facts.get("project_region", ""))
    if region and own and region != own:
        return (
            t("The project is in another region."),
            joined(t("Its OCID names {own}, the connection {region}.", own=own, region=region),
                   said(facts)),
            t("Choose a project of {region} in the connection, or change its region to {own}.",
              region=region, own=own),
        )  # fmt: skip
    return (
        t("The service does not know the project."),
        joined(t("It may be very new, deleted, or in another region."), said(facts)),
        t("Check the project's OCID and the region in the connection. A project made just now "
          "needs up to some minutes."),
    )  # fmt: skip


def _project_missing(facts: Facts) -> Words:
    if facts.get("project_id"):
        return _project(facts)
    return (
        t("No project is set."),
        joined(t("Oracle Cloud keeps answers, conversations and files in a project."),
               said(facts)),
        t("Choose a project in the connection; its OCID begins with "
          "ocid1.generativeaiproject. An older conversation store's OCID does as well."),
    )  # fmt: skip


def _compartment_missing(facts: Facts) -> Words:
    # Oracle Cloud says this for a missing project, too.
    step = t("Choose a project in the connection. If one is set, enter its compartment as well.")
    if facts.get("project_id"):
        step = t("Enter the OCID of the project's compartment in the connection.")
    return t("The project or its compartment is missing."), said(facts), step


def _model(facts: Facts) -> Words:
    if not from_oracle(facts):
        return (
            t("The service does not have this model."),
            said(facts),
            t("Choose another model, or check its exact name and region."),
        )
    region = str(facts.get("region", ""))
    where = t("Not every model is in {region}", region=region) if region else ""
    where = where or t("Not every model is in every region")
    return (
        t("The service does not have this model."),
        joined(where + t(", and some answer over one of the two APIs only."), said(facts)),
        t("Choose another model, check its exact name and region, or change the API in the "
          "connection (Responses or Chat Completions)."),
    )  # fmt: skip


def _native_only(facts: Facts) -> Words:
    return (
        t("This model cannot be used here."),
        joined(t("It answers over Oracle Cloud's native API only, as the Cohere models do."),
               said(facts)),
        t("Choose another model."),
    )  # fmt: skip


def _path(facts: Facts) -> Words:
    title = t("Nothing is at this address.")
    reason = said(facts) or t("{host} answered, but knows no such path.", host=host_first(facts))
    if from_oracle(facts):
        return title, reason, _oracle_paths()
    return title, reason, t("Check the address in the connection. Most end in /v1.")


def _oracle_paths() -> str:
    return t("Check the address in the connection: it ends in /openai/v1, for some keys in "
             "/20231130/openai/v1 or /20231130/actions/v1. A model that is not offered over this "
             "API is answered like this, too.")  # fmt: skip


def _gone(facts: Facts) -> Words:
    return (
        t("The service no longer has what this builds on."),
        joined(t("It keeps things for a limited time, containers for 20 idle minutes."),
               said(facts)),
        t("Ask again. Your chats are kept here; what was only there must be added again."),
    )  # fmt: skip


def _limit(facts: Facts) -> Words:
    return (
        t("A limit of your account is used up."),
        joined(t("Oracle Cloud limits how much each account may have at once."), said(facts))
        if from_oracle(facts)
        else said(facts),
        t("Delete what is no longer needed, or ask your administrator to request a higher limit."),
    )


def _credit(facts: Facts) -> Words:
    return (
        t("The account has no credit left."),
        said(facts),
        t("Add credit at {host}, or use another connection.", host=host(facts)),
    )


def _busy(facts: Facts) -> Words:
    wait = facts.get("retry_after_s")
    if isinstance(wait, int | float):
        step = t("Try again in {wait}.", wait=_duration(wait))
    else:
        step = t("Wait a minute, then try again.")
    reason = t("It limits how much can be asked in a time, or the account's quota is used up.")
    return t("The service is busy."), joined(reason, said(facts)), step


def _duration(seconds: float) -> str:
    if seconds < 90:
        return t("{seconds} seconds", seconds=max(1, round(seconds)))
    return t("{minutes} minutes", minutes=round(seconds / 60))


def _too_long(facts: Facts) -> Words:
    return (
        t("The conversation is too long for this model."),
        said(facts),
        t("Choose a model with a larger context, or begin a new chat with what matters."),
    )


def _too_large(facts: Facts) -> Words:
    reason = said(facts) or t("It takes no request of this size.")
    return t("The request is too large."), reason, t("Send fewer or smaller attachments.")


def _tool(facts: Facts) -> Words:
    step = t("Switch this tool off, or choose another model.")
    return t("This model does not have a tool that is switched on."), said(facts), step


def _field(facts: Facts) -> Words:
    step = t("Reset the model's settings for this chat, or choose another model.")
    return t("This model does not take one of the settings."), said(facts), step


def _state(facts: Facts) -> Words:
    reason = said(facts) or t("What is asked for is being changed right now.")
    return t("The service cannot do this at the moment."), reason, t("Try again in a moment.")


def _service(facts: Facts) -> Words:
    return (
        t("The service has a problem of its own ({status}).", status=facts.get("status", "")),
        said(facts),
        t("It usually passes. Try again in a moment."),
    )


def _invalid(facts: Facts) -> Words:
    step = t("Another model or a shorter conversation may work.")
    return t("The service did not take the request."), said(facts), step


_ALSO_MID_ANSWER = (Cause.BUSY, Cause.CREDIT, Cause.TOO_LONG, Cause.NATIVE_ONLY)
_WORDS: dict[Cause, Callable[[Facts], Words]] = {
    Cause.CLOCK: clock,
    Cause.KEY_MALFORMED: key_malformed,
    Cause.KEY: key,
    Cause.DENIED: _denied,
    Cause.POLICY: _policy,
    Cause.PROJECT: _project,
    Cause.PROJECT_MISSING: _project_missing,
    Cause.COMPARTMENT_MISSING: _compartment_missing,
    Cause.MODEL: _model,
    Cause.NATIVE_ONLY: _native_only,
    Cause.PATH: _path,
    Cause.GONE: _gone,
    Cause.LIMIT: _limit,
    Cause.CREDIT: _credit,
    Cause.BUSY: _busy,
    Cause.TOO_LONG: _too_long,
    Cause.TOO_LARGE: _too_large,
    Cause.TOOL: _tool,
    Cause.FIELD: _field,
    Cause.STATE: _state,
    Cause.SERVICE: _service,
}
