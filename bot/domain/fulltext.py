"""What mentors wrote, searched by words: for when topics give too few people. One interface on both databases.

Searched are the job title and what a mentor can pass on, which everybody who finds them reads too. Not what they hope
to learn themselves (who wants to learn negotiating is no mentor for it), and not their motivation, which is private.

The index is kept by triggers (migrations/versions/0010_full_text.py): SQLite's FTS5 and PostgreSQL's tsvector with GIN.
Whatever changes a profile or a title changes the index in the same transaction, by whichever way it is written; who
leaves or is erased is out of it. Words are compared by their stems. PostgreSQL stems English and Dutch. SQLite stems
English only, so there a Dutch word is also searched by the beginning that its forms share. What a person typed is only
ever a value, never syntax.
"""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.topics.words import common, fold, grammar, starts

MOST_WORDS = 8
"""Of a longer search the first so many that say something."""
SHORTEST_START = 4
"""Letters of a Dutch stem from which on it may stand for every word that begins so."""


async def search(session: AsyncSession, workspace_id: str, words: str, limit: int) -> Sequence[tuple[int, float]]:
    """Mentors whose title or offer says `words`: (member id, relevance), the best first.

    Relevance is the share of the words asked for that they wrote, 0-1; those with the same share are in the order of
    the database's own ranking. Everybody in the index is found, also who is full, paused or the reader: the caller
    decides who may be asked.
    """
    asked = _saying(words)
    if not asked or limit < 1:
        return []
    find = _on_sqlite if session.get_bind().dialect.name == "sqlite" else _on_postgresql
    # Who wrote all of it first: that is quick however common each word is.
    found = await find(session, workspace_id, asked, limit, every=True)
    if len(found) < limit and len(asked) > 1:
        known = {member_id for member_id, _ in found}
        more = await find(session, workspace_id, asked, limit, every=False)
        found += [(member_id, share) for member_id, share in more if member_id not in known]
    return found[:limit]


def _saying(words: str) -> list[str]:
    """The words that say something; the common ones only where there are no others."""
    tokens = [token.strip("-'./&") for token in fold(words).split()]
    tokens = [token for token in dict.fromkeys(tokens) if token not in grammar()]
    return ([token for token in tokens if token not in common()] or tokens)[:MOST_WORDS]


async def _on_sqlite(
    session: AsyncSession, workspace_id: str, asked: Sequence[str], limit: int, *, every: bool
) -> list[tuple[int, float]]:
    terms = [_term(word) for word in asked]
    values = {"terms": (" AND " if every else " OR ").join(terms), "workspace_id": workspace_id, "limit": limit}
    ids = [member_id for (member_id,) in await session.execute(_SQLITE, values)]
    if every or not ids:
        return [(member_id, 1.0) for member_id in ids]
    shares = dict.fromkeys(ids, 0)
    named = {f"term{number}": term for number, term in enumerate(terms)}
    for (member_id,) in await session.execute(_written(len(terms)), {**named, "ids": ids}):
        shares[member_id] += 1
    ids.sort(key=lambda member_id: -shares[member_id])
    return [(member_id, shares[member_id] / len(asked)) for member_id in ids]


_SQLITE = text(
    "SELECT rowid FROM mentor_words WHERE mentor_words MATCH :terms AND workspace_id = :workspace_id"
    " ORDER BY rank LIMIT :limit"
)


def _term(word: str) -> str:
    """One word as FTS5 reads it: quoted, so that nothing in it is an operator."""
    quoted = '"' + word.replace('"', '""') + '"'
    begins = [f'"{start}" *' for start in starts(word) if len(start) >= SHORTEST_START]
    return "(" + " OR ".join([quoted, *begins]) + ")"


@lru_cache(maxsize=MOST_WORDS)
def _written(terms: int) -> TextClause:
    """A row for each of the terms that each of some mentors wrote."""
    one = "SELECT rowid FROM mentor_words WHERE mentor_words MATCH :term{} AND rowid IN :ids"
    clause = text(" UNION ALL ".join(one.format(number) for number in range(terms)))
    return clause.bindparams(bindparam("ids", expanding=True))


async def _on_postgresql(
    session: AsyncSession, workspace_id: str, asked: Sequence[str], limit: int, *, every: bool
) -> list[tuple[int, float]]:
    values = {f"word{number}": word for number, word in enumerate(asked)}
    rows = await session.execute(
        _postgresql(len(asked), every), {**values, "workspace_id": workspace_id, "limit": limit}
    )
    return [(member_id, count / len(asked)) for member_id, count in rows]


@lru_cache(maxsize=2 * MOST_WORDS)
def _postgresql(count: int, every: bool) -> TextClause:
    """Each word in both languages' stems; the workspace is a word of the index too, so that GIN looks at no other."""
    names = [f"q{number}" for number in range(count)]
    queries = ", ".join(
        f"(plainto_tsquery('english', :word{number}) || plainto_tsquery('dutch', :word{number})) AS {name}"
        for number, name in enumerate(names)
    )
    joined = (" && " if every else " || ").join(names)
    written = " + ".join(f"(words @@ {name})::int" for name in names)
    return text(
        f"SELECT member_id, {count if every else written} AS written"
        f" FROM mentor_words, (SELECT {queries}) AS asked, LATERAL (SELECT {joined} AS query) AS whole"
        # Words that PostgreSQL takes for none leave an empty query, and then the workspace alone would be asked for.
        " WHERE numnode(query) > 0 AND words @@ (query && quote_literal('w:' || :workspace_id)::tsquery)"
        " AND workspace_id = :workspace_id"
        " ORDER BY written DESC, ts_rank(words, query) DESC, member_id LIMIT :limit"
    )
