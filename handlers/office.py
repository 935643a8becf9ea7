"""Office hours: offering, booking and calling off."""

from datetime import time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, office
from bot.domain.errors import NotFound
from bot.domain.times import zone_of
from bot.i18n import Md
from bot.limits import Limit
from bot.views import ids
from bot.views import office as views
from bot.views.kit import Message
from handlers.avoiding import met, named
from handlers.forms import BookForm, OfferForm
from handlers.registry import Visit, registry


@registry.command("office", "spreekuur", may=access.HOLD_OFFICE_HOURS)
async def show(visit: Visit) -> None:
    """With a person: their free times; alone: what I offer and have booked."""
    slack_id = named(visit)
    if slack_id is not None:
        await met(visit, slack_id)
        async with visit.begin() as session:
            mentor_id = (await members.get(session, visit.workspace_id, slack_id)).id
        await _open_book(visit, mentor_id)
        return
    if visit.text.strip():
        raise NotFound("member")
    async with visit.begin() as session:
        message = await _list(visit, session)
    await visit.answer(message)


async def _list(visit: Visit, session: AsyncSession, note: Md | None = None) -> Message:
    offered = await office.offered(session, visit.member, visit.now)
    booked = await office.booked_by(session, visit.member, visit.now)
    others = [slot.mentee_id for slot in offered if slot.mentee_id] + [slot.mentor_id for slot in booked]
    people = await members.names(session, visit.workspace_id, others)
    profile = await members.mentor_profile(session, visit.member)
    return views.office_list(visit.t, offered, booked, people, mentor=bool(profile and profile.active), note=note)


@registry.action(ids.LIST_OFFICE, may=access.HOLD_OFFICE_HOURS)
async def show_all(visit: Visit) -> None:
    """From the home tab: all that I offer and have booked."""
    async with visit.begin() as session:
        message = await _list(visit, session)
    await visit.answer(message)


@registry.action(ids.OFFER_OFFICE_HOURS, may=access.HOLD_OFFICE_HOURS)
async def open_offer(visit: Visit) -> None:
    async with visit.begin():
        pass
    suggested = visit.now.astimezone(zone_of(visit.member)).date() + timedelta(days=1)
    await visit.open(views.offer_form(visit.t, suggested.isoformat()))


@registry.form(ids.OFFER_OFFICE_FORM, may=access.HOLD_OFFICE_HOURS, limit=Limit.QUESTIONS)
async def offer(visit: Visit) -> None:
    form = OfferForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        slots = await office.offer(
            session,
            visit.member,
            day=form.day,
            starts=time.fromisoformat(form.starts),
            ends=time.fromisoformat(form.ends),
            minutes=form.minutes,
            weeks=form.weeks,
            now=visit.now,
        )
    await visit.answer(views.offered(visit.t, slots))


@registry.action(ids.BOOK_OFFICE_HOUR, may=access.HOLD_OFFICE_HOURS)
async def open_book(visit: Visit) -> None:
    """From results: the value is the mentor's id."""
    await _open_book(visit, visit.number)


async def _open_book(visit: Visit, mentor_id: int) -> None:
    async with visit.begin() as session:
        mentor = await members.by_id(session, visit.workspace_id, mentor_id)
        slots = await office.free(session, visit.member, mentor.id, visit.now)
    if slots:
        await visit.open(views.book_form(visit.t, mentor, slots))
    else:
        await visit.answer(views.none_free(visit.t, mentor))


@registry.form(ids.BOOK_OFFICE_FORM, may=access.HOLD_OFFICE_HOURS, limit=Limit.QUESTIONS)
async def book(visit: Visit) -> None:
    form = BookForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        slot = await office.book(session, visit.member, form.slot, form.question, visit.now)
        mentor, _ = await office.people(session, slot)
    await visit.answer(views.booked(visit.t, slot, mentor, for_mentor=False))


@registry.action(ids.CANCEL_OFFICE_HOUR, may=access.RUN_OFFICE_HOUR)
async def call_off(visit: Visit) -> None:
    async with visit.begin() as session:
        slot = await office.get(session, visit.member, visit.number)
        mentor, mentee = await office.people(session, slot)
        await office.call_off(session, visit.member, visit.number, visit.now)
        said = views.called_off(visit.t, mentee if visit.member.id == mentor.id else mentor)
        if (visit.body.get("container") or {}).get("is_ephemeral"):  # the list: it is shown anew
            said = await _list(visit, session, said.text)
    await visit.replace(said)
