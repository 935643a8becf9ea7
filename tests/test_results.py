"""Results as people see them: every reason in words, the order explained, filters and pages in place, cards."""

from datetime import timedelta

from sqlalchemy import update

from bot.domain import members
from bot.domain.members import Person as Colleague
from bot.domain.members import Profile
from bot.domain.topics import lexicon
from models import Level, MentorProfile, MentorTopic, OfficeSlot
from playground.records import User
from tests.hands import asks, forge_value, letters, modal, typed
from tests.test_networks import start_network
from tests.world import World, says


async def about(world: World, slack_id: str, **facts: object) -> int:
    """Facts of a member, as the form of the profile would set them; their id."""
    async with world.klik.runtime.db.begin() as session:
        member = await members.get(session, world.playground.workspace.team_id, slack_id)
        for name, value in facts.items():
            setattr(member, name, value)
        return member.id


async def mentors(world: World, count: int, topic: str = "SQL") -> None:
    """Colleagues who mentor; every third one speaks Dutch, too."""
    team, now = world.playground.workspace.team_id, world.clock.now()
    async with world.klik.runtime.db.begin() as session:
        known = await lexicon(session, team)
        for number in range(count):
            user = User(id=f"U0M{number:02}", name=f"m{number:02}", real_name=f"Mentor Number{number:02}",
                        email=f"m{number}@example.com", tz="Europe/Amsterdam")  # fmt: skip
            world.playground.workspace.enlist(user)
            who = Colleague(slack_id=user.id, name=user.real_name, tz=user.tz)
            member = await members.arrive(session, team, who, now)
            speaks = ("en", "nl") if number % 3 == 0 else ("en",)
            profile = Profile(
                mentor=True, mentee=False, mentor_topics=known.understand(topic), speaks=speaks, passes_on="Joins"
            )
            await members.join(session, member, profile, now)
            await session.flush()


async def test_every_part_of_the_fit_is_said_and_the_order_explained(world: World) -> None:
    ada, chen, esra = world.ada, world.chen, world.esra
    await start_network(world, ada)
    await world.joins(ada, mentor=("Kubernetes", "SQL"), passes_on="On-call without fear", capacity=3)
    await world.joins(chen, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    mentor = await about(world, ada.id, team="Platform", level=Level.DIRECTOR)
    await about(world, esra.id, team="People", level=Level.SENIOR)
    await about(world, chen.id, team="People", level=Level.STARTER)
    now = world.clock.now()
    async with world.klik.runtime.db.begin() as session:
        trained = update(MentorProfile).values(trained_until=now + timedelta(days=90))
        await session.execute(trained.where(MentorProfile.member_id == mentor))
        known = (await lexicon(session, world.playground.workspace.team_id)).understand("kubernetes")
        strong = update(MentorTopic).where(MentorTopic.member_id == mentor, MentorTopic.topic_id.in_(known))
        await session.execute(strong.values(strong=True))
        session.add(
            OfficeSlot(
                workspace_id=world.playground.workspace.team_id, mentor_id=mentor, starts_at=now + timedelta(days=2)
            )
        )
    words = await typed(esra, "/mentor find kubernetes")
    first, second = words.index("Ada Admiraal"), words.index("Chen Cheng")
    for reason in (
        "Kubernetes and 1 other topic · others come to them for this", "On-call without fear",
        "you both speak English · 40 shared working hours a week · from another team · 2 levels further on",
        "3 free places · active this week", "trained mentor · next office hour",
    ):  # fmt: skip
        assert reason in words[first:second], reason
    assert "from your own team · looks at it from nearer the start" in words[second:]
    await esra.click("Book an office hour", near="Ada Admiraal")
    assert "26 Nov" in modal(esra)
    await esra.close()
    await esra.click("Why this order?")
    shown = modal(esra)
    assert shown.index("Ada Admiraal") < shown.index("Chen Cheng")
    for part in ("topics that fit", "others come to them for it", "another team", "everybody's turn", "▰"):
        assert part in shown, part
    assert "others come to them for this" in words
    await esra.click("Rather not …", near="Chen Cheng")
    assert "Chen Cheng" not in await typed(esra, "/mentor find kubernetes")
    assert "Esra" not in await typed(world.chen, "/mentor find coaching")
    await world.bram.command("/mentor zoek kubernetes")
    await world.bram.click("Waarom deze volgorde?")
    assert "onderwerpen die passen" in modal(world.bram)


async def test_pages_and_filters_are_drawn_in_place(world: World) -> None:
    esra = world.esra
    await mentors(world, 10)
    first = await typed(esra, "/mentor find sql")
    assert first.count("Ask Mentor") == 8
    await esra.click("Why this order?")
    assert modal(esra).count(" points\n") == 8
    await esra.close()
    place = len(esra.answers)
    await esra.click("More ›")
    second = says(esra, esra.answers[-1])
    assert "Page 2" in second
    assert second.count("Ask Mentor") == 2
    await esra.click("‹ Previous")
    assert says(esra, esra.answers[-1]) == first
    await esra.click("Filter …")
    await esra.choose("language", "Dutch")
    assert await esra.submit() == {}
    assert esra.modal is None
    filtered = says(esra, esra.answers[-1])
    assert "Only: speaks Dutch · 6 more without these filters" in filtered
    assert filtered.count("Ask Mentor") == 4
    await esra.click("Filter …")
    assert "Dutch" in modal(esra)  # the form shows what is set
    await esra.choose("level", "Lead")
    await esra.click("trained mentor")
    assert await esra.submit() == {}
    hidden = says(esra, esra.answers[-1])
    assert "None of 10 mentors for SQL passes your filters: speaks Dutch · Lead or further on · trained" in hidden
    assert "Nobody with a free place" not in hidden
    await esra.click("Clear filters")
    assert says(esra, esra.answers[-1]) == first
    assert len(esra.answers) == place, "always the same message"
    # Half an hour later Slack takes nothing more for that message: the form itself shows what was found.
    await esra.click("Filter …")
    await world.passes(minutes=40)
    await esra.choose("language", "Dutch")
    assert await esra.submit() == {}
    assert modal(esra).count("Ask Mentor") == 4


async def test_pages_and_filters_inside_a_modal(world: World) -> None:
    bram = world.bram
    await mentors(world, 10)
    await bram.shortcut("find_mentor")
    await bram.type("words", "sql")
    assert await bram.submit() == {}
    await bram.click("Meer ›")
    assert "Pagina 2" in modal(bram)
    await bram.click("Filteren …")
    await bram.choose("language", "Nederlands")
    assert await bram.submit() == {}
    assert "Alleen: spreekt Nederlands · 6 meer zonder deze filters" in modal(bram)
    await bram.back()
    assert bram.modal is None, "the results were drawn anew where they were, not on top of them"


async def test_a_search_that_no_button_of_ours_carried_is_an_empty_one(world: World) -> None:
    await mentors(world, 9)
    esra = world.esra
    for forged in ("", "{", '{"page":-1}', '{"words":7}', '{"page":99,"words":"sql"}', '{"topic_id":1e40}'):
        answer = await esra.command("/mentor find sql")
        assert answer is not None
        forge_value(answer, "More ›", forged)
        await esra.click("More ›", within=answer)
        expected = "Ask Mentor" if "sql" in forged else "What do you want to learn?"
        assert expected in says(esra, esra.answers[-1]), forged


async def test_words_are_words_whatever_they_mean_elsewhere(world: World) -> None:
    await world.joins(world.ada, mentor="Go")
    for words in ("go", "help me with go", "join go", "saved go"):
        assert "Ada Admiraal" in await typed(world.esra, f"/mentor find {words}"), words


async def test_a_message_becomes_a_search(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor=("Kubernetes", "Coaching"))
    said = world.playground.workspace.post(
        world.playground.general,
        user=world.dana.id,
        text="<@U0FINN> who knows *kubernets*? :pray: <https://x.example|docs>",
    )
    answers = len(esra.answers)
    await esra.shortcut("find_for_message", message=said)
    assert "Mentors for Kubernetes" in modal(esra)
    assert len(esra.answers) == answers, "nobody else sees it, and nothing stands in the channel"
    await esra.close()
    prose = "Who knows a bit of kubernetes? My cluster is sad."  # "cluster" is no slip for "customer"
    await esra.shortcut("find_for_message", message=world.playground.workspace.post(
        world.playground.general, user=world.dana.id, text=prose))  # fmt: skip
    assert "Mentors for Kubernetes\n" in modal(esra)
    await esra.close()
    long = "I have been thinking about this for months now. " * 8 + "Coaching would help.\nOr some kubernetes!"
    await esra.shortcut("find_for_message", message=world.playground.workspace.post(
        world.playground.general, user=world.dana.id, text=long))  # fmt: skip
    assert "Mentors for Coaching and Kubernetes" in modal(esra)
    await esra.close()
    await esra.shortcut("find_for_message", message=world.playground.workspace.post(
        world.playground.general, user=world.dana.id, text="<@U0FINN> :tada:"))  # fmt: skip
    assert "What do you want to learn?" in modal(esra)  # nothing to search for


async def test_other_mentors_come_as_cards_and_without_them_where_slack_has_none(world: World) -> None:
    ada, chen, esra, finn = world.ada, world.chen, world.esra, world.finn
    for mentor in (ada, chen):
        await world.joins(mentor, mentor="Kubernetes", passes_on="Clusters")
    for mentee in (esra, finn):
        await world.joins(mentee, mentee="Kubernetes")
        assert await asks(mentee, "Ada") == {}
        await mentee.close()
    await world.settle()
    for mentee in (esra, finn):
        await ada.click("Decline", within=letters(ada, mentee.user.real_name)[-1])
        assert await ada.submit() == {}
        await ada.close()
        world.playground.workspace.faults.no_cards = mentee is finn
        await world.settle()
    with_cards, without = letters(esra)[-1], letters(finn)[-1]
    assert "carousel" in {block["type"] for block in with_cards.blocks}
    assert "carousel" not in {block["type"] for block in without.blocks}
    assert [one.rule for one in world.playground.workspace.violations] == ["refused-call"]
    world.playground.workspace.violations.clear()
    for mentee, letter in ((esra, with_cards), (finn, without)):
        assert "Clusters" in says(mentee, letter)
        await mentee.click("Ask Chen the same", within=letter)
        assert "Chen Cheng" in modal(mentee)


async def test_a_result_that_is_used_later_says_at_once_what_has_changed(world: World) -> None:
    ada, esra, finn = world.ada, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    for mentee in (esra, finn):
        await world.joins(mentee, mentee="Kubernetes")
    found = await esra.command("/mentor find kubernetes")
    await asks(finn, "Ada")
    await world.settle()
    await ada.click("Accept")
    await esra.click("Ask Ada", within=found)
    assert esra.modal is None
    assert "All places with @Ada Admiraal are taken at the moment" in says(esra, esra.answers[-1])
    await ada.command("/mentor profile")
    await ada.click("Leave …")
    await esra.click("Ask Ada", within=found)
    assert "@Ada Admiraal is not available as a mentor at the moment" in says(esra, esra.answers[-1])


async def test_rather_not_is_two_clicks_from_a_result_and_can_be_undone(world: World) -> None:
    ada, bram, esra = world.ada, world.bram, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(bram, mentee="Kubernetes")
    await typed(esra, "/mentor find kubernetes")
    await esra.click("Rather not with this person …")
    assert "Noted, for you alone: I will not bring you and @Ada Admiraal together" in says(esra, esra.answers[-1])
    assert "Nobody with a free place" in await typed(esra, "/mentor find kubernetes")
    await esra.command("/mentor avoid @ada")
    await esra.click("Undo")
    assert "You have named nobody" in says(esra, esra.answers[-1])
    assert "Ask Ada" in await typed(esra, "/mentor find kubernetes")
    await bram.command("/mentor zoek kubernetes")
    await bram.click("Liever niet met deze persoon …")
    await bram.click("Ongedaan maken")
    assert "Je hebt niemand genoemd" in says(bram, bram.answers[-1])
    assert letters(ada) == []
