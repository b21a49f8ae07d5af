"""A fake of Oracle's login and auth hosts, and of the browser between them and Oriel.

The browser follows the redirect over real sockets and runs the very script of the page
in a JavaScript engine, with a location, a history and a fetch of its own.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from PySide6.QtQml import QJSEngine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from fake_oracle.homes import TENANCY, USER
from fake_oracle.serving import Served
from fake_oracle.signatures import Judge, public_pem
from oriel.domain.regions import OciEndpoints


@dataclass
class IdentityProvider:
    """`mode` is ok, refuse, nonce, no_token or error_page; `lives_s` how long tokens live.

    Each token is registered with `judge`, so that a data plane that shares it lets
    those in who sign with it.
    """

    judge: Judge = field(default_factory=Judge)
    mode: str = "ok"
    lives_s: float = 3600
    refuse_refresh: bool = False
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    refreshed: list[str] = field(default_factory=list)
    renewed: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0
    _public: bytes = b""

    def serve(self) -> Served:
        routes = [
            Route("/v1/oauth2/authorize", self._authorize),
            Route("/v1/authentication/refresh", self._refresh, methods=["POST"]),
        ]
        return Served(Starlette(routes=routes), self)

    def endpoints(self, region: str) -> OciEndpoints:
        return OciEndpoints(*(self.url,) * 5)

    def token(self) -> str:
        """A new session token for whoever signed in last, known to the judge."""
        self._count += 1
        now = time.time()
        made = jwt(
            {
                "sub": USER,
                "tenant": TENANCY,
                "iat": now,
                "exp": now + self.lives_s,
                "n": self._count,
            }
        )
        self.judge.register(f"ST${made}", self._public)
        return made

    def adopt(self, key: rsa.RSAPrivateKey) -> None:
        """Tokens are for this key from now on, as if somebody had signed in with it."""
        self._public = public_pem(key)

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        self._public = _public_key(asked["public_key"])
        nonce = "another" if self.mode == "nonce" else asked["nonce"]
        said = {"security_token": self.token(), "id_token": jwt({"nonce": nonce})}
        if self.mode == "refuse":
            said = {"error": "access_denied", "error_description": "Not today <b>&</b>"}
        if self.mode == "no_token":
            del said["security_token"]
        return RedirectResponse(f"{asked['redirect_uri']}#{urlencode(said)}", 302)

    async def _refresh(self, request: Request) -> Response:
        body = await request.body()
        digest = hashlib.sha256(body).digest()
        path = request.url.path
        refusal = self.judge.judge("POST", path, dict(request.headers), digest)
        if refusal is not None or self.refuse_refresh:
            return JSONResponse({"code": "NotAuthenticated", "message": "no"}, 401)
        self.refreshed.append(json.loads(body)["currentToken"])
        self.renewed.set()
        return JSONResponse({"token": self.token()})


class FakeBrowser:
    """`open` keeps the address as a browser would; `visit` goes there."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.opened: Callable[[], None] = lambda: None
        self.said = ""
        self.shown_address = ""

    def open(self, address: str) -> bool:
        self.addresses.append(address)
        self.opened()
        return True

    async def visit(self) -> str:
        """Follows the last address to the end; what the page then says."""
        async with httpx.AsyncClient(trust_env=False) as http:
            sent = await http.get(self.addresses[-1])
            landing, _, fragment = sent.headers["location"].partition("#")
            page = await http.get(landing)
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert fragment not in page.text
            wanted = self._run(page.text, fragment)
            answer = await http.get(landing.rstrip("/") + wanted)
        self.said = answer.text
        return self.said

    def _run(self, page: str, fragment: str) -> str:
        """Runs the page's script; the address it fetches."""
        script = re.search(r"<script nonce=\"[\w-]+\">(.*?)</script>", page, re.DOTALL)
        assert script is not None
        engine = QJSEngine()
        engine.globalObject().setProperty("given", f"#{fragment}")
        engine.evaluate(
            "var asked = '', shown = ''; var location = {hash: given, search: ''};"
            "var history = {replaceState: function (a, b, where) { shown = where; }};"
            "var document = {getElementById: function () { return {}; }};"
            "var next = {then: function () { return next; }};"
            "function fetch(where) { asked = where; return next; }"
        )
        result = engine.evaluate(script[1])
        assert not result.isError(), result.toString()
        self.shown_address = engine.globalObject().property("shown").toString()
        return str(engine.globalObject().property("asked").toString())


def jwt(claims: dict[str, Any]) -> str:
    """A token with these claims; its signature is for nobody."""
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{middle}.c2ln"


def _public_key(text: str) -> bytes:
    jwk = json.loads(base64.urlsafe_b64decode(text))
    assert (jwk["kty"], jwk["kid"]) == ("RSA", "Ignored")
    return public_pem(rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key())


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
