"""Messages about saved searches, and about one mentor whom somebody waits for."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.search import among, saved, waits
from bot.domain.search.allowed import is_free
from bot.domain.topics import lexicon
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import waiting as views
from bot.views.kit import Message
from models import MenteeTopic, MentorWait, Outbox, SavedSearch


@says("search.new")
async def new_mentors(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Who is new for a saved search, can be asked and passes its filters; nothing when nobody is."""
    search = await session.get(SavedSearch, row.subject_id)
    reader = await reader_of(session, row)
    if search is None or search.workspace_id != row.workspace_id:
        return None
    new = await saved.finds(session, search, date.fromisoformat(str(row.params["day"])))
    query = saved.query_of(search)
    matches, topic_id = await among.fitting(session, reader, query, new, language=t.language, now=row.due_at)
    if not matches:
        return None
    known = await lexicon(session, row.workspace_id)
    topic = known.name(query.topic_id, t.language) if query.topic_id is not None else ""
    return views.new_mentors(t, search.id, query, topic, matches, topic_id or 0)


@says("mentor.free")
async def mentor_free(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Whoever was quicker has the place: then the one who waits keeps their turn, and hears nothing."""
    wait, reader = await session.get(MentorWait, row.subject_id), await reader_of(session, row)
    if wait is None or wait.workspace_id != row.workspace_id:
        return None
    mentor = await members.by_id(session, row.workspace_id, wait.mentor_id)
    if not await is_free(session, reader, mentor.id, row.due_at):
        await waits.wait_on(wait, row.due_at)
        return None
    offered = await saved.offered_by(session, mentor)
    wanted = set(await session.scalars(select(MenteeTopic.topic_id).where(MenteeTopic.member_id == reader.id)))
    both = sorted(offered & wanted) or sorted(offered)
    return views.mentor_free(t, mentor, both[0] if len(both) == 1 else 0)


@says("mentor.not_free")
async def mentor_not_free(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    wait = await session.get(MentorWait, row.subject_id)
    if wait is None or wait.workspace_id != row.workspace_id:
        return views.mentor_not_free(t, "")  # forgotten since, and the wait with them
    mentor = await members.by_id(session, row.workspace_id, wait.mentor_id)
    return views.mentor_not_free(t, mentor.name)
