"""What one person's home tab shows: read in a handful of queries, however much there is, and cut to what fits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import (
    access,
    agreements,
    entering,
    introductions,
    members,
    office,
    pairs,
    requests,
    risk,
    sessions,
    standing,
)
from bot.domain.glance import Glance, glance
from bot.domain.next_steps import Facts, Suggestion, suggestions
from bot.domain.rounds import at_home, drafting
from bot.domain.rounds.at_home import InRound
from bot.domain.rows import once
from bot.domain.standing import Standing
from bot.domain.times import instant, zone_of
from models import (
    Member,
    MentoringSession,
    Network,
    NetworkMember,
    NetworkRole,
    OfficeSlot,
    Pair,
    PairState,
    RequestState,
    Round,
    SessionState,
)

MOST_REQUESTS, MOST_QUESTIONS, MOST_SESSIONS, MOST_PAIRS, MOST_NETWORKS, MOST_TALKS, MOST_ROUNDS = 3, 3, 4, 10, 5, 3, 2
"""How many of each stand on the tab itself. Slack takes 100 blocks; the rest is one click away."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """A pair, from one side."""

    pair: Pair
    partner: Member
    partner_is_mentor: bool
    held: int
    last: datetime | None
    """When they last met."""
    next: datetime | None
    """When they meet next, if that is booked; it is past when nobody has said yet whether they met."""


@dataclass(frozen=True, kw_only=True)
class Home:
    name: str
    joined: bool
    now: datetime
    paused_until: datetime | None = None
    to_me: Sequence[Standing] = ()
    """Requests to me, those that wait for my answer first, the oldest first."""
    to_me_count: int = 0
    mine: Sequence[Standing] = ()
    meetings: Sequence[tuple[MentoringSession, Member]] = ()
    """Booked ones, soonest first, then those without a time."""
    meeting_count: int = 0
    outcomes: Sequence[tuple[MentoringSession, Member]] = ()
    outcome_count: int = 0
    to_sign: Sequence[tuple[Pair, Member]] = ()
    """Pairs in which the other one's agreement waits for my signature."""
    to_sign_count: int = 0
    askers: int = 0
    """How many ask to join a network that I run."""
    at_risk: int = 0
    """How many pairs could use the attention of whoever looks at this."""
    to_decide: Sequence[Round] = ()
    """Rounds that I run whose call is over: to be matched, or to be released."""
    rounds: Sequence[InRound] = ()
    """Calls that I have not answered first."""
    round_count: int = 0
    clicks: Sequence[tuple[Pair, Member]] = ()
    click_count: int = 0
    pairs: Sequence[Together] = ()
    pair_count: int = 0
    places: tuple[int, int] | None = None
    """(taken, all) of a mentor."""
    networks: Sequence[tuple[Network, NetworkRole]] = ()
    """Those I help to run first."""
    network_count: int = 0
    talks: Sequence[tuple[OfficeSlot, Member]] = ()
    """Office hours to come that are booked, with the other one; soonest first."""
    talk_count: int = 0
    free_talks: int = 0
    """Of those I offer."""
    waits: int = 0
    """On how many waiting lists they are, and how many searches they have saved."""
    saved: int = 0
    suggestions: Sequence[Suggestion] = ()
    runs_network: bool = False
    changes_at: datetime | None = None
    """When it reads differently without anything having happened; None is never."""


async def dashboard(session: AsyncSession, member: Member, now: datetime) -> Home:
    seen = await glance(session, member, now)
    mine_in = await _networks(session, member) if seen.networks else ()
    # Most people run nothing: three questions that only they are asked who may have an answer.
    steers = member.is_admin or any(role is not NetworkRole.MEMBER for _, role in mine_in)
    figures = steers and await _sees_figures(session, member)
    to_decide = await drafting.to_decide(session, member) if steers else ()
    askers = len(await entering.waiting(session, member)) if steers else 0
    at_risk = await risk.count(session, member) if steers else 0
    if member.joined_at is None:
        return Home(
            name=member.name, joined=False, now=now, runs_network=figures, askers=askers, at_risk=at_risk,
            to_decide=to_decide,
        )  # fmt: skip
    mine, to_me = await standing.open_for(session, member, now)
    to_me = sorted(to_me, key=lambda one: one.request.state is not RequestState.PENDING)
    meetings = await sessions.upcoming(session, member)
    running = await pairs.running(session, member)
    people = await members.names(session, member.workspace_id, [_other(pair, member) for pair in running])
    over = [(row, people[_other(pair, member)]) for row, pair in meetings if sessions.is_over(row, now)]
    ahead = [(row, people[_other(pair, member)]) for row, pair in meetings if not sessions.is_over(row, now)]
    by_id = {pair.id: (pair, people[_other(pair, member)]) for pair in running}
    to_sign = [by_id[number] for number in await agreements.to_sign(session, member, running)]
    clicks = [(pair, people[_other(pair, member)]) for pair in running if _is_asked(pair, member)]
    together = await _together(session, member, running, meetings, people, now)
    mentor = await members.mentor_profile(session, member)
    places = (mentor.places_taken, mentor.capacity) if mentor is not None and mentor.active else None
    planned = {pair.id for _, pair in meetings}
    talks, free_talks = await _talks(session, member, now) if seen.talks else ((), 0)
    rounds = await at_home.taking_part(session, member, now) if seen.rounds else ()
    facts = await _facts(
        session,
        member,
        now,
        seen,
        to_me=to_me,
        mine=mine,
        together=together,
        planned=planned,
        talks=len(talks) + free_talks,
    )
    return Home(
        name=member.name,
        joined=True,
        now=now,
        paused_until=member.paused_until if members.is_paused(member, now) else None,
        to_me=to_me[:MOST_REQUESTS],
        to_me_count=len(to_me),
        mine=mine[: requests.MOST_OPEN],
        meetings=ahead[:MOST_SESSIONS],
        meeting_count=len(ahead),
        outcomes=over[:MOST_QUESTIONS],
        outcome_count=len(over),
        to_sign=to_sign[:MOST_QUESTIONS],
        to_sign_count=len(to_sign),
        askers=askers,
        at_risk=at_risk,
        to_decide=to_decide,
        rounds=rounds[:MOST_ROUNDS],
        round_count=len(rounds),
        clicks=clicks[:MOST_QUESTIONS],
        click_count=len(clicks),
        pairs=together[:MOST_PAIRS],
        pair_count=len(together),
        places=places,
        networks=mine_in[:MOST_NETWORKS],
        network_count=len(mine_in),
        talks=talks[:MOST_TALKS],
        talk_count=len(talks),
        free_talks=free_talks,
        waits=seen.waits,
        saved=seen.saved,
        suggestions=suggestions(facts, networks=len(mine_in)),
        runs_network=figures,
        changes_at=_changes_at(
            member,
            now,
            moments=[sessions.ends_at(row) for row, _ in ahead] + [slot.starts_at for slot, _ in talks],
            dated=bool(mine or to_me or running),
        ),
    )


def _other(pair: Pair, member: Member) -> int:
    return pair.mentee_id if pair.mentor_id == member.id else pair.mentor_id


def _is_asked(pair: Pair, member: Member) -> bool:
    return introductions.is_asked(pair) and introductions.answer_of(pair, member) is None


def _changes_at(member: Member, now: datetime, *, moments: Sequence[datetime | None], dated: bool) -> datetime | None:
    """The next midnight where they are, when days are counted on it; sooner when a session begins or the pause ends."""
    zone = zone_of(member)
    midnight = instant(now.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    ahead = [*moments, member.paused_until, midnight if dated else None]
    return min((moment for moment in ahead if moment is not None and moment > now), default=None)


async def _sees_figures(session: AsyncSession, member: Member) -> bool:
    mine = access.networks(access.SEE_FIGURES, member)
    found = select(Network.id).where(Network.workspace_id == member.workspace_id, mine).limit(1)
    return await session.scalar(found) is not None


async def _together(
    session: AsyncSession,
    member: Member,
    running: Sequence[Pair],
    meetings: Sequence[tuple[MentoringSession, Pair]],
    people: Mapping[int, Member],
    now: datetime,
) -> Sequence[Together]:
    """All pairs, those that meet next first, then the newest."""
    held = {
        row.pair_id: (row.held, row.last)
        for row in (await session.execute(*_held([pair.id for pair in running])) if running else ())
    }
    booked = {row.pair_id: row.starts_at for row, _ in meetings if row.starts_at is not None}
    found = [
        Together(
            pair=pair,
            partner=people[_other(pair, member)],
            partner_is_mentor=member.id != pair.mentor_id,
            held=held.get(pair.id, (0, None))[0],
            last=held.get(pair.id, (0, None))[1],
            next=booked.get(pair.id),
        )
        for pair in running
    ]
    far = now + timedelta(days=36_500)
    return sorted(found, key=lambda one: (one.next or far, -one.pair.id))


@once
def _held(pair_ids: Sequence[int]) -> Select[int, int, datetime | None]:
    held, last = func.count().label("held"), func.max(MentoringSession.starts_at).label("last")
    return (
        select(MentoringSession.pair_id, held, last)
        .where(MentoringSession.pair_id.in_(pair_ids), MentoringSession.state == SessionState.HELD)
        .group_by(MentoringSession.pair_id)
    )


async def _talks(
    session: AsyncSession, member: Member, now: datetime
) -> tuple[Sequence[tuple[OfficeSlot, Member]], int]:
    """Office hours to come that are booked, with the other one, and how many of one's own are still free."""
    offered = await office.offered(session, member, now)
    booked = await office.booked_by(session, member, now)
    others = {slot.id: slot.mentee_id for slot in offered if slot.mentee_id is not None}
    others |= {slot.id: slot.mentor_id for slot in booked}
    people = await members.names(session, member.workspace_id, [*others.values()])
    slots = sorted((slot for slot in (*offered, *booked) if slot.id in others), key=lambda slot: slot.starts_at)
    return [(slot, people[others[slot.id]]) for slot in slots], sum(slot.mentee_id is None for slot in offered)


async def all_pairs(session: AsyncSession, member: Member, now: datetime) -> Sequence[Together]:
    """Every pair of theirs that has not ended."""
    running = await pairs.running(session, member)
    people = await members.names(session, member.workspace_id, [_other(pair, member) for pair in running])
    return await _together(session, member, running, await sessions.upcoming(session, member), people, now)


async def _networks(session: AsyncSession, member: Member) -> Sequence[tuple[Network, NetworkRole]]:
    rows = await session.execute(*_mine_in(member.id))
    return sorted(((network, role) for network, role in rows), key=lambda one: one[1] is NetworkRole.MEMBER)


@once
def _mine_in(member_id: int) -> Select[Network, NetworkRole]:
    return (
        select(Network, NetworkMember.role)
        .join(NetworkMember, NetworkMember.network_id == Network.id)
        .where(NetworkMember.member_id == member_id)
        .order_by(Network.name)
    )


async def _facts(
    session: AsyncSession,
    member: Member,
    now: datetime,
    seen: Glance,
    *,
    to_me: Sequence[Standing],
    mine: Sequence[Standing],
    together: Sequence[Together],
    planned: Collection[int],
    talks: int,
) -> Facts:
    """What the suggestions are worked out from. `planned`: the pairs with a session ahead, or one to tell about."""
    mentor = await members.mentor_profile(session, member)
    mentee = await members.mentee_profile(session, member)
    waiting = [(one.request.asked_at, one.other) for one in to_me if one.request.state is RequestState.PENDING]
    unbooked = [one for one in together if one.pair.state is PairState.ACTIVE and one.pair.id not in planned]
    return Facts(
        member=member,
        now=now,
        mentor=mentor if mentor is not None and mentor.active else None,
        mentee=mentee if mentee is not None and mentee.active else None,
        offers=seen.offers,
        strong=seen.strong,
        has_wishes=seen.wishes,
        longest_waiting=min(waiting, key=lambda one: one[0]) if waiting else None,
        to_book=[(one.pair, one.partner, one.last) for one in unbooked],
        has_talks=talks > 0,
        looks=bool(mine) or any(one.partner_is_mentor for one in together),
    )
