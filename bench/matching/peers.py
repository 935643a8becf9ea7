"""One other solver on one round, in a process of its own and with packages of its own: knows nothing of Klik.

`python bench/matching/peers.py NAME PAIRS_FILE PEOPLE_FILE` prints one line of JSON: seconds, MB, how many are matched
and their total. All maximise B + score over the matched, B more than all scores together, or match as many as possible
of their own accord. Scores come from scoring.py, as what the solver takes; mentor-match has its own way.
"""

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from measure import Times, memory, peak  # type: ignore[import-not-found]
from scoring import Scored, scored  # type: ignore[import-not-found]

Problem = Mapping[str, Any]
Matching = list[tuple[int, int]]
"""Rows with columns."""


@dataclass(frozen=True)
class Peer:
    prepare: Callable[[Any, Any], Any]
    """From pairs with scores and the places of columns: what the solver takes."""
    solve: Callable[[Any], Matching]
    module: str
    """Imported beforehand."""


def dense(pairs: Scored, places: Any) -> tuple[Any, Any]:
    """The column of each place, and what each row is worth there: nothing where the rules forbid it."""
    starts, columns, scores = pairs
    begins, height = np.cumsum(places) - places, starts.size - 1
    worth = np.zeros((height, int(places.sum())))
    count = places[columns]
    rows = np.repeat(np.repeat(np.arange(height), np.diff(starts)), count)
    at = np.repeat(begins[columns] - np.cumsum(count) + count, count) + np.arange(rows.size)
    worth[rows, at] = big(pairs, places) + np.repeat(scores, count)
    return np.repeat(np.arange(places.size), places), worth


def scipy_assignment(model: tuple[Any, Any]) -> Matching:
    from scipy.optimize import linear_sum_assignment

    columns, worth = model
    rows, places = linear_sum_assignment(worth, maximize=True)
    good = worth[rows, places] > 0
    return list(zip(rows[good].tolist(), columns[places[good]].tolist(), strict=True))


def lists(pairs: Scored, places: Any) -> tuple[Any, Any, Any]:
    columns, worth = dense(pairs, places)
    return columns, worth, (worth.max() - worth).astype(np.int64).tolist()


def munkres(model: tuple[Any, Any, Any]) -> Matching:
    from munkres import Munkres

    columns, worth, costs = model
    # It works on a copy.
    found = Munkres().compute(costs)
    return [(row, int(columns[place])) for row, place in found if worth[row, place] > 0]


def graph(pairs: Scored, places: Any) -> Any:
    import networkx as nx

    starts, columns, scores = pairs
    network, height, top, more = nx.DiGraph(), starts.size - 1, int(scores.max()), big(pairs, places)
    network.add_node("sink", demand=height)
    for row in range(height):
        network.add_node(row, demand=-1)
        network.add_edge(row, "sink", capacity=1, weight=more + top)
    rows = np.repeat(np.arange(height), np.diff(starts))
    for row, column, score in zip(rows.tolist(), columns.tolist(), scores.tolist(), strict=True):
        network.add_edge(row, -1 - column, capacity=1, weight=top - score)
    for column, room in enumerate(places.tolist()):
        network.add_edge(-1 - column, "sink", capacity=room, weight=0)
    return network


def networkx(network: Any) -> Matching:
    """Its network simplex."""
    import networkx as nx

    _, flows = nx.network_simplex(network)
    return [
        (row, -1 - node)
        for row, out in flows.items()
        if row != "sink" and row >= 0
        for node, flow in out.items()
        if flow and node != "sink"
    ]


def arcs(pairs: Scored, places: Any) -> tuple[Any, ...]:
    starts, columns, scores = pairs
    height = starts.size - 1
    rows = np.repeat(np.arange(height, dtype=np.int32), np.diff(starts))
    return rows, columns, (int(scores.max()) - scores).astype(np.int64), places, height, big(pairs, places)


def min_cost_flow(model: tuple[Any, ...]) -> Matching:
    """OR-tools' minimum cost flow: an arc past everybody says who has nobody."""
    from ortools.graph.python import min_cost_flow

    rows, columns, costs, places, height, more = model
    sink = height + places.size
    solver = min_cost_flow.SimpleMinCostFlow()
    first = _pairs_and_places(solver, model)
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(height, dtype=np.int32),
        np.full(height, sink, np.int32),
        np.ones(height, np.int64),
        np.full(height, more + int(costs.max()), np.int64),
    )
    supplies = np.ones(sink + 1, np.int64)
    supplies[height:], supplies[sink] = 0, -height
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise SystemExit("not optimal")
    used = np.flatnonzero(solver.flows(first) > 0)
    return list(zip(rows[used].tolist(), columns[used].tolist(), strict=True))


def max_flow(model: tuple[Any, ...]) -> Matching:
    """OR-tools' maximum flow of minimum cost: as many as possible first, so B is not needed."""
    from ortools.graph.python import min_cost_flow

    rows, columns, _, places, height, _ = model
    sink = height + places.size
    solver = min_cost_flow.SimpleMinCostFlow()
    first = _pairs_and_places(solver, model)
    supplies = np.ones(sink + 1, np.int64)
    supplies[height:], supplies[sink] = 0, -height
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise SystemExit("not optimal")
    used = np.flatnonzero(solver.flows(first) > 0)
    return list(zip(rows[used].tolist(), columns[used].tolist(), strict=True))


def _pairs_and_places(solver: Any, model: tuple[Any, ...]) -> Any:
    rows, columns, costs, places, height, _ = model
    first = solver.add_arcs_with_capacity_and_unit_cost(
        rows, columns + np.int32(height), np.ones(rows.size, np.int64), costs
    )
    sink = height + places.size
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(height, sink, dtype=np.int32),
        np.full(places.size, sink, np.int32),
        places,
        np.zeros(places.size, np.int64),
    )
    return first


def mentor_match(people: Any) -> Matching:
    """Scoring included: pair by pair, rules in Python. It knows no capacity: a mentor for each place."""
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data
    from matching.rules.rule import Disqualify

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


PEERS: Mapping[str, Peer] = {
    "munkres": Peer(lists, munkres, "munkres"),
    "networkx": Peer(graph, networkx, "networkx"),
    "scipy": Peer(dense, scipy_assignment, "scipy.optimize"),
    "ortools": Peer(arcs, min_cost_flow, "ortools.graph.python.min_cost_flow"),
    "ortools-max-flow": Peer(arcs, max_flow, "ortools.graph.python.min_cost_flow"),
}


def big(pairs: Scored, places: Any) -> int:
    """More than all scores together."""
    most: int = min(pairs[0].size - 1, int(places.sum())) * int(pairs[2].max())
    return most + 1


def weighed(problem: Problem, found: Matching) -> int:
    """The total, if the rules allow the pairs and nobody has more than their places."""
    total, starts = 0, problem["starts"]
    for row, column in found:
        place = starts[row] + int(np.searchsorted(problem["columns"][starts[row] : starts[row + 1]], column))
        if place == starts[row + 1] or problem["columns"][place] != column:
            raise SystemExit("a pair that the rules forbid")
        total += int(problem["scores"][place])
    loads = np.bincount([column for _, column in found], minlength=problem["places"].size)
    if len({row for row, _ in found}) < len(found) or (loads > problem["places"]).any():
        raise SystemExit("more than their places")
    return total


def main() -> None:
    name, problem, people = sys.argv[1], dict(np.load(sys.argv[2])), json.loads(Path(sys.argv[3]).read_text())
    times = Times()
    importlib.import_module(PEERS[name].module if name in PEERS else "matching.process")
    before = memory()
    if name == "mentor-match":
        found = times.all("solving", lambda: mentor_match(people))
        megabytes = peak() - before
    else:
        peer, places = PEERS[name], problem["places"]
        pairs: Scored = (problem["starts"], problem["columns"], problem["scores"])
        model = peer.prepare(pairs, places)
        found = times.all("solving", lambda: peer.solve(model))
        megabytes = peak() - before
        del model
        times.all("scoring", lambda: peer.prepare(scored(people), places))
        if not all((one == two).all() for one, two in zip(scored(people), pairs, strict=True)):
            raise SystemExit("other scores than Klik's")
    print(  # noqa: T201
        json.dumps(
            {**times.least, "megabytes": megabytes, "matched": len(found), "total": weighed(problem, found)}
            | {f"first {part}": seconds for part, seconds in times.first.items()}
        )
    )


if __name__ == "__main__":
    main()
