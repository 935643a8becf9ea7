"""Booking, moving, calling off, and "did you meet?"."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, introductions, pairs, sessions, times
from bot.domain.errors import InvalidInput, SessionGone, SlotPassed, SlotTaken
from bot.views import feedback as feedback_views
from bot.views import ids
from bot.views import pairs as pair_views
from bot.views import sessions as views
from bot.views.kit import Message
from handlers.forms import TimeForm
from handlers.registry import Visit, registry
from models import Member, MentoringSession, Pair, PairState, SessionState


async def meetings_of(session: AsyncSession, member: Member) -> list[tuple[MentoringSession, Member]]:
    """Proposed and booked sessions with the partner of each."""
    return [
        (meeting, await pairs.partner(session, pair, member))
        for meeting, pair in await sessions.upcoming(session, member)
    ]


@registry.command("sessions", "sessies", may=access.LOOK_AROUND)
@registry.action(ids.LIST_SESSIONS, may=access.LOOK_AROUND)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        rows = await meetings_of(session, visit.member)
    await visit.answer(views.session_list(visit.t, rows))


@registry.action(ids.BOOK_SLOT, may=access.RUN_PAIR)
async def book_slot(visit: Visit) -> None:
    """One click books. Of two clicks one wins, and the other reads what was booked."""
    async with visit.begin() as session:
        try:
            slot = await sessions.slot(session, visit.member, visit.number)
            meeting, pair = await sessions.book(session, visit.member, slot.session_id, slot.starts_at, visit.now)
        except (SlotPassed, SlotTaken):
            meeting, pair = await sessions.get(session, visit.member, slot.session_id)
            slots = await sessions.offer_slots(session, pair, meeting, visit.now)
            partner = await pairs.partner(session, pair, visit.member)
            message = views.book(visit.t, meeting, partner, slots, too_late=True)
        else:
            message = views.booked(visit.t, meeting, await pairs.partner(session, pair, visit.member))
    await visit.replace(message)


@registry.action(ids.OTHER_TIMES, may=access.RUN_PAIR)
async def other_times(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await sessions.get(session, visit.member, visit.number)
        partner = await pairs.partner(session, pair, visit.member)
        if meeting.state is not SessionState.PROPOSED:
            raise SessionGone(meeting.state, meeting.starts_at)
        slots = await sessions.offer_later(session, pair, meeting, visit.now)
    await visit.replace(views.book(visit.t, meeting, partner, slots))


@registry.action(ids.OWN_TIME, ids.MOVE, may=access.RUN_PAIR)
async def choose_time(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await sessions.get(session, visit.member, visit.number)
        if meeting.state not in sessions.LIVE:
            raise SessionGone(meeting.state, meeting.starts_at)
        partner = await pairs.partner(session, pair, visit.member)
        slots = await sessions.offer_slots(session, pair, meeting, visit.now)
    suggested = visit.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    await visit.open(visit.with_origin(views.time_form(visit.t, meeting, partner, slots, suggested)))


@registry.form(ids.TIME_FORM, may=access.RUN_PAIR)
async def save_time(visit: Visit) -> None:
    form = TimeForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        number = visit.carried("session")
        if form.starts_at is not None:
            starts_at = datetime.fromtimestamp(form.starts_at, UTC)
        elif form.slot is not None:
            starts_at = (await sessions.slot(session, visit.member, form.slot)).starts_at
        else:
            raise InvalidInput("starts_at", "choose_time")
        meeting, _ = await sessions.get(session, visit.member, number)
        change = sessions.move if meeting.state is SessionState.BOOKED else sessions.book
        try:
            meeting, pair = await change(session, visit.member, number, starts_at, visit.now)
        except SlotPassed:
            raise InvalidInput("starts_at", "time_passed") from None
        except SlotTaken:
            raise InvalidInput("starts_at", "time_taken") from None
        partner = await pairs.partner(session, pair, visit.member)
        booked = views.booked(visit.t, meeting, partner, odd_hour=not times.in_working_hours(partner, starts_at))
    await visit.answer(booked)
    await visit.replace_origin(booked)


@registry.action(ids.CANCEL_SESSION, may=access.RUN_PAIR)
async def cancel(visit: Visit) -> None:
    async with visit.begin() as session:
        _, pair = await sessions.cancel(session, visit.member, visit.number, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
    await visit.replace(views.cancelled(visit.t, partner))


@registry.action(ids.MET, may=access.RUN_PAIR)
async def met(visit: Visit) -> None:
    """They met: ask at once, in the same place, how it was or whether it clicked."""
    async with visit.begin() as session:
        meeting, pair = await introductions.settle(session, visit.member, visit.number, True, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
    if meeting.state is SessionState.MISSED:
        await visit.replace(views.missed(visit.t, partner))
    else:
        await visit.replace(_next_question(visit, meeting, pair, partner))


def _next_question(visit: Visit, meeting: MentoringSession, pair: Pair, partner: Member) -> Message:
    if meeting.is_introduction and pair.state is PairState.INTRODUCTION:
        return pair_views.click_question(visit.t, pair, partner)
    return feedback_views.question(visit.t, meeting, partner)


@registry.action(ids.NOT_MET, may=access.RUN_PAIR)
async def not_met(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await introductions.settle(session, visit.member, visit.number, False, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
    if meeting.state is SessionState.HELD:
        await visit.replace(_next_question(visit, meeting, pair, partner))
    else:
        await visit.replace(views.missed(visit.t, partner))
