"""Answering and withdrawing requests."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, requests
from bot.domain.errors import AlreadyAnswered
from bot.limits import Limit
from bot.views import ids, kit
from bot.views import requests as views
from handlers.errors import answered
from handlers.forms import AddForm, DeclineForm, MoreForm
from handlers.registry import Visit, registry
from models import Member, Request, RequestState


async def open_requests(
    session: AsyncSession, member: Member
) -> tuple[list[tuple[Request, Member]], list[tuple[Request, Member]]]:
    """(mine with their mentors, those to me with their mentees)."""
    found = await requests.open_of(session, member)
    ids_ = [request.mentor_id for request in found] + [request.mentee_id for request in found]
    people = await members.names(session, member.workspace_id, ids_)
    mine = [(request, people[request.mentor_id]) for request in found if request.mentee_id == member.id]
    to_me = [(request, people[request.mentee_id]) for request in found if request.mentor_id == member.id]
    return mine, to_me


@registry.command("requests", "aanvragen", may=access.LOOK_AROUND)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        mine, to_me = await open_requests(session, visit.member)
    await visit.answer(views.request_list(visit.t, mine, to_me))


@registry.action(ids.ACCEPT, may=access.ANSWER_REQUEST)
async def accept(visit: Visit) -> None:
    try:
        async with visit.begin() as session:
            pair = await requests.accept(session, visit.member, visit.number, visit.now)
            mentee = await members.by_id(session, visit.workspace_id, pair.mentee_id)
    except AlreadyAnswered as error:
        await _settled(visit, error)
        return
    await visit.replace(views.accepted(visit.t, mentee))


async def _settled(visit: Visit, error: AlreadyAnswered) -> None:
    """A stale button: say how it stands, in the place of the buttons when they lead nowhere any more."""
    words = kit.message(answered(visit.t, error.state))
    if error.state == RequestState.MORE_INFO:
        await visit.answer(words)
    else:
        await visit.replace(words)


async def _open(visit: Visit, states: tuple[RequestState, ...]) -> tuple[Request, Member] | None:
    """The clicked request and its mentee, while it is in one of `states`; otherwise the click is answered."""
    async with visit.begin() as session:
        request = await requests.get(session, visit.member, visit.number, visit.may)
        mentee = await members.by_id(session, visit.workspace_id, request.mentee_id)
    if request.state not in states:
        await _settled(visit, AlreadyAnswered(request.state))
        return None
    return request, mentee


@registry.action(ids.DECLINE, may=access.ANSWER_REQUEST)
async def open_decline(visit: Visit) -> None:
    if found := await _open(visit, requests.OPEN):
        await visit.open(views.decline_form(visit.t, *found))


@registry.form(ids.DECLINE_FORM, may=access.ANSWER_REQUEST)
async def decline(visit: Visit) -> None:
    form = DeclineForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        reason = form.reason if form.reason in views.REASONS else "other"
        request = await requests.decline(session, visit.member, visit.carried("request"), reason, visit.now)
        mentee = await members.by_id(session, visit.workspace_id, request.mentee_id)
    await visit.answer(views.declined(visit.t, mentee))


@registry.action(ids.MORE, may=access.ANSWER_REQUEST)
async def open_more(visit: Visit) -> None:
    if found := await _open(visit, (RequestState.PENDING,)):
        await visit.open(views.more_form(visit.t, *found))


@registry.form(ids.MORE_FORM, may=access.ANSWER_REQUEST, limit=Limit.QUESTIONS)
async def ask_more(visit: Visit) -> None:
    form = MoreForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        request = await requests.ask_more(session, visit.member, visit.carried("request"), form.mentor_asks, visit.now)
        mentee = await members.by_id(session, visit.workspace_id, request.mentee_id)
    await visit.answer(views.more_sent(visit.t, mentee))


@registry.action(ids.ADD, may=access.CHANGE_REQUEST)
async def open_add(visit: Visit) -> None:
    if found := await _open(visit, (RequestState.MORE_INFO,)):
        await visit.open(views.add_form(visit.t, found[0]))


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
