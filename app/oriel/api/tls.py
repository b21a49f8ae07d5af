"""The one TLS context all connections share, apart because building it is slow.

Certificates are always checked, against what the operating system trusts.
"""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

import truststore


def system_tls(extra_ca: Path | None = None) -> ssl.SSLContext:
    """A client context over the system's trusted certificates; `extra_ca` (PEM) adds to them.

    Takes tens of milliseconds: call it in a thread, once. Raises OSError or
    ssl.SSLError when `extra_ca` cannot be read.
    """
    context = _loaded_once() or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if extra_ca is not None:
        context.load_verify_locations(cafile=str(extra_ca))
    return context


def _loaded_once() -> ssl.SSLContext | None:
    # On OpenSSL systems truststore reads the whole bundle again for every
    # connection, on the event loop. Where OpenSSL finds the bundle by itself it
    # is read here, once; None elsewhere, and where the system does the checking.
    if sys.platform in ("win32", "darwin"):
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_default_verify_paths()
    folder = ssl.get_default_verify_paths().capath
    in_folder = folder is not None and any(Path(folder).glob("*.0"))
    return context if in_folder or context.cert_store_stats()["x509_ca"] else None
