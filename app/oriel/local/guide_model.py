"""oriel-guide: answers by finding passages of the guide. No language model.

It says where each answer comes from, and says so when it finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from oriel.local import small_talk
from oriel.local.followups import Asked, read_question
from oriel.local.guide_words import mentions, terms
from oriel.local.narrowing import narrowed
from oriel.local.passages import Found, Guide, Passage, Term
from oriel.local.searched_stores import SearchedStores, file_search_in
from oriel.local.talk import Cite, Move, Question, Say, Script

_ENOUGH = 0.45  # share of a question a passage must speak of
_SECOND = 0.6  # how close to the best another passage must come to be quoted too
_SHORT = 500  # characters below which one passage may be too little


class GuideModel:
    """Answers from one guide, on the thread the guide lives on."""

    def __init__(self, guide: Guide, stores: SearchedStores | None = None) -> None:
        self._guide = guide
        self._stores = stores

    def answer(self, question: Question) -> Script:
        """The answer as a script; always something useful to read."""
        return Script(tuple(self._moves(question)))

    def _moves(self, question: Question) -> list[Move]:
        said = small_talk.reply(question)
        if said is not None:
            return [Say(said)]
        if self._stores and (tool := file_search_in(question)):
            return self._stores.answer(tool, question)
        asked = read_question(question)
        if asked.more:
            return self._more(asked, question.earlier("assistant"))
        if asked.about:
            return self._follow(asked)
        exact = self._guide.exact(asked.text)
        if exact is not None:
            return self._quote([exact], small_talk.opening(exact))
        found = self._good(asked.text)
        if not found:
            return self._nothing(asked.text)
        return self._quote(_best(found), small_talk.opening(found[0].passage))

    def _good(self, text: str) -> list[Found]:
        """Passages that speak of enough of it; one rare word alone is not enough of many."""
        return [
            one
            for one in self._guide.find([(t, 1.0) for t in terms(text)])
            if one.covered >= _ENOUGH
        ]

    def _follow(self, asked: Asked) -> list[Move]:
        """A question that leans on an earlier one: its own words weigh more."""
        new, weighted = _with_topic(asked)
        found = self._guide.find(weighted)
        known = [t for t in new if any(_speaks(one.passage, t) for one in found)]
        if known:
            found = [one for one in found if any(_speaks(one.passage, t) for t in known)]
        if not found or found[0].covered < _ENOUGH / 2:
            return self._nothing(asked.text)
        best = max(found, key=lambda one: one.score * _headed(one.passage, known, weighted)).passage
        lead = f"Going on from *{_short(asked.about[0])}*\n\n"
        if new and not known:
            missed = " or ".join(f"“{t[0]}”" for t in new)
            lead += f"The guide says nothing about {missed}. The nearest it has:\n\n"
        part = None if _headed(best, known, ()) > 1 else narrowed(best.text, known)
        if part is None:
            return self._quote([best], lead + small_talk.opening(best))
        return [
            Say(f"{lead}On that, the guide says under **{best.heading}**:\n\n{part}"),
            Cite(best.file_id, best.filename),
            Say(self._closing([best])),
        ]

    def _more(self, asked: Asked, answers: list[str]) -> list[Move]:
        """What the guide has on the topic that was not quoted yet: the same page first."""
        shown = "\n".join(answers)
        topic = next((q for q in asked.about if self._guide.exact(q) or self._good(q)), "")
        first = self._guide.exact(topic)
        found = [one.passage for one in self._good(topic)]
        start = first or (found[0] if found else None)
        page = [p for p in self._guide.passages if start and p.title == start.title]
        fresh = [p for p in dict.fromkeys([*page, *found[:4]]) if p.text[:80] not in shown]
        if not fresh:
            about = f" on *{_short(topic)}*" if topic else ""
            return [Say(f"That is all the guide has{about}.{self._closing([])}")]
        if start in page:
            fresh.sort(key=lambda p: p in page and page.index(p) < page.index(start))
        return self._quote(fresh[:1], f"There is more on *{_short(topic)}*\n\n")

    def _nothing(self, text: str) -> list[Move]:
        nearest = [one.passage for one in self._guide.find([(t, 1.0) for t in terms(text)])[:2]]
        return [Say(small_talk.nothing_found(nearest))]

    def _quote(self, passages: list[Passage], opening: str) -> list[Move]:
        moves: list[Move] = [Say(opening)]
        for n, passage in enumerate(passages):
            heading = f"\n\n### {passage.heading}\n\n" if n else ""
            if not n and passage.heading not in opening:
                heading = f"### {passage.heading}\n\n"
            moves += [Say(heading + passage.text), Cite(passage.file_id, passage.filename)]
        return [*moves, Say(self._closing(passages))]

    def _closing(self, shown: list[Passage]) -> str:
        """What one might ask next: neighbours of what was shown."""
        at = self._guide.passages.index(shown[-1]) if shown else -1
        after = [*self._guide.passages[at + 1 :], *self._guide.passages]
        asks = [p.asked[0] for p in after if p.asked and p not in shown][:2]
        return "\n\n" + small_talk.you_could_ask(asks) if asks else ""


def _best(found: list[Found]) -> list[Passage]:
    """The best passage; a short one with its neighbour, when that fits as well."""
    first = found[0]
    if len(first.passage.text) > _SHORT:
        return [first.passage]
    close = [
        one.passage
        for one in found[1:2]
        if one.score >= _SECOND * first.score and one.passage.title == first.passage.title
    ]
    return [first.passage, *close]


def _with_topic(asked: Asked) -> tuple[list[Term], list[tuple[Term, float]]]:
    """The question's own terms; and all terms weighted, those said longer ago less."""
    weights: dict[Term, float] = {}
    weight = 1.0
    for text in asked.about:
        for term in terms(text):
            weights.setdefault(term, weight)
        weight *= 0.5
    new = [term for term in terms(asked.text) if term not in weights]
    return new, [*((term, 1.6) for term in new), *weights.items()]


def _headed(passage: Passage, known: list[Term], weighted: Sequence[tuple[Term, float]]) -> float:
    """How much more a passage counts for having the terms in its heading."""
    own = any(mentions(passage.heading, term) for term in known)
    topic = any(mentions(passage.heading, term) for term, weight in weighted if weight == 1.0)
    return (3.0 if own else 1.0) * (2.0 if topic else 1.0)


def _speaks(passage: Passage, term: Term) -> bool:
    return mentions(f"{passage.heading} {passage.text}", term)


def _short(text: str, limit: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
