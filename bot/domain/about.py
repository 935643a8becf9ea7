"""What people say about themselves beyond what joining asks: team, level, whom they report to, what they are strongest
in, and who may find them as a mentor."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.errors import InvalidInput, NotJoined
from bot.domain.topics import fold
from models import Level, Member, MentorProfile, MentorTopic, NetworkMember, ReportingLine

MOST_STRONG = 3
"""So many topics may be those that others come for: a mentor who is strongest in everything says nothing."""
LONGEST_TEAM = 75
LEAST_ALIKE, MOST_TEAMS = 75, 500
"""How alike, 0-100, what was typed must be to a team's name, and how many teams are compared."""


@dataclass(frozen=True, kw_only=True)
class About:
    team: str = ""
    level: Level | None = None
    reports_to: str | None = None
    """The Slack id of whom they report to: used only so as never to match within one reporting line."""
    strong: Sequence[int] = ()
    """Topic ids, of the mentor's own."""
    open_to_all: bool = True
    """False: found as a mentor only by members of the networks in `shares`."""
    shares: Sequence[int] = ()
    """Ids of their own networks."""


async def about_of(session: AsyncSession, member: Member) -> About:
    mentor = await members.mentor_profile(session, member)
    mine = MentorTopic.member_id == member.id, MentorTopic.strong.is_(True)
    shared = NetworkMember.member_id == member.id, NetworkMember.shares.is_(True)
    line = await manager_of(session, member)
    return About(
        team=member.team,
        level=Level(member.level) if member.level else None,
        reports_to=line.slack_id if line else None,
        strong=list(await session.scalars(select(MentorTopic.topic_id).where(*mine))),
        open_to_all=mentor.open_to_all if mentor else True,
        shares=list(await session.scalars(select(NetworkMember.network_id).where(*shared))),
    )


async def manager_of(session: AsyncSession, member: Member) -> Member | None:
    return await session.scalar(
        select(Member)
        .join(ReportingLine, ReportingLine.manager_id == Member.id)
        .where(ReportingLine.member_id == member.id)
    )


async def describe(session: AsyncSession, member: Member, about: About) -> None:
    """Save what they say now in place of what they said before; what is not theirs (a topic they do not offer, a
    network they are not in) is left out.

    Raises NotJoined, InvalidInput for more than MOST_STRONG topics and for reporting to oneself, NotFound for a manager
    whom nobody here has met.
    """
    if member.joined_at is None:
        raise NotJoined
    if len(set(about.strong)) > MOST_STRONG:
        raise InvalidInput("strong", "three_at_most")
    if about.reports_to == member.slack_id:
        raise InvalidInput("reports_to", "not_oneself")
    member.team = " ".join(about.team.split())[:LONGEST_TEAM]
    member.level = about.level
    await _report_to(session, member, about.reports_to)
    await _mark(session, member, about.strong)
    await session.execute(
        update(MentorProfile).where(MentorProfile.member_id == member.id).values(open_to_all=about.open_to_all)
    )
    await session.execute(
        update(NetworkMember)
        .where(NetworkMember.member_id == member.id)
        .values(shares=True if about.open_to_all else NetworkMember.network_id.in_(about.shares))
        .execution_options(synchronize_session=False)
    )


async def _report_to(session: AsyncSession, member: Member, slack_id: str | None) -> None:
    await session.execute(delete(ReportingLine).where(ReportingLine.member_id == member.id))
    if slack_id:
        manager = await members.get(session, member.workspace_id, slack_id)
        session.add(ReportingLine(workspace_id=member.workspace_id, member_id=member.id, manager_id=manager.id))


async def _mark(session: AsyncSession, member: Member, strong: Sequence[int]) -> None:
    await session.execute(
        update(MentorTopic)
        .where(MentorTopic.member_id == member.id)
        .values(strong=MentorTopic.topic_id.in_(strong))
        .execution_options(synchronize_session=False)
    )


async def teams(session: AsyncSession, workspace_id: str, typed: str, count: int = 20) -> Sequence[str]:
    """Teams as others in the workspace say them, with what was typed somewhere in their names; by name."""
    wanted = func.lower(Member.team).contains(typed.casefold(), autoescape=True)
    found = await session.scalars(
        select(Member.team)
        .where(Member.workspace_id == workspace_id, Member.team > "", wanted)
        .distinct()
        .order_by(Member.team)
        .limit(count)
    )
    return list({fold(team): team for team in found}.values())


async def nearest_team(session: AsyncSession, workspace_id: str, typed: str) -> str:
    """The team that somebody means by `typed`, as its people spell it; empty when none comes close."""
    known = await _all_teams(session, workspace_id) if typed else ()
    found = process.extractOne(typed, known, scorer=fuzz.ratio, processor=fold, score_cutoff=LEAST_ALIKE)
    return found[0] if found else ""


async def largest_teams(session: AsyncSession, workspace_id: str, most: int) -> Sequence[str]:
    """The names of the teams that most members say they are in."""
    here = select(Member.team).where(
        Member.workspace_id == workspace_id, Member.team > "", Member.deactivated_at.is_(None)
    )
    return (
        await session.scalars(here.group_by(Member.team).order_by(func.count().desc(), Member.team).limit(most))
    ).all()


async def _all_teams(session: AsyncSession, workspace_id: str) -> Sequence[str]:
    here = select(Member.team).where(Member.workspace_id == workspace_id, Member.team > "").distinct()
    return (await session.scalars(here.order_by(Member.team).limit(MOST_TEAMS))).all()
