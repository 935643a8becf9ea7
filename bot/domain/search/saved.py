"""Saved searches: who saved one is told of mentors who are new for it, once a day at most."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox
from bot.domain.cap import day_of, next_morning
from bot.domain.errors import InvalidInput, NotJoined, TooManySaved
from bot.domain.rows import insert_new
from bot.domain.search.arguments import filters_of, set_filters
from bot.domain.search.query import LONGEST_WORDS, Query
from bot.domain.times import zone_of
from bot.domain.topics import lexicon
from models import Member, MenteeTopic, MentorTopic, SavedSearch, SearchFind, SearchTopic, Why

MOST = 10


def query_of(search: SavedSearch) -> Query:
    return Query(words=search.words, topic_id=search.topic_id, filters=filters_of(search.filters))


async def save(session: AsyncSession, by: Member, query: Query, language: str, now: datetime) -> SavedSearch:
    """Save what was searched; the same search again is the one there is. Without words it is saved as the topics that
    one's own profile names today. Raises NotJoined, InvalidInput when no topic is meant, TooManySaved."""
    if by.left_at is not None:
        raise NotJoined
    known = await lexicon(session, by.workspace_id)
    words = " ".join(query.words.split())[:LONGEST_WORDS]
    if query.topic_id is not None:
        asked = [query.topic_id] if query.topic_id in known.names else []
    elif words:
        asked = list(known.understand(words))
    else:
        asked = list(await session.scalars(select(MenteeTopic.topic_id).where(MenteeTopic.member_id == by.id)))
        words = ", ".join(known.name(topic, language) for topic in asked)[:LONGEST_WORDS]
    if not asked:
        raise InvalidInput("words", "no_topic")
    await members.locked(session, by.id)
    mine, wanted = await of(session, by), replace(query, words=words, page=0)
    for one in mine:
        if query_of(one) == wanted:
            return one
    if len(mine) >= MOST:
        raise TooManySaved(MOST)
    search = SavedSearch(
        workspace_id=by.workspace_id,
        member_id=by.id,
        words=words,
        topic_id=query.topic_id,
        filters=set_filters(query.filters),
        created_at=now,
    )
    session.add(search)
    await session.flush()
    session.add_all(
        SearchTopic(workspace_id=by.workspace_id, search_id=search.id, topic_id=topic) for topic in dict.fromkeys(asked)
    )
    return search


async def of(session: AsyncSession, by: Member) -> Sequence[SavedSearch]:
    """The saved searches of a member, the oldest first."""
    return (
        await session.scalars(select(SavedSearch).where(SavedSearch.member_id == by.id).order_by(SavedSearch.id))
    ).all()


async def get(session: AsyncSession, by: Member, search_id: int) -> SavedSearch:
    """Raises NotFound, for everybody else's too."""
    return access.check(session, access.WAIT, by, await session.get(SavedSearch, search_id), "search")


async def remove(session: AsyncSession, by: Member, search_id: int) -> None:
    """Raises NotFound."""
    search = await get(session, by, search_id)
    await outbox.cancel(session, by.workspace_id, f"search:{search.id}", Why.TAKEN_BACK)
    await session.execute(delete(SavedSearch).where(SavedSearch.id == search.id))


async def offered_by(session: AsyncSession, mentor: Member) -> set[int]:
    """Topics a mentor offers at this moment: none for who is no mentor."""
    profile = await members.mentor_profile(session, mentor)
    if mentor.joined_at is None or profile is None or not profile.active:
        return set()
    return set(await session.scalars(select(MentorTopic.topic_id).where(MentorTopic.member_id == mentor.id)))


async def note_new(session: AsyncSession, mentor: Member, before: Collection[int], now: datetime) -> None:
    """A mentor saved their profile and offered `before` until then: whoever looks for something new in it is told.

    Who may really ask, and whom the filters let through, is decided when the message is written.
    """
    new = await offered_by(session, mentor) - set(before)
    searches = await session.scalars(
        select(SavedSearch)
        .where(
            SavedSearch.workspace_id == mentor.workspace_id,
            SavedSearch.member_id != mentor.id,
            SavedSearch.id.in_(select(SearchTopic.search_id).where(SearchTopic.topic_id.in_(new))),
        )
        .order_by(SavedSearch.id)
    )
    for search in searches.all():
        reader = await members.by_id(session, search.workspace_id, search.member_id)
        await _plan(session, search, reader, mentor, now)


async def _plan(session: AsyncSession, search: SavedSearch, reader: Member, mentor: Member, now: datetime) -> None:
    due = outbox.readable_at(reader, "search.new", now)
    if due is None:
        return
    told = await outbox.last_sent(session, search.workspace_id, f"search:{search.id}", "search.new")
    if told is not None and day_of(reader, told) == day_of(reader, due):
        due = next_morning(reader, due)
    day = due.astimezone(zone_of(reader)).date()
    ids = {"search_id": search.id, "mentor_id": mentor.id}
    if not await insert_new(session, SearchFind, workspace_id=search.workspace_id, tell_on=day, **ids):
        return  # told before
    about = ("search", search.id)
    await outbox.plan(session, "search.new", reader, about=about, key=day.isoformat(), due=due, day=day.isoformat())


async def finds(session: AsyncSession, search: SavedSearch, day: date) -> Sequence[int]:
    """Ids of the mentors whom the message of that day is about."""
    found = select(SearchFind.mentor_id).where(SearchFind.search_id == search.id, SearchFind.tell_on == day)
    return (await session.scalars(found.order_by(SearchFind.mentor_id))).all()
