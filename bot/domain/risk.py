"""Pairs at risk, for those who run the pair's network: who, since when, a class of cause, and what can be done.

Never a word, an answer or a score; never a pair of one's own; never the name of another network the two are in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, checks, home_views, members, outbox, pairs, programmes
from bot.domain.errors import NotFound
from bot.domain.health import Cause, causes
from models import CheckState, HealthCheck, Member, MentoringSession, Network, Pair, PairState, Says, SessionState

LONGEST = 15


@dataclass(frozen=True, kw_only=True)
class AtRisk:
    check: HealthCheck
    mentor: Member
    mentee: Member
    network: Network | None
    """Through which the reader may help; None for a workspace admin and a pair without one."""
    causes: Sequence[Cause]
    asked_by: Sequence[Member]
    """Who asked for help, and agreed that this is known."""
    last_met: datetime | None


def _mine(reader: Member) -> tuple[ColumnElement[bool], ...]:
    return (
        HealthCheck.workspace_id == reader.workspace_id,
        HealthCheck.state == CheckState.AT_RISK,
        Pair.state == PairState.ACTIVE,
        programmes.helped_by(access.HELP_PAIRS, reader),
    )


async def count(session: AsyncSession, reader: Member) -> int:
    """How many pairs `reader` may help."""
    found = select(func.count()).select_from(HealthCheck).join(Pair, Pair.id == HealthCheck.pair_id)
    return (await session.scalars(found.where(*_mine(reader)))).one()


async def ask_for_help(session: AsyncSession, by: Member, pair: Pair, now: datetime) -> bool:
    """Those who may help the pair hear that `by` asked for it, once a check. False when there is nobody."""
    check = await checks.open_of(session, pair)
    if check is None:
        return False
    helpers = await programmes.helpers(session, pair, access.HELP_PAIRS)
    for one in helpers:
        await outbox.plan(
            session, "pair.help_wanted", one, about=("pair", pair.id), key=f"{check.id}:{by.id}", due=now, by=by.id
        )
        await home_views.touch(session, one)
    return bool(helpers)


async def wants_help(session: AsyncSession, reader: Member, pair_id: int, by: int) -> bool:
    """Whether that stands, and `reader` may do something about it."""
    found = select(HealthCheck, Pair).join(Pair, Pair.id == HealthCheck.pair_id).where(Pair.id == pair_id)
    row = (await session.execute(found.where(*_mine(reader)))).first()
    if row is None:
        return False
    check, pair = row
    return (check.mentor_says if by == pair.mentor_id else check.mentee_says) is Says.HELP


async def listed(session: AsyncSession, reader: Member) -> tuple[Sequence[AtRisk], int]:
    """Those that wait longest first, at most LONGEST, and how many more there are."""
    rows = await session.execute(
        select(HealthCheck, Pair)
        .join(Pair, Pair.id == HealthCheck.pair_id)
        .where(*_mine(reader))
        .order_by(HealthCheck.at_risk_since, HealthCheck.id)
        .limit(LONGEST)
    )
    found = [await _described(session, reader, check, pair) for check, pair in rows.all()]
    return found, await count(session, reader) - len(found)


async def _described(session: AsyncSession, reader: Member, check: HealthCheck, pair: Pair) -> AtRisk:
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    asked = [(check.mentor_says, pair.mentor_id), (check.mentee_says, pair.mentee_id)]
    wanting = [people[member_id] for says, member_id in asked if says is Says.HELP]
    last = select(func.max(MentoringSession.starts_at)).where(
        MentoringSession.pair_id == pair.id, MentoringSession.state == SessionState.HELD
    )
    return AtRisk(
        check=check,
        mentor=people[pair.mentor_id],
        mentee=people[pair.mentee_id],
        network=await programmes.run_by(session, reader, pair, access.HELP_PAIRS),
        causes=[*([Cause.HELP] if wanting else []), *causes(check.signals)],
        asked_by=wanting,
        last_met=await session.scalar(last),
    )


async def get(session: AsyncSession, by: Member, check_id: int) -> tuple[AtRisk, Pair]:
    """One of those `by` may help. Raises NotFound, for everybody else's too."""
    check, pair = await checks.at_risk(session, check_id)
    allowed = select(Pair.id).where(
        Pair.id == pair.id,
        Pair.workspace_id == by.workspace_id,
        Pair.state == PairState.ACTIVE,
        programmes.helped_by(access.HELP_PAIRS, by),
    )
    if await session.scalar(allowed) is None:
        raise NotFound("pair")
    return await _described(session, by, check, pair), pair


class Help(NamedTuple):
    """What can be done for a pair at risk, each once: they decide what becomes of it."""

    kind: str
    """Of the message that both read."""
    noted: str
    """In the log."""
    done_at: str
    """The column that says that it was done."""


NUDGE = Help("pair.nudge", audit.PAIR_NUDGED, "nudged_at")
"""A gentle word to both, with a guide, from Klik."""
TALK = Help("pair.talk_offered", audit.TALK_OFFERED, "talk_offered_at")
"""Both read that this person is there for them; nobody has to answer."""
REMATCH = Help("pair.rematch_offered", audit.REMATCH_OFFERED, "rematch_offered_at")
"""Both read that another match is possible without blame."""


async def offer(session: AsyncSession, by: Member, check_id: int, what: Help, now: datetime) -> None:
    """Once. Raises NotFound."""
    found, pair = await get(session, by, check_id)
    if getattr(found.check, what.done_at) is None:
        setattr(found.check, what.done_at, now)
        await _tell(session, by, found, pair, what, now)


async def _tell(session: AsyncSession, by: Member, found: AtRisk, pair: Pair, what: Help, now: datetime) -> None:
    network = found.network.id if found.network else None
    audit.note(session, by.workspace_id, what.noted, by=by, now=now, network_id=network, about=found.mentee)
    for member in await pairs.both(session, pair):
        await outbox.plan(
            session, what.kind, member, about=("pair", pair.id), key=str(found.check.id), due=now, by=by.id,
            network=network, causes=[str(cause) for cause in found.causes],
        )  # fmt: skip
