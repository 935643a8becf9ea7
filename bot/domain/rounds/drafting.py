"""Making a round and opening its call; which rounds there are, for those who run them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, members, outbox
from bot.domain.errors import InvalidInput, NotAllowed, NotFound
from bot.domain.rounds import showing, stages, wishes
from bot.domain.rounds.terms import Terms
from bot.domain.rows import insert_new
from bot.domain.times import instant, zone_of
from models import Member, Network, NetworkMember, Round, RoundKind, RoundSignUp, RoundState, Why

LISTED = 12
CLOSES = time(17)
"""The hour of the coordinator's own day at which the call is over."""
LONGEST_CALL = timedelta(days=120)
LONGEST = timedelta(days=731)
REMIND_BEFORE = timedelta(days=2)
"""The last call, for who has not signed up."""


def subject(row: Round) -> str:
    return f"round:{row.id}"


async def networks_run(session: AsyncSession, by: Member) -> Sequence[Network]:
    """Networks for which `by` may run a round, by name."""
    mine = access.networks(access.RUN_ROUNDS, by)
    found = select(Network).where(Network.workspace_id == by.workspace_id, mine).order_by(Network.name)
    return (await session.scalars(found)).all()


def _run_by(by: Member) -> Select[Round]:
    return (
        select(Round)
        .join(Network, Network.id == Round.network_id)
        .where(Round.workspace_id == by.workspace_id, access.networks(access.RUN_ROUNDS, by))
    )


async def get(session: AsyncSession, by: Member, round_id: int, *, lock: bool = False) -> Round:
    """A round that `by` runs. Raises NotFound, for everybody else's too."""
    statement = _run_by(by).where(Round.id == round_id)
    if lock:
        statement = statement.with_for_update(key_share=True, of=Round).execution_options(populate_existing=True)
    found = await session.scalar(statement)
    if found is None:
        raise NotFound("round")
    return found


async def may_run(session: AsyncSession, by: Member, row: Round) -> bool:
    return await session.scalar(_run_by(by).where(Round.id == row.id).with_only_columns(Round.id)) is not None


async def numbered(session: AsyncSession, by: Member, number: int) -> Round:
    """`/mentor round <n>`. Raises NotFound."""
    found = await session.scalar(_run_by(by).where(Round.number == number))
    if found is None:
        raise NotFound("round")
    return found


async def listed(session: AsyncSession, by: Member) -> Sequence[tuple[Round, Network, int]]:
    """(round, its network, how many have signed up): those that are not closed first, then the newest."""
    count = (
        select(func.count())
        .select_from(RoundSignUp)
        .where(RoundSignUp.round_id == Round.id, RoundSignUp.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    rows = await session.execute(
        _run_by(by)
        .add_columns(Network, count)
        .order_by((Round.state == RoundState.CLOSED).asc(), Round.id.desc())
        .limit(LISTED)
    )
    return [(row, network, size) for row, network, size in rows]


async def to_decide(session: AsyncSession, by: Member) -> Sequence[Round]:
    """Those whose call is over and that wait for `by` to match or to release them, the longest waiting first."""
    rows = _run_by(by).where(Round.state == RoundState.PREVIEW).order_by(Round.closes_at, Round.id)
    return (await session.scalars(rows)).all()


async def draft(
    session: AsyncSession,
    by: Member,
    *,
    network_id: int,
    name: str,
    kind: RoundKind,
    everybody: bool,
    closes_on: str,
    ends_on: str,
    now: datetime,
) -> Round:
    """Begin a round. Days are YYYY-MM-DD. Raises NotAllowed, InvalidInput."""
    if network_id not in {network.id for network in await networks_run(session, by)}:
        raise NotAllowed(access.RUN_ROUNDS.name)
    if len(name.strip()) < 3:
        raise InvalidInput("round_name", "too_short")
    closes_at, ends = days(by, closes_on, ends_on, now)
    earlier = await session.scalar(
        select(Round.id)
        .where(Round.network_id == network_id, Round.released_at.is_not(None))
        .order_by(Round.id.desc())
        .limit(1)
    )
    terms = Terms.usual(kind).within(await session.get_one(Network, network_id))
    newest = select(func.coalesce(func.max(Round.number), 0)).where(Round.workspace_id == by.workspace_id)
    while True:  # another coordinator's draft may take the number in this very moment
        number = (await session.scalars(newest)).one() + 1
        if await insert_new(
            session, Round, workspace_id=by.workspace_id, number=number, network_id=network_id, everybody=everybody,
            name=" ".join(name.split())[:75], kind=kind, terms=terms.stored(), earlier_id=earlier,
            opened_by=by.id, closes_at=closes_at, ends_on=ends, created_at=now,
        ):  # fmt: skip
            break
    audit.note(session, by.workspace_id, audit.ROUND_DRAFTED, by=by, now=now, network_id=network_id)
    return await numbered(session, by, number)


def days(by: Member, closes_on: str, ends_on: str, now: datetime) -> tuple[datetime, date]:
    """When the call closes and on which day the round ends. Raises InvalidInput."""
    try:
        closes_at = instant(date.fromisoformat(closes_on), CLOSES, zone_of(by))
    except ValueError:
        raise InvalidInput("closes_on", "round_closes") from None
    if not now < closes_at <= now + LONGEST_CALL:
        raise InvalidInput("closes_on", "round_closes")
    return closes_at, end(closes_at, ends_on, now)


def end(closes_at: datetime, ends_on: str, now: datetime) -> date:
    """On which day the round ends. Raises InvalidInput."""
    try:
        ends = date.fromisoformat(ends_on)
    except ValueError:
        raise InvalidInput("round_ends_on", "round_ends") from None
    if not max(closes_at, now).date() + timedelta(days=14) <= ends <= (now + LONGEST).date():
        raise InvalidInput("round_ends_on", "round_ends")
    return ends


async def set_terms(session: AsyncSession, by: Member, round_id: int, terms: Terms) -> Round:
    """Raises NotFound, RoundMoved once introductions have begun."""
    row = await get(session, by, round_id, lock=True)
    stages.check(row, *stages.BEFORE_RELEASE)
    row.terms = terms.within(await session.get_one(Network, row.network_id)).stored()
    await session.flush()
    return row


async def announce(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """Open the call: in the network's channel, and to everybody who may take part. Raises NotFound, RoundMoved,
    InvalidInput."""
    row = await get(session, by, round_id, lock=True)
    if row.closes_at <= now:
        raise InvalidInput("closes_on", "round_closes")
    again = row.state is RoundState.PREVIEW
    await stages.move(session, row, RoundState.OPEN, opened_at=row.opened_at or now, next_at=row.closes_at)
    audit.note(session, by.workspace_id, audit.ROUND_OPENED, by=by, now=now, network_id=row.network_id)
    if again:
        return row
    network = await session.get_one(Network, row.network_id)
    if network.channel_id:
        await outbox.plan_for_channel(
            session, "round.announced", row.workspace_id, network.channel_id, about=("round", row.id), due=now
        )
    remind_at = row.closes_at - REMIND_BEFORE
    for member in await invited(session, row, now):
        await outbox.plan(session, "round.invited", member, about=("round", row.id), due=now, expires=row.closes_at)
        if remind_at > now:
            await outbox.plan(
                session, "round.last_call", member, about=("round", row.id), due=remind_at, expires=row.closes_at
            )
    return row


async def invited(session: AsyncSession, row: Round, now: datetime) -> Sequence[Member]:
    """Who takes part in mentoring and may sign up: the network's members, or everybody for an open one."""
    people = select(Member).where(
        Member.workspace_id == row.workspace_id,
        Member.joined_at.is_not(None),
        Member.left_at.is_(None),
        Member.deactivated_at.is_(None),
    )
    if not row.everybody:
        inside = select(NetworkMember.member_id).where(NetworkMember.network_id == row.network_id)
        people = people.where(Member.id.in_(inside))
    found = (await session.scalars(people.order_by(Member.id))).all()
    return [member for member in found if not members.is_paused(member, now)]


async def postpone(
    session: AsyncSession, by: Member, round_id: int, closes_on: str, ends_on: str, now: datetime
) -> Round:
    """Other dates; of the call only while it runs or may be opened again. Raises NotFound, RoundMoved, InvalidInput."""
    row = await get(session, by, round_id, lock=True)
    stages.check(row, *stages.BEFORE_RELEASE)
    as_it_was = row.closes_at.astimezone(zone_of(by)).date().isoformat()
    if row.state is RoundState.PREVIEW and closes_on == as_it_was:
        row.ends_on = end(row.closes_at, ends_on, now)  # the call is over and stays so
    else:
        row.closes_at, row.ends_on = days(by, closes_on, ends_on, now)
    if row.state is RoundState.OPEN:
        row.next_at = row.closes_at
    await session.flush()
    await showing.to_all(session, row)
    return row


async def call_off(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """Close it before anybody was introduced: who signed up is told. Raises NotFound, RoundMoved."""
    row = await get(session, by, round_id, lock=True)
    stages.check(row, *stages.BEFORE_RELEASE)
    await stages.move(session, row, RoundState.CLOSED, closed_at=now, next_at=None)
    await wishes.forget(session, row)
    await outbox.cancel(session, row.workspace_id, subject(row), Why.CALLED_OFF)
    audit.note(session, by.workspace_id, audit.ROUND_CLOSED, by=by, now=now, network_id=row.network_id)
    for member in await signed_up(session, row):
        await outbox.plan(session, "round.called_off", member, about=("round", row.id), due=now)
    return row


async def signed_up(session: AsyncSession, row: Round) -> Sequence[Member]:
    people = (
        select(Member)
        .join(RoundSignUp, RoundSignUp.member_id == Member.id)
        .where(RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at.is_(None))
        .order_by(Member.id)
    )
    return (await session.scalars(people)).all()


async def runners(session: AsyncSession, row: Round) -> Sequence[Member]:
    """Who hears how the round goes: whoever opened it if they still run the network, else all who do."""
    found = (
        select(Member)
        .join(NetworkMember, NetworkMember.member_id == Member.id)
        .where(
            NetworkMember.network_id == row.network_id,
            NetworkMember.role.in_(access.in_network(access.RUN_ROUNDS)),
            Member.deactivated_at.is_(None),
        )
        .order_by(Member.id)
    )
    everybody = (await session.scalars(found)).all()
    opener = await session.get(Member, row.opened_by) if row.opened_by is not None else None
    if opener is not None and (opener.id in {one.id for one in everybody} or opener.is_admin) and not opener.left_at:
        return [opener]
    return everybody


async def tell_runners(session: AsyncSession, row: Round, kind: str, now: datetime, key: str = "") -> None:
    for member in await runners(session, row):
        await outbox.plan(session, kind, member, about=("round", row.id), key=key, due=now)
