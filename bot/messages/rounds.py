"""Messages about rounds."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rounds import abstaining, board, drafting, releasing, standing
from bot.domain.rounds.verdict import judge
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import rounds_board
from bot.views import rounds_call as views
from bot.views.kit import Message
from models import Network, Outbox, Round, RoundSignUp, RoundState


async def _round(session: AsyncSession, row: Outbox, *states: RoundState) -> Round | None:
    found = await session.get(Round, row.subject_id)
    if found is None or found.workspace_id != row.workspace_id or (states and found.state not in states):
        return None
    return found


@says("round.announced")
async def announced(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _round(session, row, RoundState.OPEN)
    if found is None or found.closes_at <= row.due_at:
        return None
    return views.announcement(t, found, await session.get_one(Network, found.network_id))


@says("round.invited", "round.last_call")
async def invited(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Nobody who has signed up, has withdrawn or said "not this time" is asked once more."""
    found = await _round(session, row, RoundState.OPEN)
    reader = await reader_of(session, row)
    if found is None or reader.joined_at is None or await session.get(RoundSignUp, (found.id, reader.id)) is not None:
        return None
    if await abstaining.said(session, found, reader):
        return None
    network = await session.get_one(Network, found.network_id)
    return views.invitation(t, found, network, last_call=row.kind == "round.last_call")


@says("round.called_off")
async def called_off(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _round(session, row, RoundState.CLOSED)
    return views.called_off(t, found) if found is not None else None


@says("round.unmatched")
async def unmatched(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _round(session, row)
    if found is None or await releasing.come_of_it(session, found, await reader_of(session, row)):
        return None
    return views.unmatched(t, found)


@says("round.fell_through")
async def fell_through(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _round(session, row)
    return views.fell_through(t, found, own=bool(row.params.get("own"))) if found is not None else None


@says("round.call_over")
async def call_over(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _round(session, row, RoundState.PREVIEW)
    if found is None or not await drafting.may_run(session, await reader_of(session, row), found):
        return None
    return views.call_over(t, found, await standing.counts(session, found))


@says("round.out", "round.halfway", "round.over")
async def how_it_fares(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _round(session, row)
    if found is None or not await drafting.may_run(session, await reader_of(session, row), found):
        return None
    if row.kind == "round.over":
        return rounds_board.over(t, found, await judge(session, found))
    fares = await board.board(session, found)
    return (rounds_board.out if row.kind == "round.out" else rounds_board.halfway)(t, found, fares)
