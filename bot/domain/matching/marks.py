"""Pairs that somebody named: apart, in one line, met before, forbidden, wished for."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from bot.domain.matching.people import Duo, Person
from bot.domain.matching.sides import Field, Index, Ints


def keys(field: Field, rows: Index, columns: Index) -> Ints:
    """A number for each pair; pairs that go row by row get rising numbers."""
    return rows.astype(np.int64) * len(field.columns.people) + columns


def named(field: Field, whom: Callable[[Person], Iterable[str]]) -> Ints:
    """The keys, rising, of all pairs in which one of the two names the other."""
    return np.union1d(by_rows(field, whom)[0], by_columns(field, whom)[0])


def mutual(field: Field, whom: Callable[[Person], Iterable[str]]) -> Ints:
    """The keys, rising, of all pairs in which each of the two names the other."""
    return np.intersect1d(by_rows(field, whom)[0], by_columns(field, whom)[0])


def by_rows(field: Field, whom: Callable[[Person], Iterable[str]]) -> tuple[Ints, Ints]:
    """The keys, rising, of pairs in which the row names the column, and each one's rank among those the row names."""
    place = field.columns.places
    return _arrays(
        field,
        {
            (row, place[other]): rank
            for row, named in enumerate(map(whom, field.rows.people))
            if named
            for rank, other in enumerate(dict.fromkeys(named))
            if other in place
        },
    )


def by_columns(field: Field, whom: Callable[[Person], Iterable[str]]) -> tuple[Ints, Ints]:
    """Likewise where the column names the row."""
    place = field.rows.places
    return _arrays(
        field,
        {
            (place[other], column): rank
            for column, named in enumerate(map(whom, field.columns.people))
            if named
            for rank, other in enumerate(dict.fromkeys(named))
            if other in place
        },
    )


def themselves(field: Field) -> Ints:
    """The keys, rising, of whoever stands on both sides."""
    rows, columns = field.rows.places, field.columns.places
    return _arrays(field, {(rows[person], columns[person]): 0 for person in rows.keys() & columns.keys()})[0]


def listed(field: Field, pairs: Iterable[Duo], *, either_way: bool) -> Ints:
    """The keys, rising, of pairs (column's id, row's id) as plans name them; who does not take part is left out."""
    rows, columns = field.rows.places, field.columns.places
    ways = [way for one, two in pairs for way in (((one, two), (two, one)) if either_way else ((one, two),))]
    return _arrays(
        field, {(rows[row], columns[column]): 0 for column, row in ways if row in rows and column in columns}
    )[0]


def where(marks: Ints, pairs: Ints) -> tuple[Index, Index]:
    """At which places of `pairs` the `marks` stand, and which marks those are. Both must be rising."""
    if not pairs.size:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    first, last = np.searchsorted(marks, (pairs[0], pairs[-1] + 1))
    near = np.searchsorted(pairs, marks[first:last])
    hits = np.flatnonzero(pairs[np.minimum(near, pairs.size - 1)] == marks[first:last])
    return near[hits], first + hits


def _arrays(field: Field, ranks: Mapping[tuple[int, int], int]) -> tuple[Ints, Ints]:
    at = np.array(list(ranks), np.int64).reshape(-1, 2)
    numbers = keys(field, at[:, 0], at[:, 1])
    order = np.argsort(numbers)
    return numbers[order], np.array(list(ranks.values()), np.int64)[order]
