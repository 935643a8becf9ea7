"""The audit log: what people with a role did, and what was done about roles. Written and read, never changed: only the
retention job (bot/domain/retention.py) takes away what is old enough."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain import access
from models import AuditEntry, Member, Network

PAGE = 20
LONGEST_TOPIC = 160

FIGURES_SEEN = "figures-seen"
AUDIT_SEEN = "audit-seen"
NETWORK_STARTED = "network-started"
ROLE_GAINED = "role-gained"
ROLE_LOST = "role-lost"
ADMIN_GAINED = "admin-gained"
ADMIN_LOST = "admin-lost"
TOPIC_ACCEPTED = "topic-accepted"
TOPIC_CHANGED = "topic-changed"
TOPIC_MERGED = "topic-merged"
TOPIC_DECLINED = "topic-declined"
TEMPLATE_CHANGED = "template-changed"
TRAINING_MARKED = "training-marked"
TRAINING_TAKEN_BACK = "training-taken-back"
RISK_SEEN = "risk-seen"
PAIR_NUDGED = "pair-nudged"
TALK_OFFERED = "talk-offered"
REMATCH_OFFERED = "rematch-offered"
QUESTIONS_CHANGED = "questions-changed"
ROUND_DRAFTED = "round-drafted"
ROUND_OPENED = "round-opened"
ROUND_MATCHED = "round-matched"
ROUND_CHANGED = "round-changed"
ROUND_RELEASED = "round-released"
ROUND_CLOSED = "round-closed"
OPENNESS_CHANGED = "openness-changed"
CODES = (
    FIGURES_SEEN, AUDIT_SEEN, NETWORK_STARTED, ROLE_GAINED, ROLE_LOST, ADMIN_GAINED, ADMIN_LOST, TOPIC_ACCEPTED,
    TOPIC_CHANGED, TOPIC_MERGED, TOPIC_DECLINED, TEMPLATE_CHANGED, TRAINING_MARKED, TRAINING_TAKEN_BACK,
    RISK_SEEN, PAIR_NUDGED, TALK_OFFERED, REMATCH_OFFERED, QUESTIONS_CHANGED,
    ROUND_DRAFTED, ROUND_OPENED, ROUND_MATCHED, ROUND_CHANGED, ROUND_RELEASED, ROUND_CLOSED,
    OPENNESS_CHANGED,
)  # fmt: skip


@dataclass(frozen=True)
class Noted:
    """One line, with the names that go with its ids."""

    entry: AuditEntry
    actor: Member | None
    about: Member | None
    network: Network | None


@dataclass(frozen=True)
class Page:
    lines: Sequence[Noted]
    older_than: int | None
    """The id to go on from; None when there is nothing older."""


def note(
    session: AsyncSession,
    workspace_id: str,
    what: str,
    *,
    by: Member | None,
    now: datetime,
    network_id: int | None = None,
    about: Member | None = None,
    role: str = "",
    topic: str = "",
) -> None:
    """Write one line, in the transaction of what it tells of: neither exists without the other."""
    session.add(
        AuditEntry(
            workspace_id=workspace_id,
            actor_id=by.id if by else None,
            what=what,
            network_id=network_id,
            about_id=about.id if about else None,
            role=role,
            topic=topic[:LONGEST_TOPIC],
            at=now,
        )
    )


def _lines(workspace_id: str) -> Select[AuditEntry, Member, Member, Network]:
    actor, about = aliased(Member), aliased(Member)
    return (
        select(AuditEntry, actor, about, Network)
        .outerjoin(actor, actor.id == AuditEntry.actor_id)
        .outerjoin(about, about.id == AuditEntry.about_id)
        .outerjoin(Network, Network.id == AuditEntry.network_id)
        .where(AuditEntry.workspace_id == workspace_id)
    )


async def page(session: AsyncSession, reader: Member, before: int = 0) -> Page:
    """The newest lines the reader may see, or those older than `before`: of the networks they run; for an admin
    all but those of discreet networks."""
    newest = _lines(reader.workspace_id).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if before:
        newest = newest.where(AuditEntry.id < before)
    mine = access.networks(access.SEE_AUDIT, reader)
    newest = newest.where(or_(AuditEntry.network_id.is_(None), mine) if reader.is_admin else mine)
    lines = [Noted(row[0], row[1], row[2], row[3]) for row in await session.execute(newest)]
    return Page(lines[:PAGE], lines[PAGE - 1].entry.id if len(lines) > PAGE else None)


async def everything(session: AsyncSession, workspace_id: str, since: datetime | None) -> AsyncIterator[Noted]:
    """All lines of a workspace, oldest first: for the operator's export."""
    wanted = _lines(workspace_id).order_by(AuditEntry.id)
    if since is not None:
        wanted = wanted.where(AuditEntry.at >= since)
    for row in await session.execute(wanted):
        yield Noted(row[0], row[1], row[2], row[3])
