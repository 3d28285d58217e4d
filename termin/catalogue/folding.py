"""German words brought to a form in which spelling and inflection no longer part them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_WORDS = 200
"""Characters of a search that are read."""

_WORD = re.compile(r"\w+")
_DIGRAPHS = re.compile(r"[aou]e")
_PARTICIPLE = re.compile(r"(ab|an|um|aus|weg|ein|auf|zu|nach|hin|um)?ge(\w{3,9}?)(et|t|en)")
_SUFFIXES = ("ungen", "ung", "ern", "em", "en", "er", "es", "et", "e", "s", "n")
_SHORTEST_STEM = 4

_STOPWORDS = """
ich du er sie es wir ihr mich mir dich dir uns euch sich mein meine meinen meinem meiner dein deine
unser unsere sein seine ihre der die das den dem des ein eine einen einem einer eines und oder aber
ist sind bin war waren wird werde werden wurde habe hab hat haben hatte will wollen möchte möchten
muss müssen kann können darf soll sollen brauche brauchen benötige bitte für von vom zu zum zur im
in am an auf aus bei beim mit nach um über wegen als wie was wo wer wann warum ob dass wenn nicht
kein keine noch schon auch nur mal hier da dort einfach gern gerne hallo guten tag
termin termine amt stadt bürgerbüro bürgeramt machen lassen gehen bekommen holen tun
bestellen buchen vereinbaren nächste nächsten
i my me the a an to for of and or is am are have has want need would like please get my do how can
bir ve ile için istiyorum lazım
"""


def fold(text: str) -> str:
    """Return text in lower case without marks; ä, ae and a fall together, so do ß and ss."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _DIGRAPHS.sub(lambda found: found[0][0], plain)


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order."""
    return tuple(_WORD.findall(fold(text[:5000])))


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry meaning, in order; all of them if none does."""
    words = tokens(text)
    telling = tuple(word for word in words if word not in STOPWORDS)
    return tuple(stem(word) for word in telling or words)


def spoken(text: str) -> dict[str, str]:
    """Return each stem of a text with the word as it was written."""
    return {stem(fold(word)): word for word in reversed(_WORD.findall(text[:5000]))}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a folded word without its inflection; what is short stays."""
    participle = _PARTICIPLE.fullmatch(word) if len(word) >= 8 else None
    if participle:
        word = (participle[1] or "") + participle[2]
    elif word.endswith("igt"):
        word = word[:-1]
    while True:
        suffix = next((end for end in _SUFFIXES if _ends(word, end)), None)
        if suffix is None:
            return word
        word = word[: -len(suffix)]


def sorting_key(name: str) -> tuple[str, str]:
    """Return the key by which names stand in a German list (DIN 5007-1), the same ones stable."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)), name


def _ends(word: str, suffix: str) -> bool:
    if not word.endswith(suffix) or word.endswith("ss"):
        return False
    shortest = _SHORTEST_STEM - 1 if suffix == "s" else _SHORTEST_STEM
    return len(word) - len(suffix) >= shortest


STOPWORDS = frozenset(_WORD.findall(fold(_STOPWORDS)))
