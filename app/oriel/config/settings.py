"""The settings file: small JSON that a person may edit, read before the first paint."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from oriel.domain.errors import StoreFull, StoreProblem, StoreReadOnly


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person chose and where they left off.

    `theme` is system, light or dark; `zoom` is the factor on text sizes;
    `send_with` is enter or ctrl_enter; `sidebar_width` and `inspector_width` are in pixels;
    `window_geometry` is what QWidget.saveGeometry gave, in base64. `network_mode` is
    system, environment, manual or none; the proxy's password is in the keyring.
    `warned_of` says which stage of a key's expiry a person was told of (key_expiry.py).
    `tool_folders` are where the built-in tools may read; `remote_tools` are the servers
    of tools that a service connects to, as objects (their secrets are in the keyring).
    `library_tables` are the widths and order of its columns, by table; `personal_data_said`
    whether the warning before the first upload was read.
    `open_folders` are the folders of the list that show their chats, by id.
    `export_choice` is what the last export was set to.
    `chat_defaults` is what new chats begin with: a ChatSettings as domain/json_values has it.
    """

    theme: str = "system"
    zoom: float = 1.0
    send_with: str = "enter"
    sidebar_width: int = 272
    sidebar_visible: bool = True
    inspector_width: int = 320
    inspector_visible: bool = False
    last_chat: str = ""
    last_connection: str = ""
    last_model: str = ""
    window_geometry: str = ""
    network_mode: str = "system"
    proxy_url: str = ""
    proxy_user: str = ""
    proxy_bypass: str = ""
    extra_ca: str = ""
    warned_of: dict[str, int] = field(default_factory=dict)
    tool_folders: list[str] = field(default_factory=list)
    remote_tools: list[Any] = field(default_factory=list)
    chat_defaults: dict[str, Any] = field(default_factory=dict)
    library_tab: str = ""
    library_tables: dict[str, Any] = field(default_factory=dict)
    personal_data_said: bool = False
    open_folders: list[str] = field(default_factory=list)
    recent_searches: list[str] = field(default_factory=list)
    export_choice: dict[str, Any] = field(default_factory=dict)


_ACCEPTED: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in ("system", "light", "dark"),
    "send_with": lambda value: value in ("enter", "ctrl_enter"),
    "zoom": lambda value: 0.5 <= value <= 3.0,
    "network_mode": lambda value: value in ("system", "environment", "manual", "none"),
    "warned_of": lambda value: all(type(stage) is int for stage in value.values()),
    "tool_folders": lambda value: all(isinstance(folder, str) for folder in value),
    "recent_searches": lambda value: all(isinstance(typed, str) for typed in value),
    "open_folders": lambda value: all(isinstance(folder, str) for folder in value),
    "sidebar_width": lambda value: 120 <= value <= 1200,
    "inspector_width": lambda value: 240 <= value <= 1200,
}


class SettingsFile:
    """Loads and saves `path`. Both block for a moment: `save` belongs into a thread.

    What this version does not know is kept. `set_aside` is where a broken file
    was moved by the last `load`, else None.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unknown: dict[str, Any] | None = None
        self.set_aside: Path | None = None

    def load(self) -> Settings:
        """The settings; whatever is missing or of the wrong kind has its default."""
        raw = self._read()
        defaults = Settings()
        known = {f.name: getattr(defaults, f.name) for f in fields(Settings)}
        self._unknown = {name: value for name, value in raw.items() if name not in known}
        return Settings(
            **{k: raw[k] if k in raw and _fits(k, raw[k], v) else v for k, v in known.items()}
        )

    def save(self, settings: Settings) -> None:
        """Replaces the file whole: after a crash it is the old or the new one.

        Raises StoreFull, StoreReadOnly or StoreProblem; the old file is then untouched.
        """
        if self._unknown is None:
            self.load()
        values = {**(self._unknown or {}), **asdict(settings)}
        try:
            _replace(self._path, json.dumps(values, indent=2).encode() + b"\n")
        except OSError as error:
            detail = error.strerror or str(error)
            raise _kind(error)(path=str(self._path), detail=detail) from error

    def _read(self) -> dict[str, Any]:
        self.set_aside = None
        try:
            raw = json.loads(self._path.read_bytes())
        except OSError:  # not there yet, or not ours to read
            return {}
        except (ValueError, RecursionError):
            raw = None
        if isinstance(raw, dict):
            return raw
        self._put_aside()
        return {}

    def _put_aside(self) -> None:
        aside = self._path.with_name(self._path.name + ".broken")
        try:
            self._path.replace(aside)
        except OSError:
            return  # read-only folder: the defaults serve all the same
        self.set_aside = aside


def _fits(name: str, value: Any, default: Any) -> bool:
    # Exactly the type: True is an int to isinstance.
    return type(value) is type(default) and _ACCEPTED.get(name, _anything)(value)


def _anything(_value: Any) -> bool:
    return True


def _replace(path: Path, content: bytes) -> None:
    # Named here rather than by tempfile, whose import costs more than all this.
    unfinished = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _kind(error: OSError) -> type[StoreProblem]:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreReadOnly
    return StoreProblem
