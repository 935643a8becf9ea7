"""Asking again, answering and withdrawing requests."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, avoiding, digest, leaving, members, requests, standing, topics
from bot.domain.errors import AlreadyAnswered
from bot.domain.standing import Standing
from bot.domain.times import day_ahead, zone_of
from bot.i18n import Md
from bot.limits import Limit
from bot.views import common, ids, kit, threads
from bot.views import find as find_views
from bot.views import request_forms as form_views
from bot.views import requests as views
from handlers.errors import answered
from handlers.forms import AddForm, DeclineForm, MoreForm
from handlers.registry import Visit, registry
from models import Member, Request, RequestNote, RequestState

PAUSE_SUGGESTED = timedelta(days=14)


async def open_requests(
    session: AsyncSession, member: Member, now: datetime
) -> tuple[Sequence[Standing], Sequence[Standing]]:
    """(what I asked, what I am asked), the oldest first."""
    return await standing.open_for(session, member, now)


@registry.command("requests", "aanvragen", may=access.LOOK_AROUND)
@registry.action(ids.LIST_REQUESTS, may=access.LOOK_AROUND)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        message = await _list(visit, session)
    await visit.answer(message)


async def _list(visit: Visit, session: AsyncSession, note: Md | None = None) -> kit.Message:
    mine, to_me = await open_requests(session, visit.member, visit.now)
    past = await standing.lately(session, visit.member, visit.now)
    profile = await members.mentor_profile(session, visit.member)
    once_a_day = visit.member.digest if profile is not None and profile.active else None
    return views.request_list(visit.t, mine, to_me, past, note, once_a_day)


@registry.action(ids.DIGEST, may=access.MANAGE_ONESELF)
async def choose_digest(visit: Visit) -> None:
    async with visit.begin() as session:
        digest.choose(visit.member, once_a_day=visit.value == "1")
        message = await _list(visit, session)
    await visit.replace(message)


@registry.action(ids.ACCEPT, may=access.ANSWER_REQUEST)
async def accept(visit: Visit) -> None:
    try:
        async with visit.begin() as session:
            pair = await requests.accept(session, visit.member, visit.number, visit.now)
            mentee = await members.by_id(session, visit.workspace_id, pair.mentee_id)
            said = views.accepted(visit.t, mentee)
            listed = await _list(visit, session, said.text) if visit.in_list else said
    except AlreadyAnswered as error:
        await _settled(visit, error)
        return
    await _done(visit, said, listed)


async def _done(visit: Visit, said: kit.Message, listed: kit.Message) -> None:
    """Say it where the button was. A list is shown anew; a digest stands in the conversation and is redrawn by the
    outbox, like every other card of the request."""
    if visit.in_list and not visit.is_private:
        await visit.answer(said)
    else:
        await visit.replace(listed if visit.in_list and not visit.at_home else said)


async def _settled(visit: Visit, error: AlreadyAnswered) -> None:
    """A stale button: say how it stands, in the place of the buttons when they lead nowhere any more."""
    words = kit.message(answered(visit.t, error.state))
    if error.state == RequestState.MORE_INFO or (visit.in_list and not visit.is_private):
        await visit.answer(words)
    else:
        await visit.replace(words)


async def _open(visit: Visit, states: tuple[RequestState, ...]) -> tuple[Request, Member] | None:
    """The clicked request and its other side, while it is in one of `states`; otherwise the click is answered."""
    async with visit.begin() as session:
        request = await requests.get(session, visit.member, visit.number, visit.may)
        other = await _other(visit, session, request)
    if request.state not in states:
        await _settled(visit, AlreadyAnswered(request.state))
        return None
    return request, other


async def _other(visit: Visit, session: AsyncSession, request: Request) -> Member:
    number = request.mentee_id if request.mentor_id == visit.member.id else request.mentor_id
    return await members.by_id(session, visit.workspace_id, number)


@registry.action(ids.READ_REQUEST, may=access.SEE_REQUEST)
async def read_all(visit: Visit) -> None:
    async with visit.begin() as session:
        request = await requests.get(session, visit.member, visit.number)
        other, notes = await _other(visit, session, request), await standing.notes(session, request)
    asks = other if request.mentee_id == other.id else visit.member
    await visit.open(threads.whole(visit.t, request, other, notes, asks))


@registry.action(ids.ASK_SAME, may=access.CHANGE_REQUEST)
async def ask_same(visit: Visit) -> None:
    """The question that found no answer, carried over to somebody else; the form is sent as any other."""
    mentor_id, request_id = visit.numbers
    async with visit.begin() as session:
        request = await requests.get(session, visit.member, request_id, visit.may)
        mentor = await members.by_id(session, visit.workspace_id, mentor_id)
        known = await topics.lexicon(session, visit.workspace_id)
        topic = request.topic_id if request.topic_id in known.names else None
        name = known.name(topic, visit.t.language) if topic is not None else ""
    await visit.open(find_views.ask_form(visit.t, mentor, name, topic or 0, request.question))


@registry.action(ids.DECLINE, may=access.ANSWER_REQUEST)
async def open_decline(visit: Visit) -> None:
    if found := await _open(visit, requests.OPEN):
        suggested = (visit.now + PAUSE_SUGGESTED).astimezone(zone_of(visit.member)).date()
        await visit.open(form_views.decline_form(visit.t, *found, suggested.isoformat()))


@registry.form(ids.DECLINE_FORM, may=access.ANSWER_REQUEST)
async def decline(visit: Visit) -> None:
    form = DeclineForm.from_view(visit.body["view"])
    until = None
    async with visit.begin() as session:
        reason = form.reason if form.reason in form_views.REASONS else "other"
        if form_views.AWAY in form.also:
            until = day_ahead(form.until, zone_of(visit.member), visit.now)
        request = await requests.decline(session, visit.member, visit.carried("request"), reason, visit.now)
        mentee = await members.by_id(session, visit.workspace_id, request.mentee_id)
        rather_not = common.RATHER_NOT in form.also
        if rather_not:
            await avoiding.avoid(session, visit.member, mentee.id, visit.now)
        if until is not None:
            await leaving.pause(session, visit.member, until, visit.now)
    await visit.answer(views.declined(visit.t, mentee, until, rather_not=rather_not))


@registry.action(ids.MORE, may=access.ANSWER_REQUEST)
async def open_more(visit: Visit) -> None:
    if found := await _open(visit, requests.OPEN):
        await visit.open(form_views.more_form(visit.t, *found, await _notes(visit, found[0])))


@registry.form(ids.MORE_FORM, may=access.ANSWER_REQUEST, limit=Limit.QUESTIONS)
async def ask_more(visit: Visit) -> None:
    form = MoreForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        request = await requests.ask_more(session, visit.member, visit.carried("request"), form.mentor_asks, visit.now)
        mentee = await members.by_id(session, visit.workspace_id, request.mentee_id)
    await visit.answer(views.more_sent(visit.t, mentee))


@registry.action(ids.ADD, may=access.CHANGE_REQUEST)
async def open_add(visit: Visit) -> None:
    if found := await _open(visit, requests.OPEN):
        await visit.open(form_views.add_form(visit.t, *found, await _notes(visit, found[0])))


async def _notes(visit: Visit, request: Request) -> Sequence[RequestNote]:
    async with visit.runtime.db.begin() as session:
        return await standing.notes(session, request)


@registry.form(ids.ADD_FORM, may=access.CHANGE_REQUEST, limit=Limit.QUESTIONS)
async def add_more(visit: Visit) -> None:
    form = AddForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        number = visit.carried("request")
        reads_at = await requests.add_more(session, visit.member, number, form.mentee_adds, visit.now)
        request = await requests.get(session, visit.member, number)
        mentor = await members.by_id(session, visit.workspace_id, request.mentor_id)
    await visit.answer(views.added(visit.t, mentor, reads_at, visit.now))


@registry.action(ids.WITHDRAW, may=access.CHANGE_REQUEST)
async def withdraw(visit: Visit) -> None:
    try:
        async with visit.begin() as session:
            request = await requests.withdraw(session, visit.member, visit.number, visit.now)
            mentor = await members.by_id(session, visit.workspace_id, request.mentor_id)
    except AlreadyAnswered as error:
        await _settled(visit, error)
        return
    await visit.replace(views.withdrawn(visit.t, mentor))
