"""How long what is kept, and forgetting it afterwards. Counts stay; words, profiles and names go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CursorResult, Delete, Update, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.entering import AGAIN_AFTER
from models import (
    Agreement,
    AuditEntry,
    Feedback,
    GroupFeedback,
    HealthCheck,
    Interview,
    Kudos,
    Member,
    MentoringSession,
    MentorWait,
    NetworkAsker,
    OfficeSlot,
    Outbox,
    OutboxState,
    Pair,
    PairState,
    Pulse,
    Request,
    RequestNote,
    RequestState,
    Round,
    RoundSignUp,
    SessionSlot,
    UnmetNeed,
    WorkbookItem,
)

SETTLED = (OutboxState.SENT, OutboxState.EXPIRED, OutboxState.CANCELLED)
OPEN = (RequestState.PENDING, RequestState.MORE_INFO)
KEEP = "klik.keep"
"""Where sessions of a running Klik carry what is set (`session.info`)."""
AT_ONCE = 200
"""Members forgotten in one night's run of the job; the rest the night after."""


@dataclass(frozen=True, kw_only=True)
class Keep:
    """Months, each from the moment its rule names."""

    feedback: int
    """Words of feedback, from writing them."""
    requests: int
    """What was typed in requests, from their end."""
    searches: int
    """Searches that found nobody, from searching."""
    messages: int
    """Messages that are settled, from when they were due."""
    left: int
    """Everything about who left or is gone, from then."""
    audit: int
    """Lines of the audit log."""
    pairs: int
    """What a pair wrote together, from its end: agreements, workbook, where they met, how they were looked after."""


def erased_after(session: AsyncSession, pair: Pair) -> date | None:
    """The day after which what a pair wrote together is erased; None when it never was one, or runs."""
    keep: Keep | None = session.info.get(KEEP)
    if keep is None or pair.ended_at is None or pair.active_since is None:
        return None
    return months_before(pair.ended_at, -keep.pairs).date()


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour so many months ago, or ahead; the month's last day where it has no such day."""
    count = now.year * 12 + now.month - 1 - months
    year, month = divmod(count, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1)


async def forget_words(session: AsyncSession, keep: Keep, now: datetime) -> int:
    """Words and rows that are older than their time. How many rows were touched."""
    ended = func.coalesce(Request.answered_at, Request.expires_at)
    running = exists().where(Pair.request_id == Request.id, Pair.state != PairState.ENDED)
    old = and_(ended < months_before(now, keep.requests), Request.state.not_in(OPEN), ~running)
    over = select(Round.id).where(Round.closed_at < months_before(now, keep.requests))
    worded = or_(Feedback.learned != "", Feedback.next_step != "", Feedback.gained != "")
    statements: tuple[Update | Delete, ...] = (
        update(Feedback)
        .where(Feedback.written_at < months_before(now, keep.feedback), worded)
        .values(gained="", plans="", learned="", next_step="", practised=[]),
        update(Pulse).where(Pulse.asked_at < months_before(now, keep.feedback), Pulse.words != "").values(words=""),
        update(Interview)
        .where(Interview.asked_at < months_before(now, keep.feedback), Interview.answered_at.is_not(None))
        .values(answers=[]),
        update(GroupFeedback)
        .where(GroupFeedback.written_at < months_before(now, keep.feedback), GroupFeedback.learned != "")
        .values(learned=""),
        delete(Kudos).where(Kudos.written_at < months_before(now, keep.feedback)),
        update(Request).where(old, Request.question != "").values(question="", decline_reason=None),
        # A talk that nobody booked is of no more use; of one that was, when it was stays.
        delete(OfficeSlot).where(OfficeSlot.starts_at < now, OfficeSlot.mentee_id.is_(None), OfficeSlot.revision == 0),
        update(OfficeSlot)
        .where(OfficeSlot.starts_at < months_before(now, keep.requests), OfficeSlot.question != "")
        .values(question=""),
        update(RoundSignUp)
        .where(RoundSignUp.round_id.in_(over), or_(RoundSignUp.motivation != "", RoundSignUp.goals != ""))
        .values(motivation="", goals=""),
        delete(RequestNote).where(RequestNote.request_id.in_(select(Request.id).where(old))),
        delete(MentorWait).where(MentorWait.created_at < months_before(now, keep.searches)),
        delete(UnmetNeed).where(UnmetNeed.created_at < months_before(now, keep.searches)),
        delete(Outbox).where(Outbox.state.in_(SETTLED), Outbox.due_at < months_before(now, keep.messages)),
        # Who left is named in the one message that says so, and nowhere after it.
        update(Outbox).where(Outbox.kind == "pair.partner_left", Outbox.state.in_(SETTLED)).values(params={}),
        delete(AuditEntry).where(AuditEntry.at < months_before(now, keep.audit)),
    )
    touched = 0
    for statement in (*statements, *_of_ended_pairs(months_before(now, keep.pairs)), *_of_networks(now)):
        result = await session.execute(statement.execution_options(synchronize_session=False))
        touched += result.rowcount if isinstance(result, CursorResult) else 0
    return touched


def _of_ended_pairs(before: datetime) -> tuple[Update | Delete, ...]:
    """That there was a pair, and when they met, stays: both have it in their history, and figures count it."""
    ended = select(Pair.id).where(Pair.state == PairState.ENDED, Pair.ended_at < before)
    meetings = select(MentoringSession.id).where(MentoringSession.pair_id.in_(ended))
    return (
        delete(Agreement).where(Agreement.pair_id.in_(ended)),
        delete(WorkbookItem).where(WorkbookItem.pair_id.in_(ended)),
        delete(HealthCheck).where(HealthCheck.pair_id.in_(ended)),
        delete(SessionSlot).where(SessionSlot.session_id.in_(meetings)),
        update(MentoringSession)
        .where(MentoringSession.pair_id.in_(ended), MentoringSession.place != "")
        .values(place=""),
        update(Pair).where(Pair.id.in_(ended), Pair.place != "").values(place=""),
    )


def _of_networks(now: datetime) -> tuple[Delete, ...]:
    """Who was told "not at the moment" may ask again: then nobody needs to know it any more."""
    return (delete(NetworkAsker).where(NetworkAsker.not_now_at < now - AGAIN_AFTER),)


async def to_forget(session: AsyncSession, keep: Keep, now: datetime) -> Sequence[Member]:
    """Who left so long ago that everything about them goes. Who is forgotten already has no Slack id any more."""
    return (
        await session.scalars(
            select(Member)
            .where(Member.left_at < months_before(now, keep.left), Member.slack_id.not_like("gone:%"))
            .order_by(Member.id)
            .limit(AT_ONCE)
        )
    ).all()
