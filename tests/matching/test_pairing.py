"""Mentors and mentees, either way up: the plan is the best there is, whoever looks."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching.errors import CannotLock
from bot.domain.matching.people import Person
from bot.domain.matching.plan import Plan
from bot.domain.matching.programme import Kind, Programme, Rule, Weights
from bot.domain.matching.solve import count, solve
from tests.matching import draw, naive

KINDS = st.sampled_from([Kind.MENTOR, Kind.REVERSE])
ROUNDS = KINDS.flatmap(lambda kind: st.tuples(draw.people(kind, 6), draw.programmes(kind)))


def pairs(plan: Plan) -> list[tuple[str, ...]]:
    return sorted(match.people for match in plan.matches)


def holds(plan: Plan, people: list[Person], programme: Programme) -> None:
    """Whatever the plan, it keeps the rules and accounts for everybody."""
    by_id = {person.id: person for person in people}
    loads = Counter(match.mentor for match in plan.matches)
    assert all(load <= by_id[mentor].capacity for mentor, load in loads.items())
    mentees = [match.mentee for match in plan.matches] + [one.person for one in plan.unmatched]
    assert sorted(mentees) == sorted(person.id for person in people if person.learns)
    assert set(plan.idle) == {person.id for person in people if person.capacity} - set(loads)
    for match in plan.matches:
        mentor, mentee = by_id[match.mentor], by_id[match.mentee]
        assert match.parts == naive.parts(mentor, mentee, programme)
        assert match.score == sum(match.parts.values())
        assert match.breaks == (naive.broken(mentor, mentee, programme) if match.locked else frozenset())


@settings(max_examples=120)
@given(ROUNDS)
def test_no_plan_is_better(round_: tuple[list[Person], Programme]) -> None:
    people, programme = round_
    plan = solve(people, programme)
    holds(plan, people, programme)
    proof = plan.certificate
    assert (len(plan.matches), proof.floor, proof.total) == naive.best(people, programme)
    assert proof.checked
    assert proof.gap == 0
    assert proof.total == plan.total - naive.strain(
        [(one.mentor, one.mentee) for one in plan.matches], programme.balance
    )
    unfloored = naive.best(people, replace(programme, floor=False))
    assert proof.floor_cost == unfloored[2] - proof.total
    preview = count(people, programme)
    assert preview.matched == len(plan.matches)
    assert preview.pairs == len(naive.scores(people, programme))


@settings(max_examples=100)
@given(ROUNDS, st.data())
def test_locked_forbidden_and_standing_pairs(round_: tuple[list[Person], Programme], data: st.DataObject) -> None:
    people, programme = round_
    places = [(one.id, two.id) for one in people for two in people if one.capacity and two.learns and one != two]
    chosen = st.lists(st.sampled_from(places), max_size=2, unique=True) if places else st.just([])
    locked, forbidden, standing = data.draw(chosen), data.draw(chosen), data.draw(chosen)
    # The last is more than all scores together: as few pairs as possible change.
    keep = data.draw(st.sampled_from([0, 5, 2000, 10**6]))
    by_id = {person.id: person for person in people}
    never = {Rule.APART} | ({Rule.TEAM, Rule.LINE} if programme.rules.discreet else set())
    loads = Counter(mentor for mentor, _ in locked)
    impossible = (
        any(naive.broken(by_id[one], by_id[two], programme) & never for one, two in locked)
        or any(load > by_id[mentor].capacity for mentor, load in loads.items())
        or len({mentee for _, mentee in locked}) < len(locked)
    )
    if impossible:
        with pytest.raises(CannotLock):
            solve(people, programme, locked=locked)
        return
    plan = solve(people, programme, locked=locked, forbidden=forbidden, standing=standing, keep=keep)
    assert {match.people for match in plan.matches if match.locked} == set(locked)
    assert not set(forbidden) & {match.people for match in plan.matches if not match.locked}
    chosen_by_nobody = naive.best(people, programme, locked=locked, forbidden=forbidden, standing=standing, keep=keep)
    proof = plan.certificate
    assert (len(plan.matches) - len(locked), proof.floor, proof.total) == chosen_by_nobody


@settings(max_examples=40)
@given(ROUNDS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_engine_matters(
    round_: tuple[list[Person], Programme], chance: random.Random
) -> None:
    people, programme = round_
    plan = solve(people, programme)
    shuffled = chance.sample(people, len(people))
    assert solve(shuffled, programme) == plan
    other = solve(shuffled, programme, engine="ortools")
    assert pairs(other) == pairs(plan)
    assert other.unmatched == plan.unmatched
    assert replace(other.certificate, core=0, rounds=0) == replace(plan.certificate, core=0, rounds=0)


def test_a_locked_pair_counts_in_the_load() -> None:
    """Without it, x would be better for b by the 100 points of a wish; with it, b would be x's second."""
    x = Person(id="x", learns=False, capacity=2, offers={"sql": 5})
    y = Person(id="y", learns=False, capacity=1, offers={"sql": 5})
    a, b = Person(id="a", seeks={"sql": 5}), Person(id="b", seeks={"sql": 5}, wishes=("x",))
    programme = Programme(weights=Weights(wish=100), balance=200, floor=False)
    assert pairs(solve([x, y, b], programme)) == [("x", "b")]
    plan = solve([x, y, a, b], programme, locked=[("x", "a")])
    assert pairs(plan) == [("x", "a"), ("y", "b")]


def test_nobody_is_left_out_for_the_sake_of_points() -> None:
    """Two wishes come true, or three people have somebody."""
    offers = {"x": "sql", "y": "go", "z": "rust"}
    named = {"x": ("b",), "y": ("c",)}
    mentors = [
        Person(id=name, learns=False, capacity=1, offers={topic: 5}, wishes=named.get(name, ()))
        for name, topic in offers.items()
    ]
    mentees = [
        Person(id="a", seeks={"sql": 1}),
        Person(id="b", seeks={"go": 1}, wishes=("x",)),
        Person(id="c", seeks={"rust": 1}, wishes=("y",)),
    ]
    wishes = Weights(topics=0, hours=0, language=0, level=0, team=0, wish=1000, wished=0)
    plan = solve([*mentors, *mentees], Programme(weights=wishes))
    assert pairs(plan) == [("x", "a"), ("y", "b"), ("z", "c")]
    assert plan.total == 0
