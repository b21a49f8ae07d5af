"""oriel-guide: finds, quotes, follows, and says so when it finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oriel.local.faults import GuideMissing
from oriel.local.guide_model import GuideModel
from oriel.local.passages import Guide, split
from oriel.local.talk import Cite, Line, Question, Say

from .conftest import GUIDE


@pytest.fixture
def guide() -> Iterator[Guide]:
    made = Guide.read(GUIDE)
    yield made
    made.close()


class Talk:
    """A conversation with the guide."""

    def __init__(self, guide: Guide) -> None:
        self._model = GuideModel(guide)
        self._lines: list[Line] = []
        self.cited: list[str] = []

    def ask(self, text: str) -> str:
        self._lines.append(Line("user", text))
        moves = self._model.answer(Question(lines=tuple(self._lines))).moves
        said = "".join(move.text for move in moves if isinstance(move, Say))
        self.cited = [move.filename for move in moves if isinstance(move, Cite)]
        self._lines.append(Line("assistant", said))
        return said


@pytest.fixture
def talk(guide: Guide) -> Talk:
    return Talk(guide)


def test_the_first_question_gets_a_full_answer(talk: Talk):
    said = talk.ask("What can I do with Oriel?")
    assert "- **Chat with answers that stream.**" in said
    assert "| Start a new chat | `Ctrl+N` |" in said
    assert "not written by a language model" in said
    assert talk.cited == ["01-welcome.md"]


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("how can I connect to oracle", "Connect to Oracle Cloud"),
        ("which IAM policy is needed?", "The policy your administrator must add"),
        ("I get a 404", "Authorization failed or not found (404)"),
        ("error 429", "Too many requests (429)"),
        ("why is my key not accepted?", "The key is refused (401)"),
        ("can I use ollama", "Ollama"),
        ("shortcuts", "Keyboard shortcuts"),
        ("dark mode", "Light and dark"),
        ("where is my data", "Where your chats live"),
        ("is there telemetry", "Privacy"),
        ("I removed a chat by accident", "Delete a chat, and get it back"),
        ("What is Oriel?", "Welcome to Oriel"),
    ],
)
def test_finds_the_right_passage(talk: Talk, question: str, heading: str):
    assert f"**{heading}**" in talk.ask(question)
    assert talk.cited


def test_every_question_the_guide_suggests_finds_its_passage(guide: Guide):
    for passage in guide.passages:
        for question in passage.asked:
            found = guide.exact(question)
            assert found is not None
            assert found.filename == passage.filename, question


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "How do I bake bread with a key?", "Wie spät ist es?"],
)
def test_says_so_when_it_finds_nothing(talk: Talk, question: str):
    said = talk.ask(question)
    assert "found nothing about that" in said
    assert "what you can do with Oriel" in said
    assert not talk.cited


def test_a_short_question_is_read_with_the_one_before(talk: Talk):
    talk.ask("Where are my keys stored?")
    said = talk.ask("and on a Mac?")
    assert "Going on from *Where are my keys stored?*" in said
    assert "Keychain" in said
    assert "Credential Manager" not in said
    assert "says nothing about “commodore”" in talk.ask("and on a Commodore?")


def test_a_pronoun_stands_for_what_was_asked_before(talk: Talk):
    talk.ask("how do I rename a chat?")
    assert "press **Del**" in talk.ask("and how do I delete it?")


def test_a_topic_can_shift_and_be_followed(talk: Talk):
    talk.ask("can I use ollama?")
    assert "load a model" in talk.ask("and LM Studio?")
    assert "http://localhost:1234/v1" in talk.ask("what is its address?")


def test_more_is_something_new_each_time(talk: Talk):
    said = [talk.ask("What can I do with Oriel?"), talk.ask("tell me more"), talk.ask("go on")]
    assert "### Your first steps" in said[1]
    assert "###" in said[2]
    assert "Your first steps" not in said[2]


def test_remembers_what_was_asked(talk: Talk):
    assert "first message" in talk.ask("what did I ask first?")
    talk.ask("shortcuts")
    talk.ask("privacy")
    assert "> what did I ask first?" in talk.ask("What did I ask you first?")
    assert "2. shortcuts\n3. privacy" in talk.ask("what have we talked about?")


def test_is_polite_and_says_what_it_is(talk: Talk):
    assert "welcome to Oriel" in talk.ask("Hello!")
    assert "not a language model" in talk.ask("Who are you?")
    assert "not a language model" in talk.ask("are you an AI?")
    assert "You're welcome" in talk.ask("thanks a lot")
    assert "no question" in talk.ask("   ")


@pytest.mark.parametrize(
    "text", ['"', "* OR NEAR(", "a:b -c", "\x00", "NOT", "((((", "🙂", "x" * 9000]
)
def test_no_text_breaks_the_search(talk: Talk, text: str):
    assert talk.ask(text)


def test_headings_in_code_do_not_split_a_passage():
    page = "# Page\n\nIntro.\n\n## One\n\n<!-- asked: a; b -->\n\n```\n# not a heading\n```\n"
    intro, one = split("page.md", page)
    assert (intro.heading, one.heading, one.asked) == ("Page", "One", ("a", "b"))
    assert "# not a heading" in one.text
    assert "asked" not in one.text


def test_no_guide_is_a_clear_failure(tmp_path):
    with pytest.raises(GuideMissing, match="No user's guide"):
        Guide.read(tmp_path)
