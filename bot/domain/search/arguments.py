"""A search as the argument of a button: what to do again, for the next page or with another filter.

Like the query of a link, and no more trusted: it is read back here, within bounds, and says nothing about anybody.
Why a search is not a row: docs/adr/0011-results.md.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.domain.search.query import LONGEST_WORDS, Filters, Query

LONGEST_TEAM = 75
MOST_PAGES = 100
QUERY, FILTERS = TypeAdapter(Query), TypeAdapter(Filters)


@lru_cache(2048)
def packed(query: Query) -> str:
    """As JSON, without what is not set: some 500 characters at most, of the 2,000 that a button carries."""
    return QUERY.dump_json(query, exclude_defaults=True).decode()


def unpacked(text: str) -> Query:
    """The same again; an empty search for what we never wrote."""
    try:
        found = QUERY.validate_json(text)
    except ValidationError:
        return Query()
    topic = found.topic_id if found.topic_id is not None and 0 < found.topic_id < 10**15 else None
    return replace(
        found,
        words=found.words[:LONGEST_WORDS],
        topic_id=topic,
        page=min(max(found.page, 0), MOST_PAGES),
        filters=replace(found.filters, language=found.filters.language[:8], team=found.filters.team[:LONGEST_TEAM]),
    )


def set_filters(filters: Filters) -> dict[str, Any]:
    """Those that are set, as a row keeps them."""
    kept: dict[str, Any] = FILTERS.dump_python(filters, exclude_defaults=True, mode="json")
    return kept


def filters_of(kept: dict[str, Any]) -> Filters:
    try:
        return FILTERS.validate_python(kept)
    except ValidationError:  # a level or a filter of another version
        return Filters()
