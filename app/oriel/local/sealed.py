"""Content that callers keep for us and send back unchanged: opaque, checked, not secret.

What a stateless caller carries between turns: thoughts (`reasoning.encrypted_content`)
and compactions. The check tells content that was altered on the way from our own.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

_CHECK = 16  # bytes of the digest that are kept
_LARGEST = 8 * 1024 * 1024  # bytes unpacked; a small text can unpack to a huge one


def seal(value: Any) -> str:
    """A JSON value as a text that says nothing to a reader."""
    packed = zlib.compress(json.dumps(value, ensure_ascii=False).encode())
    return urlsafe_b64encode(_check(packed) + packed).decode()


def unseal(text: str) -> Any:
    """The value. Raises ValueError when the text is not just as it was given out."""
    raw = urlsafe_b64decode(text.encode())
    check, packed = raw[:_CHECK], raw[_CHECK:]
    if check != _check(packed):
        raise ValueError("altered")
    unpacking = zlib.decompressobj()
    plain = unpacking.decompress(packed, _LARGEST)
    if unpacking.unconsumed_tail:
        raise ValueError("too large")
    return json.loads(plain)


def _check(packed: bytes) -> bytes:
    return sha256(b"oriel local service" + packed).digest()[:_CHECK]
