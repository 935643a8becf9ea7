"""One other solver on one round, in a process of its own and with packages of its own: knows nothing of Klik.

`python bench/matching/peers.py NAME PAIRS_FILE PEOPLE_FILE` prints one line of JSON: seconds, MB, how many are matched
and their total. All maximise B + score over the matched, B more than all scores together.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from measure import memory, peak  # type: ignore[import-not-found]

ENOUGH = 3.0
"""Seconds after which nothing is repeated."""

Problem = Mapping[str, Any]
Matching = list[tuple[int, int]]
"""Rows with columns."""


def scipy_assignment(problem: Problem) -> Matching:
    """Dense: a column for each place."""
    from scipy.optimize import linear_sum_assignment

    columns, worth = _dense(problem)
    rows, places = linear_sum_assignment(worth, maximize=True)
    return [(row, columns[place]) for row, place in zip(rows, places, strict=True) if worth[row, place] > 0]


def munkres(problem: Problem) -> Matching:
    from munkres import Munkres

    columns, worth = _dense(problem)
    costs = (worth.max() - worth).astype(np.int64).tolist()
    found = Munkres().compute(costs)
    return [(row, columns[place]) for row, place in found if worth[row, place] > 0]


def networkx(problem: Problem) -> Matching:
    """Its network simplex."""
    import networkx as nx

    graph = nx.DiGraph()
    height, big, top = problem["starts"].size - 1, _big(problem), int(problem["scores"].max())
    graph.add_node("sink", demand=height)
    for row in range(height):
        graph.add_node(row, demand=-1)
        graph.add_edge(row, "sink", capacity=1, weight=big + top)
    for row, column, score in _pairs(problem):
        graph.add_edge(row, -1 - column, capacity=1, weight=top - score)
    for column, places in enumerate(problem["places"].tolist()):
        graph.add_edge(-1 - column, "sink", capacity=places, weight=0)
    _, flows = nx.network_simplex(graph)
    return [(row, -1 - node) for row in range(height) for node, flow in flows[row].items() if flow and node != "sink"]


def ortools(problem: Problem) -> Matching:
    """Its minimum cost flow."""
    from ortools.graph.python import min_cost_flow

    height, width = problem["starts"].size - 1, problem["places"].size
    rows = np.repeat(np.arange(height, dtype=np.int32), np.diff(problem["starts"]))
    big, top, sink = _big(problem), int(problem["scores"].max()), height + width
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        rows,
        problem["columns"] + np.int32(height),
        np.ones(rows.size, np.int64),
        top - problem["scores"].astype(np.int64),
    )
    everybody = np.arange(height, dtype=np.int32)
    to_sink = np.full(height, sink, np.int32)
    solver.add_arcs_with_capacity_and_unit_cost(
        everybody, to_sink, np.ones(height, np.int64), np.full(height, big + top, np.int64)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(height, sink, dtype=np.int32),
        np.full(width, sink, np.int32),
        problem["places"],
        np.zeros(width, np.int64),
    )
    supplies = np.ones(sink + 1, np.int64)
    supplies[height:], supplies[sink] = 0, -height
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise SystemExit("not optimal")
    used = np.flatnonzero(solver.flows(arcs) > 0)
    return list(zip(rows[used].tolist(), problem["columns"][used].tolist(), strict=True))


def mentor_match(problem: Problem) -> Matching:
    """Scoring included: pair by pair, rules in Python. It knows no capacity: a mentor for each place."""
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data
    from matching.rules.rule import Disqualify

    people = json.loads(Path(sys.argv[3]).read_text())
    mentees = [Mentee(grade=person["level"], email=str(row)) for row, person in enumerate(people["rows"])]
    for mentee, person in zip(mentees, people["rows"], strict=True):
        mentee.about = person
    mentors = []
    for column, person in enumerate(people["columns"]):
        for place in range(person["capacity"]):
            mentors.append(Mentor(grade=person["level"], email=f"{column}/{place}"))
            mentors[-1].about = person

    class Score:
        """What Klik's programme says, in plain Python."""

        def apply(self, match: Any) -> int:
            mentor, mentee = match.mentor.about, match.mentee.about
            given = sum(mentor["offers"].get(topic, 0) * weight for topic, weight in mentee["seeks"].items())
            step = match.mentor.grade - match.mentee.grade
            hours = min((mentor["week"] & mentee["week"]).bit_count() // 4, 10)
            level = 4 if step in (1, 2) else 2 if step in (0, 3) else 1
            topics = 6000 * given // (5 * sum(mentee["seeks"].values()))
            return int(topics + hours * 150 + 500 + level * 125 + 500)

        def evaluate(self, match: Any) -> bool:
            return True

    def no_topic(match: Any) -> bool:
        return bool(match.mentor.about["offers"].keys().isdisjoint(match.mentee.about["seeks"]))

    def no_language(match: Any) -> bool:
        return set(match.mentor.about["languages"]).isdisjoint(match.mentee.about["languages"])

    def no_time(match: Any) -> bool:
        return bool((match.mentor.about["week"] & match.mentee.about["week"]).bit_count() < 8)

    def one_team(match: Any) -> bool:
        return bool(match.mentor.about["team"] == match.mentee.about["team"])

    # Rules are taken from the end; it stops at the first that disqualifies.
    rules = [Score(), *map(Disqualify, (one_team, no_time, no_language, no_topic))]
    matched = process_data(mentors, mentees, [rules])[1]
    return [(int(mentee.email), int(mentor.email.split("/")[0])) for mentee in matched for mentor in mentee.connections]


PEERS: Mapping[str, Callable[[Problem], Matching]] = {
    "mentor-match": mentor_match,
    "munkres": munkres,
    "networkx": networkx,
    "scipy": scipy_assignment,
    "ortools": ortools,
}


def _big(problem: Problem) -> int:
    matched = min(problem["starts"].size - 1, int(problem["places"].sum()))
    return int(matched * int(problem["scores"].max()) + 1)


def _pairs(problem: Problem) -> list[tuple[int, int, int]]:
    rows = np.repeat(np.arange(problem["starts"].size - 1), np.diff(problem["starts"]))
    return list(zip(rows.tolist(), problem["columns"].tolist(), problem["scores"].tolist(), strict=True))


def _dense(problem: Problem) -> tuple[list[int], Any]:
    """The column of each place, and what each row is worth there: nothing where the rules forbid it."""
    places = problem["places"]
    begins, height = np.cumsum(places) - places, problem["starts"].size - 1
    worth = np.zeros((height, int(places.sum())))
    for row in range(height):
        some = slice(problem["starts"][row], problem["starts"][row + 1])
        columns = problem["columns"][some]
        count = places[columns]
        at = np.repeat(begins[columns], count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        worth[row, at] = _big(problem) + np.repeat(problem["scores"][some], count)
    return np.repeat(np.arange(places.size), places).tolist(), worth


def main() -> None:
    peer, problem = PEERS[sys.argv[1]], dict(np.load(sys.argv[2]))
    small = {"starts": np.array([0, 1]), "columns": np.zeros(1, np.int32), "scores": np.ones(1, np.int32)}
    if peer is not mentor_match:
        peer({**small, "places": np.ones(1, np.int64)})  # What is imported where it is used.
    taken: list[float] = []
    before = memory()
    while not taken or (sum(taken) < ENOUGH and len(taken) < 5):
        start = time.process_time()
        found = peer(problem)
        taken.append(time.process_time() - start)
    total = 0
    for row, column in found:
        first, last = problem["starts"][row], problem["starts"][row + 1]
        place = first + int(np.searchsorted(problem["columns"][first:last], column))
        if place == last or problem["columns"][place] != column:
            raise SystemExit("a pair that the rules forbid")
        total += int(problem["scores"][place])
    print(  # noqa: T201
        json.dumps({"seconds": min(taken), "megabytes": peak() - before, "matched": len(found), "total": total})
    )


if __name__ == "__main__":
    main()
