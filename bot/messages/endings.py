"""Messages about the end of a pair, and about pauses."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import endings, members, pairs, sessions
from bot.domain.search import engine
from bot.i18n import Texts
from bot.messages.pairs import with_what_follows
from bot.messages.registry import reader_of, says
from bot.views import endings as views
from bot.views import pausing
from bot.views.kit import Message
from models import Kudos, Member, Network, Outbox, Pair, PairState, Request


async def _pair(session: AsyncSession, row: Outbox) -> tuple[Pair, Member, Member]:
    """(pair, partner, reader)."""
    reader = await reader_of(session, row)
    pair = await pairs.get(session, reader, row.subject_id)
    return pair, await pairs.partner(session, pair, reader), reader


@says("pair.paused")
async def paused(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    if pair.state is not PairState.PAUSED:
        return None
    return await with_what_follows(session, t, row, pair, reader, pausing.paused_by_other(t, pair, partner))


@says("pair.away")
async def partner_away(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    if pair.state is not PairState.ACTIVE or partner.paused_until is None or partner.paused_until <= row.due_at:
        return None
    return pausing.partner_away(t, partner, partner.paused_until)


@says("pair.resumed")
async def resumed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    if pair.state is not PairState.ACTIVE:
        return None
    meeting = await sessions.live(session, pair)
    slots = await sessions.times_to_come(session, pair, meeting, row.next_at) if meeting else ()
    return pausing.resumed(t, partner, meeting, slots)


@says("pair.completed")
async def completed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    request = await session.get_one(Request, pair.request_id)
    mentor = await members.mentor_profile(session, reader)
    is_mentor = mentor is not None and mentor.active
    said = views.completed(
        t,
        pair,
        partner,
        await endings.journey(session, pair, reader),
        for_mentee=reader.id == pair.mentee_id,
        may_become_mentor=None if is_mentor else request.topic_id or 0,
    )
    return await with_what_follows(session, t, row, pair, reader, said)


@says("pair.thanks")
async def thanks(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    kudos = await endings.thanks(session, pair, partner)
    if kudos is None:
        return None
    network = await session.get(Network, kudos.network_id) if kudos.network_id is not None else None
    return views.thanks(t, kudos, partner, network)


@says("network.kudos")
async def shared(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Both wanted it; whoever of them is gone by now does not any more."""
    kudos = await session.get(Kudos, row.subject_id)
    if kudos is None or kudos.workspace_id != row.workspace_id or not (kudos.writer_shares and kudos.receiver_shares):
        return None
    pair = await session.scalar(select(Pair).where(Pair.id == kudos.pair_id))
    if pair is None:
        return None
    writer = await endings.writer_of(session, kudos)
    receiver = await pairs.partner(session, pair, writer)
    if writer.left_at is not None or receiver.left_at is not None:
        return None
    return views.shared_thanks(t, kudos, writer, receiver)


@says("pair.ending")
async def ending(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    day, _, which = row.key.split(":pair.ending:")[1].partition(":")
    if pair.state is not PairState.ACTIVE or pair.ends_on is None or pair.ends_on.isoformat() != day:
        return None
    return views.planned_end(t, pair, partner, pair.ends_on, last=which.startswith("last"))


@says("pair.extended")
async def extended(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    if pair.state is PairState.ENDED or pair.ends_on is None:
        return None
    return views.extended_by_other(t, pair, partner)


@says("pair.quiet_warning")
async def quiet_warning(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    return views.quiet_warning(t, pair, partner) if pair.state is PairState.ACTIVE else None


@says("pair.quiet_ended")
async def quiet_ended(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    request = await session.get_one(Request, pair.request_id)
    matches = await engine.next_best(session, reader, request.topic_id, language=t.language, now=row.due_at)
    others = [match for match in matches if match.mentor.id != pair.mentor_id]
    said = views.quiet_ended(t, partner, request, others, for_mentee=reader.id == pair.mentee_id)
    return await with_what_follows(session, t, row, pair, reader, said)
