"""Looking for what crosses from one workspace to another: through every row, every key, every word that was sent."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Base
from playground.server import Playground

Rows = dict[str, list[dict[str, Any]]]
TENANTS = [table for table in Base.metadata.sorted_tables if "workspace_id" in table.c]
OF_NO_WORKSPACE = {"workspaces", "installations", "install_states"}
"""Everything else hangs on a workspace; a new table that does not is named here on purpose."""


async def rows_of(session: AsyncSession, workspace_id: str) -> Rows:
    """Every row of a workspace, by table, in the order of their keys."""
    found: Rows = {}
    for table in TENANTS:
        keys = list(table.primary_key.columns)
        chosen = await session.execute(select(table).where(table.c.workspace_id == workspace_id).order_by(*keys))
        found[table.name] = [dict(row._mapping) for row in chosen]
    return found


def without(rows: Rows, is_own: Callable[[dict[str, Any]], bool]) -> Rows:
    return {name: [row for row in found if not is_own(row)] for name, found in rows.items()}


async def crossings(session: AsyncSession) -> list[str]:
    """Rows whose foreign keys lead into another workspace."""
    found = []
    for table in TENANTS:
        for key in table.foreign_keys:
            parent: Table = key.column.table
            if parent not in TENANTS:
                continue
            there = parent.alias("there")
            crossing = (
                select(table.c.workspace_id, there.c.workspace_id)
                .join(there, there.c[key.column.name] == key.parent)
                .where(there.c.workspace_id != table.c.workspace_id)
            )
            found += [f"{table.name}.{key.parent.name}: {row}" for row in await session.execute(crossing)]
    return found


def said(playground: Playground) -> Iterator[str]:
    """Everything the app has said in a workspace: calls, answers to payloads, posts to response_urls."""
    for exchange in playground.workspace.exchanges:
        what = exchange.request if exchange.direction == "from app" else exchange.answer
        yield json.dumps(what, ensure_ascii=False, default=str)


def remembers_everything(playground: Playground) -> None:
    """The log of a workspace forgets what is old; a look for leaks must not."""
    workspace = playground.workspace
    workspace.exchanges = type(workspace.exchanges)(workspace.exchanges, maxlen=None)
