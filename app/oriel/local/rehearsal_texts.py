"""The rehearsal's prose: help, headings, a table, formulas, many scripts, length."""

from __future__ import annotations

from itertools import cycle

from oriel.local.beats import count_tokens

HELP = """\
I am **oriel-rehearsal**. There is no language model behind me: I play kinds of output on \
demand, so that you can see how Oriel shows them. Name one or several:

| Say | You get |
|---|---|
| `headings` | headings, lists, quotes, links |
| `code`, `code rust` | code in many languages, or in one |
| `table` | tables |
| `math` | formulas |
| `long 5000` | that many tokens of prose |
| `scripts` | many scripts, right-to-left, emoji |
| `reasoning` | a thought before the answer |
| `call` | a call of a function the request declares |
| `file search lamps` | a search of the stores the request names, with citations |
| `web search`, `x search` | made-up finds, with citations |
| `code interpreter` | code that runs and leaves a file in its container |
| `draw a hill` | a picture that sharpens |
| `mcp` | a server's tools, leave and a call; also `mcp broken`, `mcp unreachable` |
| `custom tool: text` | a call of a custom tool the request declares |
| `raw reasoning`, `reasoning in parts` | the thought itself; a thought in two parts |
| `commentary` | a message before the answer |
| `compaction`, `unknown item` | items without words |
| `refusal` | a refusal |
| `incomplete`, `filtered` | an answer that stops early |
| `failed` | an answer that fails on the way |
| `slow 5` | a pause of that many seconds |
| `rate-limited 2` | status 429 with Retry-After |
| `expired container` | a container that ended, until another takes its place |
| `gone` | the earlier response or conversation is not kept any more |
| `echo …` | your own words back |
| `what did I say before?` | your earlier messages |

Add `fast` for full speed or `rate 200` for that many words a second.

For trying out clients there are faults too: `error 500` (also `html`, `oci`, `empty`), \
`error event`, `cut`, `drop` (the answer goes on without the line), `stall`, \
`unknown events`, `malformed`, `unnumbered`. With `once`, a refused request passes when it is \
sent again.
"""

HEADINGS = """\
# A heading of the first level

An opening paragraph with **strong**, *emphasised* and `inline code` words, a \
[link](https://example.com) and a line that is long enough to wrap in a narrow window.

## The second level

- a list item
- another one, with an item below it
  - a nested item
  - and its sibling
- the last one

### The third level

1. first
2. second
3. third

> A quotation, set apart from the text around it.

- [x] something done
- [ ] something to do

---

#### The fourth level

The last paragraph.

"""

TABLE = """\
| Region | Key | Typical latency | Open |
|:--|:--|--:|:-:|
| Frankfurt | `eu-frankfurt-1` | 24 ms | yes |
| London | `uk-london-1` | 31 ms | yes |
| Ashburn | `us-ashburn-1` | 98 ms | yes |
| Osaka | `ap-osaka-1` | 236 ms | no |

"""

MATH = r"""Inline, the energy is $E = mc^2$ and the golden ratio $\varphi = \frac{1 + \sqrt{5}}{2}$.

$$
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}
$$

$$
\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}
= \frac{1}{ad - bc} \begin{pmatrix} d & -b \\ -c & a \end{pmatrix}
$$

And a sum: $\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}$.

"""

SCRIPTS = """\
Latin: Příliš žluťoučký kůň. Greek: Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.
Cyrillic: Съешь ещё этих мягких французских булок.

Arabic: هذا نص يُكتب من اليمين إلى اليسار، مع رقم 42 في وسطه.

Hebrew: זהו טקסט מימין לשמאל עם English באמצע.

Chinese: 今天天气很好，我们去散步吧。 Japanese: いろはにほへと。 Korean: 다람쥐 헌 쳇바퀴.
Hindi: नमस्ते दुनिया। Thai: สวัสดีชาวโลก

Emoji: 🙂 🚀 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇪🇺. One long word: \
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.

"""

THOUGHTS = """\
**Reading the request**

The message asks for reasoning, so a thought is played before the answer.

**Planning the answer**

One short sentence will do. Nothing here was really thought: it is a rehearsal.
"""

_PROSE = (
    "The morning light came slowly over the hills, and with it the sound of the river.",
    "Nobody in the village could say when the mill had been built, or by whom.",
    "It stood at the bend where the water runs fast, and it had always stood there.",
    "On market days the road was full of carts, and the children ran beside them.",
    "In winter the wheel froze, and the miller told stories by the fire.",
    "Some of them were true; the best ones, as he said himself, were not.",
    "A window on the upper floor looked far down the valley, to the sea on clear days.",
    "Whoever sat there saw the weather before it came, and the visitors too.",
)


def long_text(tokens: int) -> str:
    """Prose of exactly that many tokens, in paragraphs of eight sentences with a few headings."""
    pieces: list[str] = []
    left = tokens
    for n, sentence in enumerate(cycle(_PROSE)):
        size = count_tokens(sentence)
        if size > left:
            break
        pieces.append(sentence + ("\n\n" if n % 8 == 7 else " "))
        left -= size
    return "".join(pieces) + " ".join(["and"] * left)
