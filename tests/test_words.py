"""Properties of texts: nothing typed escapes, nothing is cut in half, words are understood whole."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.topics import Lexicon, fold, starter_list
from bot.domain.topics.words import grammar
from bot.i18n import Md, Texts, esc, readable
from bot.views import kit

TYPED = st.text(max_size=200)
LITERAL = re.compile(r"<!date\^0\^\{_\}\|([^<>]*)>")
"""How a mark is kept from marking: docs/adr/0008-doors.md."""


@given(TYPED)
def test_what_was_typed_comes_out_inert_and_readable(typed: str) -> None:
    safe = esc(typed)
    bare = LITERAL.sub(r"\1", safe)
    assert "<" not in bare
    assert ">" not in bare
    nobodys = str.maketrans("", "", "\u00ad\ue000\ue001")
    assert readable(safe) == typed.translate(nobodys)
    assert esc(safe) == safe, "escaping twice is escaping once"


@given(TYPED, st.integers(2, 60))
def test_cutting_never_splits_an_entity_or_a_mention(typed: str, limit: int) -> None:
    text = Md(esc(typed) + "<@U0123456789>" + esc(typed))
    cut = kit.clip_md(text, limit)
    assert len(cut) <= limit
    assert cut.count("<") == cut.count(">")
    rest = cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in rest


@given(st.dictionaries(st.sampled_from(["name", "words"]), TYPED, min_size=2))
def test_values_are_escaped_and_braces_in_them_mean_nothing(values: dict[str, str]) -> None:
    text = Texts().md("{name} says {words}", **values)
    assert text == f"{esc(values['name'])} says {esc(values['words'])}"


@given(TYPED)
def test_folding_twice_is_folding_once(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)


def lexicon() -> Lexicon:
    names = {number: (name, aliases[0]) for number, (name, aliases) in enumerate(starter_list().items(), start=1)}
    meanings = {
        fold(alias): number
        for number, (name, aliases) in enumerate(starter_list().items(), start=1)
        for alias in (name, *aliases)
    }
    return Lexicon(names, meanings)


LEXICON = lexicon()


@given(st.sampled_from(sorted(LEXICON.meanings)), st.sampled_from(["", "about ", "iets over "]))
def test_every_name_and_alias_is_understood_in_a_sentence(alias: str, before: str) -> None:
    assert LEXICON.meanings[alias] in LEXICON.understand(before + alias)


@given(st.sampled_from(sorted(LEXICON.meanings)))
def test_a_topics_own_name_or_alias_finds_it_first(alias: str) -> None:
    assert LEXICON.understand(alias)[0] == LEXICON.meanings[alias]


@given(st.lists(st.sampled_from(sorted(grammar() - {"go"})), max_size=8), st.text(alphabet=" ?!.,;-'/&", max_size=5))
def test_words_of_grammar_and_signs_alone_never_mean_anything(words: list[str], signs: str) -> None:
    assert LEXICON.understand(signs.join(words)) == [] or set(fold(signs.join(words)).split()) - grammar()


@given(TYPED)
def test_anything_can_be_typed_and_every_meaning_has_its_words(typed: str) -> None:
    found = LEXICON.read(typed)
    assert {meaning.topic for meaning in found} <= LEXICON.names.keys()
    assert all(meaning.words for meaning in found)
    assert LEXICON.suggest(typed, "nl") == list(dict.fromkeys(LEXICON.suggest(typed, "nl")))


@given(st.sampled_from([name for name in starter_list() if len(name) >= 7]), st.data())
def test_one_slip_of_the_finger_is_forgiven(name: str, data: st.DataObject) -> None:
    folded = fold(name)
    place = data.draw(st.integers(1, len(folded) - 2))
    slipped = folded[:place] + folded[place + 1 :]
    topic = LEXICON.meanings[folded]
    assert topic in LEXICON.understand(slipped) or topic in LEXICON.nearest(slipped)


def test_whole_words_only() -> None:
    assert [LEXICON.names[topic][0] for topic in LEXICON.understand("retail")] == ["Shopkeeping"]
    assert LEXICON.understand("bonsai") == []
    assert [LEXICON.names[topic][0] for topic in LEXICON.understand("AI")] == ["Machine learning"]


def test_a_short_word_is_not_bent_into_another() -> None:
    assert LEXICON.understand("learn") == []


def test_dutch_readers_find_by_dutch_words() -> None:
    assert LEXICON.name(LEXICON.understand("leiding geven")[0], "nl") == "Leidinggeven"
