"""App Home as a dashboard: what is next, how it stands, what one could do; right within a second of any change."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.domain import members
from bot.i18n import LANGUAGES, Texts
from bot.views import home as views
from bot.views import ids
from models import HomeChange, HomeView, Network, Request
from playground.person import Person
from tests.gallery.data import Data
from tests.hands import asks, books_at, letters, modal, pair_up, typed
from tests.pairing import together
from tests.test_networks import start_network
from tests.world import World, says


def shown(person: Person) -> str:
    """What stands on their home tab as it is, without opening it again."""
    assert person.home is not None
    return says(person, person.home)


def published(world: World) -> int:
    """How often a home tab was drawn."""
    return sum(one.kind == "views.publish" for one in world.playground.workspace.exchanges)


async def test_what_others_do_shows_within_a_second(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes", capacity=2)
    await world.joins(esra, mentee="Kubernetes")
    await ada.open_home()
    await esra.open_home()
    assert "○○ 2 free places of 2" in shown(ada)
    assert "You have no mentor yet" in shown(esra)
    await world.settle()

    # A request arrives, and is withdrawn.
    assert await asks(esra, "Ada") == {}
    await esra.close()
    await world.passes(minutes=1 / 60)
    assert "How do I size a cluster" in shown(ada)
    assert "You asked @Ada Admiraal" in shown(esra)
    assert "You have no mentor yet" not in shown(esra)
    await esra.click("Withdraw", within=esra.home)
    await world.passes(minutes=1 / 60)
    assert "How do I size a cluster" not in shown(ada)

    # Another is accepted; a place is taken; a session is booked by the one and shows with the other.
    await world.joins(world.finn, mentee="Kubernetes")
    assert await asks(world.finn, "Ada") == {}
    await world.settle()
    await world.finn.open_home()
    await ada.click("Accept", within=ada.home)
    await world.passes(minutes=1 / 60)
    assert "●○ 1 free place of 2" in shown(ada)
    assert "your mentor · first talk ahead" in shown(world.finn)
    # A partner has a new title, and the network a new name.
    await start_network(world, world.finn)
    await world.playground.change_user(ada.id, title="Countess")
    async with world.klik.runtime.db.begin() as session:
        await session.execute(update(Network).values(name="Women and friends", folded_name="women and friends"))
    await world.passes(minutes=1 / 60)
    assert "Countess" in shown(world.finn)
    assert "Women and friends" in shown(world.finn)
    await ada.click("Choose a time …", within=ada.home)
    await ada.choose("starts_at", "2026-11-26 10:00")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(minutes=1 / 60)
    for person in (ada, world.finn):
        assert "in 2 days · first talk · 30 minutes" in shown(person)

    # Nothing happens but time: tomorrow is said to be tomorrow, and what is over is asked about.
    await world.passes(days=1)
    assert "tomorrow · first talk" in shown(world.finn)
    await world.passes(days=1, hours=1)
    assert "Did you and @Ada Admiraal meet" in shown(world.finn)

    # Somebody books an office hour that she offers.
    await ada.command("/mentor office")
    await ada.click("Offer times …")
    await ada.choose("day", "2026-12-01")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(minutes=1 / 60)
    assert "that I offer are free" in shown(ada)
    await esra.command("/mentor office @ada")
    await esra.type("question", "What would you do first?")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(minutes=1 / 60)
    assert "What would you do first?" in shown(ada)

    # The pair ends by one of them, and is gone from the other's.
    await ada.click("End this pair …", within=ada.home)
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(minutes=1 / 60)
    assert "your mentor" not in shown(world.finn)
    assert "○○ 2 free places of 2" in shown(ada)
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(HomeChange))).one() == 0


async def test_only_who_looks_is_drawn_for_and_only_what_differs(world: World) -> None:
    ada, esra, bram = world.ada, world.esra, world.bram
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await ada.open_home()
    await world.settle()
    before = published(world)
    assert await asks(esra, "Ada") == {}  # Esra has never opened hers
    await world.settle()
    assert published(world) == before + 1
    await world.settle()
    await world.joins(bram, mentee="SQL")
    await world.passes(minutes=10)
    assert published(world) == before + 1
    # What one does oneself is drawn once, not by the click and by the job.
    await ada.click("Accept", within=ada.home)
    await world.settle()
    assert published(world) == before + 2
    # A profile that is saved and looks the same on the tab is not published.
    await ada.command("/mentor profile")
    await ada.click("Change")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert published(world) == before + 2
    # Whoever has not looked for a week is let go of.
    await world.passes(days=9)
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(HomeView.member_id))).all() == []


async def test_a_slack_that_refuses_gets_it_later(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await ada.open_home()
    await world.settle()
    faults = world.playground.workspace.faults
    assert await asks(esra, "Ada") == {}
    for fault in ("too_many", "server_error", "drop_before"):
        setattr(faults, fault, 1)
        await world.passes(minutes=0.5)
        setattr(faults, fault, 0)
        assert "How do I size" not in shown(ada), fault
    await world.passes(minutes=1)
    assert "How do I size" in shown(ada)


async def test_suggestions_follow_what_is_missing(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    home = says(ada, await ada.open_home())
    assert "Your profile still lacks what exactly people can learn from you" in home
    assert "tell your team and how far your work reaches" in home
    await ada.click("More about me …", within=ada.home, near="Matches get better")
    await ada.choose("teams", "Platform")
    await ada.choose("level", "Lead")
    assert await ada.submit() == {}
    await ada.close()
    assert "tell your team" not in shown(ada)
    assert "Offer office hours" in shown(ada)
    await ada.click("Offer times …", within=ada.home)
    await ada.choose("day", "2026-12-01")
    assert await ada.submit() == {}
    await ada.close()
    assert "Offer office hours" not in shown(ada)
    assert "You are in no network yet" in shown(ada)
    await start_network(world, ada)
    await world.settle()
    assert "You are in no network yet" not in shown(ada)
    assert "Women in Tech" in shown(ada)
    assert "lead" in shown(ada)
    await world.joins(esra, mentee="Kubernetes")
    assert await asks(esra, "Ada") == {}
    await world.settle()
    await world.passes(days=1)
    assert "has waited for your answer for 1 day" in shown(ada)
    await ada.click("Answer", within=ada.home)
    assert "How do I size" in says(ada, ada.modal)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_busiest_person_fits(language: str) -> None:
    """Slack would refuse the 101st block, and the kit would cut it off: the buttons at the end are still there."""
    view = views.home(Texts.of(language, "Europe/Amsterdam"), Data(longest=True).home())
    assert len(view["blocks"]) < 96
    assert view["blocks"][-1]["elements"][0]["action_id"] == ids.FIND_FORM_BUTTON


async def test_a_busy_mentor_reaches_everything(world: World) -> None:
    """Fifty wait, ten are mentored, and a few lists are longer than the tab."""
    ada, dana = world.ada, world.dana
    await world.joins(ada, mentor="Kubernetes", capacity=10)
    await world.joins(dana, mentee="Kubernetes")
    await pair_up(world, ada, dana)
    workspace_id = world.playground.workspace.team_id
    async with world.klik.runtime.db.begin() as session:
        ada_row = await members.get(session, workspace_id, ada.id)
        now = world.clock.now()
        for number in range(50):
            name = f"Mentee {number}"
            person = members.Person(slack_id=f"U0M{number}", name=name)
            mentee = await members.arrive(session, workspace_id, person, now)
            mentee.joined_at = now
            await session.flush()
            request = Request(
                workspace_id=workspace_id, mentor_id=ada_row.id, mentee_id=mentee.id, question=f"Question {number}?",
                asked_at=now, expires_at=now + timedelta(days=5),
            )  # fmt: skip
            session.add(request)
            await session.flush()
    home = says(ada, await ada.open_home())
    assert "… and 47 more" in home
    assert "your mentee" in home
    await ada.click("Show all", within=ada.home, near="47 more")
    assert "Question 10?" in says(ada, ada.modal)


async def test_what_waits_for_a_signature_and_what_is_over_stands_first(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await together(world, ada, esra)
    await ada.open_home()
    await esra.open_home()
    await ada.click("Write our agreement …", within=letters(ada, "It clicked")[-1])
    await ada.type("mentor_goals", "Explaining well")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(minutes=1 / 60)
    assert "What you and @Ada Admiraal agree on waits for your signature" in shown(esra)
    assert "waits for your signature" not in shown(ada)
    await esra.click("Read and sign …", within=esra.home)
    await esra.click("Sign")
    await esra.close()
    await world.passes(minutes=1 / 60)
    assert "waits for your signature" not in shown(esra)

    await books_at(ada, "It clicked", "2026-11-26 10:00")
    await world.passes(days=2, minutes=15)
    assert "Did you and" not in shown(ada), "they are talking in this moment"
    await world.passes(minutes=30)
    assert "Did you and @Esra Erdem meet" in shown(ada)
    listed = await typed(ada, "/mentor sessions")
    assert "Did you and @Esra Erdem meet" in listed
    assert "Call off" not in listed
    await ada.click("Our mentoring …", within=ada.home)
    assert "Did you and @Esra Erdem meet" in modal(ada)
    await ada.click("Yes, we met", within=ada.modal)
    assert "How useful was your session" in modal(ada)
