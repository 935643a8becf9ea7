"""What a pair agrees on: one writes, the other signs or answers with a change; what is signed stays in force until a
later version is signed too. Only the two read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import home_views, members, outbox, pairs, side
from bot.domain.errors import AgreementGone, AgreementMoved, InvalidInput
from bot.domain.rows import claimed, once
from bot.domain.side import Side
from models import Agreement, AgreementState, Confidentiality, Member, Pair, PairState, Request, Why

RHYTHMS = (7, 14, 21, 28, 42)
LENGTHS = (30, 45, 60, 90)
LONGEST = 1000
"""Characters of each text."""
USUAL_LENGTH = timedelta(days=182)
FARTHEST = timedelta(days=731)
REMIND_AFTER = timedelta(days=5)
"""After so long without a signed text both are asked once."""
ASK, PROPOSED, SIGNED = "agreement.remind", "agreement.proposed", "agreement.signed"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a version says."""

    mentee_goals: str = ""
    mentor_goals: str = ""
    expectations: str = ""
    confidentiality: Confidentiality = Confidentiality.BETWEEN_US
    rhythm_days: int = 14
    minutes: int = 45
    place: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """How it stands between the two."""

    signed: Agreement | None = None
    proposed: Agreement | None = None
    newest: int = 0
    """The number of the newest version; 0 when nobody has written one."""


def draft_of(agreement: Agreement) -> Draft:
    return Draft(**{name: getattr(agreement, name) for name in Draft.__dataclass_fields__})


async def of_pair(session: AsyncSession, side: Side) -> Agreed:
    return _agreed(await _versions(session, side.pair))


async def in_force(session: AsyncSession, pair: Pair) -> Agreement | None:
    """The text that both have signed."""
    return _agreed(await _versions(session, pair)).signed


async def _versions(session: AsyncSession, pair: Pair) -> Sequence[Agreement]:
    rows = select(Agreement).where(Agreement.pair_id == pair.id).order_by(Agreement.version)
    return (await session.scalars(rows.execution_options(populate_existing=True))).all()


def _agreed(versions: Sequence[Agreement]) -> Agreed:
    by_state = {version.state: version for version in versions}
    return Agreed(
        signed=by_state.get(AgreementState.SIGNED),
        proposed=by_state.get(AgreementState.PROPOSED),
        newest=versions[-1].version if versions else 0,
    )


async def first_draft(session: AsyncSession, side: Side) -> Draft:
    """From both profiles and the request. What somebody wrote for themselves only is in their own draft only."""
    pair = side.pair
    mentee_id, mentor_id = pair.mentee_id, pair.mentor_id
    people = await members.names(session, pair.workspace_id, (mentor_id, mentee_id))
    mentor = await members.mentor_profile(session, people[mentor_id])
    mentee = await members.mentee_profile(session, people[mentee_id])
    request = await session.get_one(Request, pair.request_id)
    goals = [request.question]
    if side.is_mentee and mentee is not None and mentee.question not in ("", request.question):
        goals.append(mentee.question)
    mine = mentee if side.is_mentee else mentor
    return Draft(
        mentee_goals="\n".join(goals)[:LONGEST],
        mentor_goals=(mentor.hopes_to_learn if mentor else "")[:LONGEST],
        expectations=(mine.motivation if mine else "")[:LONGEST],
        rhythm_days=pair.rhythm_days,
        minutes=pair.minutes,
        place=pair.place,
        ends_on=pair.ends_on or (side.now + USUAL_LENGTH).date(),
    )


async def to_write(session: AsyncSession, of_mine: Side) -> tuple[Agreed, Draft]:
    """What a form begins with: what the other proposes, else one's own proposal, else what is signed, else the
    profiles."""
    agreed = await of_pair(session, of_mine)
    if agreed.proposed is not None:
        return agreed, draft_of(agreed.proposed)
    if agreed.signed is not None:  # the end may have been moved since
        return agreed, replace(draft_of(agreed.signed), ends_on=of_mine.pair.ends_on)
    return agreed, await first_draft(session, of_mine)


async def propose(
    session: AsyncSession, by: Member, pair_id: int, draft: Draft, seen: int, now: datetime
) -> tuple[Side, Agreement]:
    """Write a version, for the other to sign; it takes the place of one that waits. What the other has proposed word
    for word is signed instead, and what is in force already stays so.

    `seen` is the newest version that the writer had before them. Raises NotFound, NotYetAPair, PairEnded, InvalidInput,
    and AgreementMoved when the other has written one meanwhile: nobody answers what they have not read.
    """
    of_mine = await side.together(session, by, pair_id, now)
    _check(draft, now)
    agreed = await of_pair(session, of_mine)
    waiting = agreed.proposed
    if waiting is not None and waiting.proposed_by != by.id:
        if draft_of(waiting) == draft:
            return of_mine, await _sign(session, of_mine, waiting)
        if waiting.version > seen:
            raise AgreementMoved
    if waiting is not None and waiting.proposed_by == by.id and draft_of(waiting) == draft:
        return of_mine, waiting
    if waiting is not None:
        await _set(session, waiting, AgreementState.REPLACED)
        await outbox.cancel(session, by.workspace_id, pairs.subject(of_mine.pair), Why.SUPERSEDED, [PROPOSED])
    is_in_force = agreed.signed is not None and draft_of(agreed.signed) == draft
    if agreed.signed is not None and is_in_force and (waiting is None or waiting.proposed_by == by.id):
        return of_mine, agreed.signed
    version = Agreement(
        workspace_id=by.workspace_id,
        pair_id=pair_id,
        version=agreed.newest + 1,
        proposed_by=by.id,
        proposed_at=now,
        **{name: getattr(draft, name) for name in Draft.__dataclass_fields__},
    )
    session.add(version)
    await session.flush()
    await outbox.plan(
        session, PROPOSED, of_mine.partner, about=("pair", pair_id), key=str(version.version), due=now,
        agreement=version.id,
    )  # fmt: skip
    await home_views.touch(session, of_mine.partner)
    return of_mine, version


def _check(draft: Draft, now: datetime) -> None:
    if draft.rhythm_days not in RHYTHMS:
        raise InvalidInput("rhythm_days", "invalid")
    if draft.minutes not in LENGTHS:
        raise InvalidInput("minutes", "invalid")
    if draft.ends_on is not None and not now.date() < draft.ends_on <= (now + FARTHEST).date():
        raise InvalidInput("ends_on", "within_two_years")


async def to_sign(session: AsyncSession, member: Member, of: Sequence[Pair]) -> Sequence[int]:
    """Ids of those of these pairs in which the other one's proposal waits for `member`, the oldest proposal first."""
    running = [pair.id for pair in of if pair.state in (PairState.ACTIVE, PairState.PAUSED)]
    return (await session.scalars(*_proposed(running, member.id))).all() if running else []


@once
def _proposed(pair_ids: Sequence[int], but_by: int) -> Select[int]:
    return (
        select(Agreement.pair_id)
        .where(
            Agreement.pair_id.in_(pair_ids),
            Agreement.state == AgreementState.PROPOSED,
            Agreement.proposed_by != but_by,
        )
        .order_by(Agreement.proposed_at, Agreement.id)
    )


async def get(session: AsyncSession, by: Member, agreement_id: int) -> tuple[Agreement, Pair]:
    """A version of one of `by`'s pairs. Raises NotFound, for everybody else's too."""
    found = await session.scalar(
        select(Agreement).where(Agreement.workspace_id == by.workspace_id, Agreement.id == agreement_id)
    )
    pair = await pairs.get(session, by, found.pair_id if found else 0)
    assert found is not None, "get() has raised"
    return found, pair


async def sign(session: AsyncSession, by: Member, agreement_id: int, now: datetime) -> tuple[Side, Agreement]:
    """Sign what the other has proposed: from now on it is in force. Doing it twice is doing it once.

    Raises NotFound, PairEnded, NotYetAPair, and AgreementGone for one's own proposal and for one that was replaced.
    """
    found, pair = await get(session, by, agreement_id)
    of_mine = await side.together(session, by, pair.id, now)
    await session.refresh(found)
    if found.proposed_by == by.id or found.state is AgreementState.REPLACED:
        raise AgreementGone
    return of_mine, found if found.state is AgreementState.SIGNED else await _sign(session, of_mine, found)


async def _sign(session: AsyncSession, of_mine: Side, found: Agreement) -> Agreement:
    """The pair is locked, so nobody else signs or replaces it in this moment."""
    before = (await of_pair(session, of_mine)).signed
    if before is not None:
        await _set(session, before, AgreementState.REPLACED)
    await _set(session, found, AgreementState.SIGNED, signed_at=of_mine.now)
    pair = of_mine.pair
    pair.rhythm_days, pair.minutes, pair.place = found.rhythm_days, found.minutes, found.place
    pair.ends_on = found.ends_on
    about = ("pair", pair.id)
    await outbox.cancel(session, pair.workspace_id, pairs.subject(pair), Why.ANSWERED, [PROPOSED, ASK])
    await outbox.plan(
        session, SIGNED, of_mine.partner, about=about, key=str(found.version), due=of_mine.now, agreement=found.id
    )
    await home_views.touch(session, of_mine.me)
    return found


async def _set(session: AsyncSession, found: Agreement, state: AgreementState, **also: object) -> None:
    won = await claimed(
        session,
        update(Agreement).where(Agreement.id == found.id, Agreement.state == found.state).values(state=state, **also),
    )
    if not won:
        raise AgreementGone
    await session.refresh(found)


async def ask_for(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The pair has begun: if nothing is signed in some days both are asked, once."""
    for member in await pairs.both(session, pair):
        due = now + REMIND_AFTER
        await outbox.plan(
            session, ASK, member, about=("pair", pair.id), due=due, expires=due + timedelta(days=7)
        )  # fmt: skip


async def is_missed_by(session: AsyncSession, of_mine: Side) -> Agreed | None:
    """How it stands, when it is this one's turn: nothing is signed, and what they wrote themselves does not wait."""
    agreed = await of_pair(session, of_mine)
    waits = agreed.proposed is not None and agreed.proposed.proposed_by == of_mine.me.id
    if of_mine.pair.state is not PairState.ACTIVE or agreed.signed is not None or waits:
        return None
    return agreed
