"""Messages on the way: the pulse, interviews, gentle checks, and what a coordinator set going."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import checks, interviews, pairs, programmes, risk, situations
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import checks as check_views
from bot.views import interviews as interview_views
from bot.views import pulses as views
from bot.views import risk as risk_views
from bot.views.kit import Message
from models import CheckState, Member, Moment, Outbox, Pair, PairState, Pulse


async def _pair(session: AsyncSession, row: Outbox) -> tuple[Pair, Member, Member]:
    """(pair, partner, reader)."""
    reader = await reader_of(session, row)
    pair = await pairs.get(session, reader, row.subject_id)
    return pair, await pairs.partner(session, pair, reader), reader


def _again(row: Outbox) -> bool:
    return ":again:" in row.key


@says("pair.pulse")
async def pulse(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    asked = await session.get(Pulse, int(row.params["pulse"]))
    if asked is None or asked.score is not None or pair.state is not PairState.ACTIVE:
        return None
    return views.question(t, asked, partner, again=_again(row))


@says("pair.interview")
async def interview(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    asked = await interviews.of(session, reader, pair.id, Moment(row.params["moment"]))
    if asked is None or asked.answered_at is not None:
        return None
    return interview_views.invitation(t, asked, partner, again=_again(row))


@says("pair.check")
async def check(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    open_one = await checks.open_of(session, pair)
    if open_one is None or open_one.state is not CheckState.ASKED or pair.state is not PairState.ACTIVE:
        return None
    said = open_one.mentor_says if reader.id == pair.mentor_id else open_one.mentee_says
    return check_views.question(t, pair, partner) if said is None else None


@says("pair.help_wanted")
async def help_wanted(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    reader, by = await reader_of(session, row), await session.get(Member, int(row.params["by"]))
    pair = await session.get(Pair, row.subject_id)
    if by is None or pair is None or not await risk.wants_help(session, reader, pair.id, by.id):
        return None
    return risk_views.help_wanted(t, by, await pairs.partner(session, pair, by))


@says("pair.nudge")
async def nudge(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    if pair.state is not PairState.ACTIVE:
        return None
    seen = await situations.of(session, pair, reader, row.due_at)
    return check_views.nudge(t, pair, partner, seen, row.params["causes"], for_mentee=reader.id == pair.mentee_id)


@says("pair.talk_offered")
async def talk_offered(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, _, _ = await _pair(session, row)
    by = await session.get(Member, int(row.params["by"]))
    if pair.state is not PairState.ACTIVE or by is None or by.left_at is not None:
        return None
    mine = await programmes.of(session, pair)
    network = next((one for one in mine if one.id == row.params.get("network")), None)
    return check_views.talk_offered(t, by, network)


@says("pair.rematch_offered")
async def rematch_offered(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    if pair.state is not PairState.ACTIVE:
        return None
    return check_views.rematch_offered(t, pair, partner, for_mentee=reader.id == pair.mentee_id)
