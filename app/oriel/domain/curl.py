"""A request as a command for a shell: with curl, or with `oci raw-request` where it is signed.

The key is never in it, nor the value of a person's own header that may let somebody in: the
command names variables that hold them. Ids and names come from a service and may hold
anything; what is not plain is quoted or percent-encoded.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from oriel.domain.connections import Connection, ConnectionKind

KEY_VARIABLE = "API_KEY"
_LETS_IN = re.compile("key|token|secret|auth|passw|cookie|credential|session", re.IGNORECASE)
_LINE = " \\\n  "
# How the OCI command line is told which principal it is.
_PRINCIPALS = {
    ConnectionKind.OCI_INSTANCE: "instance_principal",
    ConnectionKind.OCI_RESOURCE: "resource_principal",
    ConnectionKind.OCI_OKE: "oke_workload_identity",
}


def path_of(*parts: str) -> str:
    """A path of parts that may hold anything: ("files", id) gives "/files/..."."""
    return "".join(f"/{_encoded(part)}" for part in parts)


def curl_of(
    connection: Connection,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    params: Mapping[str, str] | None = None,
    base_url: str = "",
) -> str:
    """The command for a request; `path` begins with "/" and is of `path_of`. `base_url` is for
    what is asked at another place than the connection's (a vector store)."""
    url = (base_url or connection.base_url).rstrip("/") + path
    if params:
        url += f"?{urlencode({name: _sound(value) for name, value in params.items()})}"
    if connection.kind.uses_iam:
        return _raw_request(connection, method, url, body)
    parts = [f"curl -X {shlex.quote(method)} {shlex.quote(url)}"]
    if "[" in url:  # an address of IPv6, which curl would take for a pattern
        parts[0] = parts[0].replace("curl ", "curl --globoff ", 1)
    if connection.needs_key or connection.kind is ConnectionKind.LOCAL:
        parts.append(f'-H "Authorization: Bearer ${KEY_VARIABLE}"')
    parts += [f"-H {_header(name, value)}" for name, value in _headers(connection)]
    if body is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(f"--data-raw {shlex.quote(_json(body))}")
    return _LINE.join(parts) + "\n"


def _raw_request(
    connection: Connection, method: str, url: str, body: Mapping[str, Any] | None
) -> str:
    """For a connection whose requests are signed, which curl cannot do."""
    parts = [f"oci raw-request --http-method {shlex.quote(method)}"]
    parts.append(f"--target-uri {shlex.quote(url)}")
    if headers := {name: _variable(name) or value for name, value in _headers(connection)}:
        parts.append(f"--request-headers {shlex.quote(_json(headers))}")
    if body is not None:
        parts.append(f"--request-body {shlex.quote(_json(body))}")
    note = ""
    if principal := _PRINCIPALS.get(connection.kind):
        parts.append(f"--auth {principal}")
    else:
        # With "=": a name may begin with a dash.
        parts.append(shlex.quote(f"--profile={_visible(connection.profile) or 'DEFAULT'}"))
        if connection.config_file:
            parts.append(shlex.quote(f"--config-file={_visible(connection.config_file)}"))
        note = "# For a profile of the browser sign-in, add: --auth security_token\n"
    return note + _LINE.join(parts) + "\n"


def _headers(connection: Connection) -> Iterator[tuple[str, str]]:
    """What goes along besides the key; as the client sends it."""
    own = []
    if connection.project_id:
        own.append(("OpenAI-Project", connection.project_id))
    if connection.kind.is_oci and connection.compartment_id:
        own.append(("opc-compartment-id", connection.compartment_id))
        own.append(("CompartmentId", connection.compartment_id))
    if connection.kind.is_oci and connection.conversation_store_id:
        own.append(("opc-conversation-store-id", connection.conversation_store_id))
    for name, value in (*own, *connection.headers):
        # Nothing else can be in a header, and the client refuses it.
        yield _printable(name), _printable(value)


def _header(name: str, value: str) -> str:
    """One header, quoted for a shell."""
    if variable := _variable(name):
        return f'{shlex.quote(f"{name}: ")}"{variable}"'
    return shlex.quote(f"{name}: {value}")


def _variable(name: str) -> str:
    """What stands in the command for the value of a header that lets somebody in, "" for any
    other header: a command is pasted into tickets and chats."""
    if not _LETS_IN.search(name):
        return ""
    return "$HEADER_" + "".join(c if c.isalnum() else "_" for c in name).upper()


def _printable(text: str) -> str:
    return "".join(sign for sign in text if " " <= sign <= "~")


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())


def _json(value: Mapping[str, Any]) -> str:
    """JSON that is readable where it can be: a terminal obeys some of what cannot be seen."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _encoded(part: str) -> str:
    encoded = quote(_sound(part), safe="")
    # A server, and curl itself, would take these for a way up.
    return encoded.replace(".", "%2E") if encoded in (".", "..") else encoded


def _sound(text: str) -> str:
    """Without half characters and NUL, which no command can hold."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
