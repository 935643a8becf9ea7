"""Figures of how pairs fare on the way, for coordinators: means of five people and more, and never a word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import CheckState, HealthCheck, Interview, Member, Moment, Pair, PairState, Pulse


@dataclass(frozen=True, kw_only=True)
class KeptFigures:
    pulse: float | None = None
    """Mean of 1-5; None: fewer than `fewest` people."""
    interviews: Mapping[Moment, float] = field(default_factory=dict)
    """Means of the scale, of the moments with enough people."""
    at_risk: int = 0
    """Pairs, as `/mentor risk` lists them by name to those who may see them."""


async def kept_figures(session: AsyncSession, here: ColumnElement[bool], since: datetime, fewest: int) -> KeptFigures:
    """`here` is a condition on Member: whose figures they are."""
    mean, writers = (
        await session.execute(
            select(func.avg(Pulse.score), func.count(Pulse.writer_id.distinct()))
            .join(Member, Member.id == Pulse.writer_id)
            .where(here, Pulse.answered_at >= since)
        )
    ).one()
    rows = await session.execute(
        select(Interview.moment, func.avg(Interview.score), func.count(Interview.writer_id.distinct()))
        .join(Member, Member.id == Interview.writer_id)
        .where(here, Interview.answered_at >= since)
        .group_by(Interview.moment)
    )
    risky = (
        select(func.count())
        .select_from(HealthCheck)
        .join(Pair, Pair.id == HealthCheck.pair_id)
        .join(Member, Member.id == Pair.mentee_id)
        .where(here, HealthCheck.state == CheckState.AT_RISK, Pair.state == PairState.ACTIVE)
    )
    return KeptFigures(
        pulse=float(mean) if mean is not None and writers >= fewest else None,
        interviews={moment: float(score) for moment, score, people in rows if score is not None and people >= fewest},
        at_risk=(await session.scalars(risky)).one(),
    )
