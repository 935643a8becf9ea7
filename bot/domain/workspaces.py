"""Workspaces: seen for the first time, removed, back again, deleted. Nothing crosses from one to another."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.domain import outbox, pacing, topics
from bot.domain.rows import claimed, insert_new
from models import Installation, Workspace


def served(workspace_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Of rows with this column: those whose workspace still has Klik. Background work looks at no others."""
    removed = aliased(Workspace)
    return ~exists().where(removed.id == workspace_id, removed.removed_at.is_not(None))


async def appear(
    session: AsyncSession, workspace_id: str, now: datetime, *, name: str = "", enterprise_id: str | None = None
) -> None:
    """Make the workspace's row and its topics, unless they are there."""
    await insert_new(session, Workspace, id=workspace_id, name=name, enterprise_id=enterprise_id, created_at=now)
    facts = {"name": name} if name else {}
    if enterprise_id:
        facts["enterprise_id"] = enterprise_id
    if facts:
        await session.execute(update(Workspace).where(Workspace.id == workspace_id).values(**facts))
    await topics.plant(session, workspace_id, now)


async def remove(
    session: AsyncSession, installation_id: str, *, whole: bool, now: datetime, keep: timedelta
) -> Sequence[str]:
    """Klik was uninstalled from a workspace, or with `whole` from an organisation: its token is forgotten, nothing is
    sent any more, and everything is deleted after `keep`. Returns the ids of the workspaces that are without Klik now.

    Safe to hear twice. A workspace of an organisation stays served while it has the other kind of installation.
    """
    await session.execute(delete(Installation).where(Installation.id == installation_id))
    other = aliased(Installation)
    if whole:
        without = (Workspace.enterprise_id == installation_id, ~exists().where(other.id == Workspace.id))
    else:
        without = (Workspace.id == installation_id, ~exists().where(other.id == Workspace.enterprise_id))
    gone = (await session.scalars(select(Workspace).where(*without, Workspace.removed_at.is_(None)))).all()
    for workspace in gone:
        workspace.removed_at, workspace.delete_at = now, now + keep
        await outbox.park(session, workspace.id, workspace.delete_at)
    return [workspace.id for workspace in gone]


async def restore(session: AsyncSession, installation_id: str, now: datetime) -> Sequence[str]:
    """Klik is back before everything was deleted: it goes on where it stopped. Returns the workspaces' ids."""
    back = await session.scalars(
        select(Workspace).where(
            or_(Workspace.id == installation_id, Workspace.enterprise_id == installation_id),
            Workspace.removed_at.is_not(None),
        )
    )
    restored = []
    for workspace in back:
        assert workspace.delete_at is not None
        await outbox.unpark(session, workspace.id, workspace.delete_at, now)
        await pacing.go_on(session, workspace.id)
        workspace.removed_at = workspace.delete_at = None
        restored.append(workspace.id)
    return restored


async def due_for_deletion(session: AsyncSession, now: datetime) -> Sequence[str]:
    return (await session.scalars(select(Workspace.id).where(Workspace.delete_at <= now))).all()


async def erase(session: AsyncSession, workspace_id: str, now: datetime) -> bool:
    """Delete a removed workspace with every row that hangs on it; False when it came back or is gone already."""
    return await claimed(session, delete(Workspace).where(Workspace.id == workspace_id, Workspace.delete_at <= now))
