"""A session as one of the two sees it: all that its messages say."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import fixed, members, sessions
from bot.domain.calendar import appointments
from bot.domain.calendar.appointments import Appointment
from bot.domain.side import Side
from models import Member, MentoringSession, Pair, PairState, SessionState


@dataclass(frozen=True, kw_only=True)
class Planned:
    meeting: MentoringSession
    pair: Pair
    partner: Member
    appointment: Appointment | None
    """None while it has no time."""
    every_days: int | None = None
    """How often they meet at this time, when they keep to one."""

    @property
    def place(self) -> str:
        """As somebody typed it; empty is a huddle in Slack."""
        return self.meeting.place or self.pair.place

    @property
    def may_repeat(self) -> bool:
        return (
            self.every_days is None
            and self.pair.state is PairState.ACTIVE
            and self.meeting.state is SessionState.BOOKED
        )


async def next_of(session: AsyncSession, side: Side) -> Planned | None:
    """The next session of a pair that runs, for their page; None when there is none yet."""
    meeting = await sessions.live(session, side.pair)
    return None if meeting is None else await of(session, meeting, side.pair, side.me)


async def of(session: AsyncSession, meeting: MentoringSession, pair: Pair, reader: Member) -> Planned:
    other = pair.mentee_id if reader.id == pair.mentor_id else pair.mentor_id
    kept = await fixed.of(session, pair)
    return Planned(
        meeting=meeting,
        pair=pair,
        partner=await members.by_id(session, pair.workspace_id, other),
        appointment=await appointments.of_session(session, meeting, pair, reader) if meeting.starts_at else None,
        every_days=kept.every_days if kept else None,
    )
