"""How a search asks the database: somewhere, in SQLAlchemy's statements, for rows with their columns by name."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import CompoundSelect, Select

Question = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Answers = Sequence[Any]
NEVER = 2**62
"""A turn of the log of changes that never comes."""


class Rows(Protocol):
    """Somewhere to ask: a transaction, or a connection that only reads."""

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers: ...
