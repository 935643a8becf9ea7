"""What a plan says of itself holds: its proof cannot be faked, and its reasons are true."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.matching.cohort import cohort
from bot.domain.matching import apart
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.errors import CannotLock, EngineFailed, PointsTooLarge
from bot.domain.matching.flow import Prices, Terms
from bot.domain.matching.optimum import best, least_prices, terms
from bot.domain.matching.people import Person, Topic
from bot.domain.matching.plan import Cause, SecondBest
from bot.domain.matching.programme import Kind, Programme, Rule, Rules, Weights
from bot.domain.matching.reach import Whom
from bot.domain.matching.solve import second_best, solve
from bot.domain.matching.task import Task
from bot.domain.matching.verify import verify
from tests.matching import draw, naive

Spoil = Callable[[Whom, Prices], object]


def nobody(whom: Whom, prices: Prices) -> None:
    """One match less: still allowed, but not the best."""
    whom[np.flatnonzero(whom >= 0)[0]] = -1


def anybody(whom: Whom, prices: Prices) -> None:
    """Everybody has the same mentor, whatever the rules and the places."""
    whom[:] = 0


def swapped(whom: Whom, prices: Prices) -> None:
    one, two = np.flatnonzero(whom >= 0)[[3, 20]]
    whom[one], whom[two] = whom[two], whom[one]


def crowded(whom: Whom, prices: Prices) -> None:
    """Somebody who had nobody is given a mentor whose places are taken."""
    full = TASK.eligible()
    row = next(row for row in np.flatnonzero(whom < 0) if full.starts[row] < full.starts[row + 1])
    whom[row] = full.columns[full.starts[row]]


def cheap(whom: Whom, prices: Prices) -> None:
    prices.columns[int(prices.columns.argmax())] -= 1


def dear(whom: Whom, prices: Prices) -> None:
    prices.rows[0] += 1


def negative(whom: Whom, prices: Prices) -> None:
    prices.rows[0] = -1


TASK = Task(cohort(80), Programme(rules=Rules(least_hours=2)))


@pytest.mark.parametrize("balance", [0, 300])
@pytest.mark.parametrize("spoil", [None, nobody, anybody, swapped, crowded, cheap, dear, negative])
def test_a_spoilt_plan_is_refused(spoil: Spoil | None, balance: int) -> None:
    pairs = TASK.eligible()
    how = terms(pairs, TASK.places(), np.zeros(pairs.width, np.int64), balance)
    optimum = best(pairs, how, "pylmcf")
    if spoil is None:
        verdict = verify(pairs, how, optimum.whom, optimum.prices)
        assert verdict.total == verdict.bound > 0
        # The lowest prices prove it as well.
        assert verify(pairs, how, optimum.whom, least_prices(pairs, how, optimum.whom)) == verdict
        return
    spoil(optimum.whom, optimum.prices)
    with pytest.raises(EngineFailed):
        verify(pairs, how, optimum.whom, optimum.prices)


def test_prices_of_a_worse_plan_never_come_to_rest() -> None:
    pairs = TASK.eligible()
    how = terms(pairs, TASK.places(), np.zeros(pairs.width, np.int64), 0)
    whom = best(pairs, how, "pylmcf").whom
    nobody(whom, Prices(how.places, how.places))
    with pytest.raises(EngineFailed):
        verify(pairs, how, whom, least_prices(pairs, how, whom))


def test_sums_that_could_overflow_are_refused() -> None:
    with pytest.raises(PointsTooLarge):
        solve(cohort(20), Programme(weights=Weights(topics=2**30)))
    # Three thousand matches of nearly 2^30 points, weighed so that one more match counts more than all of them.
    starts, columns = np.arange(3001), np.arange(3000, dtype=np.int32)
    dear = Eligible(starts, columns, np.full(3000, 2**30 - 1, np.int32), 3000)
    with pytest.raises(PointsTooLarge):
        terms(dear, np.ones(3000, np.int64), np.zeros(3000, np.int64), 0)
    with pytest.raises(PointsTooLarge):
        solve(cohort(20), Programme(), standing=[("m20", "e1")], keep=2**30)
    with pytest.raises(ValueError, match="below nothing"):
        solve(cohort(20), Programme(balance=-1))
    pairs = TASK.eligible()
    how = terms(pairs, TASK.places(), np.zeros(pairs.width, np.int64), 0)
    assert isinstance(how, Terms)
    assert how.big > int(pairs.scores.max()) * min(pairs.height, int(TASK.places().sum()))


ROUNDS = st.tuples(draw.people(Kind.MENTOR, 5), draw.programmes(Kind.MENTOR))


@settings(max_examples=60)
@given(ROUNDS)
def test_second_best_and_causes(round_: tuple[list[Person], Programme]) -> None:
    people, programme = round_
    plan = solve(people, programme)
    pairs = naive.scores(people, programme)
    floor = plan.certificate.floor or 0
    places = {person.id: person.capacity for person in people}
    for match in plan.matches:
        others = {pair: score for pair, score in pairs.items() if score >= floor and pair != match.people}
        matched, total = max(
            (len(other), sum(others[pair] for pair in other) - naive.strain(other, programme.balance))
            for other in naive.plans(others, places)
        )
        exact = second_best(people, programme, plan, match)
        lost = matched < len(plan.matches)
        cost = 0 if lost else plan.certificate.total - total
        assert (exact.cost, exact.loses_match, exact.exact) == (cost, lost, True)
        assert match.second is not None
        assert exact.loses_match or (not match.second.loses_match and match.second.cost <= exact.cost)
    crowds: Counter[tuple[int, int, tuple[Topic, ...]]] = Counter()
    for one in plan.unmatched:
        person = next(person for person in people if person.id == one.person)
        mentors = [mentor for mentor in people if mentor.capacity and mentor is not person]
        broken = [naive.broken(mentor, person, programme) for mentor in mentors]
        near = [rules for rules in broken if Rule.TOPIC not in rules]
        assert one.cause is (Cause.FULL if set() in near else Cause.RULES if near else Cause.NO_TOPIC)
        if one.cause is Cause.RULES:
            assert dict(one.rules) == {rule: near.count({rule}) for rule in set().union(*near)}
        if one.cause is Cause.FULL:
            assert one.crowd > one.places
            crowds[one.crowd, one.places, one.topics] += 1
    # A crowd lacks as many places as there are people of it without a match (or several crowds look the same).
    assert all(number % (crowd - places) == 0 for (crowd, places, _), number in crowds.items())


WITHOUT: Mapping[Rule, Callable[[Rules], Rules]] = {
    Rule.LANGUAGE: lambda rules: replace(rules, shared_language=False),
    Rule.HOURS: lambda rules: replace(rules, least_hours=0),
    Rule.TEAM: lambda rules: replace(rules, other_team=False),
    Rule.LINE: lambda rules: replace(rules, outside_line=False),
    Rule.LEVEL: lambda rules: replace(rules, least_step=None, most_step=None),
    Rule.REPEAT: lambda rules: replace(rules, no_repeats=False),
}


@settings(max_examples=70)
@given(ROUNDS | st.tuples(draw.crowds(), st.just(Programme())))
def test_what_would_help_helps(round_: tuple[list[Person], Programme]) -> None:
    people, drawn = round_
    programme = draw.open_to_strangers(drawn)
    plan = solve(people, programme)
    for one in plan.unmatched:
        if one.cause is Cause.RULES:
            for rule, within_reach in one.rules:
                if rule in WITHOUT:
                    lifted = replace(programme, rules=WITHOUT[rule](programme.rules))
                    near = [pair for pair in naive.scores(people, lifted) if pair[1] == one.person]
                    assert len(near) == within_reach
        elif one.topics and programme.rules.shared_topic:
            # A place for any of these topics, with a mentor of whom nothing else is known.
            for topic in one.topics:
                helper = Person(id="helper", learns=False, capacity=1, offers={topic: 5})
                assert len(solve([*people, helper], programme).matches) == len(plan.matches) + 1


def test_who_has_nobody_reads_why() -> None:
    english = frozenset({"en"})
    ada = Person(id="ada", learns=False, capacity=1, offers={"python": 5, "sql": 2}, languages=english, team="data")
    bram, cleo, daan, eva = (
        Person(id=name, seeks={topic: 5}, languages=languages, team=team)
        for name, topic, languages, team in [
            ("bram", "python", english, "web"),
            ("cleo", "python", english, "ops"),
            ("daan", "sailing", english, "web"),
            ("eva", "sql", frozenset({"nl"}), "data"),
        ]
    )
    everybody = [ada, bram, cleo, daan, eva]
    plan = solve(everybody, Programme(rules=Rules(other_team=True)))
    assert len(plan.matches) == 1
    lucky = plan.matches[0].mentee
    other = ({"bram", "cleo"} - {lucky}).pop()
    # Who of two equals goes without would be somebody else's place: no match is lost, nor a point.
    assert plan.matches[0].second == SecondBest(None, 0, loses_match=False)
    assert {one.person: (one.cause, one.rules, one.topics, one.crowd, one.places) for one in plan.unmatched} == {
        other: (Cause.FULL, (), ("python",), 2, 1),
        "daan": (Cause.NO_TOPIC, (), ("sailing",), 0, 0),
        "eva": (Cause.RULES, ((Rule.LANGUAGE, 0), (Rule.TEAM, 0)), (), 0, 0),
    }
    moved = [replace(eva, team="web") if person is eva else person for person in everybody]
    assert next(
        one.rules for one in solve(moved, Programme(rules=Rules(other_team=True))).unmatched if one.person == "eva"
    ) == ((Rule.LANGUAGE, 1),)


async def test_matching_in_a_process_of_its_own() -> None:
    people, programme = cohort(60), Programme(rules=Rules(least_hours=1))
    plan = await apart.solve(people, programme)
    assert plan == solve(people, programme)
    match = plan.matches[-1]
    assert await apart.second_best(people, programme, plan, match) == second_best(people, programme, plan, match)
    with pytest.raises(CannotLock) as refused:
        await apart.solve(people, programme, locked=[("nobody", "e1")])
    assert refused.value == CannotLock(("nobody", "e1"), None)
