"""What the retrieval view says of scores, settings, changes and hit rates. Made in one place."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from oriel.domain.filters import Op, count_of
from oriel.domain.library import AttributeValue
from oriel.domain.refusals import from_oracle
from oriel.domain.retrieval import Change, RankChange, SearchRun, SearchSettings
from oriel.domain.visible import visible
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.refusal_words import needed_policy

LONGEST_SHOWN = 120  # characters of an attribute's value
SIDES = ("A", "B")
_OPS = {
    Op.EQ: QT_TRANSLATE_NOOP("Retrieval", "is"),
    Op.NE: QT_TRANSLATE_NOOP("Retrieval", "is not"),
    Op.GT: QT_TRANSLATE_NOOP("Retrieval", "is over"),
    Op.GTE: QT_TRANSLATE_NOOP("Retrieval", "is at least"),
    Op.LT: QT_TRANSLATE_NOOP("Retrieval", "is under"),
    Op.LTE: QT_TRANSLATE_NOOP("Retrieval", "is at most"),
}
_SETTINGS = {
    "rewrite_query": QT_TRANSLATE_NOOP("Retrieval", "rewriting the question"),
    "ranker": QT_TRANSLATE_NOOP("Retrieval", "the ranker"),
}
_UNREADABLE = {
    "json": QT_TRANSLATE_NOOP("Retrieval", "This file is no JSON that can be read."),
    "columns": QT_TRANSLATE_NOOP("Retrieval", "This file has no column named “question”."),
    "none": QT_TRANSLATE_NOOP("Retrieval", "There is no question in this file."),
    "large": QT_TRANSLATE_NOOP("Retrieval", "This file is too large for a list of questions."),
    "text": QT_TRANSLATE_NOOP("Retrieval", "This file is no text in UTF-8."),
}


def t(text: str, **facts: object) -> str:
    """Translated, with the facts put in."""
    said = QCoreApplication.translate("Retrieval", text)
    return said.format(**facts) if facts else said


def op_words(op: Op) -> str:
    return t(str(_OPS[op]))


def score_words(score: float) -> str:
    return QLocale().toString(score, "f", 2)


def percent(share: float) -> str:
    """A share from 0 to 1 as 85 %."""
    return t("{n} %", n=QLocale().toString(round(share * 100)))


def seconds_words(seconds: float) -> str:
    if seconds < 0.995:
        return t("{n} ms", n=QLocale().toString(max(1, round(seconds * 1000))))
    return t("{n} s", n=QLocale().toString(seconds, "f", 1))


def attribute_words(key: str, value: AttributeValue) -> str:
    """As key=value on one line, however long they are."""
    if isinstance(value, bool):
        shown = t("yes") if value else t("no")
    elif isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        shown = str(int(value))
    else:
        shown = str(value)
    return " ".join(visible(f"{key}={shown}"[:LONGEST_SHOWN]).split())


def change_spoken(change: RankChange, other: str) -> str:
    """Where a passage stands beside the other side, for whoever listens."""
    facts = {"n": change.places, "other": other}
    match change.change:
        case Change.SAME:
            return t("the same place as in {other}", **facts)
        case Change.UP:
            return t("{n} higher than in {other}", **facts)
        case Change.DOWN:
            return t("{n} lower than in {other}", **facts)
        case Change.ONLY:
            return t("not in {other}", **facts)


def change_words(change: RankChange, other: str) -> str:
    """The same in a few signs."""
    match change.change:
        case Change.SAME:
            return "="
        case Change.UP:
            return t("↑ {n}", n=change.places)
        case Change.DOWN:
            return t("↓ {n}", n=change.places)
        case Change.ONLY:
            return t("not in {other}", other=other)


def found_words(run: SearchRun) -> str:
    """How many passages, and how long it took."""
    took = seconds_words(run.seconds)
    if len(run.hits) == 1:
        return t("1 passage in {took}", took=took)
    return t("{n} passages in {took}", n=count_text(len(run.hits)), took=took)


def searched_words(run: SearchRun) -> str:
    """The question as the service rewrote it, "" where it did not."""
    if not run.searched:
        return ""
    told = " · ".join(f"“{visible(' '.join(each.split()))}”" for each in run.searched)
    return t("As the service searched: {queries}", queries=told)


def left_out_words(run: SearchRun) -> str:
    """Which settings the service does not take, "" where it took them all."""
    if not run.left_out:
        return ""
    names = ", ".join(
        t(str(_SETTINGS[name])) if name in _SETTINGS else name for name in run.left_out
    )
    return t("Left out, since the service does not take it: {names}.", names=names)


def filter_words(settings: SearchSettings) -> str:
    """How many comparisons a filter has, for its button."""
    count = count_of(settings.filter)
    if not count:
        return t("No filter")
    return t("Filter: 1 rule") if count == 1 else t("Filter: {n} rules", n=count)


def unreadable_words(code: str) -> str:
    """Why a file holds no questions."""
    return t(str(_UNREADABLE[code]))


def trouble_words(error: BaseException) -> tuple[str, str, str]:
    """Title, reason and next step of what failed. A store that is not found has words of its
    own: of the many things a service may not find, it is known to be this."""
    code, facts = getattr(error, "code", ""), getattr(error, "facts", {})
    if code != "not_found":
        words = explain(code, facts)
        return words.title, words.reason, words.next_step
    title, reason, step = (
        t("The store was not found."),
        t("It was deleted, belongs to another project, or was made only a moment ago."),
        t("Choose another store, or try again soon."),
    )
    if from_oracle(facts):
        reason += " " + t("Oracle Cloud says the same of what no policy allows.")
        step += " " + t(
            "If it is there, ask your administrator for this policy: {policy}",
            policy=needed_policy(facts),
        )
    return title, reason, step
