"""Everything about one person, as data: for the files of `/mentor privacy`.

Keys are English and stable; times are ISO 8601 in UTC. What is somebody else's alone is not in it: the partner's
private click, their feedback, the reason they gave for an end.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.about import manager_of
from bot.domain.export import asking, groups, log, person, rounds, together
from bot.domain.export.shapes import Row, other_of
from bot.domain.topics import lexicon
from models import HomeView, Installation, Member

__all__ = ["VERSION", "Row", "everything"]

VERSION = 1


async def everything(session: AsyncSession, member: Member, *, language: str, now: datetime) -> Row:
    known = await lexicon(session, member.workspace_id)
    requested = await asking.requests(session, member)
    pairs = await together.pairs(session, member)
    others = {other_of(one, member) for one in requested} | {other_of(one, member) for one in pairs}
    names = {number: one.name for number, one in (await members.names(session, member.workspace_id, [*others])).items()}
    installed = await session.scalar(
        select(Installation.id).where(Installation.installed_by == member.slack_id).limit(1)
    )
    opened_at = await session.scalar(select(HomeView.opened_at).where(HomeView.member_id == member.id))
    return {
        "klik_export": VERSION,
        "made_at": now,
        "about": {
            **person.about(member, await manager_of(session, member)),
            "installed_klik": installed is not None,
            "home_opened_at": opened_at,
        },
        "mentor": await person.mentor(session, member),
        "mentee": await person.mentee(session, member),
        "topics": await person.topics(session, member, known, language),
        "networks": await person.networks(session, member),
        "requests": [asking.request(row, member, names, known, language) for row in requested],
        "notes": await asking.notes(session, member, requested, names),
        "pairs": [together.pair(row, member, names) for row in pairs],
        "agreements": await together.agreements(session, member, pairs, names),
        "workbook": await together.workbook(session, member, pairs, names),
        "sessions": await together.sessions(session, member, pairs, names),
        "feedback": await together.feedback(session, member),
        "pulses": await together.pulses(session, member),
        "interviews": await together.interviews(session, member),
        "thanks": await together.thanks(session, member, pairs, names),
        "groups": await groups.groups_of(session, member),
        "rounds": await rounds.rounds_of(session, member, known, language),
        "searches": await asking.searches(session, member),
        "saved_searches": await asking.saved(session, member, known, language),
        "waits": await asking.waits(session, member),
        "office_hours": await asking.office_hours(session, member),
        "calendar": await person.calendar(session, member),
        "avoidances": await asking.avoidances(session, member),
        "messages": await log.messages(session, member),
        "audit": await log.audit(session, member),
    }
