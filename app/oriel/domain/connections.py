"""Connections: where answers come from, and what each place can do.

Capabilities, not names: a control asks for a flag and never for a provider.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from oriel.domain.errors import AddressInvalid

LOCAL_ID = "local"


class ConnectionKind(StrEnum):
    LOCAL = "local"  # the service inside Oriel
    OCI_API_KEY = "oci_api_key"  # an OCI Generative AI API key
    COMPATIBLE = "openai_compatible"  # any other OpenAI-compatible address


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
LOCAL = Capabilities(responses=True, server_state=True, conversations=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One place to talk to. The key is not here: it lives in the keyring under `secret_key`.

    `base_url` has no trailing slash and ends before the operation (".../v1").
    `temporary` connections (--connect) are kept nowhere.
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

    @property
    def secret_key(self) -> str:
        """The name under which the keyring holds this connection's key."""
        return f"connection:{self.id}"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model as the picker shows it: the id to send, a name, one line about it."""

    id: str
    name: str = ""
    note: str = ""


# oci-api.md 1: second-level domain by realm; regions are oc1 unless listed.
OCI_REGIONS = (
    "us-ashburn-1",
    "us-chicago-1",
    "us-phoenix-1",
    "sa-saopaulo-1",
    "eu-frankfurt-1",
    "uk-london-1",
    "me-riyadh-1",
    "ap-hyderabad-1",
    "ap-osaka-1",
)
# What an API key cannot list by itself; checked when used.
OCI_MODELS = (
    ModelInfo("openai.gpt-oss-120b", "gpt-oss 120b", "OpenAI open weights"),
    ModelInfo("openai.gpt-oss-20b", "gpt-oss 20b", "OpenAI open weights, smaller"),
    ModelInfo("xai.grok-4.3", "Grok 4.3", "xAI"),
    ModelInfo("xai.grok-4.20-reasoning", "Grok 4.20 reasoning", "xAI"),
    ModelInfo("xai.grok-4.20-non-reasoning", "Grok 4.20", "xAI"),
    ModelInfo("google.gemini-2.5-pro", "Gemini 2.5 Pro", "Google"),
    ModelInfo("google.gemini-2.5-flash", "Gemini 2.5 Flash", "Google"),
)


def oci_base_url(region: str, domain: str = "oraclecloud.com") -> str:
    """The data plane's OpenAI-compatible base for a region (oci-api.md 1)."""
    return f"https://inference.generativeai.{region}.oci.{domain}/openai/v1"


def checked_base_url(typed: str) -> str:
    """A typed address as a base URL: scheme added, trailing slash and operation dropped.

    Raises AddressInvalid. Plain http is taken only for this computer, since a key
    would cross the network readable.
    """
    address = typed.strip()
    if "://" not in address:
        local = address.startswith(("localhost", "127.", "[::1]"))
        address = f"{'http' if local else 'https'}://{address}"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressInvalid(address=typed, reason=str(error)) from error
    if parts.scheme not in ("http", "https"):
        raise AddressInvalid(address=typed, reason="scheme")
    if not host or any(c.isspace() for c in address):
        raise AddressInvalid(address=typed, reason="host")
    if parts.username or parts.password:
        raise AddressInvalid(address=typed, reason="credentials")
    if parts.scheme == "http" and not is_this_computer(host):
        raise AddressInvalid(address=typed, reason="plain_http")
    path = parts.path.rstrip("/")
    for operation in ("/chat/completions", "/responses", "/models"):
        path = path.removesuffix(operation)
    return f"{parts.scheme}://{parts.netloc}{path}"


def is_this_computer(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")


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
    values["models"] = tuple(values.get("models", ()))
    return Connection(**values)
