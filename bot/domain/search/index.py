"""The index that searches read: in each row of mentor_topics, whether its mentor can be asked
and what speaks for them. Kept in step at the end of every transaction that changed one of those."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Executable, Integer, Update, case, event, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.domain.rows import once
from bot.domain.search.facts import Facts, day, folded, packed
from bot.domain.search.ranking import WEIGHTS, Standing, Weights, depth_merit
from models import Member, MentorProfile, MentorTopic

WATCHED = {Member.__tablename__: Member.id, MentorProfile.__tablename__: MentorProfile.member_id}
STALE = "klik.stale mentors"
"""In a session's notes: ids of members whose rows are looked at before it commits."""


def _notice(session: Session, *_: object) -> None:
    stale = session.info.setdefault(STALE, set())
    for thing in (*session.new, *session.dirty):
        if isinstance(thing, MentorProfile | MentorTopic):
            stale.add(thing.member_id)
        elif isinstance(thing, Member) and thing.id is not None:
            stale.add(thing.id)


def _notice_update(session: Session, changing: Update, params: Any) -> None:
    """An UPDATE that names no object: whom it is about to change is asked by its own condition."""
    column = WATCHED.get(getattr(changing.table, "name", ""))
    condition = changing.whereclause
    if column is not None and condition is not None:
        ids = session.scalars(select(column).where(condition), params).all()
        session.info.setdefault(STALE, set()).update(ids)


def _forget(session: Session) -> None:
    session.info.pop(STALE, None)


def _refresh_stale(session: Session) -> None:
    session.flush()
    if stale := session.info.pop(STALE, None):
        refresh(session, stale)


class KlikSession(Session):
    """A session that keeps the index in step with what it changes.

    What its statements change is noticed here and not on SQLAlchemy's event for it: listening makes every statement an
    eighth dearer, whatever it does.
    """

    def execute(self, statement: Any, params: Any = None, **more: Any) -> Any:
        if statement.is_update:
            _notice_update(self, statement, params)
        return super().execute(statement, params, **more)


event.listen(KlikSession, "before_flush", _notice)
event.listen(KlikSession, "before_commit", _refresh_stale)
event.listen(KlikSession, "after_rollback", _forget)

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
