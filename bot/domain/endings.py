"""How a pair ends well: what they look back on, thanks, and going on a little longer instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, care, members, outbox, pairs, programmes, retention, workbook
from bot.domain.errors import InvalidInput, NotFound, NotYetAPair, PairEnded
from bot.domain.rows import claimed, insert_new
from bot.domain.side import Side
from bot.domain.times import zone_of
from models import Kudos, Member, MentoringSession, Network, Pair, PairCare, PairState, SessionState, Why

EXTENDED_BY = timedelta(days=91)
"""What is suggested to who wants to go on."""
LONGEST = timedelta(days=731)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What a pair looks back on."""

    days: int
    held: int
    achieved: Sequence[str] = ()
    """What the mentee signed off, in their words."""
    thanked: bool = False
    """Whether the reader has said thanks already."""


async def journey(session: AsyncSession, pair: Pair, reader: Member) -> Journey:
    since, until = pair.active_since, pair.ended_at
    mine = select(Kudos.id).where(Kudos.pair_id == pair.id, Kudos.writer_id == reader.id)
    held = select(func.count()).where(
        MentoringSession.pair_id == pair.id,
        MentoringSession.state == SessionState.HELD,
        MentoringSession.is_introduction.is_(False),
    )
    return Journey(
        days=(until - since).days if since is not None and until is not None else 0,
        held=(await session.scalars(held)).one(),
        achieved=[item.text for item in await workbook.achieved(session, pair) if item.text],
        thanked=await session.scalar(mine) is not None,
    )


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What the page about a pair says of how it goes on."""

    journey: Journey | None = None
    """Of a pair that was one and has ended."""
    erased_after: date | None = None
    """The day after which what they wrote is erased."""


async def outlook(session: AsyncSession, side: Side) -> Outlook:
    if side.pair.state is not PairState.ENDED or side.pair.active_since is None:
        return Outlook()
    seen = await journey(session, side.pair, side.me)
    return Outlook(journey=seen, erased_after=retention.erased_after(session, side.pair))


async def extend(session: AsyncSession, by: Member, pair_id: int, until: str, now: datetime) -> tuple[Pair, bool]:
    """Plan another end (YYYY-MM-DD); the other one is told and can say otherwise. The flag: whether that changed it.

    Raises NotFound, PairEnded, NotYetAPair, InvalidInput.
    """
    pair = await pairs.get(session, by, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    if pair.state is PairState.INTRODUCTION:
        raise NotYetAPair
    ends_on = _day_ahead(until, now.astimezone(zone_of(by)).date())
    if pair.ends_on == ends_on:
        return pair, False
    pair.ends_on = ends_on
    await outbox.cancel(
        session, pair.workspace_id, pairs.subject(pair), Why.SUPERSEDED, ["pair.ending", "pair.extended"]
    )
    await session.flush()
    await care.look_by(session, pair.id, now)
    other = await pairs.partner(session, pair, by)
    key = f"{ends_on.isoformat()}:{now.isoformat()}"
    await outbox.plan(session, "pair.extended", other, about=("pair", pair.id), key=key, due=now)
    return pair, True


def _day_ahead(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("ends_on", "date_passed") from None
    if day <= today:
        raise InvalidInput("ends_on", "date_passed")
    if day > today + LONGEST:
        raise InvalidInput("ends_on", "within_two_years")
    return day


async def keep_going(session: AsyncSession, by: Member, pair_id: int, now: datetime) -> Pair:
    """ "We still talk": the quiet days count from now. Raises NotFound, PairEnded."""
    pair = await pairs.get(session, by, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    await session.execute(
        update(PairCare)
        .where(PairCare.pair_id == pair.id)
        .values(alive_at=now, warned_at=None)
        .execution_options(synchronize_session=False)
    )
    await care.look_by(session, pair.id, now)
    await outbox.cancel(session, pair.workspace_id, pairs.subject(pair), Why.ANSWERED, ["pair.quiet_warning"])
    return pair


# Thanks


async def channel_of(session: AsyncSession, pair: Pair) -> Network | None:
    """The network in whose channel thanks could be read, if both want it: one that both are in."""
    return next((network for network in await programmes.of(session, pair) if network.channel_id), None)


async def thank(session: AsyncSession, by: Member, pair_id: int, words: str, *, share: bool, now: datetime) -> Pair:
    """Thanks, once, of a pair that has ended: the other one reads it, and is asked whether others may, if `share`.

    Raises NotFound, InvalidInput.
    """
    pair = await pairs.get(session, by, pair_id, lock=True)
    if pair.state is not PairState.ENDED:
        raise NotFound("pair")
    if len(words.strip()) < 3:
        raise InvalidInput("thanks", "too_short")
    network = await channel_of(session, pair) if share else None
    if await insert_new(
        session, Kudos, workspace_id=pair.workspace_id, pair_id=pair.id, writer_id=by.id, words=words.strip(),
        writer_shares=network is not None, network_id=network.id if network else None, written_at=now,
    ):  # fmt: skip
        other = await pairs.partner(session, pair, by)
        await outbox.plan(session, "pair.thanks", other, about=("pair", pair.id), key=str(by.id), due=now)
    return pair


async def thanks(session: AsyncSession, pair: Pair, by: Member) -> Kudos | None:
    return await session.scalar(select(Kudos).where(Kudos.pair_id == pair.id, Kudos.writer_id == by.id))


async def received(session: AsyncSession, by: Member, kudos_id: int) -> tuple[Kudos, Pair]:
    """Thanks to `by`. Raises NotFound, for everybody else's too."""
    found = (
        await session.execute(
            select(Kudos, Pair)
            .join(Pair, Pair.id == Kudos.pair_id)
            .where(Kudos.workspace_id == by.workspace_id, Kudos.id == kudos_id)
        )
    ).first()
    pair = access.check(session, access.RUN_PAIR, by, found[1] if found else None, "kudos")
    assert found is not None, "check() has raised"
    if found[0].writer_id == by.id:
        raise NotFound("kudos")
    return found[0], pair


async def decide_sharing(session: AsyncSession, by: Member, kudos_id: int, share: bool, now: datetime) -> Kudos:
    """Whoever is thanked says whether others may read it. The first answer counts: a channel forgets nothing.

    Raises NotFound.
    """
    kudos, _ = await received(session, by, kudos_id)
    if not kudos.writer_shares:
        raise NotFound("kudos")
    won = await claimed(
        session,
        update(Kudos).where(Kudos.id == kudos.id, Kudos.receiver_shares.is_(None)).values(receiver_shares=share),
    )
    await session.refresh(kudos)
    network = await session.get(Network, kudos.network_id) if kudos.network_id is not None else None
    if won and share and network is not None and network.channel_id:
        await outbox.plan_for_channel(
            session, "network.kudos", by.workspace_id, network.channel_id, about=("kudos", kudos.id), due=now
        )
    return kudos


async def writer_of(session: AsyncSession, kudos: Kudos) -> Member:
    return await members.by_id(session, kudos.workspace_id, kudos.writer_id)
