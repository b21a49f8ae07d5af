"""What is searched for in the made-up history: about sixty queries of every kind."""

from __future__ import annotations

from bench.history_words import Words


def queries(words: Words, folder: str, title: str) -> list[str]:
    """`folder` and `title` are names of a folder and of a chat that are there."""
    en, zh = words.of["en"], words.of["zh"]
    ja, ko, th = (words.of[language] for language in ("ja", "ko", "th"))
    rare, seldom, mid = en[50_000], en[5_000], en[500]
    return [
        # rare, less rare, everywhere, nowhere
        *(f"{en[rank]} " for rank in (59_000, 50_000, 20_000, 5_000, 1_000, 500, 200, 60, 3)),
        *("the ", "of ", "and ", "is ", "zzyzzyq "),
        # several words
        *("the of ", f"the {mid} ", f"{mid} {en[600]} ", f"{en[2_000]} {en[3_000]} "),
        *("the of and to in is that for it as ", f"{rare} the "),
        # what is not finished
        *("con", "com", "pro", "the con", "ment", "tion", "inter", "verst", f"{seldom} com"),
        *(f"{seldom} tion", mid[:5], "th"),
        # phrases
        *('"of the"', '"the and"', '"is that it"', '"the the the"', '"the of and to"'),
        *(f'"{mid} the"', '"und the"'),
        # other scripts and spellings
        *(zh[0], zh[700], zh[0] + zh[1], f'"{zh[40]}{zh[2]}"', ja[3] + ja[20], ko[90], th[5]),
        *("größe", "grosse", "strasse", "eleve", "coeur", "при", "что это"),
        # filters
        *("role:user the ", "has:code the ", "has:image con", f"has:tool {mid} "),
        *("model:old the ", "model:grok is ", f'in:"{folder}" the ', f'in:"{title}" is'),
        *("tag:work con", "tag:größe größe", "before:2022 the ", "after:2026-06 con"),
        *("on:2024-02 the of ", "after:3m role:me is "),
        # without
        *("the -of ", "the -of -and -to -in -is ", f"{en[300]} -the ", "con -the"),
        # only filters
        *("has:image after:2026-01", "role:user", "model:old", f'in:"{folder}"', "before:2021-06"),
        *("tag:urgent has:file", "on:2023-05-05", "-the", "role:assistant -the -of -and"),
    ]
