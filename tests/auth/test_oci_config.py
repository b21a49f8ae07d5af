"""OCI config files as people write them: profiles, inheritance, what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_oracle.homes import oci_home
from oriel.auth.oci_config import config_path, read_profile, read_profiles
from oriel.domain.errors import ProfileUnusable
from oriel.domain.profiles import ProfileKind


def test_profiles_inherit_from_default_and_say_what_they_are(tmp_path: Path) -> None:
    home = oci_home(tmp_path)
    token = tmp_path / "token"
    token.write_text("t")
    with home.config.open("a") as file:
        file.write("\n# a comment\n[ work ]\n  region : eu-frankfurt-1\n")
        file.write(f"[session]\nsecurity_token_file = {token}\n")
    default, work, session = read_profiles(home.config)
    assert (default.name, default.kind, default.problem) == ("DEFAULT", ProfileKind.API_KEY, "")
    assert (work.name, work.region, work.problem) == ("work", "eu-frankfurt-1", "")
    assert work.tenancy == default.tenancy
    assert (session.kind, session.problem) == (ProfileKind.SESSION, "")
    assert session.config_file == str(home.config)


@pytest.mark.parametrize("missing", ["region", "tenancy", "user", "fingerprint", "key_file"])
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    home = oci_home(tmp_path)
    kept = [line for line in home.config.read_text().splitlines() if not line.startswith(missing)]
    home.config.write_text("\n".join(kept))
    (found,) = read_profiles(home.config)
    assert found.problem == missing


def test_files_that_are_gone_are_named(tmp_path: Path) -> None:
    home = oci_home(tmp_path)
    (tmp_path / "key.pem").unlink()
    assert [p.problem for p in read_profiles(home.config)] == ["key_missing"]
    with pytest.raises(ProfileUnusable) as told:
        read_profile(tmp_path / "nowhere", "DEFAULT")
    assert told.value.facts["reason"] == "file"
    with pytest.raises(ProfileUnusable) as told:
        read_profile(home.config, "other")
    assert told.value.facts["reason"] == "profile"
    assert read_profiles(tmp_path / "nowhere") == []
    assert read_profiles(tmp_path) == []


def test_a_file_from_an_editor_of_any_kind_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_bytes(
        b"\xef\xbb\xbfregion=lost\r\n[DEFAULT]\r\nREGION = a%20b\r\nregion=second\r\n"
        b"; note\r\nnonsense\r\n[DEFAULT]\r\nuser=me\r\n[x\r\n\xff\xfe=1"
    )
    (found,) = read_profiles(file)
    assert (found.region, found.user) == ("second", "me")
    assert read_profile(file, "DEFAULT")["region"] == "second"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_file_makes_it_fail(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "config"
    file.write_bytes(content)
    for found in read_profiles(file):
        read_profile(file, found.name)


def test_the_usual_file_is_where_oracles_tools_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("OCI_CONFIG_FILE", raising=False)
    assert config_path() == tmp_path / ".oci" / "config"
    monkeypatch.setenv("OCI_CONFIG_FILE", "~/other")
    assert config_path() == tmp_path / "other"
    assert config_path("/typed") == Path("/typed")
