"""Words as they are compared: folded, stemmed in two languages, and the small ones that mean nothing alone."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import snowballstemmer
import yaml

SMALL_WORDS = Path(__file__).parents[2] / "data" / "small_words.yaml"
WORD = re.compile(r"[\w+#&/.'-]*\w[+#]*")
STEMMED = 4
"""Letters from which on a word is stemmed: in shorter ones an ending is often the word itself. One letter less is its
own stem: APIs are more than one API."""
_ENGLISH, _DUTCH = snowballstemmer.stemmer("english"), snowballstemmer.stemmer("dutch")
_DUTCH_ENDINGS = snowballstemmer.stemmer("dutch_porter")


def fold(text: str) -> str:
    """Lower case, no accents, only letters of any script, digits and + # & / . inside words, single spaces."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(WORD.findall(text.casefold()))


@lru_cache(maxsize=32_768)
def stems(word: str) -> tuple[str, ...]:
    """What a folded word shares with its other forms: its English and its Dutch stem, each told by a first letter.
    Short words and those with digits or signs are only themselves. 60 us when new (1.3 us a character, pure Python)."""
    if len(word) < STEMMED - 1 or not word.isalpha():
        return ("=" + word,)
    if len(word) < STEMMED:
        return "e" + word, "n" + word
    return "e" + _ENGLISH.stemWord(word), "n" + _DUTCH.stemWord(word)


@lru_cache(maxsize=4_096)
def starts(word: str) -> tuple[str, ...]:
    """The beginnings that a folded word shares with its Dutch forms: "begrot" of begroting, "verkoop" of verkopen."""
    if len(word) < STEMMED or not word.isalpha():
        return ()
    return tuple(dict.fromkeys((_DUTCH_ENDINGS.stemWord(word), _DUTCH.stemWord(word))))


def joined(phrase: str) -> str:
    """The phrase written as one word: "time management" is "timemanagement", "e-mail" is "email"."""
    return phrase.replace(" ", "").replace("-", "")


@cache
def _small() -> dict[str, frozenset[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load(SMALL_WORDS.read_text("utf-8"))
    return {kind: frozenset(words) for kind, words in loaded.items()}


def grammar() -> frozenset[str]:
    """Words of grammar, which never mean a topic by themselves in a sentence: how, do, hoe, van."""
    return _small()["grammar"]


def before_names() -> frozenset[str]:
    """Those of them after which a name may come: "programming in Go"."""
    return _small()["before_names"]


def common() -> frozenset[str]:
    """Words of every search, which say little and are no misspelling of anything: learn, better, mensen."""
    return _small()["common"]
