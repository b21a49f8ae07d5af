"""Which keyring may hold keys: the system's own, by name, and none besides.

Importing `keyring` costs tens of milliseconds and may talk to the session bus, so
all of this runs in the keyring's thread.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

# The system's own keyring by sys.platform; Linux and the BSDs have Secret Service.
_ALLOWED = {
    "darwin": "keyring.backends.macOS.Keyring",
    "win32": "keyring.backends.Windows.WinVaultKeyring",
}
_ELSEWHERE = "keyring.backends.SecretService.Keyring"
_OVERRIDE = "PYTHON_KEYRING_BACKEND"


class NoKeyring(Exception):
    """There is no keyring to be used here; says why."""


def chosen_keyring() -> Any:
    """The system's keyring, ready for use. Raises NoKeyring."""
    allowed = _ALLOWED.get(sys.platform, _ELSEWHERE)
    asked = os.environ.get(_OVERRIDE, "")
    if asked and asked != allowed:
        # The person turned keyrings off, or wants one that may be plaintext.
        raise NoKeyring(f"{_OVERRIDE} names {asked}")
    module, _, name = allowed.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
        kind.priority  # noqa: B018 - looks for the service, raises when it is not there
        return kind()
    except (ImportError, AttributeError, RuntimeError, OSError) as error:
        raise NoKeyring(str(error) or type(error).__name__) from error
