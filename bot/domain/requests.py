"""A mentee asks a mentor: from the question to an answer, whichever it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, cards, introductions, lines, members, outbox, rules
from bot.domain.access import Permission
from bot.domain.errors import (
    AlreadyAnswered,
    AlreadyAsked,
    AlreadyPaired,
    DomainError,
    InOneLine,
    InvalidInput,
    IsSelf,
    MentorIsFull,
    MentorUnavailable,
    NoPlaceLeft,
    TooManyNotes,
    TooManyRequests,
)
from bot.domain.rows import claimed, once
from bot.domain.search import waits
from bot.domain.search.allowed import is_free
from models import Member, MentorProfile, Pair, PairState, Request, RequestNote, RequestState, Why

OPEN = (RequestState.PENDING, RequestState.MORE_INFO)
MOST_OPEN = 3
MOST_IN_A_ROW = 3
"""Notes by one side before the other has answered."""
SHORTEST_QUESTION = 10
EXPIRES_AFTER = timedelta(days=5)


async def ask(
    session: AsyncSession, mentee: Member, mentor_id: int, *, question: str, topic_id: int | None, now: datetime
) -> tuple[Request, datetime]:
    """Ask, and return the request with the time at which the mentor will read it.

    Raises IsSelf, NotJoined, InvalidInput, TooManyRequests, AlreadyAsked, AlreadyPaired, InOneLine, MentorIsFull,
    MentorUnavailable.
    """
    if mentor_id == mentee.id:
        raise IsSelf
    if len(question.strip()) < SHORTEST_QUESTION:
        raise InvalidInput("question", "too_short")
    mentor = await members.by_id(session, mentee.workspace_id, mentor_id)
    await members.become_mentee(session, mentee)
    if await open_count(session, mentee) >= MOST_OPEN:
        raise TooManyRequests(MOST_OPEN)
    await _check_free(session, mentee, mentor, now)
    # Held as shortly as can be: everybody who asks this mentor waits for it. What became true since the look above
    # is refused by the database itself, but for whether they are still here.
    await members.locked(session, mentee.id, mentor.id)
    if mentor.left_at is not None or mentor.deactivated_at is not None or members.is_paused(mentor, now):
        raise MentorUnavailable(mentor.slack_id)
    request = Request(
        workspace_id=mentee.workspace_id,
        mentor_id=mentor.id,
        mentee_id=mentee.id,
        topic_id=topic_id,
        question=question.strip(),
        asked_at=now,
        expires_at=now + EXPIRES_AFTER,
    )
    session.add(request)
    try:
        await session.flush()
    except IntegrityError as error:  # somebody else was quicker than the look above
        raise _refused(rules.broken(error), mentor) from error
    await waits.asked(session, mentee, mentor.id)
    return request, await cards.tell_mentor(session, mentor, request, now)


def _refused(rule: str, mentor: Member) -> DomainError:
    """What the database refused, in words. Who would rather not be asked is like who takes no requests."""
    match rule:
        case "self":
            return IsSelf()
        case "many":
            return TooManyRequests(MOST_OPEN)
        case "paired":
            return AlreadyPaired(mentor.slack_id)
        case "line":
            return InOneLine(mentor.slack_id)
        case "repeated" | "avoided":
            return MentorUnavailable(mentor.slack_id)
    return AlreadyAsked(mentor.slack_id)  # also the unique key: the same ask from a second device at once


async def open_count(session: AsyncSession, mentee: Member) -> int:
    mine = select(func.count()).where(Request.mentee_id == mentee.id, Request.state.in_(OPEN))
    return (await session.scalars(mine)).one()


async def _check_free(session: AsyncSession, mentee: Member, mentor: Member, now: datetime) -> None:
    if await is_free(session, mentee, mentor.id, now):
        return
    if await lines.is_own(session, mentee, mentor):
        raise InOneLine(mentor.slack_id)
    between = (Request.mentor_id == mentor.id, Request.mentee_id == mentee.id)
    if await session.scalar(select(Request.id).where(*between, Request.state.in_(OPEN))):
        raise AlreadyAsked(mentor.slack_id)
    together = (Pair.mentor_id == mentor.id, Pair.mentee_id == mentee.id, Pair.state != PairState.ENDED)
    if await session.scalar(select(Pair.id).where(*together)):
        raise AlreadyPaired(mentor.slack_id)
    profile = await members.mentor_profile(session, mentor)
    if profile and profile.active and profile.places_taken >= profile.capacity:
        raise MentorIsFull(mentor.slack_id)
    raise MentorUnavailable(mentor.slack_id)


async def get(session: AsyncSession, by: Member, request_id: int, may: Permission = access.SEE_REQUEST) -> Request:
    """A request towards which `by` has this permission. Raises NotFound, for everybody else's too."""
    request = await session.scalar(
        select(Request).where(Request.workspace_id == by.workspace_id, Request.id == request_id)
    )
    return access.check(session, may, by, request, "request")


async def settle(session: AsyncSession, request: Request, state: RequestState, now: datetime, **also: object) -> None:
    """Claim an open request for `state`; whoever comes second gets AlreadyAnswered."""
    values = {"state": state, "answered_at": now, **also}
    if not await claimed(
        session, update(Request).where(Request.id == request.id, Request.state.in_(OPEN)).values(**values)
    ):
        await session.refresh(request)
        raise AlreadyAnswered(request.state)
    await session.refresh(request)
    await outbox.cancel(session, request.workspace_id, cards.subject(request), _why(request.state))
    await cards.redraw(session, request, now)


def _why(state: RequestState) -> Why:
    """What is withdrawn when a request is settled this way."""
    if state is RequestState.WITHDRAWN:
        return Why.TAKEN_BACK
    return Why.ENDED if state is RequestState.EXPIRED else Why.ANSWERED


async def _answered(session: AsyncSession, request: Request, now: datetime) -> None:
    """Count how quickly the mentor answered: results show it."""
    await session.execute(
        update(MentorProfile)
        .where(MentorProfile.member_id == request.mentor_id)
        .values(
            answered=MentorProfile.answered + 1,
            answer_seconds=MentorProfile.answer_seconds + int((now - request.asked_at).total_seconds()),
            expired_in_a_row=0,
            last_active_at=now,
        )
        .execution_options(synchronize_session=False)
    )


async def accept(session: AsyncSession, by: Member, request_id: int, now: datetime) -> Pair:
    """Accept: the place is claimed and the introduction opened.

    Raises NotFound, AlreadyAnswered, NoPlaceLeft, InOneLine.
    """
    request = await get(session, by, request_id, access.ANSWER_REQUEST)
    await settle(session, request, RequestState.ACCEPTED, now)
    if not await claimed(
        session,
        update(MentorProfile)
        .where(MentorProfile.member_id == by.id, MentorProfile.places_taken < MentorProfile.capacity)
        .values(places_taken=MentorProfile.places_taken + 1),
    ):
        raise NoPlaceLeft
    await _answered(session, request, now)
    mentee = (await members.by_id(session, by.workspace_id, request.mentee_id)).slack_id
    try:
        return await introductions.introduce(session, request, now, by_mentor=True)
    except IntegrityError as error:  # what came between asking and accepting
        match rules.broken(error):
            case "line":
                raise InOneLine(mentee) from error
            case "avoided":  # in this very moment, by the mentee: which is not said
                raise AlreadyAnswered(RequestState.WITHDRAWN) from error
            case "paired":
                raise AlreadyPaired(mentee) from error
        raise NoPlaceLeft from error


async def decline(session: AsyncSession, by: Member, request_id: int, reason: str, now: datetime) -> Request:
    """Decline; the mentee hears it kindly, without the reason. Raises NotFound, AlreadyAnswered."""
    request = await get(session, by, request_id, access.ANSWER_REQUEST)
    await settle(session, request, RequestState.DECLINED, now, decline_reason=reason)
    await _answered(session, request, now)
    await tell_mentee(session, "request.declined", request, now)
    return request


async def ask_more(session: AsyncSession, by: Member, request_id: int, question: str, now: datetime) -> Request:
    """ "Tell me more": back to the mentee with a question, or with one more before they have answered.

    Raises NotFound, AlreadyAnswered, InvalidInput, TooManyNotes.
    """
    request = await get(session, by, request_id, access.ANSWER_REQUEST)
    turned = await _say(session, request, by, "mentor_asks", question, now)
    if turned is None:
        return request
    if turned:
        await outbox.cancel(session, request.workspace_id, cards.subject(request), Why.ANSWERED)
    if turned or not await cards.is_fresh(session, request, request.mentee_id, now):
        mentee = await members.by_id(session, request.workspace_id, request.mentee_id)
        await cards.tell_more(session, mentee, request, now)
    return request


async def add_more(session: AsyncSession, by: Member, request_id: int, answer: str, now: datetime) -> datetime | None:
    """The mentee answers, or adds to a question that is with the mentor already. Returns when the mentor will read it;
    None when it stands with the question, wherever that is.

    Raises NotFound, AlreadyAnswered, InvalidInput, TooManyNotes.
    """
    request = await get(session, by, request_id, access.CHANGE_REQUEST)
    turned = await _say(session, request, by, "mentee_adds", answer, now)
    if turned is None:
        return None
    mentor = await members.by_id(session, by.workspace_id, request.mentor_id)
    if not turned:
        if await cards.is_fresh(session, request, request.mentor_id, now):
            return None
        await outbox.cancel(
            session, request.workspace_id, cards.subject(request), Why.SUPERSEDED, ("request.reminder",)
        )
    # A second "tell me more" is a message of its own.
    return await cards.tell_mentor(session, mentor, request, now, key=str(int(now.timestamp())))


async def _say(
    session: AsyncSession, request: Request, by: Member, field: str, words: str, now: datetime
) -> bool | None:
    """Add to the thread of a request. True when that makes it the other's turn, who then has five days; who writes
    again before the other has answered gains no time by it. None when it stands there already: the form came twice.
    `field` is the form's."""
    if not words.strip():
        raise InvalidInput(field, "needed")
    mine, theirs = RequestState.PENDING, RequestState.MORE_INFO
    if by.id == request.mentee_id:
        mine, theirs = theirs, mine
    open_now = update(Request).where(Request.id == request.id)
    turned = await claimed(
        session, open_now.where(Request.state == mine).values(state=theirs, expires_at=now + EXPIRES_AFTER)
    )
    if not turned and not await claimed(session, open_now.where(Request.state == theirs).values(state=theirs)):
        await session.refresh(request)
        raise AlreadyAnswered(request.state)
    await session.refresh(request)
    if not turned:
        mine_of_late = await _in_a_row(session, request, by)
        if words.strip() in [note.text for note in mine_of_late]:
            return None
        if len(mine_of_late) >= MOST_IN_A_ROW:
            raise TooManyNotes(MOST_IN_A_ROW)
    session.add(
        RequestNote(
            workspace_id=request.workspace_id,
            request_id=request.id,
            author_id=by.id,
            text=words.strip(),
            written_at=now,
        )
    )
    await session.flush()
    if not turned:
        await cards.say_anew(session, request, request.mentor_id + request.mentee_id - by.id, now)
    return turned


async def _in_a_row(session: AsyncSession, request: Request, by: Member) -> Sequence[RequestNote]:
    """What `by` has written since the other side's last, MOST_IN_A_ROW at most, the newest first."""
    notes = select(RequestNote).where(RequestNote.request_id == request.id).order_by(RequestNote.id.desc())
    newest = await session.scalars(notes.limit(MOST_IN_A_ROW))
    return list(takewhile(lambda note: note.author_id == by.id, newest))


async def withdraw(session: AsyncSession, by: Member, request_id: int, now: datetime) -> Request:
    """Raises NotFound, AlreadyAnswered."""
    request = await get(session, by, request_id, access.CHANGE_REQUEST)
    await take_back(session, request, now)
    return request


async def take_back(session: AsyncSession, request: Request, now: datetime) -> None:
    """Told to the mentor only if they had read of it."""
    mentor_knows = await cards.read_at(session, request) is not None
    await settle(session, request, RequestState.WITHDRAWN, now)
    if mentor_knows:
        mentor = await members.by_id(session, request.workspace_id, request.mentor_id)
        await outbox.plan(session, "request.withdrawn", mentor, about=("request", request.id), due=now)


async def tell_mentee(session: AsyncSession, kind: str, request: Request, now: datetime) -> None:
    mentee = await members.by_id(session, request.workspace_id, request.mentee_id)
    key = str(int(now.timestamp()))
    await outbox.plan(session, kind, mentee, about=("request", request.id), key=key, due=now)


async def open_of(session: AsyncSession, member: Member) -> Sequence[Request]:
    """Open requests of a member, as mentor or mentee, oldest first."""
    found: Sequence[Request] = (await session.scalars(*_open_of(member.id))).all()
    return found


@once
def _open_of(member_id: int) -> Select[Request]:
    mine = (Request.mentor_id == member_id) | (Request.mentee_id == member_id)
    return select(Request).where(mine, Request.state.in_(OPEN)).order_by(Request.asked_at, Request.id)


async def to(session: AsyncSession, mentor: Member, request_ids: Sequence[int]) -> Sequence[Request]:
    """Those of these requests that ask `mentor`, the oldest first."""
    asked = select(Request).where(Request.mentor_id == mentor.id, Request.id.in_(request_ids))
    return (await session.scalars(asked.order_by(Request.asked_at, Request.id))).all()
