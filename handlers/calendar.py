"""`/mentor calendar`: the private feed, what stands in it, and busy times."""

from bot import published
from bot.domain import access
from bot.domain.calendar import appointments, busy, feed
from bot.domain.errors import InvalidInput, NotJoined
from bot.i18n import Md
from bot.views import calendar as views
from bot.views import ids
from handlers.forms import BusyForm
from handlers.registry import Visit, registry


@registry.command("calendar", "kalender", "agenda", may=access.MANAGE_ONESELF)
@registry.action(ids.CALENDAR, may=access.MANAGE_ONESELF)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        if visit.member.joined_at is None:
            raise NotJoined
        mine = await appointments.of(session, visit.member)
    has_address = visit.runtime.settings.klik_public_url is not None
    await visit.answer(views.settings(visit.t, mine, has_address=has_address))


async def _again(visit: Visit, note: Md | None = None) -> None:
    async with visit.begin() as session:
        mine = await appointments.of(session, visit.member)
    has_address = visit.runtime.settings.klik_public_url is not None
    await visit.replace(views.settings(visit.t, mine, has_address=has_address, note=note))


@registry.action(ids.CALENDAR_DETAILS, may=access.MANAGE_ONESELF)
async def details(visit: Visit) -> None:
    async with visit.begin() as session:
        mine = await appointments.kept(session, visit.member)
        mine.details = not mine.details
    await _again(visit)


@registry.action(ids.FEED_MAKE, may=access.MANAGE_ONESELF)
async def make(visit: Visit) -> None:
    """The address is an answer that only this person sees, and that goes with the next reload."""
    public_url = visit.runtime.settings.klik_public_url
    if public_url is None:
        await _again(visit)
        return
    async with visit.begin() as session:
        if visit.member.joined_at is None:
            raise NotJoined
        token = await feed.make(session, visit.member, visit.now)
    await visit.replace(views.feed_made(visit.t, views.feed_address(public_url, token)))


@registry.action(ids.FEED_TAKE_BACK, may=access.MANAGE_ONESELF)
async def take_back(visit: Visit) -> None:
    async with visit.begin() as session:
        await feed.take_back(session, visit.member)
    await _again(visit)


@registry.action(ids.BUSY_OPEN, may=access.MANAGE_ONESELF)
async def open_form(visit: Visit) -> None:
    async with visit.begin():
        if visit.member.joined_at is None:
            raise NotJoined
    await visit.open(views.busy_form(visit.t))


@registry.form(ids.BUSY_FORM, may=access.MANAGE_ONESELF)
async def share(visit: Visit) -> None:
    form = BusyForm.from_view(visit.body["view"])
    settings = visit.runtime.settings
    try:
        wanted = published.cleaned(form.address)
        published.check(wanted, settings.calendar_origins)
    except published.Unreadable as error:
        raise InvalidInput("address", f"calendar_{error.problem}") from None
    async with visit.begin() as session:
        await busy.share(session, visit.member, wanted, settings.vault, visit.now)
    await visit.answer(views.busy_shared(visit.t))


@registry.action(ids.BUSY_STOP, may=access.MANAGE_ONESELF)
async def stop(visit: Visit) -> None:
    async with visit.begin() as session:
        await busy.stop(session, visit.member)
    await _again(visit)
