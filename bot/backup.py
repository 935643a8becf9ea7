"""Copies of an SQLite database while Klik runs on it, and what has to be known after a copy was put back.

PostgreSQL brings its own tools for the first; docs/deploy/backup.md has the commands. The second is the same for both.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import CursorResult, or_, text, update

from bot.config import SettingsError
from bot.database import Sessions
from models import Outbox
from models.outbox import UNSENT


def back_up(database: Path, copy: Path) -> None:
    """Write `database`, as it is at this moment, to the new file `copy`, readable by its owner alone.

    Writers go on meanwhile: the copy is one read transaction. Under its name there is never half a copy. Raises
    SettingsError when there is no database, when `copy` exists already, or when the copy is found damaged.
    """
    if not database.exists():
        raise SettingsError(f"There is no database at {database}: check DATABASE_URL.")
    if copy.exists():
        raise SettingsError(f"{copy} exists already: a backup never overwrites another.")
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    _written(copy, lambda: os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)))
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True)) as source:
            _written(copy, lambda: source.execute("VACUUM INTO ?", [str(unfinished)]))
        with closing(sqlite3.connect(unfinished)) as written:
            found = written.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise SettingsError(f"The copy is damaged ({found}): look at the disk, then at the database.")
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(copy)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def _written(copy: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"{copy} cannot be written: {error}.") from None


async def look_before_sending(db: Sessions, since: datetime, now: datetime) -> int:
    """After a backup made at `since` was put back: what was to go out between then and `now` may have been sent.

    The backup does not know, but Slack does: these messages are looked up there before they are sent, as after a lost
    answer. Returns how many they are. Safe to run twice.
    """
    maybe_sent = (
        update(Outbox)
        .where(text("outbox." + UNSENT.text), Outbox.due_at <= now)
        .where(or_(Outbox.uncertain_since.is_(None), Outbox.uncertain_since > since))
        .values(uncertain_since=since)
    )
    async with db.begin() as session:
        result = await session.execute(maybe_sent)
    assert isinstance(result, CursorResult)
    return result.rowcount
