"""A proposal that is no topic goes, and everybody whom it concerns hears of it; what became of the others, too."""

from datetime import datetime

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit, home_views, outbox
from bot.domain.errors import InvalidInput
from bot.domain.topics.changes import held, tell_proposer
from bot.domain.topics.known import changed
from models import Member, MenteeTopic, MentorTopic, SavedSearch, UnmetNeed


async def decline(session: AsyncSession, by: Member, topic_id: int, now: datetime) -> str:
    """Remove a proposal that nobody has accepted; its name. Whoever proposed it is told kindly, and so is everybody who
    had chosen it or waited for it, since they lose it. Raises NotFound, InvalidInput for what is in the list."""
    topic = await held(session, by, topic_id)
    if topic.accepted:
        raise InvalidInput("topic", "in_the_list")
    name, proposer = topic.name, topic.proposed_by
    for member_id in await session.scalars(_chosen_by(topic_id)):
        person = await session.get_one(Member, member_id)
        if member_id not in (proposer, by.id):
            await outbox.plan(session, "topic.removed", person, about=("topic", topic_id), due=now, topic=name)
        await home_views.touch(session, person)
    await tell_proposer(session, "topic.declined", topic, by, now)
    await session.delete(topic)
    await session.flush()
    changed(session, by.workspace_id)
    audit.note(session, by.workspace_id, audit.TOPIC_DECLINED, by=by, now=now, topic=name)
    return name


def _chosen_by(topic_id: int) -> CompoundSelect[int]:
    return union(
        select(MentorTopic.member_id).where(MentorTopic.topic_id == topic_id),
        select(MenteeTopic.member_id).where(MenteeTopic.topic_id == topic_id),
        select(UnmetNeed.member_id).where(UnmetNeed.topic_id == topic_id, UnmetNeed.waiting.is_(True)),
        select(SavedSearch.member_id).where(SavedSearch.topic_id == topic_id),
    )
