"""Writes the migration that leads from the newest one to the tables in models/. Read it before you commit it."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import create_engine

from bot import migrating


def main(message: str) -> None:
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'klik.db'}")
        with engine.begin() as connection:
            migrating.upgrade(connection)
        with engine.begin() as connection:
            number = f"{int(migrating.head() or 0) + 1:04}"
            command.revision(migrating.config(connection), message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
