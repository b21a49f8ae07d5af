"""The one TLS context all connections share, apart because building it is slow.

Certificates are always checked, against what the operating system trusts.
"""

from __future__ import annotations

import ssl
import sys
from pathlib import Path
from typing import Any

import truststore

from oriel.domain.errors import CertificateFileUnusable

LARGEST_PEM = 4 * 1024 * 1024  # bytes: a whole trust store is a quarter of a megabyte


def system_tls(extra_ca: Path | None = None) -> ssl.SSLContext:
    """A client context over the system's trusted certificates; `extra_ca` (PEM) adds to them.

    Takes tens of milliseconds: call it in a thread, once. Raises CertificateFileUnusable
    when `extra_ca` cannot be read or holds no certificate.
    """
    context = _loaded_once() or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if extra_ca is not None:
        try:
            context.load_verify_locations(cadata=_pem(extra_ca))
        except (ssl.SSLError, ValueError) as error:
            raise _unusable(extra_ca, "there is no certificate in it") from error
    return context


def certificates_in(path: Path) -> list[str]:
    """The names (organisation, else common name) in a PEM file. Raises CertificateFileUnusable."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=_pem(path))
    except (ssl.SSLError, ValueError) as error:
        raise _unusable(path, "there is no certificate in it") from error
    names = [_subject(certificate) for certificate in context.get_ca_certs()]
    return list(dict.fromkeys(name for name in names if name))


def _subject(certificate: Any) -> str:
    said = dict(pair for part in certificate.get("subject", ()) for pair in part)
    return str(said.get("organizationName") or said.get("commonName") or "")


def _pem(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_PEM).decode("utf-8", "replace")
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from error


def _unusable(path: Path, detail: str) -> CertificateFileUnusable:
    return CertificateFileUnusable(path=str(path), detail=detail)


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
