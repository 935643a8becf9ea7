"""What Klik may remind somebody of, and when: also for what was planned before they chose."""

from sqlalchemy import select

from models import Outbox, OutboxState
from tests.hands import asks, forge_submit, letters, modal, typed
from tests.world import World, says


async def test_what_is_muted_is_dropped_also_when_it_was_planned_before(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    assert await asks(esra, "Ada") == {}
    await esra.close()
    await world.settle()
    await ada.command("/mentor notifications")
    assert "What colleagues say themselves always arrives" in modal(ada)
    await ada.choose("wanted", "Booking", "Sessions to come", "Afterwards", "New mentors")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=2.5)
    assert letters(ada, "still waiting for your answer") == []
    async with world.klik.runtime.db.begin() as session:
        states = await session.scalars(select(Outbox.state).where(Outbox.kind == "request.reminder"))
        assert states.all() == [OutboxState.CANCELLED]
    # News arrives; and what was dropped does not come back when they change their mind.
    await ada.command("/mentor notifications")
    await ada.choose("wanted", "Requests", "Booking", "Sessions to come", "Afterwards", "New mentors")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(hours=6)
    assert letters(ada, "still waiting") == []
    await esra.command("/mentor requests")
    await esra.click("Withdraw")
    await world.settle()
    assert letters(ada, "withdrawn")


async def test_messages_arrive_in_the_hours_one_chooses(world: World) -> None:
    """Dana in New York, where it is four at night, reads from seven; Ada reads until noon, and it is ten."""
    ada, dana, bram = world.ada, world.dana, world.bram
    await world.joins(dana, mentor="Kubernetes")
    await world.joins(ada, mentor="SQL")
    await world.joins(world.esra, mentee=("Kubernetes", "SQL"))
    assert await asks(world.esra, "Dana") == {}  # planned for nine o'clock there
    await world.esra.close()
    await ada.command("/mentor notifications")
    await ada.choose("reads_from", "11:00")
    await ada.choose("reads_until", "12:00")
    assert await ada.submit() == {"Until": "Leave at least two hours in which messages may reach you."}
    await ada.choose("reads_until", "13:00")
    await ada.choose("language", "Nederlands")
    await ada.choose("digest", "New requests once a day")
    assert await ada.submit() == {}
    assert "Berichten bereiken je op werkdagen, tussen 11:00 en 13:00" in modal(ada)
    await ada.close()
    await ada.command("/mentor meldingen")
    await ada.choose("digest")
    assert await ada.submit() == {}
    await ada.close()
    assert await asks(world.esra, "Ada", "sql") == {}
    await world.esra.close()
    await world.settle()
    assert letters(ada, "vraagt") == []
    await world.passes(hours=1)
    assert len(letters(ada, "Esra Erdem")) == 1
    await dana.command("/mentor notifications")
    await dana.choose("reads_from", "14:00")
    await dana.choose("reads_until", "20:00")
    assert await dana.submit() == {}
    await dana.close()
    await world.passes(hours=6)  # eleven there: it was planned for nine, and waits now
    assert letters(dana, "asks whether you would be") == []
    await world.passes(hours=4)
    assert letters(dana, "asks whether you would be")
    assert "You have not joined yet" in await typed(world.finn, "/mentor notifications")
    assert bram.modal is None


async def test_messages_arrive_on_the_days_one_chooses(world: World) -> None:
    """It is Tuesday. Ada reads on Mondays and Saturdays; Bram, in Dutch, every day."""
    ada, bram, esra = world.ada, world.bram, world.esra
    await world.joins(ada, mentor=("Kubernetes", "SQL"))
    await world.joins(bram, mentor="Coachen")
    await world.joins(esra, mentee="Kubernetes")
    await ada.command("/mentor notifications")
    await ada.choose("reads_on")
    assert await forge_submit(ada) == {"reads_on": "Choose at least one day on which messages may reach you."}
    await ada.choose("reads_on", "Monday", "Saturday")
    assert await ada.submit() == {}
    assert "Messages reach you on Monday and Saturday, between 9:00 and 17:00" in modal(ada)
    await ada.close()
    await bram.command("/mentor meldingen")
    await bram.choose("reads_on", "Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag", "Zaterdag", "Zondag")
    assert await bram.submit() == {}
    assert "Berichten bereiken je op elke dag" in modal(bram)
    await bram.close()
    await bram.command("/mentor meldingen")
    assert await bram.submit() == {}
    assert "elke dag" in modal(bram)  # it was kept
    await bram.close()
    assert await asks(esra, "Ada") == {}
    assert "Nov 28" in modal(esra) or "November 28" in modal(esra)  # Saturday
    await esra.close()
    await world.passes(days=3.9)
    assert letters(ada, "asks whether") == []
    await world.passes(days=0.2)  # Saturday morning
    assert len(letters(ada, "asks whether")) == 1

    # Times that have gone by until their reader reads are not proposed to them
    await esra.command("/mentor notifications")
    await esra.choose("reads_on", "Thursday")
    assert await esra.submit() == {}
    await esra.close()
    await ada.click("Accept")
    await world.passes(days=5)
    times = says(esra, letters(esra, "says yes")[-1])
    assert "4 Dec" in times
    assert "30 Nov" not in times
