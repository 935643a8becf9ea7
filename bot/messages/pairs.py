"""Messages about introductions and pairs."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import introductions, pairs, planned, retention, sessions
from bot.domain.calendar import appointments
from bot.domain.rounds import releasing
from bot.domain.search import engine
from bot.domain.search.query import Match
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import afterwards
from bot.views import pairs as views
from bot.views.kit import Message
from models import Member, Outbox, Pair, PairState, Request


async def _pair(session: AsyncSession, row: Outbox) -> tuple[Pair, Member, Member]:
    """(pair, partner, reader)."""
    reader = await reader_of(session, row)
    pair = await pairs.get(session, reader, row.subject_id)
    return pair, await pairs.partner(session, pair, reader), reader


async def with_what_follows(
    session: AsyncSession, t: Texts, row: Outbox, pair: Pair, reader: Member, message: Message
) -> Message:
    """Of news that a pair ended or pauses: what was booked goes out of the calendar, and how long their words stay."""
    if "off" in row.params:
        meeting, _ = await sessions.get(session, reader, int(row.params["off"]))
        message = afterwards.off(t, message, await appointments.of_session(session, meeting, pair, reader))
    until = retention.erased_after(session, pair)
    return message if until is None else afterwards.kept(t, message, until)


@says("introduction.opened", "introduction.guide")
async def opened(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    if pair.state is not PairState.INTRODUCTION:
        return None
    request = await session.get_one(Request, pair.request_id)
    meeting = await sessions.live(session, pair)
    slots = await sessions.times_to_come(session, pair, meeting, row.next_at) if meeting else ()
    return views.introduction(
        t, pair, partner, request, await planned.of(session, meeting, pair, reader) if meeting else None, slots,
        for_mentee=reader.id == pair.mentee_id,
        brought=await releasing.brought_by(session, pair, partner),
    )  # fmt: skip


@says("introduction.click")
async def click(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, reader = await _pair(session, row)
    if not introductions.is_asked(pair) or introductions.answer_of(pair, reader) is not None:
        return None
    return views.click_question(t, pair, partner)


@says("pair.started")
async def started(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    pair, partner, _ = await _pair(session, row)
    if pair.state is not PairState.ACTIVE:
        return None
    meeting = await sessions.live(session, pair)
    slots = await sessions.times_to_come(session, pair, meeting, row.next_at) if meeting else ()
    return views.started(t, pair, partner, meeting, slots)


@says("introduction.parted", "introduction.lapsed")
async def parted(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Whoever goes on searching gets other people who fit, with the same question."""
    pair, partner, reader = await _pair(session, row)
    request, for_mentee = await session.get_one(Request, pair.request_id), reader.id == pair.mentee_id
    matches: Sequence[Match] = ()
    if for_mentee:
        matches = await engine.next_best(session, reader, request.topic_id, language=t.language, now=row.due_at)
    words = views.parted if row.kind == "introduction.parted" else views.lapsed
    return words(t, partner, request, matches, for_mentee=for_mentee)


@says("pair.ended", "pair.partner_left")
async def ended(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """A mentee who is left behind is offered people at once, with the question that brought the two together."""
    pair, partner, reader = await _pair(session, row)
    for_mentee = reader.id == pair.mentee_id
    request = await session.get_one(Request, pair.request_id)
    matches = await engine.next_best(session, reader, request.topic_id, language=t.language, now=row.due_at)
    others = [match for match in matches if match.mentor.id != pair.mentor_id]
    if row.kind == "pair.ended":
        said = views.ended_by_other(t, pair, partner, request, others, for_mentee=for_mentee)
    else:
        name = partner.name or str(row.params.get("name", ""))
        said = views.partner_left(t, name, request, others, for_mentee=for_mentee)
    return await with_what_follows(session, t, row, pair, reader, said)
