"""Rounds too large to try every plan: few pairs are enough, and others come to the same."""

import random
from dataclasses import replace

import numpy as np

from bench.matching.cohort import PROGRAMME, cohort
from bot.domain.matching import explain, general
from bot.domain.matching.people import Person
from bot.domain.matching.programme import Kind, Programme, Rules
from bot.domain.matching.reach import NOBODY, widest
from bot.domain.matching.solve import count, solve
from bot.domain.matching.task import Task


def peers(number: int, topics: int) -> list[Person]:
    """People who teach and learn."""
    draw = random.Random(number)
    return [
        replace(
            person,
            offers={draw.randrange(topics): draw.randint(1, 5) for _ in range(3)},
            seeks={draw.randrange(topics): draw.randint(1, 5) for _ in range(2)},
        )
        for person in cohort(number)[:number]
    ]


def test_few_pairs_prove_the_best_of_all() -> None:
    people, programme = cohort(600, topics=4), Programme(rules=Rules(shared_language=False))
    plan = solve(people, programme)
    proof = plan.certificate
    assert proof.core < proof.pairs / 2
    assert proof.rounds > 0
    assert (proof.gap, proof.checked) == (0, True)
    assert count(people, programme).matched == len(plan.matches)
    other = solve(reversed(people), programme, engine="ortools")
    assert [match.people for match in other.matches] == [match.people for match in plan.matches]
    assert other.certificate.total == proof.total


def test_a_floor_lifts_the_worst_and_balance_spreads() -> None:
    people = cohort(300, topics=6)
    free = solve(people, replace(PROGRAMME, floor=False))
    lifted = solve(people, PROGRAMME)
    assert lifted.certificate.floor is not None
    assert lifted.matches[-1].score == lifted.certificate.floor > free.matches[-1].score
    assert lifted.certificate.total == free.certificate.total - lifted.certificate.floor_cost
    task = Task(people, PROGRAMME)
    at_most = [widest(task.eligible(), task.places(), lifted.certificate.floor + more).matched for more in (0, 1)]
    assert at_most[0] == len(free.matches) > at_most[1]
    rested = [person for person in people if not person.learns or int(person.id[1:]) < 90]
    alone = solve(rested, replace(PROGRAMME, floor=False))
    spread = solve(rested, replace(PROGRAMME, floor=False, balance=1000))
    assert len(spread.matches) == len(alone.matches)
    assert len(spread.idle) < len(alone.idle)
    assert spread.total <= alone.total


def test_a_bonus_keeps_what_stands() -> None:
    people = cohort(300)
    before = {match.people for match in solve(people, PROGRAMME).matches}
    gone = [person for person in people if person.id not in {"m301", "m320", "m350"}]
    changed = [
        len(before - {match.people for match in solve(gone, PROGRAMME, standing=list(before), keep=keep).matches})
        for keep in (0, 200, 5000)
    ]
    assert changed[0] > changed[1] >= changed[2] > 0


def test_peers_need_few_pairs() -> None:
    for number, topics in ((101, 4), (140, 40), (90, 25)):
        people = peers(number, topics)
        task = Task(people, Programme(kind=Kind.PEER, rules=Rules(shared_language=False)))
        pairs = task.eligible()
        hashes = explain.hashed(task.field.rows.people)
        found = general.heaviest(pairs, hashes, "pylmcf")
        everything = general.blossom(pairs, hashes)
        assert (found.whom == everything).all()
        assert found.total == general.weight(pairs, everything) <= found.bound
        assert found.core < pairs.columns.size
        left = int(np.count_nonzero(everything == NOBODY))
        assert left >= general.must_stay(pairs)
        assert int(np.count_nonzero(general.largest(pairs) == NOBODY)) == left
        plan = solve(people, task.programme)
        assert sum(len(match.people) for match in plan.matches) + len(plan.unmatched) == number


def test_another_kind_of_solver_proves_the_peers_plan() -> None:
    """Branch and bound over one variable a pair: nothing of blossoms, prices or cores."""
    from ortools.sat.python import cp_model

    number = 200
    task = Task(peers(number, 12), Programme(kind=Kind.PEER, rules=Rules(shared_language=False)))
    pairs = task.eligible()
    found = general.heaviest(pairs, explain.hashed(task.field.rows.people), "pylmcf")
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(pairs.columns.size)]
    of: list[list[cp_model.IntVar]] = [[] for _ in range(number)]
    for variable, one, two in zip(taken, pairs.rows().tolist(), pairs.columns.tolist(), strict=True):
        of[one].append(variable)
        of[two].append(variable)
    for variables in of:
        model.add_at_most_one(variables)
    matched = number * 20_000
    worth = sum(variable * (matched + score) for variable, score in zip(taken, pairs.scores.tolist(), strict=True))
    model.maximize(worth)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    pairs_of_ours = int(np.count_nonzero(found.whom != NOBODY)) // 2
    assert round(solver.objective_value) == pairs_of_ours * matched + found.total
