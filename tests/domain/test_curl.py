"""A request as a command: what a shell makes of it is what was meant, whatever the ids are."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.curl import curl_of, path_of

KEYED = Connection(
    id="work",
    name="Work",
    kind=ConnectionKind.OCI_API_KEY,
    base_url="https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/openai/v1",
    project_id="ocid1.generativeaiproject.oc1..aaa",
    compartment_id="ocid1.compartment.oc1..bbb",
)
SIGNED = replace(KEYED, kind=ConnectionKind.OCI_PROFILE, profile="WORK")
HOSTILE = [
    "plain-1",
    'it\'s "quoted" and `run`',
    "$(touch /tmp/x) ${HOME} $API_KEY",
    "a\nb\r\tc\\",
    "../../etc/passwd",
    "..",
    "-o/tmp/x",
    "a;b&&c|d>e#f?g=h%20{1,2}[0-9]",
    "größe 資料 \u202e👩\u200d💻",
    "\ud800 half",
]
anything = st.text(max_size=60)


def words(command: str) -> list[str]:
    """As a shell has them; no line ends within a word, so each "\\" only continues a line."""
    lines = [line for line in command.split("\n") if not line.startswith("# ")]
    assert all(line.endswith(" \\") for line in lines[:-2])
    return shlex.split("\n".join(lines).replace(" \\\n", " "))


def following(argv: list[str], option: str) -> list[str]:
    return [argv[at + 1] for at, word in enumerate(argv) if word == option]


def sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def test_it_reads_like_a_request() -> None:
    made = curl_of(KEYED, "GET", path_of("files", "file-1"))
    assert made == (
        "curl -X GET https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/openai/v1"
        "/files/file-1 \\\n"
        '  -H "Authorization: Bearer $API_KEY" \\\n'
        "  -H 'OpenAI-Project: ocid1.generativeaiproject.oc1..aaa' \\\n"
        "  -H 'opc-compartment-id: ocid1.compartment.oc1..bbb' \\\n"
        "  -H 'CompartmentId: ocid1.compartment.oc1..bbb'\n"
    )


@given(st.lists(anything.filter(lambda part: sound(part) != ""), min_size=1, max_size=4))
def test_the_shell_sees_the_ids_that_were_meant(parts: list[str]) -> None:
    argv = words(curl_of(KEYED, "DELETE", path_of(*parts)))
    assert argv[:3] == ["curl", "-X", "DELETE"]
    asked = urlsplit(argv[3])
    assert asked.netloc == urlsplit(KEYED.base_url).netloc
    assert not asked.query
    assert not asked.fragment
    came = asked.path.removeprefix("/openai/v1/").split("/")
    assert [unquote(part) for part in came] == [sound(part) for part in parts]
    assert not {".", ".."} & set(came)


@given(st.dictionaries(st.text(min_size=1, max_size=20), anything, max_size=4))
def test_the_shell_sees_the_body_that_was_meant(body: dict[str, str]) -> None:
    argv = words(curl_of(KEYED, "POST", "/vector_stores", body))
    (sent,) = following(argv, "--data-raw")
    assert json.loads(sent) == body
    assert sent.isprintable()
    assert "Content-Type: application/json" in following(argv, "-H")


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), anything, max_size=4))
def test_parameters_are_encoded(params: dict[str, str]) -> None:
    argv = words(curl_of(KEYED, "GET", "/files", params=params))
    came = parse_qsl(urlsplit(argv[3]).query, keep_blank_values=True)
    assert came == [(name, sound(value)) for name, value in params.items()]


@given(anything, anything)
def test_a_project_from_elsewhere_adds_no_header_of_its_own(project: str, profile: str) -> None:
    keyed = replace(KEYED, project_id=project)
    headers = following(words(curl_of(keyed, "GET", "/files")), "-H")
    assert headers[0] == "Authorization: Bearer $API_KEY"
    assert all("\n" not in header and "\r" not in header for header in headers)
    signed = replace(SIGNED, project_id=project, profile=profile)
    argv = words(curl_of(signed, "GET", "/files"))
    assert argv[:2] == ["oci", "raw-request"]
    seen = "".join(sign for sign in profile if sign.isprintable())
    assert f"--profile={seen or 'DEFAULT'}" in argv


@given(anything, st.dictionaries(anything, anything, max_size=3))
def test_a_signed_request_goes_through_the_oci_command(file_id: str, body: dict[str, str]) -> None:
    argv = words(curl_of(SIGNED, "POST", path_of("files", file_id), body))
    assert following(argv, "--http-method") == ["POST"]
    (url,) = following(argv, "--target-uri")
    assert unquote(urlsplit(url).path).endswith(f"/files/{sound(file_id)}")
    assert json.loads(following(argv, "--request-body")[0]) == body
    headers = json.loads(following(argv, "--request-headers")[0])
    assert headers["opc-compartment-id"] == KEYED.compartment_id
    assert "--profile=WORK" in argv
    assert not any("authorization" in name.lower() for name in headers)


def test_principals_need_no_profile() -> None:
    made = curl_of(replace(SIGNED, kind=ConnectionKind.OCI_INSTANCE), "GET", "/files")
    assert following(words(made), "--auth") == ["instance_principal"]
    assert "--profile" not in made


def test_no_key_is_named_where_none_is_needed() -> None:
    free = Connection(
        id="o",
        name="Ollama",
        kind=ConnectionKind.COMPATIBLE,
        base_url="http://[::1]:11434/v1",
        needs_key=False,
        headers=(("X-Team", "it's $HOME"),),
    )
    argv = words(curl_of(free, "GET", "/files"))
    assert argv[1] == "--globoff"
    assert following(argv, "-H") == ["X-Team: it's $HOME"]


@pytest.mark.parametrize("connection", [KEYED, SIGNED], ids=["curl", "oci"])
@pytest.mark.parametrize(
    "name", ["api-key", "X-Auth-Token", "Cookie", "Ocp-Apim-Subscription-Key", "x-$(id)`id`-secret"]
)
def test_no_secret_of_a_person_s_own_header_is_in_it(connection: Connection, name: str) -> None:
    made = curl_of(replace(connection, headers=((name, "hunter2"),)), "GET", "/files")
    assert "hunter2" not in made
    variable = "$HEADER_" + "".join(c if c.isalnum() else "_" for c in name).upper()
    assert variable in made
    assert name in " ".join(words(made))


def test_a_store_may_be_asked_elsewhere() -> None:
    base = "https://generativeai.us-chicago-1.oci.oraclecloud.com/20231130/openai/v1/"
    argv = words(curl_of(KEYED, "GET", path_of("vector_stores", "vs_1"), base_url=base))
    assert argv[3] == f"{base}vector_stores/vs_1"


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell here")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_real_shell_runs_nothing_of_it(hostile: str) -> None:
    own = (("X-Name", hostile), ("x-$(id)`id`-key", "hunter2"))
    keyed = replace(KEYED, project_id=hostile, headers=own)
    command = curl_of(keyed, "POST", path_of("files", hostile), {hostile: hostile})
    mine = "HEADER_X___ID__ID__KEY"
    known = f"API_KEY=the-key; {mine}=mine"
    script = f'curl() {{ printf "%s\\0" curl "$@"; }}; {known}; {command}'
    done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=30, check=True)
    assert not done.stderr
    argv = done.stdout.decode().split("\0")[:-1]
    held = {"Authorization: Bearer $API_KEY": "Authorization: Bearer the-key"}
    held[f"x-$(id)`id`-key: ${mine}"] = "x-$(id)`id`-key: mine"
    assert set(held.values()) <= set(argv)
    assert argv == [held.get(word, word) for word in words(command)]
