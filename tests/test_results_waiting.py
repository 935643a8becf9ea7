"""Nothing found: the waiting list, in its order, one for each free place; and saved searches that tell."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.topics import lexicon
from models import Member, PlaceOffer, SavedSearch, UnmetNeed
from playground.person import Person
from tests.hands import forge_value, letters, pair_up, typed
from tests.test_results import mentors
from tests.world import World, says

THERE_IS_ONE = "There is a mentor for Kubernetes now"


async def waits(person: Person, label: str = "Tell me when somebody joins") -> str:
    await person.command("/mentor find kubernetes")
    await person.click(label)
    return says(person, person.answers[-1])


async def test_each_free_place_is_told_to_who_waited_longest(world: World) -> None:
    ada, dana, esra, finn = world.ada, world.dana, world.esra, world.finn
    assert "you would be number 1" in await typed(esra, "/mentor find kubernetes")
    for number, person in enumerate((esra, finn, dana), 1):
        assert f"You are number {number} on the waiting list for Kubernetes" in await waits(person)
        await world.passes(minutes=5)
    assert "You are number 2 on the waiting list" in await typed(finn, "/mentor find kubernetes")
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    await world.settle()
    told = [len(letters(person, THERE_IS_ONE)) for person in (esra, finn, dana)]
    assert told == [1, 0, 0]
    assert "number 1 on the waiting list" in await typed(finn, "/mentor saved")
    await ada.command("/mentor join")  # saving again offers the same place to nobody else
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert letters(finn, THERE_IS_ONE) == []
    await ada.command("/mentor join")  # one place more
    await ada.choose("capacity", "2")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert len(letters(finn, THERE_IS_ONE)) == 1
    # Neither of them asks: after three days the place goes to the next one.
    await world.passes(days=2)
    assert letters(dana, THERE_IS_ONE) == []
    await world.passes(days=3)
    assert [len(letters(person, THERE_IS_ONE)) for person in (esra, finn, dana)] == [1, 1, 1]


async def test_a_place_that_is_freed_and_the_end_of_a_pause_are_told(world: World) -> None:
    ada, chen, esra, finn = world.ada, world.chen, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    assert "number 1 on the waiting list" in await waits(finn)
    await esra.open_home()
    await esra.click("End this pair …")
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    assert len(letters(finn, THERE_IS_ONE)) == 1
    await world.joins(chen, mentor="Coaching")
    await chen.command("/mentor pause")
    await chen.choose("until", "2026-12-08")
    assert await chen.submit() == {}
    await chen.close()
    await typed(finn, "/mentor find coaching")
    await finn.click("Tell me when somebody joins")
    await world.passes(days=13)
    assert letters(finn, "There is a mentor for Coaching now") == []
    await world.passes(days=2)
    assert len(letters(finn, "There is a mentor for Coaching now")) == 1


async def test_no_place_is_kept_for_who_would_not_hear_of_it(world: World) -> None:
    ada, dana, esra, finn = world.ada, world.dana, world.esra, world.finn
    for person in (esra, finn, dana):
        await world.joins(person, mentee="SQL")
        await waits(person)
        await world.passes(minutes=5)
    await esra.command("/mentor pause")
    await esra.choose("until", "2026-12-08")
    assert await esra.submit() == {}
    await esra.close()
    await finn.command("/mentor profile")
    await finn.click("Leave …")
    await world.joins(ada, mentor="Kubernetes", capacity=2)
    await world.passes(days=1)
    assert [len(letters(person, THERE_IS_ONE)) for person in (esra, finn, dana)] == [0, 0, 1]
    assert "number 1 on the waiting list" in await typed(esra, "/mentor saved")
    await world.passes(days=15)  # she is back, and there is a place
    assert [len(letters(person, THERE_IS_ONE)) for person in (esra, finn, dana)] == [1, 0, 1]


async def test_leaving_the_waiting_list(world: World) -> None:
    ada, bram, esra = world.ada, world.bram, world.esra
    await waits(esra)
    await typed(esra, "/mentor find kubernetes")  # the same search again shows the way out
    await esra.click("Stop waiting")
    assert "You are off that waiting list" in says(esra, esra.answers[-1])
    assert "Nothing yet" in says(esra, esra.answers[-1])
    await waits(bram, "Laat weten als er iemand bij komt")
    await bram.command("/mentor wachtlijst")
    mine = bram.answers[-1]
    assert "nummer 1 op de wachtlijst" in says(bram, mine)
    forge_value(mine, "Niet meer wachten", "1")  # Esra's
    await bram.click("Niet meer wachten", within=mine)
    assert "kan ik niet meer vinden" in says(bram, bram.answers[-1])
    await bram.command("/mentor wachtlijst")
    await bram.click("Niet meer wachten")
    await world.joins(ada, mentor="Kubernetes")
    await world.settle()
    assert letters(esra) == letters(bram) == []


async def test_the_usual_wait_is_told_from_five_people_on(world: World) -> None:
    now, team = world.clock.now(), world.playground.workspace.team_id
    await typed(world.esra, "/mentor find kubernetes")
    async with world.klik.runtime.db.begin() as session:
        mentor = await members.get(session, team, world.esra.id)
        topic = (await lexicon(session, team)).understand("sql")[0]
        for number in range(4):
            await _told(session, mentor, number, topic, now, days=10)
    assert "Half of those" not in await typed(world.esra, "/mentor find kubernetes")
    async with world.klik.runtime.db.begin() as session:
        await _told(session, mentor, 4, topic, now, days=20)
        await _told(session, mentor, 4, topic, now - timedelta(days=400), days=300)  # too long ago
    said = await typed(world.esra, "/mentor find kubernetes")
    assert "Half of those who waited heard of somebody within 10 days" in said


async def _told(session: AsyncSession, mentor: Member, number: int, topic: int, now: datetime, *, days: int) -> None:
    person = await session.scalar(select(Member).where(Member.slack_id == f"U0W{number}"))
    if person is None:
        person = Member(workspace_id=mentor.workspace_id, slack_id=f"U0W{number}", created_at=now)
        session.add(person)
        await session.flush()
    need = UnmetNeed(workspace_id=mentor.workspace_id, member_id=person.id, topic_id=topic, words="sql", created_at=now)
    session.add(need)
    await session.flush()
    session.add(
        PlaceOffer(
            workspace_id=mentor.workspace_id, need_id=need.id, mentor_id=mentor.id, offered_at=now,
            waited_seconds=days * 86_400, open=False,
        )
    )  # fmt: skip


async def test_a_saved_search_tells_once_a_day_of_who_is_new(world: World) -> None:
    ada, bram, chen, dana, esra = world.ada, world.bram, world.chen, world.dana, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await typed(esra, "/mentor find k8s")
    await esra.click("Tell me about new mentors")
    assert "Saved: *k8s*" in says(esra, esra.answers[-1])
    await typed(esra, "/mentor find k8s")
    await esra.click("Tell me about new mentors")  # the same again is the one there is
    await ada.command("/mentor join")  # who was found already is not new
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert letters(esra) == []
    await world.joins(dana, mentor=("Kubernetes", "SQL"), passes_on="Clusters")
    await world.settle()
    assert len(letters(esra, "1 new mentor for k8s")) == 1
    assert "Clusters" in says(esra, letters(esra)[-1])
    await world.joins(chen, mentor="Kubernetes")
    await world.joins(bram, mentor="Kubernetes")
    await world.settle()
    assert len(letters(esra)) == 1  # one a day
    await world.passes(days=1)
    assert len(letters(esra, "2 new mentors for k8s")) == 1
    await esra.click("See all", within=letters(esra)[-1])
    assert "Mentors for Kubernetes" in says(esra, letters(esra)[-1])
    await dana.command("/mentor join")
    assert await dana.submit() == {}
    await world.passes(days=2)
    assert len(letters(esra)) == 2  # told once of each


async def test_saved_searches_have_filters_a_list_and_an_end(world: World) -> None:
    ada, bram, chen, esra = world.ada, world.bram, world.chen, world.esra
    await world.joins(ada, mentor="SQL")
    await typed(bram, "/mentor zoek sql")
    await bram.click("Filteren …")
    await bram.choose("language", "Nederlands")
    assert await bram.submit() == {}
    await bram.click("Meld nieuwe mentoren")
    assert "Bewaard: *sql · spreekt Nederlands*" in says(bram, bram.answers[-1])
    await world.joins(chen, mentor="SQL")  # who does not speak it
    await world.passes(days=1)
    assert letters(bram) == []
    listed = await bram.command("/mentor bewaard")
    assert listed is not None
    assert "sql · spreekt Nederlands" in says(bram, listed)
    stolen = await esra.command("/mentor saved")
    assert stolen is not None
    assert "Nothing yet" in says(esra, stolen)
    await bram.click("Zoeken", within=listed)
    assert "Geen van 2 mentoren voor SQL past bij je filters" in says(bram, bram.answers[-1])
    listed = await bram.command("/mentor bewaard")
    assert listed is not None
    number = next(block["elements"][1]["value"] for block in listed.blocks if block["type"] == "actions")
    await bram.click("Verwijderen", within=listed)
    assert "Verwijderd" in says(bram, bram.answers[-1])
    await typed(esra, "/mentor find sql")
    await esra.click("Tell me about new mentors")
    theirs = await bram.command("/mentor zoek sql")
    assert theirs is not None
    await bram.click("Meld nieuwe mentoren", within=theirs)
    listed = await bram.command("/mentor bewaard")
    assert listed is not None
    async with world.klik.runtime.db.begin() as session:
        saved = {row.id for row in await session.scalars(select(SavedSearch))}
    hers = next(row for row in sorted(saved) if str(row) != number)
    forge_value(listed, "Verwijderen", str(min(saved)))
    await bram.click("Verwijderen", within=listed)
    assert hers in saved
    assert "kan ik niet meer vinden" in says(bram, bram.answers[-1])


async def test_a_saved_search_is_tried_on_just_who_is_new(world: World) -> None:
    """Fifty mentors may stand before her: the search finds her all the same, by its filters."""
    ada, chen, esra = world.ada, world.chen, world.esra
    await mentors(world, 50)
    await world.joins(esra, mentee="SQL")
    await typed(esra, "/mentor find sql in:en")
    await esra.click("Tell me about new mentors")
    await typed(esra, "/mentor find sql in:de")
    await esra.click("Tell me about new mentors")
    await world.joins(ada, mentor="SQL")
    await world.joins(chen, mentor="Coaching")
    await world.settle()
    assert len(letters(esra, "1 new mentor for sql · speaks English")) == 1
    assert "Ada" in says(esra, letters(esra)[-1])
    assert letters(esra, "speaks German") == []
