"""Busy times from a published calendar: only spans are kept, times at which somebody is busy are not proposed, and an
address that somebody typed leads nowhere it should not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import published
from bot.domain.calendar.expanding import busy
from models import Base, BusySpan, Calendar
from playground.hosting import Host
from tests.hands import letters, pair_up
from tests.world import World, open_world, says

ONCE = """BEGIN:VEVENT
UID:dentist
DTSTAMP:20260101T000000Z
SUMMARY:Dentist of great secrecy
LOCATION:Canal street
DTSTART;TZID=Europe/Amsterdam:20261124T080000
DTEND;TZID=Europe/Amsterdam:20261127T180000
END:VEVENT
"""
WEEKLY = """BEGIN:VEVENT
UID:weekly
DTSTAMP:20260101T000000Z
SUMMARY:Weekly of great secrecy
DTSTART;TZID=Europe/Amsterdam:20261012T090000
DTEND;TZID=Europe/Amsterdam:20261012T120000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
EXDATE;TZID=Europe/Amsterdam:20261130T090000
END:VEVENT
"""


def ics(*parts: str) -> bytes:
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *(part.strip() for part in parts), ""))
    return f"{text}END:VCALENDAR\n".replace("\n", "\r\n").encode()


@dataclass
class Published:
    """A web server on which somebody published a calendar."""

    content: bytes = b""
    status: int = 200
    to: str = ""
    asked: int = 0
    url: str = ""
    paths: list[str] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        self.paths.append(request.url.path)
        if self.to and request.url.path == "/moved.ics":
            return RedirectResponse(self.to, 302)
        return Response(self.content, self.status, media_type="text/calendar")


@pytest.fixture
async def calendar() -> AsyncIterator[Published]:
    there = Published()
    async with Host(Starlette(routes=[Route("/{path:path}", there.answer)])) as host:
        there.url = host.url
        yield there


@pytest.fixture
async def two(database_url: str, calendar: Published) -> AsyncIterator[World]:
    async with open_world(database_url, klik_calendar_origins=calendar.url) as world:
        await world.joins(world.ada, mentor="Kubernetes")
        await world.joins(world.esra, mentee="Kubernetes")
        yield world


async def shares(world: World, address: str) -> dict[str, str]:
    await world.ada.command("/mentor calendar")
    await world.ada.click("Share busy times …")
    await world.ada.type("address", address)
    return await world.ada.submit()


async def test_times_at_which_somebody_is_busy_are_not_proposed(two: World, calendar: Published) -> None:
    ada, esra = two.ada, two.esra
    calendar.content = ics(ONCE, WEEKLY)
    assert await shares(two, f"{calendar.url}/ada.ics?key=secret") == {}
    await ada.close()
    await two.settle()
    await pair_up(two, ada, esra)
    asked = letters(esra, "says yes")[-1]
    labels = [
        element["text"]["text"] for block in asked.blocks if block["type"] == "actions" for element in block["elements"]
    ]
    times = labels[:3]
    assert times[0].startswith("Mon 30 Nov"), times  # all of this week is taken
    for label in times[1:]:
        hour, minute = map(int, label.rpartition(" ")[2].split(":"))
        assert hour * 60 + minute >= 12 * 60, "mornings are taken"

    # Only when: nothing of what, where and with whom is anywhere in the database
    async with two.klik.runtime.db.begin() as session:
        for table in Base.metadata.sorted_tables:
            for row in await session.execute(select(table)):
                assert "secrecy" not in str(row)
                assert "Canal" not in str(row)
        assert len((await session.scalars(select(BusySpan.id))).all()) > 20

    # It is read again, and what is gone is gone
    calendar.content = ics()
    await two.passes(hours=3)
    async with two.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(BusySpan.id))).all() == []

    # When it cannot be read that is told once, in words, until it works again
    calendar.status = 404
    await two.passes(days=3)
    assert len(letters(ada, "I can't read your calendar")) == 1
    assert "The address is not open" in says(ada, letters(ada, "I can't read your calendar")[0])
    calendar.status = 200
    await two.passes(days=1)
    calendar.content = b"<html>Sign in</html>"
    await two.passes(days=3)
    assert len(letters(ada, "I can't read your calendar")) == 2
    await ada.command("/mentor calendar")
    assert "There is no calendar at that address" in says(ada, ada.answers[-1])

    # And stopping stops
    await ada.click("Stop", within=ada.answers[-1])
    before = calendar.asked
    await two.passes(days=1)
    assert calendar.asked == before
    async with two.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(Calendar.busy_url))).all() == [None]


async def test_leaving_takes_it_all_along(two: World, calendar: Published) -> None:
    calendar.content = ics(ONCE)
    await shares(two, f"{calendar.url}/ada.ics")
    await two.settle()
    await two.ada.command("/mentor profile")
    await two.ada.click("leave")
    async with two.klik.runtime.db.begin() as session:
        for table in (Calendar, BusySpan):
            assert (await session.scalars(select(table))).all() == []


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/a.ics", "file:///etc/passwd", "https://", "https://user:secret@example.com/", "ftp://x/y",
        "https://example.com:22/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/a.ics", "https://169.254.169.254/",
        "https://[::ffff:192.168.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/",
        "https://100.64.0.1/", "https://224.0.0.1/", "https://[fd00::1]/", "https://exa mple.com/", "webcal://10.1.2.3/",
        "javascript:alert(1)", "https://example.com:99999/", "https://[",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_refused_before_it_is_asked(address: str) -> None:
    with pytest.raises(published.Unreadable):
        published.check(published.cleaned(address), ())


@pytest.mark.parametrize("name", ["localhost", "0x7f.1", "2130706433", "127.1", "0177.0.0.1"])
async def test_a_name_that_leads_inside_is_not_connected_to(name: str) -> None:
    with pytest.raises(published.Unreadable, match=r"private|address"):
        await published.fetch(f"https://{name}/a.ics", ())


async def test_what_is_published_is_fetched_within_limits(calendar: Published) -> None:
    ours = [calendar.url]
    calendar.content = ics(ONCE)
    assert await published.fetch(f"{calendar.url}/a.ics", ours) == calendar.content
    with pytest.raises(published.Unreadable, match="address"):
        await published.fetch(f"{calendar.url}/a.ics", ())
    for to, problem in (
        ("http://169.254.169.254/latest", "address"), ("https://10.0.0.1/", "private"),
        ("file:///etc/passwd", "address"), ("https://example.com/", "private"),
        (f"{calendar.url}/moved.ics", "unreachable"),
    ):  # fmt: skip
        calendar.to = to
        with pytest.raises(published.Unreadable, match=problem):
            await published.fetch(f"{calendar.url}/moved.ics", ours)
    calendar.to = "/elsewhere.ics"
    assert await published.fetch(f"{calendar.url}/moved.ics", ours) == calendar.content
    calendar.content = b"x" * (published.MOST_BYTES + 1)
    with pytest.raises(published.Unreadable, match="large"):
        await published.fetch(f"{calendar.url}/a.ics", ours)
    calendar.status, calendar.content = 500, b""
    with pytest.raises(published.Unreadable, match="unreachable"):
        await published.fetch(f"{calendar.url}/a.ics", ours)


async def test_reading_happens_elsewhere_and_ends() -> None:
    begins = datetime(2026, 11, 24, tzinfo=UTC)
    spans = await published.expand(ics(WEEKLY), begins, begins + timedelta(days=7), "Asia/Tokyo")
    assert spans[0] == (datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC))
    assert len(spans) == 4, "the exception is none"
    with pytest.raises(published.Unreadable, match="no_calendar"):
        await published.expand(b"<html>", begins, begins + timedelta(days=7), "UTC")


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        ("DTSTART;VALUE=DATE:20261124", ["24 00:00-25 00:00"]),
        ("DTSTART:20261124T100000\nDURATION:PT1H", ["24 10:00-24 11:00"]),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T110000Z", ["24 15:30-24 16:30"]),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T090000Z", None),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T100001Z\nRRULE:FREQ=SECONDLY", []),
        ("DTSTART:20261124T100000Z\nDTEND:20261124T100001Z\nRRULE:FREQ=DAILY;BYSECOND=1,2,3;BYMINUTE=1,2", []),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T100000\nDURATION:PT1H", ["24 14:30-24 15:30"]),
    ],
)  # fmt: skip
def test_whole_days_free_times_and_hostile_rules(lines: str, spans: list[str] | None) -> None:
    event = f"BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\n"
    begins = datetime(2026, 11, 23, tzinfo=UTC)
    found = busy(ics(event), begins, begins + timedelta(days=4), "Asia/Kolkata")
    india = timedelta(hours=5, minutes=30)
    if spans is not None:
        assert [f"{start + india:%d %H:%M}-{end + india:%d %H:%M}" for start, end in found] == spans
    assert all(start < end for start, end in found)
