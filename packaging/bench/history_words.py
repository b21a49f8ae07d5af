"""Made-up messages in several scripts, the same at every run: words as often as words of a
language are (a few in every message, most in few), some code, some names with accents."""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate

COMMON = {
    "en": "the of and to in is that for it as was with be by on not he his but at are this have "
    "from or had an they which you one we all her she there would their will when who him been "
    "has more if no out so what up about into than them can only other time new some could these",
    "de": "die der und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so "
    "eine auch als an nach wie im für man aber aus durch wenn nur war noch werden bei hat wir was "
    "wird sein einen welche sind oder größe straße über können schön müssen während grüße",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce "
    "il sont avec ou été très même élève déjà après être où français garçon cœur hôtel",
    "ru": "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой "
    "что весь год от так о для ты же все тот мочь вы человек такой его сказать только или ещё",
}
SYLLABLES = {
    "en": "con com pre pro in ex dis re un inter ment tion er al ble ous ing ly for mar ta lo ri "
    "ne so ti va per sta men gen tor cal min der land ver ster ning wid ock ash ump elt",
    "de": "ver be ge ent zer auf an ein ung heit keit lich sch stra über grö mei ner ten ster bach "
    "wald berg haus mann stein feld burg hof",
    "fr": "con re dé é in pré ment tion eur age ette ième ance sou lou mar ché qué lon ban gra tif",
    "ru": "по пре вы за при раз ни ка то ре ли ва ного сть ный ция тель ник ком про мер ста го",
}
ALONE = {  # ranges of characters without spaces between words
    "zh": (0x4E00, 0x6FFF),
    "ja": (0x3042, 0x3093),
    "ko": (0xAC00, 0xB300),
    "th": (0x0E01, 0x0E2E),
}
# Of a hundred chats.
CHATS_IN = {"en": 70, "de": 9, "fr": 5, "ru": 4, "zh": 6, "ja": 2, "ko": 2, "th": 2}
CODE = '```python\ndef {a}_{b}(value: int) -> str:\n    return f"{{value}} {c}"\n```\n'
VOCABULARY = 60_000


class Words:
    """Draws words of the languages; one generator of chance decides everything."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.of = {language: _vocabulary(language, chance) for language in CHATS_IN}
        shares = [1 / (rank + 2.7) for rank in range(VOCABULARY)]
        self._shares = list(accumulate(shares))

    def language(self) -> str:
        return self._chance.choices(list(CHATS_IN), list(CHATS_IN.values()))[0]

    def text(self, language: str, count: int) -> str:
        """About `count` words, in sentences."""
        words = self.of[language]
        total, draw = self._shares[len(words) - 1], self._chance.random
        drawn = [words[bisect(self._shares, draw() * total)] for _ in range(count)]
        if language in ALONE:
            return "".join(drawn) + "。"
        for at in range(11, count, 12):
            drawn[at] += "."
        return " ".join(drawn)

    def code(self) -> str:
        a, b, c = (self._chance.choice(self.of["en"]) for _ in range(3))
        return CODE.format(a=a, b=b, c=c)


def _vocabulary(language: str, chance: random.Random) -> list[str]:
    if language in ALONE:
        first, last = ALONE[language]
        return [
            "".join(chr(chance.randint(first, last)) for _ in range(chance.choice((1, 2, 2, 3))))
            for _ in range(8_000)
        ]
    words = list(dict.fromkeys(COMMON[language].split()))
    syllables, known = SYLLABLES[language].split(), set(words)
    while len(words) < VOCABULARY:
        word = "".join(chance.choice(syllables) for _ in range(chance.choice((2, 2, 3, 3, 4))))
        if word not in known:
            known.add(word)
            words.append(word)
    return words
