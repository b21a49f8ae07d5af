"""The command line: defaults cost nothing, mistakes are named in one line."""

from __future__ import annotations

import pytest

from oriel import __version__
from oriel.arguments import Arguments, read_arguments


def test_a_plain_start_has_the_defaults() -> None:
    assert read_arguments([]) == Arguments()


def test_every_option_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "k")
    words = "--home /h --connect http://127.0.0.1:1/v1 --key-env MY_KEY --model m --api chat"
    found = read_arguments(words.split())
    assert found == Arguments(
        home="/h", connect="http://127.0.0.1:1/v1", key_env="MY_KEY", model="m", api="chat"
    )
    served = read_arguments(["serve", "--port", "8080", "--data", "d"])
    assert (served.serve, served.port, served.data) == (True, 8080, "d")
    asked = read_arguments(["doctor", "Work", "--json"])
    assert (asked.doctor, asked.connection, asked.as_json) == (True, "Work", True)
    assert read_arguments(["doctor"]) == Arguments(doctor=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--key-env", "NO_SUCH_VARIABLE"], "no variable NO_SUCH_VARIABLE"),
        (["serve", "--port", "99999"], "99999 is no port"),
        (["serve", "--port", "-1"], "--port"),
        (["--api", "soap"], "soap"),
        (["--bogus"], "--bogus"),
    ],
)
def test_a_mistake_is_named(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_arguments(["--version"])
    assert __version__ in capsys.readouterr().out
