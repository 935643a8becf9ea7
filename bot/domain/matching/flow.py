"""Minimum cost flow: the solvers, behind one function each, and how a round becomes a network.

A row that is not matched costs B + top, a pair top less its score, a column's k-th row k times the balance: what the
flow makes smallest is what makes the sum of B + score over the matched rows largest. All of it is whole numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.errors import EngineFailed
from bot.domain.matching.reach import NOBODY, Whom
from bot.domain.matching.sides import Ints

Engine = Literal["pylmcf", "ortools"]
EXACT = 2**53
"""Sums stay below: exact as int64 with room to spare, and as doubles."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs sorted by where they start, then by where they end.

    What a node supplies goes out; where it is below nothing, so much can be taken in at most. So the supplies add up to
    nothing or less.
    """

    supplies: Ints
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    capacities: Ints
    costs: Ints


class Solver(Protocol):
    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        """The flow on each arc, and each node's potential where the solver knows it: cost + potential[tail] -
        potential[head] is at least 0 on every arc that is not full, and 0 is the highest. Raises EngineFailed."""


def pylmcf(network: Network) -> tuple[Ints, Ints | None]:
    """LEMON's network simplex."""
    import pylmcf

    graph = pylmcf.Graph(network.supplies.size, network.tails, network.heads)
    graph.set_node_supply(network.supplies)
    graph.set_edge_capacities(network.capacities)
    graph.set_edge_costs(network.costs)
    try:
        graph.solve()
    except RuntimeError as error:
        raise EngineFailed(f"pylmcf: {error}") from error
    potentials = graph.raw_potentials()
    if potentials.min(initial=0) < -EXACT or potentials.max(initial=0) > 0:
        # Some hang on an arc of the simplex' own, which costs 2^62.
        potentials = graph.potentials()
    return graph.result(), potentials


def ortools(network: Network) -> tuple[Ints, Ints | None]:
    """OR-tools' cost scaling; it does not tell potentials."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tails, network.heads, network.capacities, network.costs)
    solver.set_nodes_supplies(np.arange(network.supplies.size, dtype=np.int32), network.supplies)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL or solver.maximum_flow() != network.supplies.clip(0).sum():
        raise EngineFailed(f"ortools: {status}")
    return solver.flows(arcs), None


SOLVERS: dict[str, Callable[[Network], tuple[Ints, Ints | None]]] = {"pylmcf": pylmcf, "ortools": ortools}


@dataclass(frozen=True, slots=True)
class Prices:
    """Duals: row u + column p >= B + score for every pair."""

    rows: Ints
    columns: Ints
    """What one more place of each column is worth."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a matching costs, apart from the scores."""

    big: int
    """B: what being matched counts. More than all scores together."""
    top: int
    """At least the highest score."""
    balance: int
    places: Ints
    """How many rows each column can still take."""
    taken: Ints
    """How many it has already (locked)."""


def solve(pairs: Eligible, terms: Terms, engine: Engine) -> tuple[Whom, Prices | None]:
    """The best matching of these pairs, and prices where the solver knows them."""
    height, width = pairs.height, pairs.width
    nowhere = height + width
    # Each row's pairs, then its arc to nowhere: it has the highest number, so they are sorted.
    at = np.arange(pairs.columns.size) + pairs.rows()
    past = pairs.starts[1:] + np.arange(height)
    count = at.size + height
    heads = np.empty(count, np.int32)
    heads[at], heads[past] = pairs.columns + np.int32(height), nowhere
    costs = np.empty(count, np.int64)
    costs[at], costs[past] = np.subtract(terms.top, pairs.scores, dtype=np.int64), terms.big + terms.top
    tails = np.repeat(np.arange(height, dtype=np.int32), np.diff(pairs.starts) + 1)
    # A row sends one, so these are never full, and their reduced costs never negative.
    capacities = np.full(count, height + 1)
    supplies = np.ones(nowhere + 1, np.int64)
    # Nowhere always has room, so its potential is 0, like that of a column with room.
    supplies[nowhere] = -height - 1
    if terms.balance:
        supplies[height:nowhere] = 0
        columns, rising = _rising(terms)
        tails = np.concatenate([tails, (columns + height).astype(np.int32)])
        heads = np.concatenate([heads, np.full(columns.size, nowhere, np.int32)])
        capacities = np.concatenate([capacities, np.ones(columns.size, np.int64)])
        costs = np.concatenate([costs, rising])
    else:
        supplies[height:nowhere] = -terms.places
    flows, potentials = SOLVERS[engine](Network(supplies, tails, heads, capacities, costs))
    used = flows[at] > 0
    whom = np.full(height, NOBODY, np.int32)
    whom[pairs.rows()[used]] = pairs.columns[used]
    if potentials is None:
        return whom, None
    rows = terms.big + terms.top + potentials[:height] - potentials[nowhere]
    return whom, Prices(rows, np.maximum(potentials[nowhere] - potentials[height:nowhere], 0))


def _rising(terms: Terms) -> tuple[Ints, Ints]:
    """With load balance, an arc from each column to nowhere for each place: the column and the cost of each."""
    columns = np.repeat(np.arange(terms.places.size), terms.places)
    begins = np.cumsum(terms.places) - terms.places
    number = np.arange(columns.size) - np.repeat(begins, terms.places) + np.repeat(terms.taken, terms.places)
    return columns, number * terms.balance
