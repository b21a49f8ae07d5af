"""Tools that the service runs itself (oci-api.md 6), as a person sets them up.

A remote tool server's authorization is not here: the keyring holds it under `secret_key`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MEMORY_LIMITS = ("1g", "4g", "16g", "64g")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSearch:
    """`filters` is the service's filter object as JSON text, "" for none."""

    store_ids: tuple[str, ...] = ()
    max_results: int | None = None
    filters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInterpreter:
    """`container_id` "" lets the service make a container of `memory_limit` with `file_ids`."""

    container_id: str = ""
    memory_limit: str = ""
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSearch:
    allowed_domains: tuple[str, ...] = ()
    excluded_domains: tuple[str, ...] = ()
    see_images: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class XSearch:
    """`from_date` and `to_date` are ISO dates, "" for none."""

    allowed_handles: tuple[str, ...] = ()
    excluded_handles: tuple[str, ...] = ()
    from_date: str = ""
    to_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageGeneration:
    size: str = ""


class ApprovalRule(StrEnum):
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteMcp:
    """A tool server that the service itself connects to; it must be reachable from there."""

    label: str
    url: str
    description: str = ""
    allowed_tools: tuple[str, ...] = ()
    approval: ApprovalRule = ApprovalRule.ALWAYS
    has_secret: bool = False

    @property
    def secret_key(self) -> str:
        """The name under which the keyring holds its authorization."""
        return f"mcp:{self.label}:{self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedTools:
    """What is switched on; None and () are off."""

    file_search: FileSearch | None = None
    code_interpreter: CodeInterpreter | None = None
    web_search: WebSearch | None = None
    x_search: XSearch | None = None
    image_generation: ImageGeneration | None = None
    mcp: tuple[RemoteMcp, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The wire types of what is switched on."""
        kinds = ("file_search", "code_interpreter", "web_search", "x_search", "image_generation")
        on = tuple(kind for kind in kinds if getattr(self, kind) is not None)
        return (*on, "mcp") if self.mcp else on

    def only(self, names: tuple[str, ...]) -> HostedTools:
        """Those of these wire types; the others are off."""
        kept = {name: getattr(self, name) for name in self.names if name in names}
        return HostedTools(**kept)


NO_HOSTED_TOOLS = HostedTools()
