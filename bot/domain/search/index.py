"""The index that searches read: in each row of mentor_topics, whether its mentor can be asked
and what speaks for them. Kept in step at the end of every transaction that changed one of those."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Executable, Integer, Update, case, event, select, type_coerce, update
from sqlalchemy.orm import ORMExecuteState, Session

from bot.domain.rows import once
from bot.domain.search.facts import Facts, day, folded, packed
from bot.domain.search.ranking import WEIGHTS, Standing, Weights, depth_merit
from models import Member, MentorProfile, MentorTopic

WATCHED = {Member: Member.id, MentorProfile: MentorProfile.member_id}
STALE = "klik.stale mentors"
"""In a session's notes: ids of members whose rows are looked at before it commits."""


def keep_in_step(sessions: type[Session]) -> None:
    """From now on, sessions of this class do so."""
    event.listen(sessions, "before_flush", _notice)
    event.listen(sessions, "do_orm_execute", _notice_update)
    event.listen(sessions, "before_commit", _refresh_stale)
    event.listen(sessions, "after_rollback", _forget)


def _notice(session: Session, *_: object) -> None:
    stale = session.info.setdefault(STALE, set())
    for thing in (*session.new, *session.dirty):
        if isinstance(thing, MentorProfile | MentorTopic):
            stale.add(thing.member_id)
        elif isinstance(thing, Member) and thing.id is not None:
            stale.add(thing.id)


def _notice_update(execution: ORMExecuteState) -> None:
    """An UPDATE that names no object: whom it is about to change is asked by its own condition."""
    if not execution.is_update or execution.bind_mapper is None:
        return
    column = WATCHED.get(execution.bind_mapper.class_)
    condition = getattr(execution.statement, "whereclause", None)
    if column is not None and condition is not None:
        ids = execution.session.scalars(select(column).where(condition)).all()
        execution.session.info.setdefault(STALE, set()).update(ids)


def _forget(session: Session) -> None:
    session.info.pop(STALE, None)


def _refresh_stale(session: Session) -> None:
    session.flush()
    if stale := session.info.pop(STALE, None):
        refresh(session, stale)


ROWS = select(
    Member.id, Member.tz, Member.title, Member.speaks, Member.availability, Member.team, Member.level,
    Member.joined_at, Member.left_at, Member.deactivated_at, Member.paused_until, MentorProfile.active,
    MentorProfile.passes_on, MentorProfile.places_taken, MentorProfile.capacity,
    MentorProfile.answered, MentorProfile.answer_seconds,
    MentorProfile.last_active_at, MentorProfile.trained_until, MentorProfile.open_to_all,
).join(MentorProfile, MentorProfile.member_id == Member.id)  # fmt: skip


def refresh(session: Session, member_ids: Iterable[int]) -> int:
    """Write anew what the index says of these members, where it says something else; how many rows that were.

    A pause counts until it is taken back (bot/jobs/pauses.py): the hour of the day plays no part here.
    """
    weights: Weights = session.info.get(WEIGHTS) or Weights()
    changed = 0
    for row in session.execute(*_of(sorted(member_ids))).all():
        standing = Standing(
            passes_on=len(row.passes_on),
            title=len(row.title),
            taken=row.places_taken,
            capacity=row.capacity,
            answered=row.answered,
            answer_seconds=row.answer_seconds,
        )
        merit = standing.merit(weights)
        here = row.joined_at is not None and row.left_at is None and row.deactivated_at is None
        available = here and row.paused_until is None and row.active and row.places_taken < row.capacity
        facts = Facts(
            speaks=frozenset(row.speaks),
            tz=row.tz,
            availability=packed(row.availability),
            team=folded(row.team),
            level=row.level or 0,
            active=day(row.last_active_at),
            trained=day(row.trained_until),
            private=not row.open_to_all,
        )
        result = session.execute(*_write(row.id, available, str(facts), merit, merit + depth_merit(weights)))
        changed += result.rowcount  # type: ignore[attr-defined]  # of an UPDATE
    return changed


@once
def _of(member_ids: Sequence[int]) -> Executable:
    return ROWS.where(Member.id.in_(member_ids))


@once
def _write(member_id: int, available: bool, facts: str, merit: int, strong: int) -> Update:
    # One row at a time would be as many statements: what is strong is worth a depth's points more.
    indexed = case((MentorTopic.strong, type_coerce(strong, Integer)), else_=type_coerce(merit, Integer))
    differs = (MentorTopic.available != available) | (MentorTopic.facts != facts) | (MentorTopic.merit != indexed)
    values = {"available": available, "facts": facts, "merit": indexed}
    changed = update(MentorTopic).where(MentorTopic.member_id == member_id, differs).values(values)
    return changed.execution_options(synchronize_session=False)
