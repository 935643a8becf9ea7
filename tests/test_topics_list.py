"""The topics that every workspace starts with."""

from itertools import groupby

import pytest

from bot.domain.topics import LONGEST_NAME, Lexicon, fold, starter_list

TOPICS = starter_list()


@pytest.fixture(scope="module")
def known() -> Lexicon:
    """The list as one workspace knows it, its topics numbered in order."""
    return Lexicon(
        names={number: (name, dutch) for number, (name, (dutch, *_)) in enumerate(TOPICS.items())},
        meanings={fold(word): number for number, (name, words) in enumerate(TOPICS.items()) for word in (name, *words)},
    )


def test_no_word_means_two_topics() -> None:
    said = sorted((fold(word), name) for name, words in TOPICS.items() for word in (name, *words))
    meanings = {word: {name for _, name in pairs} for word, pairs in groupby(said, key=lambda pair: pair[0])}
    assert {word: names for word, names in meanings.items() if len(names) > 1} == {}


def test_there_is_something_for_most_fields() -> None:
    assert len(TOPICS) >= 300


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_fits_the_screen_and_has_a_dutch_name(name: str) -> None:
    words = TOPICS[name]
    assert all(isinstance(word, str) for word in words), "YAML reads a bare no, on or number as something else"
    dutch, *_ = words
    assert 0 < len(dutch.strip()) <= LONGEST_NAME
    assert len(name) <= LONGEST_NAME
    assert all(fold(word) for word in (name, *words))


@pytest.mark.parametrize("name", TOPICS)
def test_an_alias_says_something_new(name: str) -> None:
    dutch, *aliases = map(fold, TOPICS[name])
    said = {fold(name), dutch}
    assert len(aliases) == len(set(aliases) - said)


@pytest.mark.parametrize("name", TOPICS)
def test_every_word_finds_its_topic(known: Lexicon, name: str) -> None:
    number = list(TOPICS).index(name)
    assert {word: known.understand(word) for word in (name, *TOPICS[name])} == {
        word: [number] for word in (name, *TOPICS[name])
    }


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("leading remote teams", {"Remote teams", "Leadership"}),
        ("kubernets", {"Kubernetes"}),
        ("k8s", {"Kubernetes"}),
        ("ai", {"Machine learning"}),
        ("generatieve ai", {"Generative AI"}),
        ("c#", {"C#"}),
        ("c++", {"C++"}),
        ("beinvloeden", {"Influence without authority"}),
        ("een jaarrekening lezen", {"Balance sheets"}),
        ("building a network", {"Networking"}),
        ("retail", {"Shopkeeping"}),
        ("how do I read a balance sheet", {"Balance sheets"}),
        ("slecht nieuws gesprek", {"Difficult conversations"}),
        ("leiding geven", {"Leadership"}),
        ("structured query language", {"SQL"}),
        ("knitting", set()),
    ],
)
def test_what_people_type(known: Lexicon, words: str, names: set[str]) -> None:
    assert {known.name(number, "en") for number in known.understand(words)} == names
