"""Connections: where answers come from, and what each place can do.

Capabilities, not names: a control asks for a flag and never for a provider.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from oriel.domain.errors import AddressInvalid

LOCAL_ID = "local"


class ConnectionKind(StrEnum):
    LOCAL = "local"  # the service inside Oriel
    OCI_API_KEY = "oci_api_key"  # an OCI Generative AI API key, or the two of a pair
    OCI_PROFILE = "oci_profile"  # a profile of an OCI config file: signing key or session
    OCI_INSTANCE = "oci_instance"  # principals of workloads that run in Oracle Cloud
    OCI_RESOURCE = "oci_resource"
    OCI_OKE = "oci_oke"
    COMPATIBLE = "openai_compatible"  # any other OpenAI-compatible address

    @property
    def is_oci(self) -> bool:
        return self.value.startswith("oci_")

    @property
    def uses_iam(self) -> bool:
        """Whether requests are signed, which also opens the control plane."""
        return self.is_oci and self is not ConnectionKind.OCI_API_KEY


class WireApi(StrEnum):
    RESPONSES = "responses"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the service behind a connection offers (its wire surface, not its models)."""

    responses: bool = False
    server_state: bool = False  # keeps responses: previous_response_id works
    conversations: bool = False
    models_list: bool = True
    files: bool = False
    vector_stores: bool = False
    containers: bool = False
    hosted_tools: bool = False


CHAT_ONLY = Capabilities()
STATELESS_RESPONSES = Capabilities(responses=True)
OPENAI = Capabilities(*(True,) * 8)
OCI = Capabilities(
    responses=True,
    server_state=True,
    conversations=True,
    models_list=False,
    files=True,
    vector_stores=True,
    containers=True,
    hosted_tools=True,
)
LOCAL = Capabilities(*(True,) * 8)  # the service inside Oriel has the whole surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One place to talk to. The key is not here: it lives in the keyring under `secret_key`.

    `base_url` has no trailing slash and ends before the operation (".../v1").
    `temporary` connections (--connect) are kept nowhere. `headers` are sent besides
    ours and hold no secrets. `vector_stores_url` is "" for finding it out.
    `key_expires` are the ISO dates of a pair's secrets, "" where not known.
    `config_file` is "" for the usual one (OCI_CONFIG_FILE, else ~/.oci/config).
    """

    id: str
    name: str
    kind: ConnectionKind
    base_url: str
    wire_api: WireApi = WireApi.RESPONSES
    capabilities: Capabilities = LOCAL
    region: str = ""
    project_id: str = ""
    compartment_id: str = ""
    default_model: str = ""
    models: tuple[str, ...] = ()  # typed by hand, for services that list none
    colour: str = "accent"
    needs_key: bool = True
    temporary: bool = False
    profile: str = ""
    config_file: str = ""
    tenancy_id: str = ""
    conversation_store_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    vector_stores_url: str = ""
    key_expires: tuple[str, ...] = ()
    has_second_key: bool = False
    project_made: float = 0.0  # epoch seconds, when Oriel made the project

    @property
    def secret_key(self) -> str:
        """The name under which the keyring holds this connection's key."""
        return f"connection:{self.id}"

    @property
    def second_secret_key(self) -> str:
        """The same for the second secret of a pair."""
        return f"connection:{self.id}:second"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


def checked_base_url(typed: str) -> str:
    """A typed address as a base URL: scheme added, trailing slash and operation dropped.

    Raises AddressInvalid, whose `reason` is scheme, host, port, credentials, query
    or plain_http. Plain http is taken only for this computer, since a key would
    cross the network readable.
    """
    address = _with_scheme(typed.strip())
    try:
        parts = urlsplit(address)
    except ValueError:  # its words may quote a password
        raise _refused(typed, "host") from None
    if reason := _objection(parts, address):
        raise _refused(typed, reason)
    path = parts.path.rstrip("/")
    for operation in ("/chat/completions", "/responses", "/models"):
        path = path.removesuffix(operation)
    return f"{parts.scheme}://{parts.netloc.lower()}{path.rstrip('/')}"


def is_this_computer(host: str) -> bool:
    """Whether a host name or address can only be this computer."""
    if host == "localhost":
        return True
    try:
        # Not by its first digits: 127.0.0.1.example.com is anybody's.
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _with_scheme(address: str) -> str:
    if "://" in address:
        return address
    try:
        host = urlsplit(f"//{address}").hostname or ""
    except ValueError:
        host = ""
    return f"{'http' if is_this_computer(host) else 'https'}://{address}"


def _objection(parts: SplitResult, address: str) -> str:
    """What is wrong with an address, "" when nothing is."""
    if parts.scheme not in ("http", "https"):
        return "scheme"
    if "@" in parts.netloc:
        return "credentials"
    if not _HOST.fullmatch(parts.hostname or "") or any(c.isspace() for c in address):
        return "host"
    if not _port_is_good(parts):
        return "port"
    if parts.query or parts.fragment:
        return "query"
    if parts.scheme == "http" and not is_this_computer(parts.hostname or ""):
        return "plain_http"
    return ""


# A name, or what urlsplit has let pass between brackets.
_HOST = re.compile(r"[\w-][\w.-]*|[0-9a-f:.]*:[0-9a-f:.]*")


def _port_is_good(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _refused(typed: str, reason: str) -> AddressInvalid:
    # Errors are shown and logged: no password and no query may be in them.
    shown = re.sub(r"^(\w*://)?.*@", r"\1", typed.strip(), flags=re.DOTALL).partition("?")[0]
    return AddressInvalid(address=shown, reason=reason)


def connection_to_json(connection: Connection) -> dict[str, Any]:
    """A connection as a JSON object, free of secrets."""
    return asdict(connection)


def connection_from_json(raw: dict[str, Any]) -> Connection:
    """The inverse; fields this version does not know are left out."""
    known = {f.name for f in fields(Connection)}
    values = {name: value for name, value in raw.items() if name in known}
    flags = {f.name for f in fields(Capabilities)}
    values["capabilities"] = Capabilities(
        **{k: bool(v) for k, v in values.get("capabilities", {}).items() if k in flags}
    )
    values["kind"] = ConnectionKind(values["kind"])
    values["wire_api"] = WireApi(values.get("wire_api", WireApi.RESPONSES))
    for name in ("models", "key_expires"):
        values[name] = tuple(values.get(name, ()))
    values["headers"] = tuple((str(n), str(v)) for n, v in values.get("headers", ()))
    return Connection(**values)
