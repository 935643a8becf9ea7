"""The database goes away and comes back: a relay before PostgreSQL, a lock on the file of SQLite."""

import asyncio
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self


class Relay:
    """A TCP port that leads to PostgreSQL's socket, until it is cut."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._open: set[asyncio.StreamWriter] = set()
        self._cut = False
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._hang_up()

    async def away(self, seconds: float) -> None:
        """Every connection is cut, and every new one too, for so long."""
        self._cut = True
        self._hang_up()
        await asyncio.sleep(seconds)
        self._cut = False

    def _hang_up(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        from_database, to_database = await asyncio.open_unix_connection(str(self._socket))
        pair = {writer, to_database}
        self._open |= pair
        try:
            await asyncio.gather(_pour(reader, to_database), _pour(from_database, writer))
        finally:
            self._open -= pair
            for end in pair:
                end.transport.abort()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


async def lock_file(database: Path, seconds: float) -> None:
    """Another process holds the file for itself for so long."""
    locker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.chaos.outage", str(database), str(seconds)
    )
    await locker.wait()


if __name__ == "__main__":
    import time

    connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    time.sleep(float(sys.argv[2]))
    connection.execute("ROLLBACK")
