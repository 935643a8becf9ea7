"""The order of results: what the formula promises, and an index that never tells another story than the rows."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench import crowd
from bot.domain import times
from bot.domain.search import ranking
from bot.domain.search.candidates import Ranking, Seeker, in_order
from bot.domain.search.columns import Column
from bot.domain.search.facts import Facts, folded, packed, unpacked
from bot.domain.search.query import Part, Way
from bot.domain.search.ranking import Standing, Weights
from bot.domain.search.weeks import monday, shared_hours, week
from bot.views.common import CODES
from models import Member
from tests.hands import typed
from tests.world import World

ZONES = st.sampled_from(
    ("UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Pacific/Honolulu", "Pacific/Auckland", "nowhere")
)
HALF_DAYS = st.lists(st.sampled_from(times.HALF_DAYS), unique=True)
STANDINGS = st.builds(
    Standing,
    passes_on=st.integers(0, 600),
    title=st.integers(0, 100),
    taken=st.integers(0, 10),
    capacity=st.integers(1, 10),
    answered=st.integers(0, 50),
    answer_seconds=st.integers(0, 10**7),
)


@given(STANDINGS)
def test_shares_are_shares(standing: Standing) -> None:
    assert all(0 <= share <= 1 for share in standing.shares())


@given(STANDINGS, STANDINGS)
def test_the_index_puts_empty_profiles_last_and_otherwise_who_has_more_points_first(
    one: Standing, two: Standing
) -> None:
    weights = Weights()

    def points(standing: Standing) -> float:
        passes_on, load, answers = standing.shares()
        return passes_on * weights.passes_on + load * weights.load + answers * weights.answers

    if one.is_empty != two.is_empty:
        assert (one.merit(weights) < two.merit(weights)) == one.is_empty
    elif points(one) >= points(two) + 0.1:
        assert one.merit(weights) > two.merit(weights)


def test_the_parts_make_a_hundred_points() -> None:
    assert sum(Weights().of(part) for part in Part) == 100


@pytest.mark.parametrize(
    ("text", "said"),
    [("looks=3", "no part of the ranking"), ("hours=many", "no number of points"), ("hours=-1", "from 0 to 1000")],
)
def test_weights_that_mean_nothing_are_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Weights.parse(text)


def test_weights_change_only_what_they_name() -> None:
    assert Weights.parse("hours=20, rotation=0") == Weights(hours=20, rotation=0)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_rotation_is_the_same_all_day(reader: int, mentor: int) -> None:
    alone, among = (ranking.rotation_shares(2519, reader, np.array(ids)) for ids in ([mentor], [1, mentor, 2]))
    assert alone[0] == among[1]
    assert 0 <= alone[0] < 1


FACTS = st.builds(
    Facts,
    speaks=st.frozensets(st.sampled_from(CODES[:4]), max_size=3), tz=ZONES, availability=HALF_DAYS.map(packed),
    team=st.sampled_from(("", "sales", "it")), level=st.integers(0, 6), active=st.integers(2300, 2519),
    trained=st.just(0), private=st.just(False),
)  # fmt: skip
OFFERED = st.lists(st.tuples(STANDINGS, FACTS, st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1,
    unique_by=lambda one: one[0])), min_size=1, max_size=6)  # fmt: skip


@given(OFFERED, FACTS, st.sampled_from(Way), st.integers(1, 3))
def test_the_parts_that_are_shown_add_up_to_the_order(
    offered: list[tuple[Standing, Facts, list[tuple[int, bool]]]], me: Facts, way: Way, asked: int
) -> None:
    """Everybody gets their points at once, and the parts one by one."""
    weights, now = Weights(hours=7, depth=9), datetime(2026, 11, 24, 9, tzinfo=UTC)
    rows = [
        (number, topic, standing.merit(weights) + strong * ranking.depth_merit(weights), strong, str(facts))
        for number, (standing, facts, topics) in enumerate(offered, 1)
        for topic, strong in topics
        if topic <= asked or way is not Way.TOPIC
    ]
    seeker = Seeker(77, me.tz, me.speaks, me.availability, me.team, me.level)
    order = Ranking(seeker, weights, now)
    group = order.group(Column.of(rows, weights), asked, way, {number: number / 7 for number, *_ in rows})
    found = group.candidates(9)
    assert sorted(one.id for one in found) == sorted({number for number, *_ in rows})
    assert found == in_order(found)
    for one in found:
        standing = offered[one.id - 1][0]
        last = 0 if standing.is_empty else ranking.HAS_PROFILE / ranking.PER_POINT
        # The parts that the index keeps are rounded in it, to tenths of a point.
        assert -one.minus == pytest.approx(sum(order.parts(one, standing).values()) + last, abs=0.06)


def test_of_many_mentors_those_who_are_looked_at_are_the_first() -> None:
    """Most pages are found among those who come first whoever looks; for the others everybody is ranked."""
    chance, weights, now = random.Random(4), Weights(), datetime(2026, 11, 24, 9, tzinfo=UTC)

    def somebody() -> Facts:
        spoken, tz = frozenset(chance.choice(crowd.SPEAKS)), chance.choice(crowd.ZONES)
        parts = packed(chance.sample(times.WEEK, 4)) if chance.random() < 0.4 else ""
        team, level = chance.choice(("", "sales", "it")), chance.randint(0, 6)
        return Facts(spoken, tz, parts, team, level, 2500 + chance.randrange(20), 0, False)

    rows = []
    for number in range(1, 1201):
        words, title, answered = chance.choice((0, 9, 60)), chance.choice((0, 9)), chance.choice((0, 1))
        standing, strong = Standing(words, title, chance.randint(0, 2), 3, answered, 90_000), chance.random() < 0.1
        merit = standing.merit(weights) + strong * ranking.depth_merit(weights)
        rows.append((number, 1, merit, strong, str(somebody())))
    column, looked_at = Column.of(rows, weights), Counter[bool]()
    for reader in range(60):
        me, out = somebody(), chance.sample(range(1, 1300), 20)
        order = Ranking(Seeker(2000 + reader, me.tz, me.speaks, me.availability, me.team, me.level), weights, now)
        first = order.first_of(column, 1, Way.TOPIC, 12, out)
        everybody = order.group(column, 1, Way.TOPIC).without(out)
        wanted = [(one.minus, one.id, one.facts) for one in everybody.candidates(12)]
        assert [(one.minus, one.id, one.facts) for one in first.candidates(12)] == wanted
        looked_at[len(first) < len(everybody)] += 1
    assert min(looked_at[True], looked_at[False]) > 0


@given(ZONES, HALF_DAYS, ZONES, HALF_DAYS, st.integers(0, 52))
def test_shared_hours_are_those_of_the_calendars(
    tz: str, free: list[str], other_tz: str, other_free: list[str], weeks_on: int
) -> None:
    start = monday(datetime(2026, 1, 7, 15, tzinfo=UTC) + timedelta(weeks=weeks_on))
    one, two = (Member(tz=zone, availability=half_days) for zone, half_days in ((tz, free), (other_tz, other_free)))
    windows = [list(times.working_windows(member, start - timedelta(days=1), 9)) for member in (one, two)]
    quarters = sum(
        all(any(opens <= at < closes for opens, closes in theirs) for theirs in windows)
        for at in (start + timedelta(minutes=15) * step for step in range(7 * 96))
    )
    weeks = (week(member.tz, packed(member.availability), start) for member in (one, two))
    assert shared_hours(*weeks) == quarters // 4


@given(
    st.lists(st.sampled_from(CODES), unique=True),
    st.text(max_size=64),
    st.lists(st.sampled_from(times.WEEK), unique=True),
    st.text(max_size=75),
)
@example(list(CODES), "Z" * 64, list(times.WEEK), "\u0390" * 75)  # one letter that folds into three
@example([], "a|b", [], "c|d")
def test_facts_are_read_as_they_were_written_and_fit_their_column(
    speaks: list[str], tz: str, availability: list[str], team: str
) -> None:
    said = Facts(frozenset(speaks), tz, packed(availability), folded(team), 6, 9999, 9999, private=True)
    read = Facts.read(str(said))
    assert read == replace(said, tz=tz.replace("|", ""))
    assert len(str(said)) <= 300  # PostgreSQL refuses more
    assert set(unpacked(read.availability)) == set(availability)


async def test_the_order_turns_a_little_from_day_to_day_but_not_within_one(world: World) -> None:
    for mentor in (world.ada, world.dana, world.chen):
        await world.joins(mentor, mentor="Kubernetes", passes_on="Clusters, on call, and how to sleep all the same")
    await world.joins(world.esra, mentee="Kubernetes")

    async def order() -> tuple[str, ...]:
        answer = await typed(world.esra, "/mentor find kubernetes")
        return tuple(sorted(("Ada", "Dana"), key=answer.index))

    firsts = set()
    for _ in range(14):
        first = await order()
        assert await order() == first
        firsts.add(first)
        await world.passes(days=1)
    assert len(firsts) == 2
