"""A sign-in on disk: for its owner alone, and everything else in the config as it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_oracle.homes import oci_home
from oriel.auth.oci_config import read_profiles
from oriel.auth.session_files import SignedIn, with_section, write_session
from oriel.domain.errors import SignInFailed
from oriel.domain.profiles import ProfileKind

SIGNED = SignedIn(
    token="tok", private_pem=b"private", public_pem=b"public", fingerprint="a:b",
    user="u", tenancy="ten", region="us-chicago-1", expires=1.0,
)  # fmt: skip
VALUES = {"region": "eu", "tenancy": "t"}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    config = tmp_path / ".oci" / "config"
    write_session(config, "ORIEL", SIGNED)
    folder = config.parent / "sessions" / "ORIEL"
    assert {mode(file) for file in (config, *folder.iterdir())} == {0o600}
    assert len(list(folder.iterdir())) == 3
    for each in (config.parent, folder.parent, folder):
        assert mode(each) == 0o700
    (found,) = read_profiles(config)
    assert (found.name, found.kind, found.problem) == ("ORIEL", ProfileKind.SESSION, "")
    assert not list(tmp_path.rglob("*.part"))


def test_a_linked_config_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.write_bytes(b"[A]\nx=1\n")
    link = tmp_path / ".oci" / "config"
    link.parent.mkdir()
    link.symlink_to(real)
    write_session(link, "ORIEL", SIGNED)
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"[A]\nx=1\n")


@pytest.mark.parametrize("name", ["..", ".", "a/b", "", "a b", "ä", "x]\n[y"])
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SignInFailed) as told:
        write_session(tmp_path / "config", name, SIGNED)
    assert told.value.facts["reason"] == "files"
    assert list(tmp_path.iterdir()) == []


def test_a_profile_with_a_key_of_its_own_is_not_replaced(tmp_path: Path) -> None:
    home = oci_home(tmp_path)
    before = home.config.read_bytes()
    with pytest.raises(SignInFailed):
        write_session(home.config, "DEFAULT", SIGNED)
    assert home.config.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SignInFailed) as told:
        write_session(tmp_path / "x" / "config", "ORIEL", SIGNED)
    tmp_path.chmod(0o700)
    assert "Permission" in str(told.value.facts["detail"])


def test_a_folder_in_the_place_of_the_config_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    with pytest.raises(SignInFailed) as told:
        write_session(tmp_path / "config", "ORIEL", SIGNED)
    assert told.value.facts["reason"] == "files"


NAMES = st.sampled_from(["DEFAULT", "ORIEL", "work", "o.ther"])
LINES = st.one_of(
    st.sampled_from(["", "# note", "; note", "  indented=1", "key = value", "a=%x", "é=ü"]),
    NAMES.map(lambda name: f"[{name}]"),
)


@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_other_byte_stays(lines: list[str], newline: str, ends: bool) -> None:
    config = (newline.join(lines) + (newline if ends else "")).encode()
    changed = with_section(config, "ORIEL", VALUES)
    assert others(changed) == others(config)
    assert b"region=eu" in changed
    assert with_section(changed, "ORIEL", VALUES) == changed


def others(config: bytes) -> list[bytes]:
    """The lines that belong to no section ORIEL, comments above the next one included."""
    kept: list[bytes] = []
    waiting: list[bytes] = []
    inside = done = False
    for line in config.splitlines():
        text = line.strip()
        if text.startswith(b"["):
            kept += waiting if inside else []
            waiting = []
            inside = text == b"[ORIEL]" and not done
            done = done or inside
        if not inside:
            kept.append(line)
        elif not text or text[:1] in b"#;":
            waiting.append(line)
        else:
            waiting = []
    if inside:
        kept += waiting
    return [line for line in kept if line.strip()]
