"""In which situation a pair seems to be stuck, for one of the two: what chooses the guides that they are offered.

Docs: docs/health.md, "Which guide is offered". What is looked at is what both know (sessions, the agreement, the
workbook, the names of teams) and what the reader said themselves, never what the other one said: a guide tells nobody
how somebody else rated them. Guides say in their own files which signs they fit (bot/data/guides/stuck_*.yaml).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import pairs, pulses
from bot.domain.health import LOW, quiet_limit
from bot.domain.rows import once
from bot.domain.side import Side
from models import (
    Agreement,
    AgreementState,
    Feedback,
    ItemState,
    Member,
    MentoringSession,
    Pair,
    PairCare,
    Pulse,
    SessionState,
    WorkbookItem,
)

LOOKED_BACK = 5
"""Sessions with a time, the latest first."""
SOME = 3
"""Sessions that were held before anybody is told that something has not begun to move."""
SIGNED_WITHIN = timedelta(days=28)
MOVES_WITHIN = timedelta(days=60)
"""From the first thing in the workbook to the first that is signed off."""


class Sign(StrEnum):
    """What was seen, the plainest first: in this order guides are offered."""

    TEAM = "team"
    """The two are in one team now."""
    NEVER_MET = "never_met"
    """A pair for as long as makes it quiet, and no session was held."""
    QUIET = "quiet"
    """They did meet, and then no more."""
    CALLED_OFF = "called_off"
    """Of the last five sessions two and more were called off, missed or moved."""
    OFTEN = "often"
    """The last three talks lie less than half their rhythm apart."""
    MY_PULSE = "my_pulse"
    """The reader's own pulse is 2 or less."""
    MY_USE = "my_use"
    """To the reader the last two talks were of little use: 2 or less on average."""
    FALLING = "falling"
    """To the reader the last two talks were of less use than the two before them, by one and more on average."""
    ALL_DONE = "all_done"
    """Everything in the workbook is signed off."""
    NO_STEP = "no_step"
    """Things have stood in the workbook for two months, and none is signed off."""
    EMPTY = "empty"
    """After three talks the mentee has put nothing into the workbook."""
    NOT_SIGNED = "not_signed"
    """Four weeks a pair, and nothing is agreed."""
    UNSAID = "unsaid"
    """The reader has not said of any of the last three talks how it was."""


@dataclass(frozen=True, kw_only=True)
class Observed:
    """What one of the two knows. Counts are of sessions, without the first talk."""

    together: timedelta = timedelta(0)
    quiet: timedelta = timedelta(0)
    """Since they last met, or became a pair, or went on after a pause; nothing while something is booked."""
    rhythm_days: int = 14
    held: Sequence[datetime] = ()
    """When, the latest first."""
    upset: int = 0
    """Of the last five: called off, missed or moved."""
    use: Sequence[int] = ()
    """1-5, as the reader said of their talks, the latest first."""
    said: int = SOME
    """Of the last three talks: how many the reader has rated."""
    pulse: int | None = None
    """The reader's own, 1-5, not older than 90 days."""
    signed: bool = True
    open_since: timedelta | None = None
    """How long the first open thing has stood in the workbook; None when nothing is open."""
    done: int = 0
    by_mentee: int = 1
    """Things that the mentee has put into the workbook."""
    one_team: bool = False


def signs(seen: Observed) -> Sequence[Sign]:
    """All that were seen, in their order; none when nothing is to be seen."""
    quiet = seen.quiet >= timedelta(days=quiet_limit(seen.rhythm_days))
    some = len(seen.held) >= SOME
    found = {
        Sign.TEAM: seen.one_team,
        Sign.NEVER_MET: quiet and not seen.held,
        Sign.QUIET: quiet and bool(seen.held),
        Sign.CALLED_OFF: seen.upset >= 2,
        Sign.OFTEN: some and (seen.held[0] - seen.held[SOME - 1]) < timedelta(days=seen.rhythm_days),
        Sign.MY_PULSE: seen.pulse is not None and seen.pulse <= LOW,
        Sign.MY_USE: len(seen.use) > 1 and sum(seen.use[:2]) / 2 <= LOW,
        Sign.FALLING: len(seen.use) > SOME and sum(seen.use[2:4]) - sum(seen.use[:2]) >= 2,
        Sign.ALL_DONE: seen.done > 0 and seen.open_since is None,
        Sign.NO_STEP: seen.done == 0 and seen.open_since is not None and seen.open_since >= MOVES_WITHIN,
        Sign.EMPTY: some and not seen.by_mentee,
        Sign.NOT_SIGNED: not seen.signed and seen.together >= SIGNED_WITHIN,
        Sign.UNSAID: some and not seen.said,
    }
    return [sign for sign in Sign if found[sign]]


async def of(session: AsyncSession, pair: Pair, reader: Member, now: datetime) -> Sequence[Sign]:
    """What `reader`, one of the two, may be told to have been seen."""
    return signs(await observed(session, pair, reader, now))


async def seen_on_page(session: AsyncSession, side: Side) -> Sequence[Sign]:
    return await of(session, side.pair, side.me, side.now)


async def observed(session: AsyncSession, pair: Pair, reader: Member, now: datetime) -> Observed:
    mentor, mentee = await pairs.both(session, pair)
    care = await session.get(PairCare, pair.id)
    began = pair.active_since or pair.introduced_at
    rows = (await session.execute(*_talks(pair.id, reader.id))).all()
    held = [row for row in rows if row.state is SessionState.HELD]
    booked = any(row.state is SessionState.BOOKED for row in rows)
    met_last = max([care.alive_at if care is not None else began, *(row.starts_at for row in held[:1])])
    items: Sequence[WorkbookItem] = (await session.scalars(*_items(pair.id))).all()
    still_open = [item.created_at for item in items if item.state is ItemState.OPEN]
    return Observed(
        together=now - began,
        quiet=timedelta(0) if booked else now - met_last,
        rhythm_days=pair.rhythm_days,
        held=[row.starts_at for row in held],
        upset=sum(_upset(row.state, row.revision) for row in rows[:LOOKED_BACK]),
        use=[row.useful for row in held if row.useful is not None],
        said=sum(row.useful is not None for row in held[:SOME]),
        pulse=await session.scalar(*_own_pulse(pair.id, reader.id, now - pulses.FRESH)),
        signed=await session.scalar(*_signed(pair.id)) is not None,
        open_since=now - min(still_open) if still_open else None,
        done=sum(item.state is ItemState.DONE for item in items),
        by_mentee=sum(item.proposed_by == mentee.id for item in items),
        one_team=bool(mentor.team) and mentor.team.casefold() == mentee.team.casefold(),
    )


@once
def _talks(pair_id: int, reader_id: int) -> Select[SessionState, datetime | None, int, int]:
    return (
        select(MentoringSession.state, MentoringSession.starts_at, MentoringSession.revision, Feedback.useful)
        .outerjoin(Feedback, (Feedback.session_id == MentoringSession.id) & (Feedback.writer_id == reader_id))
        .where(
            MentoringSession.pair_id == pair_id,
            MentoringSession.is_introduction.is_(False),
            MentoringSession.starts_at.is_not(None),
        )
        .order_by(MentoringSession.starts_at.desc())
        .limit(2 * LOOKED_BACK)
    )


@once
def _items(pair_id: int) -> Select[WorkbookItem]:
    return select(WorkbookItem).where(WorkbookItem.pair_id == pair_id)


@once
def _signed(pair_id: int) -> Select[int]:
    return select(Agreement.id).where(Agreement.pair_id == pair_id, Agreement.state == AgreementState.SIGNED).limit(1)


@once
def _own_pulse(pair_id: int, reader_id: int, since: datetime) -> Select[int | None]:
    mine = Pulse.pair_id == pair_id, Pulse.writer_id == reader_id
    answered = Pulse.score.is_not(None), Pulse.answered_at > since
    return select(Pulse.score).where(*mine, *answered).order_by(Pulse.asked_at.desc()).limit(1)


def _upset(state: SessionState, revision: int) -> bool:
    """Its first edition was the booking; each later one moved it, or called it off."""
    return state in (SessionState.MISSED, SessionState.CANCELLED) or revision > 1
