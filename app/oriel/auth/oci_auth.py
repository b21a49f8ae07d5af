"""Signing requests for Oracle Cloud: an httpx.Auth around oci's signers.

oci's signature covers date, request target and host, and with a body also its
length, type and SHA-256. oci takes a digest that is already there, so a body is
gone over twice instead of being held: once to hash it, once to send it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncGenerator, Generator, Iterable
from typing import Any, cast

import httpx

from oriel.auth.signer_source import SignerSource

INLINE = 256 * 1024  # bytes that are hashed on the event loop: less than a millisecond
_WITH_BODY = ("POST", "PUT", "PATCH")
_DIGEST = "x-content-sha256"


class OciAuth(httpx.Auth):
    """Signs each request, and once more with a renewed signer after a 401.

    No lock is held while a request is under way, so any number may run at once.
    Raises what its source raises, and TypeError for a body that can be read only once.
    """

    def __init__(self, source: SignerSource) -> None:
        self._source = source

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        raise RuntimeError("signing waits for its signer: only for asynchronous clients")

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if request.method in _WITH_BODY:
            request.headers[_DIGEST] = await _digest(request)
        signer = await self._source.signer()
        await self._sign(request, signer)
        response = yield request
        if response.status_code != 401:
            return
        renewed = await self._source.renewed(signer)
        if renewed is not None:
            await self._sign(request, renewed)
            yield request

    async def _sign(self, request: httpx.Request, signer: Any) -> None:
        for name in ("authorization", "date"):
            request.headers.pop(name, None)
        signed = _Signed(request)
        if self._source.in_thread:
            await asyncio.to_thread(signer, signed)
        else:
            signer(signed)
        for name in ("date", "authorization"):
            request.headers[name] = signed.headers[name]


class _Signed:
    """What oci's signers ask of a request; the body is not there, only its digest."""

    def __init__(self, request: httpx.Request) -> None:
        self.method = request.method
        self.url = str(request.url)
        self.path_url = request.url.raw_path.decode("ascii")
        self.body = None
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        if request.method in _WITH_BODY:
            # Covered by the signature, so it must be what goes over the wire.
            self.headers.setdefault("content-type", "application/json")
            request.headers.setdefault("content-type", "application/json")


async def _digest(request: httpx.Request) -> str:
    """The body's SHA-256 in base64."""
    stream = request.stream
    if isinstance(stream, httpx.ByteStream):
        body = b"".join(stream)
        if len(body) <= INLINE:
            return _base64(hashlib.sha256(body))
    elif not _twice(request):
        raise TypeError("a signed body must be bytes or multipart: it is read twice")
    chunks = cast("Iterable[bytes]", stream)
    return _base64(await asyncio.to_thread(_hashed, chunks))


def _twice(request: httpx.Request) -> bool:
    # httpx's multipart stream goes back to the start of its files each time, and
    # knows its length beforehand unless a file hides its size.
    multipart = request.headers.get("content-type", "").startswith("multipart/")
    return multipart and "content-length" in request.headers


def _hashed(chunks: Iterable[bytes]) -> Any:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest


def _base64(digest: Any) -> str:
    return base64.b64encode(digest.digest()).decode("ascii")
