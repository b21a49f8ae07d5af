"""An independent judge of Oracle Cloud's request signatures.

Verified by httpsig, which shares nothing with the oci package: the signing string of
draft-cavage-http-signatures-12, RSA with SHA-256. What Oracle asks besides (which headers
are covered, the digest of the body as received, the age of the date) is checked here.
"""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from httpsig.verify import HeaderVerifier

GENERIC = ("date", "(request-target)", "host")
OF_BODY = ("content-length", "content-type", "x-content-sha256")
CLOCK_S = 300
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Refusal:
    """Why a request is not let in: key, body, clock, headers or signature."""

    reason: str
    detail: str = ""


def key_pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: rsa.RSAPrivateKey, phrase: bytes | None = None) -> bytes:
    how = serialization.BestAvailableEncryption(phrase) if phrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


def public_pem(key: rsa.RSAPrivateKey | rsa.RSAPublicKey) -> bytes:
    public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


class Judge:
    """Knows principals by the keyId they sign with; `now` is the server's clock."""

    def __init__(self) -> None:
        self.clock_ahead_s = 0.0
        self._keys: dict[str, bytes] = {}

    def register(self, key_id: str, public: bytes) -> None:
        self._keys[key_id] = public

    def forget(self, key_id: str) -> None:
        self._keys.pop(key_id, None)

    @property
    def now(self) -> float:
        return time.time() + self.clock_ahead_s

    def judge(
        self, method: str, target: str, headers: dict[str, str], digest: bytes
    ) -> Refusal | None:
        """`target` is path and query as sent; `digest` the SHA-256 of the body received."""
        headers = {name.lower(): value for name, value in headers.items()}
        found = dict(_PARAMETER.findall(headers.get("authorization", "")))
        public = self._keys.get(found.get("keyId", ""))
        if public is None:
            return Refusal("key", found.get("keyId", "")[:40])
        covered = found.get("headers", "").split()
        with_body = method in ("POST", "PUT", "PATCH")
        wanted = [*GENERIC, *(OF_BODY if with_body else ())]
        if missing := [name for name in wanted if name not in covered]:
            return Refusal("headers", " ".join(missing))
        if abs(parsedate_to_datetime(headers["date"]).timestamp() - self.now) > CLOCK_S:
            return Refusal("clock", headers["date"])
        sent = headers.get("x-content-sha256", "")
        if with_body and base64.b64encode(digest).decode() != sent:
            return Refusal("body", sent)
        verifier = HeaderVerifier(
            headers,
            public,
            required_headers=wanted,
            method=method,
            path=target,
            host=headers["host"],
        )
        return None if verifier.verify() else Refusal("signature")
