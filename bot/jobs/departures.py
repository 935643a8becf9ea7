"""Workspaces that removed Klik are deleted, with everything about them, when their time is up."""

import structlog
from sqlalchemy import func, select

from bot.domain import workspaces
from bot.runtime import Runtime
from models import Workspace

log = structlog.get_logger()

EARLIEST = select(func.min(Workspace.delete_at)).where(Workspace.removed_at.is_not(None))


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await workspaces.due_for_deletion(session, now)
    for workspace_id in due:
        async with runtime.db.begin() as session:
            erased = await workspaces.erase(session, workspace_id, now)
        if erased:
            log.warning("workspace.deleted", workspace=workspace_id)
    return len(due)
