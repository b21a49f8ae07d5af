"""The command line: what `oriel` understands. A plain start never imports argparse."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse


class Arguments(NamedTuple):
    """The parsed command line; the defaults are a plain start."""

    home: str | None = None
    connect: str | None = None
    key_env: str | None = None
    model: str = ""
    api: str = "responses"
    smoke: str | None = None
    selfcheck: bool = False
    serve: bool = False
    port: int = 0
    data: str | None = None
    doctor: bool = False
    connection: str = ""
    as_json: bool = False


def read_arguments(words: list[str]) -> Arguments:
    """Parses `words`; prints help or what is wrong and raises SystemExit as argparse does."""
    if not words:
        return Arguments()
    parser = _parser()
    found = parser.parse_args(words)
    if found.key_env and found.key_env not in os.environ:
        parser.error(f"--key-env: there is no variable {found.key_env}")
    return Arguments(
        home=found.home,
        connect=found.connect,
        key_env=found.key_env,
        model=found.model,
        api=found.api,
        smoke=found.smoke,
        selfcheck=found.selfcheck,
        serve=found.command == "serve",
        port=getattr(found, "port", 0),
        data=getattr(found, "data", None),
        doctor=found.command == "doctor",
        connection=getattr(found, "connection", ""),
        as_json=getattr(found, "as_json", False),
    )


def _parser() -> argparse.ArgumentParser:
    import argparse

    from oriel import __version__

    parser = argparse.ArgumentParser(
        prog="oriel", description="A desktop window onto OCI Generative AI and its like."
    )
    parser.add_argument("--version", action="version", version=f"Oriel {__version__}")
    parser.add_argument("--home", metavar="DIR", help="another data folder (also ORIEL_HOME)")
    parser.add_argument(
        "--connect", metavar="URL", help="a temporary connection to this base URL, kept nowhere"
    )
    parser.add_argument("--key-env", metavar="VAR", help="the variable that holds its API key")
    parser.add_argument("--model", metavar="ID", default="", help="its model")
    parser.add_argument("--api", choices=("responses", "chat"), default="responses")
    parser.add_argument(
        "--smoke",
        metavar="PICTURE",
        help="send one message, save a picture of the window, and quit",
    )
    parser.add_argument(
        "--selfcheck", action="store_true", help="try every part that needs no account, and quit"
    )
    commands = parser.add_subparsers(dest="command", metavar="")
    serve = commands.add_parser("serve", help="run the local service alone")
    serve.add_argument("--port", type=_port, default=0, metavar="N")
    serve.add_argument("--data", metavar="DIR", help="where it keeps its state")
    doctor = commands.add_parser("doctor", help="test connections and say what is wrong")
    doctor.add_argument(
        "connection", nargs="?", default="", metavar="NAME", help="only the one of this name"
    )
    doctor.add_argument("--json", action="store_true", dest="as_json", help="for programs")
    return parser


def _port(word: str) -> int:
    import argparse

    if not word.isdecimal() or int(word) > 65535:
        raise argparse.ArgumentTypeError(f"{word} is no port: 0 to 65535")
    return int(word)
