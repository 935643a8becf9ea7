"""`klik audit`: the audit log as CSV or JSON lines, for whoever must keep or search it elsewhere."""

import csv
import json
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TextIO

from sqlalchemy import select

from bot.config import Settings
from bot.domain import audit
from bot.domain.audit import Noted
from bot.migrating import open_database
from models import Workspace

FIELDS = ("at", "workspace", "who", "what", "network", "about", "role", "topic")
FORMATS = ("csv", "jsonl")
UNSAFE = ("=", "+", "-", "@", "\t", "\r")


def row(one: Noted) -> Mapping[str, str]:
    """Slack ids, and the network's name; who is forgotten is "gone", and Slack itself nobody."""
    return {
        "at": one.entry.at.isoformat(),
        "workspace": one.entry.workspace_id,
        "who": one.actor.slack_id.partition(":")[0] if one.actor else "",
        "what": one.entry.what,
        "network": one.network.name if one.network else "",
        "about": one.about.slack_id.partition(":")[0] if one.about else "",
        "role": one.entry.role,
        "topic": one.entry.topic,
    }


def cell(text: str) -> str:
    """A spreadsheet takes a cell that begins like a formula for one; a name that somebody typed must not be."""
    return f"'{text}" if text.startswith(UNSAFE) else text


def _writer(style: str, to: TextIO) -> Callable[[Mapping[str, str]], object]:
    if style == "jsonl":
        return lambda line: to.write(json.dumps(line, ensure_ascii=False) + "\n")
    table = csv.DictWriter(to, FIELDS)
    table.writeheader()
    return lambda line: table.writerow({name: cell(value) for name, value in line.items()})


async def write(settings: Settings, style: str, since: datetime | None, to: TextIO | None = None) -> int:
    """Write all lines, oldest first, workspace by workspace, to standard output unless told otherwise. How many."""
    count = 0
    async with open_database(settings.database_url) as db, db.begin() as session:
        line = _writer(style, to or sys.stdout)
        for workspace_id in await session.scalars(select(Workspace.id).order_by(Workspace.id)):
            async for one in audit.everything(session, workspace_id, since):
                line(row(one))
                count += 1
    return count
