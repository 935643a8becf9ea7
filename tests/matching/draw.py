"""Small rounds, drawn by hypothesis: few topics, teams and levels, so that rules bite and scores tie."""

from dataclasses import replace

from hypothesis import strategies as st

from bot.domain.matching.people import Person, Topic
from bot.domain.matching.programme import Kind, Programme, Rule, Rules, Weights

HOUR = 0b1111
WEEKS = (None, HOUR * 0b1, HOUR << 4 | HOUR, (1 << 80) - 1, (1 << 80) - 1 << 16)


def some(ids: list[str], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(ids), max_size=most)


@st.composite
def people(draw: st.DrawFn, kind: Kind, most: int) -> list[Person]:
    ids = [f"p{number}" for number in range(draw(st.integers(0, most)))]
    topics: st.SearchStrategy[dict[Topic, int]] = st.dictionaries(st.integers(1, 3), st.integers(1, 5), max_size=2)
    return [
        Person(
            id=own,
            offers=draw(topics),
            seeks=draw(topics),
            has_goal=draw(st.integers(0, 4)) > 0,
            languages=draw(st.frozensets(st.sampled_from(["en", "nl"]), max_size=2)),
            week=draw(st.sampled_from(WEEKS)),
            level=draw(st.sampled_from([None, 1, 2, 3, 5])),
            team=draw(st.sampled_from([None, "a", "b", "c"])),
            line=draw(some(ids, 1)) - {own},
            learns=draw(st.booleans()),
            capacity=draw(st.integers(0, 2)),
            earlier=draw(some(ids, 1)) - {own},
            apart=draw(some(ids, 1)) - {own},
            wishes=tuple(draw(st.lists(st.sampled_from(ids), max_size=2, unique=True))),
        )
        for own in ids
    ]


@st.composite
def programmes(draw: st.DrawFn, kind: Kind) -> Programme:
    weights = draw(
        st.sampled_from([Weights(), Weights(topics=10, hours=0, language=3, level=2, team=1, wish=4, wished=3)])
    )
    steps = st.none() | st.integers(-1, 2)
    return Programme(
        kind=kind,
        rules=Rules(
            shared_topic=draw(st.integers(0, 3)) > 0,
            shared_language=draw(st.booleans()),
            least_hours=draw(st.sampled_from([0, 0, 1, 4])),
            other_team=draw(st.booleans()),
            outside_line=draw(st.booleans()),
            least_step=draw(steps),
            most_step=draw(steps),
            no_repeats=draw(st.booleans()),
            discreet=draw(st.integers(0, 3)) == 0,
            unknown_passes=draw(st.frozensets(st.sampled_from([Rule.LANGUAGE, Rule.HOURS, Rule.TEAM, Rule.LEVEL]))),
        ),
        weights=weights,
        floor=draw(st.booleans()),
        balance=draw(st.sampled_from([0, 0, 2, 700])),
        trio=draw(st.booleans()),
    )


def open_to_strangers(programme: Programme) -> Programme:
    """With rules that somebody of whom nothing is known but topics passes."""
    known = frozenset({Rule.LANGUAGE, Rule.HOURS, Rule.TEAM, Rule.LEVEL})
    return replace(programme, rules=replace(programme.rules, unknown_passes=known, discreet=False))


def crowds() -> st.SearchStrategy[list[Person]]:
    """One or two mentors with a place each, and more who want one."""
    topics: st.SearchStrategy[dict[Topic, int]] = st.dictionaries(
        st.integers(1, 3), st.integers(1, 5), min_size=1, max_size=2
    )
    mentors, mentees = st.lists(topics, min_size=1, max_size=2), st.lists(topics, min_size=2, max_size=5)
    return st.builds(
        lambda given, wanted: [
            *(Person(id=f"m{place}", learns=False, capacity=1, offers=offers) for place, offers in enumerate(given)),
            *(Person(id=f"e{place}", seeks=seeks) for place, seeks in enumerate(wanted)),
        ],
        mentors,
        mentees,
    )
