"""Booking, moving and calling off. The day itself and what follows: handlers/session_day.py."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, agreements, fixed, pairs, planned, sessions, side, times
from bot.domain.around import Clicked
from bot.domain.errors import InvalidInput, SessionGone, SlotPassed, SlotTaken
from bot.domain.planned import Planned
from bot.views import ids, session_day
from bot.views import pairs as pair_views
from bot.views import sessions as views
from bot.views.kit import Blocks
from handlers.forms import TimeForm
from handlers.registry import Visit, registry
from models import Member, MentoringSession, SessionState


async def meetings_of(session: AsyncSession, member: Member) -> list[tuple[MentoringSession, Member]]:
    """Proposed and booked sessions with the partner of each."""
    return [
        (meeting, await pairs.partner(session, pair, member))
        for meeting, pair in await sessions.upcoming(session, member)
    ]


def clicked(visit: Visit) -> Clicked | None:
    """The message that was clicked in, when it stays: what only the person sees is gone by tomorrow."""
    container = visit.body.get("container") or {}
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return None
    return Clicked(str(container.get("channel_id")), str(container.get("message_ts")))


def carried(visit: Visit) -> Clicked | None:
    """The same, of the message whose button opened the form."""
    channel, ts = visit.metadata.get("channel"), visit.metadata.get("ts")
    return Clicked(str(channel), str(ts)) if channel and ts else None


@registry.command("sessions", "sessies", may=access.LOOK_AROUND)
@registry.action(ids.LIST_SESSIONS, may=access.LOOK_AROUND)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        rows = await meetings_of(session, visit.member)
    ahead = [(meeting, partner) for meeting, partner in rows if not sessions.is_over(meeting, visit.now)]
    over = [session_day.asked(visit.t, *row) for row in rows if row not in ahead]
    await visit.answer(views.session_list(visit.t, ahead, [block for blocks in over for block in blocks]))


@registry.action(ids.BOOK_SLOT, may=access.RUN_PAIR)
async def book_slot(visit: Visit) -> None:
    """One click books. Of two clicks one wins, and the other reads what was booked."""
    async with visit.begin() as session:
        try:
            slot = await sessions.slot(session, visit.member, visit.number)
            meeting, pair = await sessions.book(
                session, visit.member, slot.session_id, slot.starts_at, visit.now, under=clicked(visit)
            )
        except (SlotPassed, SlotTaken):
            meeting, pair = await sessions.get(session, visit.member, slot.session_id)
            slots = await sessions.offer_slots(session, pair, meeting, visit.now)
            one = await planned.of(session, meeting, pair, visit.member)
            also = await _beside(visit, session, one)
            message = views.book(visit.t, meeting, one.partner, slots, too_late=True, also=also)
        else:
            one = await planned.of(session, meeting, pair, visit.member)
            message = views.booked(visit.t, one, also=await _beside(visit, session, one))
    await visit.replace(message)


async def _beside(visit: Visit, session: AsyncSession, one: Planned) -> Blocks:
    """What the answer to a click on a time keeps of the message that it replaces."""
    mine = side.Side(pair=one.pair, me=visit.member, partner=one.partner, now=visit.now)
    agreed = await agreements.of_pair(session, mine)
    written = agreed.signed is not None or agreed.proposed is not None
    return pair_views.beside_times(visit.t, one, written=written)


@registry.action(ids.OTHER_TIMES, may=access.RUN_PAIR)
async def other_times(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await sessions.get(session, visit.member, visit.number)
        if meeting.state is not SessionState.PROPOSED:
            raise SessionGone(meeting.state, meeting.starts_at)
        slots = await sessions.offer_later(session, pair, meeting, visit.now)
        one = await planned.of(session, meeting, pair, visit.member)
        also = await _beside(visit, session, one)
    await visit.replace(views.book(visit.t, meeting, one.partner, slots, also=also))


@registry.action(ids.OWN_TIME, ids.MOVE, may=access.RUN_PAIR)
async def choose_time(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await sessions.get(session, visit.member, visit.number)
        if meeting.state not in sessions.LIVE:
            raise SessionGone(meeting.state, meeting.starts_at)
        slots = await sessions.offer_slots(session, pair, meeting, visit.now)
        one = await planned.of(session, meeting, pair, visit.member)
    suggested = visit.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    await visit.open(visit.with_origin(views.time_form(visit.t, one, slots, suggested, clicked(visit))))


@registry.form(ids.TIME_FORM, may=access.RUN_PAIR)
async def save_time(visit: Visit) -> None:
    form = TimeForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        number = visit.carried("session")
        meeting, _ = await sessions.get(session, visit.member, number)
        is_booked = meeting.state is SessionState.BOOKED
        if form.starts_at is not None:
            starts_at = datetime.fromtimestamp(form.starts_at, UTC)
        elif form.slot is not None:
            starts_at = (await sessions.slot(session, visit.member, form.slot)).starts_at
        elif is_booked and meeting.starts_at is not None and not sessions.is_over(meeting, visit.now):
            starts_at = meeting.starts_at  # only the place changes
        else:
            raise InvalidInput("starts_at", "choose_time")
        change = sessions.move if is_booked else sessions.book
        try:
            meeting, pair = await change(
                session, visit.member, number, starts_at, visit.now, place=form.place, under=carried(visit)
            )
        except SlotPassed:
            raise InvalidInput("starts_at", "time_passed") from None
        except SlotTaken:
            raise InvalidInput("starts_at", "time_taken") from None
        one = await planned.of(session, meeting, pair, visit.member)
        odd_hour = not times.in_working_hours(one.partner, starts_at)
        booked = views.booked(visit.t, one, odd_hour=odd_hour, also=await _beside(visit, session, one))
    await visit.answer(booked)
    await visit.replace_origin(booked)


@registry.action(ids.CANCEL_SESSION, may=access.RUN_PAIR)
async def cancel(visit: Visit) -> None:
    """Until it begins. After that they say what became of it, which the other one is not told in their name."""
    async with visit.begin() as session:
        meeting, pair = await sessions.get(session, visit.member, visit.number, lock=True)
        partner = await pairs.partner(session, pair, visit.member)
        if sessions.has_begun(meeting, visit.now):
            message = session_day.outcome(visit.t, meeting, partner)
        else:
            await sessions.cancel(session, visit.member, visit.number, visit.now, under=clicked(visit))
            message = views.cancelled(visit.t, pair, partner)
    await visit.replace(message)


@registry.action(ids.KEEP_TIME, may=access.RUN_PAIR)
async def keep_time(visit: Visit) -> None:
    async with visit.begin() as session:
        _, meeting, pair = await fixed.keep(session, visit.member, visit.number)
        one = await planned.of(session, meeting, pair, visit.member)
    await visit.replace(views.kept(visit.t, one))


@registry.action(ids.STOP_TIME, may=access.RUN_PAIR)
async def stop_time(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await fixed.stop(session, visit.member, visit.number)
        one = await planned.of(session, meeting, pair, visit.member)
    await visit.replace(views.stopped(visit.t, one))


@registry.action(ids.ADD_TO_GOOGLE, ids.ADD_TO_OUTLOOK, ids.JOIN_SESSION, may=access.LOOK_AROUND)
async def opened_elsewhere(visit: Visit) -> None:
    """A link was followed: Slack tells so, and there is nothing to decide."""
    await visit.ack()
