"""Sessions in people's own calendars: files read back with a second library, links, and no file lost or doubled."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar.appointments import Appointment
from bot.i18n import Texts
from bot.views import calendar_file
from playground.elements import controls
from playground.person import Person
from playground.records import Message
from tests.hands import letters, pair_up
from tests.test_times import MOMENTS
from tests.world import World, last, says


@pytest.fixture
async def two(world: World) -> World:
    """Ada and Esra before their first talk."""
    await world.joins(world.ada, mentor="Kubernetes")
    await world.joins(world.esra, mentee="Kubernetes")
    await pair_up(world, world.ada, world.esra)
    return world


def first_time(message: Message) -> str:
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return str(rows[0]["elements"][0]["text"]["text"])


def event(person: Person, message: Message) -> tuple[str, Any]:
    """(method, event) of the one calendar file under a message, as somebody else's library reads it."""
    (file,) = person.files_under(message)
    assert file.name.endswith(".ics")
    read = vobject.readOne(file.content.decode())
    return str(read.method.value), read.vevent


async def test_an_invitation_is_updated_and_called_off(two: World) -> None:
    ada, esra = two.ada, two.esra
    asked = letters(esra, "says yes")[-1]
    await esra.click(first_time(asked), within=asked)
    await two.settle()

    # Who clicked has the file under that message, the other side under the news
    mine, hers = event(esra, asked), event(ada, letters(ada, "has booked you both")[-1])
    for method, invited in (mine, hers):
        assert method == "REQUEST"
        assert invited.uid.value == mine[1].uid.value
        assert invited.status.value == "CONFIRMED"
        assert (invited.dtend.value - invited.dtstart.value).total_seconds() == 30 * 60
        assert invited.summary.value == "Mentoring: first talk", "nobody is named unless the person wants it"
        assert invited.attendee.value.endswith(".invalid"), "no e-mail address is known, and none is told"
    links = {
        control.label: urlsplit(control.element["url"])
        for control in controls(asked.blocks)
        if "url" in control.element
    }
    starts = mine[1].dtstart.value
    assert parse_qs(links["Add to Google"].query)["dates"][0].startswith(f"{starts:%Y%m%dT%H%M%SZ}/")
    assert parse_qs(links["Add to Outlook"].query)["startdt"] == [f"{starts:%Y-%m-%dT%H:%M:%SZ}"]
    await esra.click("Add to Google", within=asked)

    # Moving: the same event, a later edition, for both, and where it is this time
    news = letters(ada, "has booked you both")[-1]
    await ada.click("Move …", within=news)
    await ada.choose("starts_at", "2026-12-03 10:00")
    await ada.type("place", "https://meet.example/ada?x=1, or room 7")
    assert await ada.submit() == {}
    await ada.close()
    await two.settle()
    moved = letters(esra, "has moved your session")[-1]
    method, again = event(esra, moved)
    assert (method, again.uid.value) == ("REQUEST", mine[1].uid.value)
    assert int(again.sequence.value) > int(mine[1].sequence.value)
    assert again.dtstart.value == datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert "room 7" in says(esra, moved)
    assert [file.name for file in ada.files_under(news)][1:] == [esra.files_under(moved)[0].name]
    opens = next(control for control in controls(moved.blocks) if control.label == "Open the meeting")
    assert opens.element["url"] == "https://meet.example/ada?x=1"

    # Called off
    await esra.click("Call off …", within=moved)
    await two.settle()
    method, off = event(ada, letters(ada, "has called it off")[-1])
    assert (method, off.status.value, off.uid.value) == ("CANCEL", "CANCELLED", mine[1].uid.value)
    assert int(off.sequence.value) > int(again.sequence.value)
    assert len(esra.files_under(moved)) == 2


async def test_booked_elsewhere_the_file_comes_by_message(two: World) -> None:
    esra = two.esra
    await esra.command("/mentor sessions")
    await esra.click("Choose a time …")
    await esra.choose("starts_at", "2026-12-03 10:00")
    assert await esra.submit() == {}
    await esra.close()
    await two.settle()
    assert "For your calendar" in says(esra)
    assert event(esra, last(esra))[0] == "REQUEST"


async def test_whatever_is_cut_no_file_is_lost_or_doubled(two: World) -> None:
    """Each step of an upload fails, before and after it was carried out: the message and its file come once."""
    ada, esra = two.ada, two.esra
    faults = two.playground.workspace.faults
    asked = letters(esra, "says yes")[-1]
    await esra.click(first_time(asked), within=asked)
    await two.settle()
    days = iter(range(3, 28))
    for method in ("chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"):
        for fault in ("drop_after", "drop_before", "server_error", "too_many"):
            faults.only = method
            setattr(faults, fault, 1)
            await esra.click("Move …", within=asked)
            await esra.choose("starts_at", f"2026-12-{next(days):02} 10:00")
            assert await esra.submit() == {}
            await esra.close()
            await two.settle()
            setattr(faults, fault, 0)
            await two.passes(minutes=20)
            news = letters(ada, "has moved your session")
            assert len(news) == len(esra.files_under(asked)) - 1, (method, fault)
            assert event(ada, news[-1])[0] == "REQUEST", (method, fault)
    assert len({file.name for file in esra.files_under(asked)}) == len(esra.files_under(asked)) == 13


async def test_without_the_scope_for_files_the_message_still_comes(two: World) -> None:
    ada, esra = two.ada, two.esra
    two.playground.workspace.scopes -= {"files:write"}
    asked = letters(esra, "says yes")[-1]
    await esra.click(first_time(asked), within=asked)
    await two.settle()
    assert ada.files_under(letters(ada, "has booked you both")[-1]) == []
    two.playground.workspace.violations.clear()


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200) | st.sampled_from(
    ['Ada "x"; y, z\\', "BEGIN:VEVENT", "a\nBEGIN:VEVENT\nb", "👩🏽‍💻" * 40, "", "عبد الله"]
)


@given(NAMES, NAMES, MOMENTS, st.integers(5, 600), st.booleans())
def test_whatever_people_are_called_two_libraries_read_the_same(
    name: str, place: str, starts: datetime, minutes: int, off: bool
) -> None:
    starts = starts.replace(microsecond=0)
    one = Appointment(
        uid="T1-session-7@klik", sequence=3, starts_at=starts, changed_at=starts, called_off=off,
        partner=name.strip(), place=place.strip(),
        ends_at=datetime.fromtimestamp(starts.timestamp() + 60 * minutes, UTC),
    )  # fmt: skip
    t = Texts.of("nl", "Asia/Kolkata")
    for content in (calendar_file.invitation(t, one).content, calendar_file.feed(t, [one, one])):
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        read = vobject.readOne(content.decode())
        for found in read.vevent_list:
            assert found.uid.value == one.uid
            assert (found.dtstart.value, found.dtend.value) == (one.starts_at, one.ends_at)
            assert found.summary.value == calendar_file.title(t, one)
        assert len(read.vevent_list) == content.count(b"\r\nBEGIN:VEVENT\r\n")
    for link in (calendar_file.google(t, one), calendar_file.outlook(t, one)):
        assert len(link) <= 3000
