"""What kept a request from arriving, in plain words: names, proxies, certificates, time."""

from __future__ import annotations

from oriel.ui.error_phrases import Facts, Words, host, host_first, t


def host_unknown(facts: Facts) -> Words:
    return (
        t("{host} cannot be found.", host=host_first(facts)),
        t("Either the address is mistyped or this computer is offline."),
        t("Check the network, then the address or region in the connection."),
    )


def connection_refused(facts: Facts) -> Words:
    name = host(facts)
    if name.startswith(("localhost", "127.", "[::1]")):
        step = t("Start the program that answers there, or check the port.")
    else:
        step = t("Check the address and the port in the connection.")
    return t("Nothing answers at {host}.", host=name), t("The connection was refused."), step


def tls_failed(facts: Facts) -> Words:
    why = t("Its certificate could not be verified: {why}", why=facts.get("detail", ""))
    step = t("On a company network, its certificate must be installed on this computer first. "
             "Oriel never skips this check.")  # fmt: skip
    if issuer := str(facts.get("issuer", "")):
        why = t("Its certificate could not be verified: {why}. It was issued by “{issuer}”.",
                why=facts.get("detail", ""), issuer=issuer)  # fmt: skip
        step = t("If “{issuer}” is your company's, install its certificate on this computer, or "
                 "name the file in the network settings. Oriel never skips this check.",
                 issuer=issuer)  # fmt: skip
    return t("The connection to {host} is not safe.", host=host(facts)), why, step


def slow(facts: Facts) -> Words:
    connecting = facts.get("phase") == "connect"
    reason = t("Nothing came for {seconds} seconds.", seconds=round(facts.get("after_s", 0)))
    step = t("Check the network or a proxy.") if connecting else t("Try again in a moment.")
    return t("{host} takes too long.", host=host_first(facts)), reason, step


def unreachable(facts: Facts) -> Words:
    return (
        t("{host} cannot be reached.", host=host_first(facts)),
        str(facts.get("detail", "")),
        t("Check the network, then try again."),
    )


def interrupted(facts: Facts) -> Words:
    return (
        t("The answer was cut off."),
        t("The connection to {host} ended too early. What had arrived is kept.",
          host=host(facts)),
        t("Let it continue, or ask again."),
    )  # fmt: skip


def unreadable(facts: Facts) -> Words:
    if facts.get("detail") == "not deleted":
        return (
            t("{host} has not deleted it.", host=host_first(facts)),
            t("It answered the request, and said that nothing was deleted."),
            t("Refresh the list and try again."),
        )
    web = "html" in str(facts.get("content_type", ""))
    reason = t("A web page answered.") if web else t("What answered is not this kind of service.")
    return (
        t("{host} did not answer as expected.", host=host_first(facts)),
        reason,
        t("Check the address in the connection, or a login page of the network."),
    )


def proxy_refused(facts: Facts) -> Words:
    proxy = str(facts.get("proxy", ""))
    title = t("The proxy {proxy} did not let the request through.", proxy=proxy)
    if not proxy:
        title = t("The proxy did not let the request through.")
    settings = t("Check the proxy's address in the network settings.")
    match facts.get("status", 0):
        case 407:
            return (
                title,
                t("It wants a user name and a password, or did not accept them (407)."),
                t("Enter them in the network settings."),
            )
        case 403:
            return (
                title,
                t("It does not allow {host} (403).", host=host(facts)),
                t("Ask whoever runs the network to allow {host}.", host=host(facts)),
            )
        case int(status) if status:
            why = t("It could not reach {host} ({status}).", host=host(facts), status=status)
            return title, why, settings
    return title, str(facts.get("detail", "")) or t("It cannot be used as it is set."), settings


def certificate_file(facts: Facts) -> Words:
    return (
        t("The certificate file cannot be used."),
        f"{facts.get('path', '')}: {facts.get('detail', '')}".strip(": "),
        t("Choose another file in the network settings: certificates in PEM form. It is needed "
          "only on networks whose certificates this computer does not know."),
    )  # fmt: skip


_ADDRESS = {
    "scheme": "Only addresses that begin with https:// (or http:// on this computer) work.",
    "host": "It names no computer.",
    "port": "Its port is no number between 1 and 65535.",
    "credentials": "It holds a name or password. Keys belong into the key field.",
    "query": "It holds a question mark. Only the part before it is needed.",
    "plain_http": "Without https the key would cross the network readable.",
}
_HEADERS = {"OpenAI-Project": "project", "CompartmentId": "compartment"}


def address(facts: Facts) -> Words:
    reason = str(facts.get("reason", ""))
    if reason in _HEADERS:
        return (
            t("The OCID of the {what} cannot be sent.", what=t(_HEADERS[reason])),
            t("It holds signs that no OCID has."),
            t("Copy it again, whole, and enter it in the connection."),
        )
    return (
        t("This address does not work."),
        t(_ADDRESS.get(reason, "It cannot be read.")),
        t("It should look like https://api.example.com/v1"),
    )
