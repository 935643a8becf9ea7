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


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs sorted by where they start, then by where they end. Supplies add up to nothing."""

    supplies: Ints
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    capacities: Ints
    costs: Ints


class Solver(Protocol):
    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        """The flow on each arc, and each node's potential where the solver knows it: cost + potential[tail] -
        potential[head] is at least 0 on every arc that is not full. Raises EngineFailed."""


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
    return graph.result(), graph.potentials()


def ortools(network: Network) -> tuple[Ints, Ints | None]:
    """OR-tools' cost scaling; it does not tell potentials."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tails, network.heads, network.capacities, network.costs)
    solver.set_nodes_supplies(np.arange(network.supplies.size, dtype=np.int32), network.supplies)
    status = solver.solve()
    if status != solver.OPTIMAL:
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
    """The best matching of these pairs."""
    height, width = pairs.height, pairs.width
    sink = height + width
    degree = np.diff(pairs.starts)
    # Each row's pairs, then its arc past everybody: the sink has the highest number, so they are sorted.
    count = pairs.columns.size + height
    past = pairs.starts[1:] + np.arange(height)
    is_pair = np.ones(count, np.bool_)
    is_pair[past] = False
    heads = np.empty(count, np.int32)
    heads[is_pair], heads[past] = pairs.columns + height, sink
    costs = np.empty(count, np.int64)
    costs[is_pair], costs[past] = terms.top - pairs.scores.astype(np.int64), terms.big + terms.top
    tails = np.repeat(np.arange(height, dtype=np.int32), degree + 1)
    into, capacities, rising = _arcs_out(terms)
    supplies = np.zeros(sink + 1, np.int64)
    supplies[:height], supplies[sink] = 1, -height
    network = Network(
        supplies,
        np.concatenate([tails, (into + height).astype(np.int32)]),
        np.concatenate([heads, np.full(into.size, sink, np.int32)]),
        # A row sends one, so these are never full, and their reduced costs never negative.
        np.concatenate([np.full(count, 2, np.int64), capacities]),
        np.concatenate([costs, rising]),
    )
    flows, potentials = SOLVERS[engine](network)
    whom = np.full(height, NOBODY, np.int32)
    used = np.flatnonzero((flows[:count] > 0) & is_pair)
    whom[tails[used]] = heads[used] - height
    if potentials is None:
        return whom, None
    rows = terms.big + terms.top - (potentials[sink] - potentials[:height])
    columns = np.maximum(potentials[sink] - potentials[height:sink], 0)
    return whom, Prices(rows, columns)


def _arcs_out(terms: Terms) -> tuple[Ints, Ints, Ints]:
    """From each column to the sink: column, capacity and cost. One arc, or with load balance one for each place."""
    if not terms.balance:
        columns = np.arange(terms.places.size)
        return columns, terms.places, np.zeros(columns.size, np.int64)
    columns = np.repeat(np.arange(terms.places.size), terms.places)
    begins = np.cumsum(terms.places) - terms.places
    number = np.arange(columns.size) - np.repeat(begins, terms.places) + np.repeat(terms.taken, terms.places)
    return columns, np.ones(columns.size, np.int64), number * terms.balance
