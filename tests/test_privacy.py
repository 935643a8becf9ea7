"""`/mentor privacy`: what Klik holds about me is shown, handed over and deleted, all of it and nothing of others."""

import json
from typing import Any

import pytest
from sqlalchemy import JSON, String, select
from structlog.testing import capture_logs

from bot.domain import members, privacy
from bot.domain.privacy import GONE, HOLDINGS, Fate
from bot.jobs import janitor
from models import Base, Member
from playground.person import Person
from tests.hands import asks, books_at, letters, meet_and_click, modal, typed
from tests.test_networks import start_network
from tests.world import World, says

MINE = "minecanary"
THEIRS = "theirscanary"


def test_every_column_that_points_at_a_member_is_known() -> None:
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "members" for key in column.foreign_keys)
    }
    assert {f"{one.column.class_.__tablename__}.{one.column.key}" for one in HOLDINGS} == pointing


def test_every_other_column_with_a_persons_slack_id_is_known() -> None:
    """Those that say so are taken care of by name, in privacy.forget and export.everything."""
    saying = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "Slack id of a person" in (column.doc or "")
    }
    assert saying == {"installations.installed_by"}


async def history(world: World) -> None:
    """Ada mentors Esra: they talked, it clicked for Esra and not yet for Ada; Ada also looks for somebody herself."""
    ada, esra, finn = world.ada, world.esra, world.finn
    await start_network(world, ada, "Women in Tech")
    await world.joins(ada, mentor=("Kubernetes", "SQL"), mentee="Coaching", passes_on=f"{MINE} passes on", capacity=3)
    for mentee in (esra, finn):
        await world.joins(mentee, mentee="Kubernetes")
    await ada.command(f"/mentor find {MINE} nothing")
    assert await asks(esra, "Ada", question=f"{THEIRS} question to the mentor") == {}
    await esra.close()
    await world.settle()
    await ada.click("Tell me more")
    await ada.type("mentor_asks", f"{MINE} asks")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    await esra.click("Answer")
    await esra.type("mentee_adds", f"{THEIRS} adds")
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    await ada.click("Accept")
    await world.settle()
    assert await asks(finn, "Ada", question="How do I begin with all of this?") == {}
    await finn.close()
    await world.settle()
    await meet_and_click(world, ada, esra)
    await they_agree(ada, esra)
    await books_at(ada, "It clicked", "2026-12-03 10:00")
    await world.passes(days=7)
    for person, word in ((ada, MINE), (esra, THEIRS)):
        await person.click("Yes, we met", within=letters(person, "Did you and")[-1])
        await person.click("feedback_rate:4")
        await person.click("feedback_words")
        await person.type("learned", f"{word} learned")
        await person.type("next_step", f"{word} next")
        assert await person.submit() == {}
        await person.close()
    await world.settle()


async def they_agree(ada: Person, esra: Person) -> None:
    """Ada writes, and both put something into the workbook."""
    await ada.click("Write our agreement …", within=letters(ada, "It clicked")[-1])
    for field in ("mentor_goals", "mentee_goals", "expectations", "place"):
        await ada.type(field, f"{MINE} {field}")
    assert await ada.submit() == {}
    await ada.close()
    for person, word, button in ((ada, MINE, "Propose items …"), (esra, THEIRS, "Add items …")):
        await person.click("Our mentoring …", within=letters(person, "It clicked")[-1])
        if button not in modal(person):
            await person.click("Open workbook")
        await person.click(button)
        await person.type("items", f"{word} item")
        assert await person.submit() == {}
        await person.close()


async def exported(world: World, person: Person) -> tuple[str, dict[str, Any]]:
    """The page and the data that arrive in the direct messages."""
    await person.command("/mentor privacy")
    await person.click("privacy_export")
    await world.settle()
    page, data = letters(person)[-1].files
    assert (page.mimetype, data.mimetype) == ("text/html", "application/json")
    return page.content.decode(), json.loads(data.content)


async def deletes(person: Person, word: str = "delete") -> dict[str, str]:
    await person.command("/mentor privacy")
    await person.click("privacy_delete")
    await person.type("word", word)
    return await person.submit()


async def test_it_shows_what_there_is_why_and_how_long(world: World) -> None:
    await world.dana.command("/mentor privacy")
    before = modal(world.dana)
    assert "your name (Dana Doyle)" in before
    assert "request" not in before.partition("*Why*")[0]
    await world.dana.close()
    await history(world)
    await world.ada.command("/mentor privacy")
    shown = modal(world.ada)
    for words in (
        "your profile as mentor", "your profile as mentee", "3 topics", "1 network you", "2 requests",
        "1 mentor or mentee", "sessions",
        "1 answer of how it was", "1 search",
        "messages, planned or sent", "12 months after you have left",
        "in feedback 24 months",
    ):  # fmt: skip
        assert words in shown, words
    await world.ada.close()
    await world.bram.command("/mentor gegevens")
    assert "Wat Klik van je bewaart" in modal(world.bram)


async def test_the_export_has_all_of_mine_and_nothing_private_of_others(world: World) -> None:
    await history(world)
    await world.ada.command("/mentor avoid @finn")
    await world.ada.command("/mentor office")
    await world.ada.click("Offer times …")
    assert await world.ada.submit() == {}
    await world.ada.close()
    await world.finn.command("/mentor avoid @ada")
    await world.joins(world.chen, mentor="Coaching")
    await typed(world.ada, "/mentor find coaching lang:en")
    await world.ada.click("Tell me about new mentors")
    await world.chen.command("/mentor pause")
    assert await world.chen.submit() == {}
    await world.chen.close()
    await typed(world.ada, "/mentor find @chen")
    await world.ada.click("Tell me when Chen has a place")
    page, data = await exported(world, world.ada)
    assert [row["with"] for row in data["avoidances"]] == ["Finn Fischer"], "what others said of her is theirs"
    text = json.dumps(data)
    for words in ("passes on", "nothing", "asks", "learned", "next"):
        assert f"{MINE} {words}" in text, words
        assert f"{MINE} {words}" in page, words
    for words in ("learned", "next"):
        assert f"{THEIRS} {words}" not in text + page, words
    assert f"{THEIRS} question to the mentor" in text  # it was written to Ada
    assert data["about"]["slack_id"] == world.ada.id
    assert data["requests"][0]["with"] == "Esra Erdem"
    assert [pair["i_said_it_clicked"] for pair in data["pairs"]] == [True]
    assert not any("mentee_clicked" in key or "end_reason" in key for pair in data["pairs"] for key in pair)
    assert {"mentor", "mentee", "networks", "sessions", "messages", "audit", "topics"} <= set(data)
    empty = {"klik_export", "made_at", "pulses", "interviews", "thanks", "calendar", "groups", "rounds"}
    assert all(data[part] for part in data if part not in empty)
    assert [(row["words"], row["filters"]) for row in data["saved_searches"]] == [("coaching", ["language: en"])]
    assert [(row["with"], row["waiting"]) for row in data["waits"]] == [("Chen Cheng", True)]
    assert "Chen Cheng" in page
    assert "<script" not in page
    assert "Kubernetes" in page


async def test_the_page_is_in_the_readers_language_and_escapes_what_was_typed(world: World) -> None:
    bram = world.bram
    await bram.command("/mentor join")
    await bram.choose("profile_sides", "Mentee")
    await bram.type("motivation", "<script>alert(1)</script> & <b>")
    assert await bram.submit() == {}
    await bram.close()
    page, data = await exported(world, bram)
    assert '<html lang="nl">' in page
    assert "Waarom ik meedoe" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in page
    assert data["mentee"]["motivation"] == "<script>alert(1)</script> & <b>"
    assert "Alles wat Klik van je bewaart" in says(bram)
    assert "Klaar: er staan twee bestanden" in modal(bram)


async def test_exports_are_few_an_hour(world: World) -> None:
    for _ in range(3):
        await exported(world, world.dana)
        await world.dana.close()
    count = len(letters(world.dana))
    await world.dana.command("/mentor privacy")
    await world.dana.click("privacy_export")
    await world.settle()
    assert "Try again in" in modal(world.dana)
    assert len(letters(world.dana)) == count


async def test_when_slack_does_not_take_the_files_it_says_so(world: World) -> None:
    await world.dana.command("/mentor privacy")
    world.dana.user.deleted = True  # and Klik has not heard of it yet
    await world.dana.click("privacy_export")
    await world.settle()
    assert "Slack did not take the files" in modal(world.dana)
    assert letters(world.dana) == []
    world.playground.workspace.violations.clear()


async def test_who_closes_the_form_meanwhile_gets_the_files_all_the_same(world: World) -> None:
    faults = world.playground.workspace.faults
    await world.dana.command("/mentor privacy")
    faults.slow = 0.6
    await world.dana.click("privacy_export")
    faults.slow = 0
    assert "I am gathering everything" in modal(world.dana)
    await world.dana.close()
    with capture_logs() as logs:
        await world.settle()
    assert letters(world.dana)
    assert [line for line in logs if line["log_level"] == "error"] == []


async def everything_stored(world: World) -> str:
    """All text in all tables."""
    words = []
    async with world.klik.runtime.db.begin() as session:
        for table in Base.metadata.sorted_tables:
            if texts := [column for column in table.columns if isinstance(column.type, String | JSON)]:
                words += [str(tuple(row)) for row in await session.execute(select(*texts))]
    return "\n".join(words)


async def test_deleting_leaves_nothing_of_me_and_everything_of_others(world: World) -> None:
    await history(world)
    ada, esra, finn = world.ada, world.esra, world.finn
    held_before = await typed(esra, "/mentor profile")
    assert await deletes(ada) == {}
    assert "Klik holds nothing about you any more" in modal(ada)
    await ada.close()
    stored = await everything_stored(world)
    assert "Ada Admiraal" not in stored
    assert "Staff engineer" not in stored
    assert ada.id not in stored
    assert MINE not in stored
    assert f"{THEIRS} learned" in stored
    assert f"{THEIRS} adds" in stored
    assert await typed(esra, "/mentor profile") == held_before
    # Partners are told kindly, once, by name, and then the name is gone as well.
    await world.passes(days=3)
    assert len(letters(esra, "Ada is not here any more, so your mentoring ends")) == 1
    assert letters(finn, "is not here any more") == []
    assert letters(finn)[-1] is not None
    await janitor.run(world.klik.runtime)
    assert "Ada" not in (await everything_stored(world)).replace("Adaptability", "")
    _, data = await exported(world, esra)
    assert data["pairs"][0]["with"] == ""
    assert data["requests"][0]["question"] == f"{THEIRS} question to the mentor"


async def test_nothing_reaches_who_is_forgotten(world: World) -> None:
    await history(world)
    ada = world.ada
    before = len(ada.direct_messages)
    await deletes(ada)
    await ada.close()
    await world.passes(days=30)
    assert len(ada.direct_messages) == before


async def test_the_next_command_begins_as_a_stranger(world: World) -> None:
    await history(world)
    ada = world.ada
    await deletes(ada)
    await ada.close()
    assert "You have not joined yet" in await typed(ada, "/mentor profile")
    assert "No open requests" in await typed(ada, "/mentor requests")
    await world.joins(ada, mentor="Kubernetes")
    found = await typed(world.esra, "/mentor find kubernetes")
    assert "Ask Ada" in found


async def test_the_wrong_word_deletes_nothing(world: World) -> None:
    await history(world)
    for word in ("", "no", "delete me", "Esra"):
        assert await deletes(world.ada, word or "x") != {}
        await world.ada.close()
    assert "*Mentor* for Kubernetes" in await typed(world.ada, "/mentor profile")
    await world.bram.command("/mentor privacy")
    await world.bram.click("privacy_delete")
    await world.bram.type("word", "Verwijderen ")
    assert await world.bram.submit() == {}


async def test_deleting_twice_is_deleting_once(world: World) -> None:
    await history(world)
    ada = world.ada
    await ada.command("/mentor privacy")
    await ada.click("privacy_delete")
    await ada.type("word", "delete")
    view = ada.modal
    assert view is not None
    assert await ada.submit() == {}
    await ada.playground.interactions.submit(ada.user, view)
    await ada.close()
    async with world.klik.runtime.db.begin() as session:
        gone = [one.slack_id for one in await session.scalars(select(Member).where(Member.slack_id.startswith(GONE)))]
        assert len(gone) == 1
        assert await members.find(session, world.playground.workspace.team_id, ada.id) is None


async def test_who_has_no_history_leaves_no_row(world: World) -> None:
    await world.joins(world.dana, mentee="SQL")
    await world.dana.command("/mentor find cobol")
    assert await deletes(world.dana) == {}
    await world.dana.close()
    assert world.dana.id not in await everything_stored(world)
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(Member).where(Member.slack_id.startswith(GONE)))).all() == []


async def test_from_the_home_tab_it_shows_a_strangers_home(world: World) -> None:
    await world.joins(world.dana, mentee="SQL")
    await world.dana.open_home()
    await world.dana.click("My data", within=world.dana.home)
    await world.dana.click("privacy_delete")
    await world.dana.type("word", "delete")
    assert await world.dana.submit() == {}
    assert world.dana.home is not None
    assert "You have not joined yet" in world.dana.reads(world.dana.home)
    assert world.dana.id not in await everything_stored(world)


async def test_what_fails_half_way_has_deleted_nothing(world: World) -> None:
    await history(world)
    runtime, team = world.klik.runtime, world.playground.workspace.team_id
    before = await everything_stored(world)

    async def dies_half_way() -> None:
        async with runtime.db.begin() as session:
            member = await members.get(session, team, world.ada.id)
            await privacy.forget(session, member, runtime.now())
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await dies_half_way()
    assert await everything_stored(world) == before
    async with runtime.db.begin() as session:
        member = await members.get(session, team, world.ada.id)
        await privacy.forget(session, member, runtime.now())
    assert MINE not in await everything_stored(world)


async def test_two_partners_who_both_delete_end_well(world: World) -> None:
    await history(world)
    for person in (world.ada, world.esra):
        assert await deletes(person) == {}
        await person.close()
    stored = await everything_stored(world)
    assert MINE not in stored
    assert THEIRS not in stored


def test_what_is_deleted_is_said_before() -> None:
    """Whoever adds a table decides what becomes of it, and says so in the form."""
    assert {one.fate for one in HOLDINGS} == set(Fate)
    assert len(HOLDINGS) == 52, "does delete_form in bot/views/privacy.py still say what goes and what stays?"
