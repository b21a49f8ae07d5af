"""Where a signer comes from, whatever the kind of credential: what OciAuth asks of it."""

from __future__ import annotations

from typing import Any, Protocol


class SignerSource(Protocol):
    """Gives oci signers (objects of oci.signer or oci.auth.signers). Safe to be asked by many
    requests at once: they share one load, one refresh, one wait.

    `in_thread`: whether signing may itself go to the network, as principals do.
    """

    in_thread: bool

    async def signer(self) -> Any:
        """A signer that is good now. May wait for a refresh, or for the person to sign in.

        Raises ProfileUnusable, PassPhraseNeeded, PrincipalUnavailable, SessionEnded.
        """

    async def renewed(self, refused: Any) -> Any | None:
        """Another signer after the service answered 401 to `refused`; None when there is
        none, and the 401 stands. Raises as `signer`."""
