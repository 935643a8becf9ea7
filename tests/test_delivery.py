"""Messages arrive once, in their reader's working hours, and only as long as there is a reason for them."""

import asyncio
from datetime import UTC, datetime

import pytest

from playground.faults import Faults
from playground.records import Exchange
from playground.tokens import Token
from tests.hands import QUESTION, asks, letters, pair_up, sent_at, typed
from tests.world import World, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada passes on Kubernetes; Dana (New York), Esra and Finn want to learn it."""
    await world.joins(world.ada, mentor="Kubernetes", capacity=3)
    for mentee in (world.dana, world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
    return world


def faults(world: World) -> Faults:
    return world.playground.workspace.faults


def calls(world: World) -> list[Exchange]:
    """What Klik asked of Slack."""
    return [exchange for exchange in world.playground.workspace.exchanges if exchange.direction == "from app"]


def refused(world: World) -> int:
    """How many calls Slack answered with 429."""
    return sum(exchange.status == 429 for exchange in world.playground.workspace.exchanges)


async def test_nobody_is_messaged_at_night_or_at_the_weekend(company: World) -> None:
    """Three weeks of two people with the Atlantic between them, both of whom answer late in the evening."""
    ada, dana = company.ada, company.dana
    await asks(dana, "Ada")
    await company.passes(hours=13)
    await ada.click("Accept")
    await company.passes(days=1)
    await dana.click("Another time …")
    await dana.choose("starts_at", "2026-11-30 08:30")
    assert await dana.submit() == {}
    await company.passes(days=21)
    for person in (ada, dana):
        assert len(letters(person)) >= 4
        for message in letters(person):
            arrived = sent_at(person, message)
            on_the_hour = "In an hour" in says(person, message)
            assert on_the_hour or (arrived.weekday() < 5 and 9 <= arrived.hour < 17), (arrived, says(person, message))
    assert len(letters(dana, "In an hour")) == 1


async def test_an_outage_on_friday_brings_nothing_on_saturday_night(company: World) -> None:
    await company.passes(days=3, hours=6)  # Friday, four in the afternoon
    await asks(company.esra, "Ada")
    company.clock.advance(datetime(2026, 11, 28, 2, tzinfo=UTC) - company.clock.now())  # nothing ran meanwhile
    await company.settle()
    assert letters(company.ada) == []
    await company.passes(days=2.3)
    assert QUESTION in says(company.ada)
    assert sent_at(company.ada, letters(company.ada)[0]).strftime("%a %H:%M") == "Mon 09:00"


async def test_after_an_outage_of_two_days_there_is_one_message_and_no_reminder(company: World) -> None:
    ada = company.ada
    await asks(company.esra, "Ada")
    company.clock.advance(datetime(2026, 11, 26, 11, tzinfo=UTC) - company.clock.now())
    await company.settle()
    assert len(letters(ada)) == 1
    assert QUESTION in says(ada)
    await company.passes(days=1)
    assert len(letters(ada)) == 1


async def test_after_an_outage_of_a_week_what_is_of_no_use_is_not_sent(company: World) -> None:
    """And a mentor who never read a request is not taken for one who does not answer."""
    ada, esra = company.ada, company.esra
    for _ in range(3):
        await asks(esra, "Ada")
        await esra.close()
        company.clock.advance(datetime(2026, 12, 1, tzinfo=UTC) - datetime(2026, 11, 24, tzinfo=UTC))
        await company.settle()
    assert letters(ada) == []
    assert len(letters(esra, "@Ada Admiraal has not found time to answer")) == 3
    assert "No open requests" in await typed(ada, "/mentor requests")


async def test_who_moves_to_another_zone_is_messaged_by_day_there(company: World) -> None:
    await company.passes(hours=9)
    await asks(company.esra, "Ada")  # to be read at nine in Amsterdam
    await company.playground.change_user(company.ada.id, tz="America/New_York")
    await company.passes(hours=18)
    assert letters(company.ada) == []
    await company.passes(hours=2)
    assert sent_at(company.ada, letters(company.ada)[0]).strftime("%H:%M") == "09:00"


async def test_a_conversation_gets_a_message_a_second_in_the_order_of_asking(company: World) -> None:
    faults(company).rate_limits = True  # Slack's own: it would refuse the second of two
    for mentee in (company.dana, company.esra):
        await asks(mentee, "Ada")
    await company.klik.schedule.run_due()
    assert len(letters(company.ada)) == 1
    await company.passes(minutes=1)
    arrived = [sent_at(company.ada, message) for message in letters(company.ada)]
    assert [(moment - arrived[0]).total_seconds() for moment in arrived] == pytest.approx([0, 1], abs=0.01)
    for name, message in zip(("Dana Doyle", "Esra Erdem"), letters(company.ada), strict=True):
        assert f"@{name} asks" in says(company.ada, message)
    assert refused(company) == 0


async def test_when_slack_says_how_long_to_wait_the_whole_workspace_waits(company: World) -> None:
    await company.joins(company.chen, mentor="Python")
    await company.joins(company.bram, mentor="Java")
    for mentee in (company.esra, company.finn):
        for mentor, words in (("Ada", "kubernetes"), ("Chen", "python"), ("Bram", "java")):
            assert await asks(mentee, mentor, words) == {}
            await mentee.close()
        if mentee is company.esra:  # so that the conversations are open
            await company.passes(days=0.9)
    mentors = (company.ada, company.chen, company.bram)
    company.clock.travel_to(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))  # office hours of all three
    faults(company).too_many = 1
    await company.klik.schedule.run_due()
    faults(company).too_many = 0
    assert 1 <= refused(company) <= 3  # those that were on their way together
    await company.klik.schedule.run_due()
    assert [len(letters(mentor, "@Finn Fischer asks")) for mentor in mentors[:2]] == [0, 0]
    await company.passes(minutes=0.1)
    assert [len(letters(mentor, "Finn Fischer")) for mentor in mentors] == [1, 1, 1]


async def test_without_a_token_nothing_is_lost_and_slack_is_asked_now_and_then(company: World) -> None:
    tokens = company.playground.tokens
    await asks(company.esra, "Ada")
    tokens.revoke()
    before = len(calls(company))
    await company.passes(hours=1)
    assert 4 <= len(calls(company)) - before <= 7
    assert letters(company.ada) == []
    tokens.add(Token(company.playground.bot_token, "bot"))
    company.playground.workspace.violations.clear()
    await company.passes(minutes=11)
    assert len(letters(company.ada)) == 1


@pytest.mark.parametrize("fault", ["server_error", "drop_before", "drop_after"])
async def test_a_message_survives_slack_failing(company: World, fault: str) -> None:
    """With drop_after Slack takes it, and the answer is lost: it must not come twice."""
    ada = company.ada
    await asks(company.finn, "Ada")
    await company.settle()  # the conversation is open: what fails next is the message itself
    await asks(company.esra, "Ada")
    setattr(faults(company), fault, 1)
    await company.settle()
    await company.passes(minutes=3)
    assert len(letters(ada, "@Esra Erdem asks")) == (1 if fault == "drop_after" else 0)
    setattr(faults(company), fault, 0)
    await company.passes(minutes=30)
    assert len(letters(ada, "@Esra Erdem asks")) == 1


async def test_hours_of_every_fault_at_once_lose_and_double_nothing(company: World) -> None:
    ada, dana = company.ada, company.dana
    for mentee in (company.dana, company.esra, company.finn):
        await asks(mentee, "Ada")
    some = faults(company)
    some.server_error = some.drop_before = some.drop_after = 0.3
    some.rate_limits = True
    await company.passes(hours=4)
    some.server_error = some.drop_before = some.drop_after = 0
    assert len(letters(ada)) == 2
    for message in list(letters(ada)):
        await ada.click("Accept", within=message)
    some.server_error = some.drop_before = some.drop_after = 0.3
    await company.passes(hours=23)
    for mentee in (company.dana, company.esra):
        assert len(letters(mentee)) == 1
        assert "says yes to a first talk" in says(mentee)
    some.server_error = some.drop_before = some.drop_after = 0
    await ada.click("Accept")  # the third question came in the morning
    await company.passes(days=2)
    assert len(letters(company.finn, "says yes to a first talk")) == 1
    assert len(letters(ada, "Your first talk with")) == 3
    assert "says yes" in says(dana)


async def test_a_process_that_dies_while_sending_sends_once(company: World) -> None:
    """Slack has taken the message, and Klik ends before it hears so; it comes back hours later."""
    ada, workspace = company.ada, company.playground.workspace
    await asks(company.esra, "Ada")
    sending = asyncio.create_task(company.klik.schedule.run_due())
    while not letters(ada):
        await workspace.wait_for_change(workspace.revision)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    company.clock.advance(datetime(2026, 11, 24, 14, tzinfo=UTC) - company.clock.now())
    await company.settle()
    await company.passes(hours=1)
    assert len(letters(ada)) == 1


async def test_no_message_about_what_is_settled(company: World) -> None:
    """Booked in the evening and called off again before the other could read of it."""
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    await company.passes(hours=9)
    before = len(letters(ada))
    await esra.click("Another time …")
    await esra.choose("starts_at", "2026-11-26 10:00")
    assert await esra.submit() == {}
    await esra.click("Call off …")
    await company.passes(days=1)
    assert letters(ada, "has booked you both") == []
    assert letters(ada, "In an hour") == []
    (said,) = letters(ada)[before:]
    assert "can't make your session of tomorrow 10:00 and has called it off" in says(ada, said)


async def test_an_event_that_failed_is_heard_when_slack_sends_it_again(company: World) -> None:
    """Bram is a stranger: who she is could not be asked, and is when Slack sends the event once more."""
    bram, workspace = company.bram, company.playground.workspace
    faults(company).server_error = 1
    with pytest.raises(LookupError):
        await bram.open_home()
    faults(company).server_error = 0
    await company.passes(minutes=2)
    async with asyncio.timeout(10):
        while bram.home is None:
            await workspace.wait_for_change(workspace.revision)
    assert {violation.rule for violation in workspace.violations} == {"dispatch-failed"}
    workspace.violations.clear()
