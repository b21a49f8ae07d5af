"""OCI config files with real keys, in a folder of the test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from fake_oracle.signatures import Judge, key_pair, private_pem, public_pem

TENANCY = "ocid1.tenancy.oc1..aaaaroot"
USER = "ocid1.user.oc1..aaaaana"
FINGERPRINT = "aa:bb:cc"
REGION = "us-chicago-1"


@dataclass(frozen=True)
class OciHome:
    """`config` is the file; `key` signs for the profile DEFAULT."""

    config: Path
    key: rsa.RSAPrivateKey

    def register(self, judge: Judge) -> None:
        judge.register(f"{TENANCY}/{USER}/{FINGERPRINT}", public_pem(self.key))


def oci_home(folder: Path, phrase: bytes | None = None) -> OciHome:
    """A config file with one API-key profile, DEFAULT."""
    key = key_pair()
    (folder / "key.pem").write_bytes(private_pem(key, phrase))
    config = folder / "config"
    config.write_text(
        "[DEFAULT]\n"
        f"user={USER}\n"
        f"fingerprint={FINGERPRINT}\n"
        f"tenancy={TENANCY}\n"
        f"region={REGION}\n"
        f"key_file={folder / 'key.pem'}\n"
    )
    return OciHome(config, key)
