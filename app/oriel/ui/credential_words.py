"""A credential that is not accepted, in plain words, by the kind of credential it is."""

from __future__ import annotations

from oriel.domain.connections import ConnectionKind
from oriel.domain.refusals import from_oracle
from oriel.ui.error_phrases import Facts, Words, host_first, joined, kind_of, said, t


def clock(facts: Facts) -> Words:
    minutes = max(1, round(abs(facts.get("clock_off_s", 0)) / 60))
    return (
        t("This computer's clock is off by {minutes} minutes.", minutes=minutes),
        t("Services refuse requests that carry a wrong time."),
        t("Set the clock to the right time, then try again."),
    )


def key_malformed(facts: Facts) -> Words:
    return (
        t("The key was not accepted."),
        t("It holds signs that no key has, such as spaces or line breaks."),
        t("Copy the key again, whole, and enter it in the connection."),
    )


def key(facts: Facts) -> Words:
    """401 with a good clock: the words depend on what was shown to the service."""
    kind = kind_of(facts, ConnectionKind.COMPATIBLE)
    if kind is ConnectionKind.OCI_PROFILE:
        return _profile(facts)
    if kind.uses_iam:
        return _principal(facts)
    return _oracle_key(facts) if from_oracle(facts) else _other_key(facts)


def _oracle_key(facts: Facts) -> Words:
    reason = t("It may be mistyped, expired or revoked, or belong to another region.")
    step = t("Check key and region in the connection. A key works only in its own region.")
    if region := str(facts.get("region", "")):
        step = t("Check the key. It must have been made in {region}: a key works only in its own "
                 "region.", region=region)  # fmt: skip
    return t("The key was not accepted."), joined(reason, said(facts)), step


def _other_key(facts: Facts) -> Words:
    reason = t("{host} does not know it, or it has expired.", host=host_first(facts))
    step = t("Check the key in the connection, or make a new one at the service.")
    return t("The key was not accepted."), joined(reason, said(facts)), step


def _profile(facts: Facts) -> Words:
    reason = t("A signing key may have been deleted in the Console, or be another user's; a "
               "browser sign-in may have ended.")  # fmt: skip
    step = t("Sign in again, or check user, fingerprint and key of the profile.")
    if name := str(facts.get("profile", "")):
        step = t("Sign in again, or check user, fingerprint and key of the profile “{name}”.",
                 name=name)  # fmt: skip
    return t("The signature was not accepted."), joined(reason, said(facts)), step


def _principal(facts: Facts) -> Words:
    return (
        t("Oracle Cloud does not accept this computer's identity."),
        joined(t("Its token was refused, even after a fresh one was fetched."), said(facts)),
        t("Check that the program runs where the connection says, and in a region your account "
          "has."),
    )  # fmt: skip
