"""Peers teach each other: as many pairs as possible, the best of them, and a third where one is left over."""

import random
from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching.errors import CannotLock
from bot.domain.matching.people import Person
from bot.domain.matching.plan import Cause, Plan
from bot.domain.matching.programme import Kind, Programme, Rule
from bot.domain.matching.solve import count, solve
from tests.matching import draw, naive

ROUNDS = st.tuples(draw.people(Kind.PEER, 7), draw.programmes(Kind.PEER))


def split(plan: Plan) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Pairs and trios."""
    groups = [match.people for match in plan.matches]
    return sorted(group for group in groups if len(group) == 2), sorted(group for group in groups if len(group) == 3)


def joins(allowed: set[tuple[str, ...]], pairs: list[tuple[str, ...]], left: list[str]) -> int:
    """How many of those left over can join one of the pairs, at most."""
    fits = {
        one: [pair for pair in pairs if all(tuple(sorted((one, other))) in allowed for other in pair)] for one in left
    }
    return max(
        sum(pair in fits[one] for one, pair in zip(left, order, strict=False))
        for order in permutations([*pairs, *[("", "")] * len(left)], len(left))
    )


@settings(max_examples=100)
@given(ROUNDS)
def test_no_plan_is_better(round_: tuple[list[Person], Programme]) -> None:
    people, programme = round_
    by_id = {person.id: person for person in people}
    alone = solve(people, replace(programme, trio=False))
    pairs, trios = split(alone)
    assert not trios
    proof = alone.certificate
    assert (len(pairs), proof.floor, proof.total) == naive.best_peers(people, programme)
    assert proof.total == alone.total <= proof.bound
    assert proof.floor_cost == naive.best_peers(people, replace(programme, floor=False))[2] - proof.total
    for match in alone.matches:
        one, two = (by_id[person] for person in match.people)
        assert match.parts == naive.parts(two, one, programme)
    allowed = naive.peer_scores(people, programme)
    preview = count(people, programme)
    assert (preview.matched, preview.pairs) == (2 * len(pairs), len(allowed))
    left = [one.person for one in alone.unmatched]
    assert sorted([*left, *(person for pair in pairs for person in pair)]) == sorted(by_id)
    for lonely in alone.unmatched:
        if lonely.cause is Cause.LEFT_OVER:
            assert any(lonely.person in pair for pair in allowed)
        else:
            assert not any(lonely.person in pair for pair in allowed)

    plan = solve(people, replace(programme, trio=True))
    pairs_left, trios = split(plan)
    assert len(trios) == joins(set(allowed), pairs, left)
    for trio in trios:
        assert all(pair in allowed for pair in combinations(trio, 2))
        assert any(set(pair) < set(trio) for pair in pairs)
    assert len(pairs_left) + len(trios) == len(pairs)
    assert sorted(
        [person for group in pairs_left + trios for person in group] + [o.person for o in plan.unmatched]
    ) == (sorted(by_id))


@settings(max_examples=60)
@given(ROUNDS, st.data())
def test_locked_forbidden_and_standing_pairs(round_: tuple[list[Person], Programme], data: st.DataObject) -> None:
    """Three may be locked too."""
    people, programme = round_
    programme = replace(programme, trio=False)
    duos = [(one.id, two.id) for one in people for two in people if one != two]
    chosen = st.lists(st.sampled_from(duos), max_size=2, unique=True) if duos else st.just([])
    forbidden, standing = data.draw(chosen), data.draw(chosen)
    locked: list[tuple[str, ...]] = [*data.draw(chosen)]
    if len(people) > 2:
        locked += [tuple(one.id for one in data.draw(st.permutations(people))[:3])] * data.draw(st.integers(0, 1))
    keep = data.draw(st.sampled_from([0, 5, 2000, 10**6]))
    by_id = {person.id: person for person in people}
    never = {Rule.APART} | ({Rule.TEAM, Rule.LINE} if programme.rules.discreet else set())
    pairs = {tuple(sorted(group)) for group in locked}
    twice = len({person for group in pairs for person in group}) < sum(map(len, pairs))
    together = [pair for group in locked for pair in combinations(group, 2)]
    if twice or any(naive.broken(by_id[one], by_id[two], programme) & never for one, two in together):
        with pytest.raises(CannotLock):
            solve(people, programme, locked=locked)
        return
    plan = solve(people, programme, locked=locked, forbidden=forbidden, standing=standing, keep=keep)
    assert {match.people for match in plan.matches if match.locked} == pairs
    for match in plan.matches:
        if len(match.people) == 3:
            inside = [*permutations(match.people, 2)]
            broken = set().union(*(naive.broken(by_id[one], by_id[two], programme) for one, two in inside))
            assert match.breaks == broken | ({Rule.FORBIDDEN} if set(inside) & set(forbidden) else set())
    proof = plan.certificate
    assert (len(plan.matches) - len(pairs), proof.floor, proof.total) == naive.best_peers(
        people, programme, locked=locked, forbidden=forbidden, standing=standing, keep=keep
    )


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
    assert (other.matches, other.unmatched) == (plan.matches, plan.unmatched)


@settings(max_examples=40)
@given(ROUNDS)
def test_one_more_person_helps_whoever_is_left_over(round_: tuple[list[Person], Programme]) -> None:
    people, drawn = round_
    programme = draw.open_to_strangers(replace(drawn, trio=False))
    plan = solve(people, programme)
    alone = [one.person for one in plan.unmatched if one.cause is Cause.LEFT_OVER]
    if not alone:
        return
    everything = {topic: 5 for person in people for topic in (*person.offers, *person.seeks)}
    helper = Person(id="helper", offers=everything, seeks=everything)
    assert len(solve([*people, helper], programme).matches) == len(plan.matches) + 1
