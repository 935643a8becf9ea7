"""Reading a calendar that somebody published: an address that a person typed, so nothing about it is believed.

Only https on its usual port, only addresses of the public internet, checked on what is connected to (not looked up a
second time) and anew at every redirect; a few seconds, two megabytes; what came is read in a process of its own.
Whoever runs Klik may name origins of their own network, which are reached as they are.
"""

import asyncio
import ipaddress
import json
import socket
import sys
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp
import structlog
from aiohttp.connector import AddrInfoType

from bot.domain.calendar import SECONDS

log = structlog.get_logger()

WITHIN = 20.0
"""Seconds for all of it, redirects included."""
MOST_BYTES = 2_000_000
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 1000
WITHIN_READING = SECONDS + 10.0
EMBEDDING = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
"""IPv6 that carries an IPv4 address, which may be a private one."""
CODES = {301, 302, 303, 307, 308}


class Unreadable(Exception):
    """`problem` is a code, put in words by bot/views/calendar.py."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in EMBEDDING):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _public_socket(address: AddrInfoType) -> socket.socket:
    """Called with the very address that is about to be connected to, whichever way it was found: a name that leads
    inside, also in another form than is usual (127.1, 0x7f.1), gets no socket."""
    family, kind, protocol, _, where = address
    try:
        public = is_public(str(where[0]))
    except ValueError:
        public = False
    if not public:
        raise Unreadable("private")
    return socket.socket(family, kind, protocol)


def cleaned(typed: str) -> str:
    """The address as it is fetched. Raises Unreadable for what cannot be one."""
    address = typed.strip()
    if address.lower().startswith("webcal://"):
        address = "https" + address[len("webcal") :]
    if len(address) > LONGEST_ADDRESS or not _split(address).hostname:
        raise Unreadable("address")
    return address


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (raises for what is no port)
    except ValueError:
        raise Unreadable("address") from None
    if parts.username is not None or any(ord(letter) <= 32 for letter in address):
        raise Unreadable("address")
    return parts


def check(address: str, origins: Sequence[str]) -> bool:
    """Whether the address is of an origin that is trusted. Raises Unreadable for what may not be fetched."""
    parts = _split(address)
    if f"{parts.scheme}://{parts.netloc}".lower() in origins:
        return True
    if parts.scheme != "https" or parts.port not in (None, 443) or not parts.hostname:
        raise Unreadable("address")
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return False
    if not is_public(str(literal)):
        raise Unreadable("private")
    return False


async def fetch(address: str, origins: Sequence[str]) -> bytes:
    """Raises Unreadable."""
    trusted = check(address, origins)
    try:
        async with asyncio.timeout(WITHIN):
            return await _fetch(address, origins, trusted=trusted)
    except TimeoutError:
        raise Unreadable("slow") from None
    except aiohttp.InvalidURL:
        raise Unreadable("address") from None
    except aiohttp.ClientError:
        raise Unreadable("unreachable") from None


async def _fetch(address: str, origins: Sequence[str], *, trusted: bool) -> bytes:
    connector = aiohttp.TCPConnector(
        socket_factory=None if trusted else _public_socket, use_dns_cache=False, force_close=True
    )
    headers = {"accept": "text/calendar", "user-agent": "Klik"}
    async with aiohttp.ClientSession(connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as http:
        for _ in range(MOST_REDIRECTS + 1):
            async with http.get(address, allow_redirects=False) as answer:
                if answer.status in CODES:
                    address = urljoin(address, answer.headers.get("location", ""))
                    # Out of a trusted origin no further than within it; never from the world into one.
                    if check(address, origins) is not trusted:
                        raise Unreadable("private")
                    continue
                if answer.status != 200:
                    raise Unreadable("refused" if answer.status in (401, 403, 404, 410) else "unreachable")
                content = bytearray()
                async for chunk in answer.content.iter_chunked(65_536):  # after unpacking: a bomb is counted too
                    content += chunk
                    if len(content) > MOST_BYTES:
                        raise Unreadable("large")
                return bytes(content)
    raise Unreadable("unreachable")


async def expand(content: bytes, begins: datetime, ends: datetime, tz: str) -> Sequence[tuple[datetime, datetime]]:
    """When it says somebody is busy; in a process of its own, which is ended when it takes too long. Raises
    Unreadable."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.domain.calendar.expanding", begins.isoformat(), ends.isoformat(), tz,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(WITHIN_READING):
            said, _ = await process.communicate(content)
    except TimeoutError:
        raise Unreadable("complicated") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise Unreadable("no_calendar" if process.returncode == 3 else "complicated")
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in json.loads(said)]
