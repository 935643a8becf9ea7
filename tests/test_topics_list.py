"""The topics that every workspace starts with."""

from itertools import groupby

import pytest

from bot.domain.topics import LONGEST_NAME, Lexicon, fold, starter_list, starter_parents

TOPICS, PARENTS = starter_list(), starter_parents()
NUMBERS = {name: number for number, name in enumerate(TOPICS)}


@pytest.fixture(scope="module")
def known() -> Lexicon:
    """The list as one workspace knows it, its topics numbered in order."""
    return Lexicon(
        names={number: (name, dutch) for number, (name, (dutch, *_)) in enumerate(TOPICS.items())},
        meanings={fold(word): number for number, (name, words) in enumerate(TOPICS.items()) for word in (name, *words)},
        parents={NUMBERS[name]: [NUMBERS[parent] for parent in parents] for name, parents in PARENTS.items()},
    )


def test_no_word_means_two_topics() -> None:
    said = sorted((fold(word), name) for name, words in TOPICS.items() for word in (name, *words))
    meanings = {word: {name for _, name in pairs} for word, pairs in groupby(said, key=lambda pair: pair[0])}
    assert {word: names for word, names in meanings.items() if len(names) > 1} == {}


def test_every_wider_topic_is_in_the_list_and_none_is_a_part_of_itself() -> None:
    assert {parent for parents in PARENTS.values() for parent in parents} <= TOPICS.keys()
    assert {name for name in PARENTS if name in _above(name)} == set()
    assert [name for name, parents in PARENTS.items() if len(parents) > len(set(parents))] == []
    assert len(PARENTS) > 300


def _above(name: str) -> set[str]:
    """All that is wider than `name`, however far."""
    found, waiting = set[str](), list(PARENTS.get(name, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting += PARENTS.get(parent, ())
    return found


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
        ("how do I go about", set()),
        ("I want to learn Go", {"Go"}),
        ("programming in go", {"Go", "Programming"}),
        ("machine lerning and sql", {"Machine learning", "SQL"}),  # one right word does not stop a misspelt one
        ("custmer servce", {"Customer service"}),
        ("pyhton exel", {"Python", "Excel"}),
        ("hiking", set()),
        ("negotiations with vendors", {"Negotiation", "Working with suppliers"}),
        ("timemanagement", {"Time management"}),
        ("management of stakeholders", {"Stakeholder management"}),
        ("mijn eerste presentation", {"Presenting"}),
        ("leidinggevenden", {"Leadership"}),
        ("underwater basket weaving", set()),
        ("AI/ML", {"Machine learning"}),
        ("learning", {"Learning to learn"}),
        ("learning python", {"Python"}),
    ],
)
def test_what_people_type(known: Lexicon, words: str, names: set[str]) -> None:
    assert {known.name(number, "en") for number in known.understand(words)} == names


def test_narrower_topics_come_before_wider_ones(known: Lexicon) -> None:
    related = [known.name(number, "en") for number in known.related(NUMBERS["Data analysis"])]
    assert related[-1] == "Data"
    assert {"SQL", "Statistics"} <= set(related[:-1])
    assert known.wider(NUMBERS["SQL"], "nl") == "Data-analyse"
    assert known.wider(NUMBERS["Finance"], "nl") == ""
