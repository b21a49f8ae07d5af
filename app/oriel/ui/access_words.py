"""Why nobody can be signed in as, in plain words: sessions, profiles, principals."""

from __future__ import annotations

from oriel.ui.error_phrases import Facts, Words, joined, t


def session_ended(facts: Facts) -> Words:
    name = str(facts.get("profile", ""))
    title = t("Your sign-in to Oracle Cloud has ended.")
    if name:
        title = t("Your sign-in to Oracle Cloud (“{name}”) has ended.", name=name)
    return (
        title,
        t("It lasts an hour, and can be prolonged for about a day."),
        t("Sign in again: what was waiting then goes on by itself."),
    )


# Why a profile cannot sign, and what to do about it.
_PROFILE = {
    "file": ("There is no config file at {path}.",
             "Choose another file, or sign in with the browser instead."),
    "profile": ("{path} has no profile of that name.",
                "Choose another profile in the connection, or sign in with the browser."),
    "region": ("It names no region.", "Add a line such as region=us-chicago-1 to {path}."),
    "tenancy": ("It names no tenancy.", "Add a line tenancy=ocid1.tenancy… to {path}."),
    "user": ("It names no user.", "Add a line user=ocid1.user… to {path}."),
    "fingerprint": ("It has no fingerprint.",
                    "Copy the fingerprint of the API key from the Console into {path}."),
    "key_file": ("It names no key file.", "Add a line key_file= with the key's place to {path}."),
    "key_missing": ("Its key file is not there.",
                    "Put the key back in its place, or correct key_file in {path}."),
    "key_unreadable": ("Its key file cannot be read.",
                       "It must be a private key in PEM form that you may read."),
    "token_missing": ("Its session token is not there.", "Sign in with the browser again."),
}  # fmt: skip


def profile_unusable(facts: Facts) -> Words:
    name, path = str(facts.get("profile", "")), str(facts.get("path", "")) or t("the config file")
    why, step = _PROFILE.get(
        str(facts.get("reason", "")), ("It cannot be read.", "Check the profile in {path}.")
    )
    title = t("The profile “{name}” cannot be used.", name=name)
    if not name:
        title = t("The profile cannot be used.")
    return title, joined(t(why, path=path), str(facts.get("detail", ""))), t(step, path=path)


def pass_phrase(facts: Facts) -> Words:
    reason = t("Its signing key is encrypted.")
    if name := str(facts.get("profile", "")):
        reason = t("The signing key of “{name}” is encrypted.", name=name)
    if facts.get("wrong"):
        return (
            t("The pass phrase does not fit."),
            reason,
            t("Enter it again in the connection, exactly as it was set."),
        )
    return (
        t("The signing key needs its pass phrase."),
        reason,
        t("Enter it in the connection. It is kept in the system keyring."),
    )


_SIGN_IN = {
    "port_taken": ("Another program uses port {port}, where Oracle Cloud sends the answer.",
                   "Close that program (an unfinished “oci session authenticate” does this), then "
                   "sign in again."),
    "refused": ("Oracle Cloud refused it.", "Check account and region, then sign in again."),
    "nonce": ("The answer belonged to another sign-in.",
              "Close other sign-in pages in the browser, then sign in again."),
    "no_token": ("Oracle Cloud's answer held no token.", "Sign in again."),
    "no_browser": ("No browser could be opened.",
                   "Copy the address and open it in a browser on this computer."),
    "timed_out": ("Nobody signed in within the time there was.", "Sign in again."),
    "files": ("The session could not be written to its files.",
              "Make the folder .oci in your home folder writable, then sign in again."),
}  # fmt: skip


def sign_in_failed(facts: Facts) -> Words:
    why, step = _SIGN_IN.get(
        str(facts.get("reason", "")), ("The browser did not bring back an answer.", "Try again.")
    )
    reason = joined(t(why, port=facts.get("port", 8181)), str(facts.get("detail", "")))
    return t("The sign-in did not work."), reason, t(step)


_PRINCIPALS = {
    "instance": "It is no compute instance in Oracle Cloud, or may not ask for its identity.",
    "resource": "It runs in no function or other resource of Oracle Cloud that has an identity.",
    "oke": "It runs in no pod of an Oracle Kubernetes cluster (enhanced clusters only).",
}


def principal_unavailable(facts: Facts) -> Words:
    kind = str(facts.get("kind", "")).removeprefix("oci_")
    why = _PRINCIPALS.get(kind, "It has no identity of its own in Oracle Cloud.")
    return (
        t("This computer has no such identity in Oracle Cloud."),
        joined(t(why), str(facts.get("detail", ""))),
        t("Use this connection where it belongs, or sign in with the browser instead."),
    )
