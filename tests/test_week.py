"""When it suits: the weekly grid, and what is proposed because of it."""

from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain import times
from bot.domain.search.weeks import together
from models import Member
from playground import surfaces
from playground.person import Person
from tests.hands import modal, typed
from tests.world import World, says

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
WEEKS = st.lists(st.sampled_from(times.WEEK), unique=True)


@given(ZONES, WEEKS, MOMENTS)
def test_windows_are_the_chosen_parts_and_nothing_else(tz: str, week: list[str], moment: datetime) -> None:
    member, zone = Member(tz=tz, availability=week), ZoneInfo(tz)
    windows = list(times.working_windows(member, moment, 7))
    assert all(one[1] < two[0] for one, two in pairwise(windows)), "apart and in order"
    total = 0
    for opens, closes in windows:
        start, end = opens.astimezone(zone), closes.astimezone(zone)
        assert start.date() == end.date()
        total += end.hour - start.hour
        day = times.DAYS[start.weekday()]
        inside = {
            f"{day}-{part}" for part, (first, last) in times.PARTS.items() if start.hour < last and first < end.hour
        }
        assert inside <= set(week or times.HALF_DAYS)
    hours = sum(times.PARTS[code[4:]][1] - times.PARTS[code[4:]][0] for code in week or times.HALF_DAYS)
    assert total == hours


@given(ZONES, WEEKS, ZONES, WEEKS, MOMENTS)
def test_early_late_and_weekends_are_proposed_only_to_who_chose_them(
    tz: str, week: list[str], other_tz: str, other_week: list[str], after: datetime
) -> None:
    people = (Member(tz=tz, availability=week), Member(tz=other_tz, availability=other_week))
    for slot in times.shared_slots(*people, after, 45):
        for member in people:
            local = slot.astimezone(ZoneInfo(member.tz))
            codes = {
                code[4:] for code in member.availability or times.HALF_DAYS if code[:3] == times.DAYS[local.weekday()]
            }
            assert codes, "not a day that suits"
            if not codes & {"early", "am"}:
                assert local.time() >= time(13)
            if not codes & {"eve", "pm"}:
                assert local.time() < time(13)
    assert 0 <= together(*people, after) <= 91


async def chosen(world: World, person: Person) -> list[str]:
    async with world.klik.runtime.db.begin() as session:
        week = await session.scalar(select(Member.availability).where(Member.slack_id == person.id))
        return list(week or [])


async def test_the_week_is_filled_in_with_a_few_ticks(world: World) -> None:
    ada, bram = world.ada, world.bram
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(bram, mentee="Kubernetes")
    profile = await typed(ada, "/mentor profile")
    assert "9–13  ● ● ● ● ● · ·" in profile
    assert "17–20" not in profile
    await ada.click("When it suits me …")
    assert "In your own time (Europe/Amsterdam)" in modal(ada)
    await ada.choose("days", "Saturday", "Sunday")
    await ada.choose("parts", "Evening, 17–20")
    assert await ada.submit() == {}
    assert "17–20 · · · · · ● ●" in modal(ada)
    await ada.close()
    assert await chosen(world, ada) == ["sat-eve", "sun-eve"]

    # Day by day begins where the other way ended, and keeps what a day already had.
    await bram.command("/mentor profiel")
    await bram.click("Wanneer het uitkomt …")
    await bram.choose("days", "Maandag", "Zaterdag")
    await bram.choose("parts", "Ochtend, 9–13", "Avond, 17–20")
    await bram.choose("week_mode", "Per dag verschillend")
    await bram.choose("mon", "Vroeg, 7–9", "Ochtend, 9–13")
    assert await bram.submit() == {}
    await bram.close()
    assert await chosen(world, bram) == ["mon-am", "mon-early", "sat-am", "sat-eve"]
    await bram.command("/mentor profiel")
    await bram.click("Wanneer het uitkomt …")
    assert "Zaterdag" in modal(bram)  # it opens day by day, as it was filled in
    await bram.close()

    # Joining again asks nothing of it and takes nothing away; what is proposed lies inside both.
    await bram.command("/mentor join")
    assert await bram.submit() == {}
    await bram.close()
    await ada.command("/mentor profile")
    await ada.click("When it suits me …")
    await ada.choose("parts", "Evening, 17–20", "Morning, 9–13")
    assert await ada.submit() == {}
    await ada.close()
    await bram.command("/mentor find kubernetes")
    await bram.click("Ada vragen")
    await bram.type("question", "How do I size a cluster?")
    assert await bram.submit() == {}
    await world.settle()
    await ada.click("Accept")
    await world.settle()
    offer = says(ada)
    assert "Sat 28 Nov, " in offer
    assert not any(day in offer for day in ("Mon 30", "Tue ", "Wed ", "Thu ", "Fri ", "Sun "))

    # Nothing ticked is any working hour again.
    await ada.command("/mentor profile")
    await ada.click("When it suits me …")
    await ada.choose("days")
    assert await ada.submit() == {}
    assert await chosen(world, ada) == []


async def test_what_would_be_the_fourth_modal_takes_the_place_of_the_third(world: World) -> None:
    ada, workspace = world.ada, world.playground.workspace
    await world.joins(ada, mentor="Kubernetes")
    await ada.open_home()
    await ada.click("My profile")
    await ada.submit()
    for _ in range(2):
        assert ada.modal is not None
        surfaces.push_modal(workspace, ada.modal, ada.modal.payload)
    await ada.click("When it suits me …", within=ada.modal)
    assert "Monday" in modal(ada)
    assert await ada.submit() == {}
    assert len(workspace.modals[ada.id]) == 3
    assert not workspace.violations
