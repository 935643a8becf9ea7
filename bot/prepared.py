"""Statements of SQLAlchemy's, compiled once, with its types for what goes in and comes out, for the driver itself."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import BindParameter, Boolean, Dialect, literal_column
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from bot.domain.search.rows import Answers, Question

Convert = Callable[[Any], Any]


class Prepared:
    """A statement in the words of one database, with what turns values into the driver's and back."""

    def __init__(self, statement: Question, dialect: Dialect) -> None:
        compiled = _with_constants(statement, dialect).compile(dialect=dialect)
        self.sql = compiled.string
        self.encoded = self.sql.encode()
        # SQLite's compiler adds an OFFSET of its own to each LIMIT.
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._given: list[tuple[str, Convert | None]] = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in compiled.binds.items()
            if bind.required
        ]
        self._order: Sequence[str] = compiled.positiontup or ()
        columns = statement.selected_columns
        row: Any = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]  # its columns are only known here
        # What _make does, without a look at how many there are: the statement says.
        self._row: Convert = partial(tuple.__new__, row)
        converts = (
            # SQLite's 0 and 1 do for a Boolean.
            None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).result_processor(dialect, None)
            for kind in (column.type for column in columns)
        )
        self._converts = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    def values(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the driver takes them, by name."""
        values = self._fixed.copy()
        for name, convert in self._given:
            value = parameters[name]
            values[name] = value if convert is None else convert(value)
        return values

    def in_order(self, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The same by their places."""
        values = self.values(parameters)
        return [values[name] for name in self._order]

    def rows(self, found: Iterable[Sequence[Any]]) -> Answers:
        if not self._converts:
            return [self._row(row) for row in found]
        return [self._row(self._converted(row)) for row in found]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        values = row
        for place, convert in self._converts:
            if row[place] is not None:
                values = list(values) if values is row else values
                values[place] = convert(row[place])  # type: ignore[index]  # a list by now
        return values


@lru_cache(512)
def prepare(statement: Question, dialect: Dialect) -> Prepared:
    return Prepared(statement, dialect)


def _with_constants(statement: Question, dialect: Dialect) -> Question:
    """The same with each value that it always has in its words: the driver would pass it again each time."""

    def written(element: ExternallyTraversible, **_: Any) -> ExternallyTraversible | None:
        if not isinstance(element, BindParameter) or element.required:
            return None
        process = element.type.dialect_impl(dialect).literal_processor(dialect)
        assert process is not None, "numbers and words"
        return literal_column(process(element.value), element.type)

    found: Question = replacement_traverse(statement, {}, written)  # type: ignore[assignment]  # as it came
    return found
