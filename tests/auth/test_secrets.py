"""Keys in the keyring, in memory where there is none, and a keyring that never answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from keyring.errors import InitError, PasswordDeleteError

from oriel.auth.keyring_choice import NoKeyring, chosen_keyring
from oriel.auth.keyring_store import KeyringStatus, SecretStore
from oriel.domain.errors import KeyringSilent, KeyringUnavailable


class InMemory:
    """A keyring at the outermost edge; holds still while `closed` is not set."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()
        self.open = threading.Event()
        self.open.set()
        self.fails: Exception | None = None

    def _called(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.open.wait()
        if self.fails:
            raise self.fails

    def get_password(self, service: str, username: str) -> str | None:
        self._called()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._called()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("no such password")
        del self.kept[service, username]


@pytest.fixture
def keyring() -> InMemory:
    return InMemory()


@pytest.fixture
def secrets(keyring: InMemory) -> Iterator[SecretStore]:
    store = SecretStore(timeout_s=5, backend=keyring)
    yield store
    keyring.open.set()
    store.close()


async def test_a_secret_is_kept_read_and_deleted(secrets: SecretStore, keyring: InMemory) -> None:
    assert await secrets.get("connection:1") is None
    await secrets.set("connection:1", "sk-1")
    assert keyring.kept == {("Oriel", "connection:1"): "sk-1"}
    assert await secrets.get("connection:1") == "sk-1"
    await secrets.delete("connection:1")
    await secrets.delete("connection:1")
    assert keyring.kept == {}
    assert keyring.threads == {"keyring"}
    assert (await secrets.status()).kind == "keyring"


async def test_a_silent_keyring_is_told_and_those_behind_it_are_not_begun(
    keyring: InMemory,
) -> None:
    secrets = SecretStore(timeout_s=0.05, backend=keyring)
    keyring.open.clear()
    with pytest.raises(KeyringSilent) as caught:
        await secrets.get("a")
    assert caught.value.facts["after_s"] == 0.05
    with pytest.raises(KeyringSilent):  # behind it, and never begun
        await secrets.set("a", "too late")
    assert keyring.kept == {}
    keyring.open.set()
    secrets.close()


async def test_after_the_prompt_was_answered_the_same_store_works(keyring: InMemory) -> None:
    secrets = SecretStore(timeout_s=0.2, backend=keyring)
    keyring.open.clear()
    with pytest.raises(KeyringSilent):
        await secrets.get("a")
    keyring.open.set()
    await secrets.set("a", "b")
    assert await secrets.get("a") == "b"
    secrets.close()


async def test_waiting_for_the_keyring_does_not_hold_the_loop(
    secrets: SecretStore, keyring: InMemory
) -> None:
    keyring.open.clear()
    asking = asyncio.ensure_future(secrets.get("a"))
    await asyncio.sleep(0)
    keyring.open.set()
    assert await asking is None


@pytest.mark.parametrize("error", [InitError("Prompt dismissed"), OSError("bus gone")])
async def test_a_keyring_that_refuses_is_unavailable(
    secrets: SecretStore, keyring: InMemory, error: Exception
) -> None:
    keyring.fails = error
    with pytest.raises(KeyringUnavailable) as caught:
        await secrets.get("a")
    assert str(error) in str(caught.value.facts["detail"])
    assert "InMemory" in str(caught.value.facts["backend"])


async def test_a_refusal_never_repeats_the_secret(secrets: SecretStore, keyring: InMemory) -> None:
    keyring.fails = OSError("cannot store sk-secret-9")
    with pytest.raises(KeyringUnavailable) as caught:
        await secrets.set("a", "sk-secret-9")
    assert "sk-secret-9" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_with_no_keyring_secrets_last_for_the_session() -> None:
    secrets = SecretStore()  # the test environment names a keyring that always fails
    status = await secrets.status()
    assert status == KeyringStatus("session", detail=status.detail)
    assert "keyring.backends.fail" in status.detail
    await secrets.set("a", "b")
    assert await secrets.get("a") == "b"
    await secrets.delete("a")
    assert await secrets.get("a") is None
    assert "b" not in repr(secrets)
    secrets.close()


@pytest.mark.parametrize(
    "named",
    [
        "keyrings.alt.file.PlaintextKeyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
    ],
)
def test_only_the_systems_own_keyring_is_taken(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", named)
    with pytest.raises(NoKeyring, match=named):
        chosen_keyring()


def test_no_session_bus_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(NoKeyring):
        chosen_keyring()
