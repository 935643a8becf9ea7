"""The demo's company: its months are lived through, and leave a visitor something to do."""

import re
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.app import Klik
from bot.demo import demo
from playground import company
from playground.clock import Clock
from playground.company.agenda import Agenda, Life
from playground.company.days import Days, at_desk
from playground.elements import controls
from playground.person import Person
from playground.records import Message, User
from playground.server import Playground
from tests.world import PATIENCE

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Yesterday was a Sunday, and summer time ended on the way: nothing may hang on either."""


async def test_a_visitor_finds_a_company_that_has_used_it_for_months() -> None:
    said: list[str] = []
    async with demo(now=MONDAY, port=0, socket_mode=False, history=True, say=said.append, patience=PATIENCE) as (
        playground,
        klik,
    ):
        forty_people_work_in_many_places(playground)
        await three_networks_are_announced_and_joined(playground)
        await pairs_have_met_again_and_again(playground)
        await not_everything_went_well(playground)
        await its_lead_sees_figures_of_a_network(playground, klik)
        await a_round_waits_for_its_lead_to_release_it(playground, klik)
        await a_mentor_finds_a_question_a_session_and_did_you_meet(playground)
        await a_mentee_finds_a_talk_to_book_and_a_private_question(playground)
        assert playground.workspace.violations == []
        assert playground.workspace.notices == {}

    assert sum("people take part" in line for line in said) >= 5
    assert [line for line in said if "Try it as" in line] == said[-3:]
    assert company.GUIDES.keys() == {"U0NIA", "U0SANNE", "U0LENA"}


def forty_people_work_in_many_places(playground: Playground) -> None:
    people = [user for user in playground.workspace.users.values() if user.title]
    assert len(people) == 40
    assert len({user.tz for user in people}) >= 7
    assert 12 <= sum(user.locale == "nl-NL" for user in people) <= 15
    assert sum(user.is_admin for user in people) == 2
    assert not any(playground.workspace.modals.values()), "somebody stands before an open form"


async def three_networks_are_announced_and_joined(playground: Playground) -> None:
    visitor = playground.person("U0TOM")
    announced = [m for m in visitor.sees("mentoring") if "A new network" in visitor.reads(m) and not m.ephemeral_for]
    assert len(announced) == 3
    listed = await visitor.command("/mentor networks")
    assert listed is not None
    sizes = [int(size) for size in re.findall(r"(\d+) members", visitor.reads(listed))]
    assert len(sizes) == 3
    assert all(8 <= size <= 16 for size in sizes)
    for name in ("general", "mentoring", "women-in-tech", "engineering-guild", "returners"):
        chat = [m for m in visitor.sees(name) if m.bot_id is None]
        assert len(chat) >= 4, f"#{name} is silent"


async def pairs_have_met_again_and_again(playground: Playground) -> None:
    sessions = []
    for user in playground.workspace.people():
        person = playground.person(user.id)
        home = person.reads(await person.open_home())
        sessions += [int(count) for count in re.findall(r"(?:your mentor|jouw mentor) · (\d+) ", home)]
    assert len(sessions) >= 12
    assert sum(sessions) >= 45
    assert max(sessions) >= 4


async def not_everything_went_well(playground: Playground) -> None:
    assert [user.name for user in playground.workspace.users.values() if user.deleted] == ["oliver"]
    for user_id, words in (
        ("U0DIEGO", "Oliver Hughes is not here any more, so your mentoring ends"),
        ("U0DIEGO", "@Grace Adeyemi has not found time to answer"),
        ("U0BEATRIZ", "It does not work out with @Nia Mensah this time"),
        ("U0SITI", "@Wei-Ling Tan said yes to a first talk"),
        ("U0LENA", "@Kavya Shetty has withdrawn the request"),
        ("U0AYLIN", "Thank you for taking the time to talk with @Malik Johnson"),
        ("U0KAVYA", "You and @Priya Raman did not meet. That happens."),
    ):
        assert newest(playground.person(user_id), words)
    willem = playground.person("U0WILLEM")
    assert "resume" in {control.action_id for control in controls((await willem.open_home()).blocks)}


async def its_lead_sees_figures_of_a_network(playground: Playground, klik: Klik) -> None:
    lead = playground.person("U0LENA")
    assert "@Aylin Demir asks you to be their mentor" in lead.reads(await lead.open_home())
    await lead.command("/mentor stats")
    await klik.schedule.background.finished()
    figures = lead.answers[-1]
    text = lead.reads(figures).replace("*", "")
    assert "16 members" in text
    assert re.search(r"Pairs\n.*\b\d active", text)
    assert re.search(r"Sessions\n\d\d held", text)
    assert re.search(r"Answer, usually within\n\d+ hours?", text)
    assert re.search(r"Useful to mentees\n[345]\.\d of 5", text)
    assert re.search(r"Useful to mentors\n[345]\.\d of 5", text)
    assert re.search(r"Leadership: \d offer it, \d want it", text)
    assert re.search(r"Searched for in vain: .*Negotiation", text)
    assert any(block["type"] == "image" for block in figures.blocks)


async def a_round_waits_for_its_lead_to_release_it(playground: Playground, klik: Klik) -> None:
    lead = playground.person("U0LENA")
    assert "*Winter round* is matched and waits to be released" in lead.reads(await lead.open_home())
    await lead.command("/mentor round 1")
    await klik.schedule.background.finished()
    text = lead.reads(lead.answers[-1]).replace("*", "")
    assert "5 of 7 mentees have a mentor" in text
    assert "Proven best" in text
    assert "all who fit are taken: 7 people share 5 places" in text
    assert re.search(r"@Grace Adeyemi → @Zoë Campbell .*\n.*each named the other", text)


async def a_mentor_finds_a_question_a_session_and_did_you_meet(playground: Playground) -> None:
    nia = playground.person("U0NIA")
    home = nia.reads(await nia.open_home())
    assert "@Daan Visser asks you to be their mentor" in home
    assert re.search(r"Did you and @Inês Ferreira meet, .*15:00\?", home)
    assert "tomorrow 14:00 with @Zoë Campbell" in home
    question = newest(nia, "asks whether you would be")
    await nia.click("Accept", within=question)
    assert "Thank you!" in nia.reads(question)
    outcome = newest(nia, "Did you and @Inês Ferreira meet")
    await nia.click("Yes, we met", within=outcome)
    await nia.click("5 · A breakthrough", within=outcome)
    assert "5 · A breakthrough" in nia.reads(outcome)


async def a_mentee_finds_a_talk_to_book_and_a_private_question(playground: Playground) -> None:
    sanne = playground.person("U0SANNE")
    home = sanne.reads(await sanne.open_home())
    assert "Klikte het met @Noor Bakker?" in home
    invitation = newest(sanne, "@Yasmin Öztürk zegt ja tegen een eerste gesprek")
    times = [control for control in controls(invitation.blocks) if control.action_id.startswith("session_slot")]
    await sanne.click(times[0].action_id, within=invitation)
    assert "📅" in sanne.reads(invitation)
    await sanne.click("click_yes", within=newest(sanne, "Klikte het met @Noor Bakker?"))


def newest(person: Person, words: str) -> Message:
    """The newest direct message that says so."""
    found = [message for message in person.direct_messages if words in person.reads(message)]
    assert found, f"nobody told {person}: {words}"
    return found[-1]


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BRAM = User("U1", "bram", "Bram Bakker", "bram@example.com", tz="Europe/Amsterdam")


async def test_whose_moment_comes_first_goes_on_first_and_later_ones_never() -> None:
    clock = Clock(MONDAY, running=False)
    lived: list[tuple[str, datetime]] = []

    async def live_until(moment: datetime) -> None:
        clock.travel_to(moment)

    async def life(name: str, *hours: float) -> Life:
        for hour in hours:
            yield MONDAY + timedelta(hours=hour)
            lived.append((name, clock.now()))

    agenda = Agenda(live_until, clock.now)
    agenda.add(life("slow", 2, 30))
    agenda.add(life("quick", 1, 3, 2.5))
    until = MONDAY + timedelta(hours=24)
    await agenda.run(until)
    # What should have been earlier is done at once, and time never goes back.
    expected = (("quick", 1), ("slow", 2), ("quick", 3), ("quick", 3))
    assert lived == [(name, MONDAY + timedelta(hours=at)) for name, at in expected]
    assert clock.now() == until


def test_days_are_working_days() -> None:
    friday = datetime(2026, 11, 20, 10, 5, tzinfo=AMSTERDAM)
    days = Days(friday - timedelta(days=112), friday)
    assert days.count == 80
    assert days.date(0) == date(2026, 7, 31)
    assert days.date(1) == date(2026, 8, 3)
    assert days.date(-1) == date(2026, 11, 19)
    assert days.tomorrow(BRAM, "14:00") == datetime(2026, 11, 23, 14, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 20, 16, 44, tzinfo=AMSTERDAM), None),
        (datetime(2026, 11, 20, 16, 45, tzinfo=AMSTERDAM), date(2026, 11, 23)),
        (datetime(2026, 11, 20, 8, 59, tzinfo=AMSTERDAM), date(2026, 11, 20)),
        (datetime(2026, 11, 22, 12, 0, tzinfo=AMSTERDAM), date(2026, 11, 23)),
    ],
)
def test_people_act_in_their_working_hours(moment: datetime, day: date | None) -> None:
    acts = at_desk(BRAM, moment.astimezone(UTC), Random(1))
    if day is None:
        assert acts == moment
    else:
        assert acts.date() == day
        assert acts.hour == 9
