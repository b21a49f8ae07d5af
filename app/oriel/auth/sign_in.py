"""Signing in to Oracle Cloud with the browser (oci-api.md 2.3): authorize, loopback, token.

The port is bound before the browser opens, and the token is taken only with the
nonce that was sent along: anybody's page can send a browser to this address.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from oriel.auth.session_files import SignedIn
from oriel.auth.session_token import claims_of, raw_claims
from oriel.auth.sign_in_listener import Listener
from oriel.domain.errors import SignInFailed
from oriel.domain.regions import OciEndpoints

PATIENCE_S = 600.0
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class _Keys:
    private_pem: bytes
    public_pem: bytes
    fingerprint: str
    jwk: str


class SignIn:
    """One sign-in. `open_browser` gets the address and says whether a browser took it;
    one that did not is no failure, since the address can be copied."""

    def __init__(
        self,
        endpoints: OciEndpoints,
        region: str,
        *,
        port: int,
        open_browser: Callable[[str], bool],
        tenancy_name: str = "",
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._endpoints = endpoints
        self._region = region
        self._port = port
        self._open = open_browser
        self._tenancy_name = tenancy_name
        self._patience_s = patience_s
        self._nonce = str(uuid.uuid4())
        self._got: asyncio.Future[str] | None = None

    async def run(self) -> SignedIn:
        """From the browser's opening to the token. Cancelling frees the port at once.

        Raises SignInFailed: port_taken, refused, nonce, no_token, timed_out.
        """
        self._got = asyncio.get_running_loop().create_future()
        async with Listener(self._port, self._take) as listener:
            keys = await asyncio.to_thread(_make_keys)
            self._open(self._address(keys, listener.port))
            try:
                async with asyncio.timeout(self._patience_s):
                    token = await self._got
            except TimeoutError as error:
                raise SignInFailed(reason="timed_out") from error
        claims = claims_of(token)
        return SignedIn(
            token=token,
            private_pem=keys.private_pem,
            public_pem=keys.public_pem,
            fingerprint=keys.fingerprint,
            user=claims.user,
            tenancy=claims.tenancy,
            region=self._region,
            expires=claims.expires,
        )

    def _address(self, keys: _Keys, port: int) -> str:
        asked = {
            "action": "login",
            "client_id": "iaas_console",
            "response_type": "token id_token",
            "nonce": self._nonce,
            "scope": "openid",
            "public_key": keys.jwk,
            "redirect_uri": f"http://localhost:{port}",
        }
        if self._tenancy_name:
            asked["tenant"] = self._tenancy_name
        return f"{self._endpoints.login}/v1/oauth2/authorize?{urlencode(asked)}"

    def _take(self, query: str) -> bool:
        """What the page sends; the first word that counts ends the wait."""
        assert self._got is not None
        if self._got.done():
            return self._got.exception() is None
        said = {name: values[0] for name, values in parse_qs(query).items()}
        failure = self._objection(said)
        if failure is not None:
            self._got.set_exception(failure)
            return False
        self._got.set_result(said["security_token"])
        return True

    def _objection(self, said: dict[str, str]) -> SignInFailed | None:
        if "error" in said:
            words = said.get("error_description") or said["error"]
            return SignInFailed(reason="refused", detail=words[:LONGEST_WORDS])
        if not said.get("security_token"):
            return SignInFailed(reason="no_token")
        nonce = raw_claims(said.get("id_token", "")).get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(
            nonce.encode(), self._nonce.encode()
        ):
            return SignInFailed(reason="nonce")
        return None


def _make_keys() -> _Keys:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key()
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    # Oracle names keys by this digest; nothing rests on its strength.
    digest = hashlib.md5(der, usedforsecurity=False).hexdigest()
    return _Keys(
        private_pem=private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        public_pem=public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        fingerprint=":".join(digest[i : i + 2] for i in range(0, len(digest), 2)),
        jwk=_jwk(public),
    )


def _jwk(public: rsa.RSAPublicKey) -> str:
    numbers = public.public_numbers()
    jwk: dict[str, Any] = {
        "kty": "RSA",
        "n": _base64url(numbers.n),
        "e": _base64url(numbers.e),
        "kid": "Ignored",
    }
    return base64.urlsafe_b64encode(json.dumps(jwk).encode()).decode()


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
