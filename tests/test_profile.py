"""Taking part: help, joining, editing, language, pausing, leaving."""

from tests.hands import adds_topic, asks, modal, typed
from tests.world import World, says


async def test_mentor_alone_orients_and_offers_to_join(world: World) -> None:
    for command in ("/mentor", "/mentor help", "/mentor HULP", "/mentor   ?  "):
        words = await typed(world.finn, command)
        assert "Hello, I am Klik" in words
        assert "/mentor find" in words
        assert "/mentor stats" not in words  # Finn runs no network
    await world.finn.click("Join")
    assert "Join Klik" in modal(world.finn)


async def test_help_of_a_member_leads_to_their_profile(world: World) -> None:
    await world.joins(world.ada, mentor="Coaching")
    assert "My profile" in await typed(world.ada, "/mentor help")
    await world.ada.click("My profile")
    assert "Coaching" in modal(world.ada)


async def test_unknown_words_are_answered_with_what_was_probably_meant(world: World) -> None:
    for words in ("kubernetes", "kubernetes please", "find-me-somebody", "zzz"):
        answer = await typed(world.finn, f"/mentor {words}")
        assert f"I don't know “/mentor {words}”" in answer
        assert "/mentor find" in answer


async def test_a_command_may_be_written_over_several_lines(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    assert "Ada Admiraal" in await typed(world.dana, "/mentor find\nkubernetes")
    assert "Ada Admiraal" in await typed(world.dana, "/mentor FIND \t kubernetes")


async def test_joining_as_a_mentor_asks_a_mentors_questions(world: World) -> None:
    ada = world.ada
    await ada.command("/mentor join")
    assert "What do you want to be able to do?" in modal(ada)
    assert "What exactly can people learn from you?" not in modal(ada)
    await ada.choose("profile_sides", "Mentor")
    assert "What do you want to be able to do?" not in modal(ada)
    assert "What exactly can people learn from you?" in modal(ada)
    await ada.choose("topics:mentor_topics", "Coaching")
    assert await ada.submit() == {}
    assert "Welcome, you're in!" in modal(ada)
    assert "get a message when somebody asks" in modal(ada)
    assert "3 free places" not in await typed(ada, "/mentor profile")


async def test_choosing_the_other_side_too_keeps_what_was_typed(world: World) -> None:
    ada = world.ada
    await ada.command("/mentor join")
    await ada.type("question", "Speak up in meetings")
    await ada.choose("topics:mentee_topics", "Presenting")
    await ada.type("motivation", "Curious")
    await ada.choose("profile_sides", "Mentor", "Mentee")
    await ada.type("passes_on", "Sizing a cluster")
    await ada.choose("topics:mentor_topics", "Kubernetes")
    for kept in ("Speak up in meetings", "Presenting", "Curious"):
        assert kept in modal(ada)
    assert await ada.submit() == {}
    await ada.close()
    profile = await typed(ada, "/mentor profile")
    for said in ("*Mentor* for Kubernetes", "Sizing a cluster", "*Mentee*: Presenting", "Speak up in meetings"):
        assert said in profile


async def test_topics_are_suggested_while_typing(world: World) -> None:
    await world.ada.command("/mentor join")
    await world.bram.command("/mentor join")
    topics = "topics:mentee_topics"
    assert await world.ada.suggest(topics, "k8s") == ["Kubernetes"]
    assert "Leadership" in await world.ada.suggest(topics, "lead")
    assert "Leidinggeven" in await world.bram.suggest(topics, "leid")
    assert "Leidinggeven" in await world.bram.suggest(topics, "lead")
    assert "Kubernetes" in await world.ada.suggest(topics, "Kubernets")
    assert "Add “Beekeeping”" in await world.ada.suggest(topics, "Beekeeping")
    assert "“Beekeeping” toevoegen" in await world.bram.suggest(topics, "Beekeeping")
    assert len(await world.ada.suggest(topics, "")) == 20


async def test_a_topic_that_is_not_in_the_list_is_added_and_others_find_it_by_its_name(world: World) -> None:
    await world.ada.command("/mentor join")
    await world.ada.choose("profile_sides", "Mentor")
    await adds_topic(world.ada, "mentor_topics", "Beekeeping")
    assert await world.ada.submit() == {}
    assert "*Mentor* for Beekeeping" in await typed(world.ada, "/mentor profile")
    await world.dana.command("/mentor join")
    assert await world.dana.suggest("topics:mentee_topics", "beek") == ["Add “beek”"]  # nobody accepted it yet
    assert await world.dana.suggest("topics:mentee_topics", "beekeeping") == ["Beekeeping"]
    assert "Ada Admiraal" in await typed(world.dana, "/mentor find beekeeping")


async def test_a_topic_of_many_words_is_found_by_its_name(world: World) -> None:
    name = "Running a village hall with very little money"
    await world.ada.command("/mentor join")
    await world.ada.choose("profile_sides", "Mentor")
    await adds_topic(world.ada, "mentor_topics", name)
    assert await world.ada.submit() == {}
    assert "Ada Admiraal" in await typed(world.dana, f"/mentor find {name}")


async def test_editing_starts_from_what_is_there(world: World) -> None:
    ada = world.ada
    await world.joins(ada, mentor=("Kubernetes", "Coaching"), passes_on="On-call without fear", capacity=3)
    await ada.command("/mentor profile")
    await ada.click("Change")
    for kept in ("My profile", "Kubernetes", "Coaching", "On-call without fear"):
        assert kept in modal(ada)
    await ada.choose("topics:mentor_topics", "SQL")
    await ada.type("passes_on", "")
    assert await ada.submit() == {}
    assert "Saved." in modal(ada)
    await ada.close()
    profile = await typed(ada, "/mentor profile")
    assert "*Mentor* for SQL" in profile
    assert "3 free places of 3" in profile
    for gone in ("Kubernetes", "Coaching", "On-call without fear"):
        assert gone not in profile


async def test_a_mentor_needs_topics_and_is_told_so_in_place(world: World) -> None:
    ada = world.ada
    await ada.command("/mentor join")
    await ada.choose("profile_sides", "Mentor")
    assert "Topics I can pass on" in await ada.submit()
    assert "You have not joined yet" in await typed(ada, "/mentor profile")


async def test_one_is_mentor_or_mentee_or_both_but_not_neither(world: World) -> None:
    ada = world.ada
    await ada.command("/mentor join")
    await ada.choose("profile_sides")
    assert "I want to take part as" in await ada.submit()
    assert ada.modal is not None


async def test_capacity_below_the_places_taken_is_refused_in_place(world: World) -> None:
    ada = world.ada
    await world.joins(ada, mentor="Kubernetes", capacity=2)
    for mentee in (world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
        assert await asks(mentee, "Ada") == {}
        await world.settle()
        await ada.click("Accept")
    await ada.command("/mentor join")
    await ada.choose("capacity", "1")
    assert await ada.submit() == {"How many mentees at once?": "You have more mentees than that at the moment."}
    await ada.choose("capacity", "4")
    assert await ada.submit() == {}
    await ada.close()
    assert "2 free places of 4" in await typed(ada, "/mentor profile")


async def test_pausing_until_a_date_and_resuming(world: World) -> None:
    ada, dana = world.ada, world.dana
    await world.joins(ada, mentor="Kubernetes")
    await ada.command("/mentor pause")
    for refused in ("2026-11-23", "2026-11-24", "2028-01-01"):
        await ada.choose("until", refused)
        assert await ada.submit() == {"Pause until": "Choose a day after today, within a year."}
    await ada.choose("until", "2026-12-07")
    assert await ada.submit() == {}
    assert "Paused until 7 December 2026" in modal(ada)
    await ada.close()
    assert "Paused until 7 December 2026" in await typed(ada, "/mentor profile")
    assert "Ada Admiraal" not in await typed(dana, "/mentor find kubernetes")
    await ada.click("Resume")
    assert "Ada Admiraal" in await typed(dana, "/mentor find kubernetes")
    assert "Paused" not in await typed(ada, "/mentor profile")


async def test_a_pause_ends_by_itself(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    await world.ada.command("/mentor pause")
    await world.ada.choose("until", "2026-11-27")
    await world.ada.submit()
    await world.passes(days=2.5)
    assert "Ada Admiraal" not in await typed(world.esra, "/mentor find kubernetes")
    await world.passes(days=0.5)
    assert "Ada Admiraal" in await typed(world.esra, "/mentor find kubernetes")
    assert "Paused" not in await typed(world.ada, "/mentor profile")


async def test_pausing_and_resuming_are_for_members(world: World) -> None:
    for command in ("/mentor pause", "/mentor resume", "/mentor profile", "/mentor leave"):
        assert "You have not joined yet" in await typed(world.finn, command)


async def test_leaving_asks_first_and_one_can_come_back(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await ada.command("/mentor leave")
    assert "Ada Admiraal" in await typed(esra, "/mentor find kubernetes")  # the command alone does not do it
    await ada.click("Leave …")
    assert "You have left" in says(ada, ada.answers[-1])
    assert "Ada Admiraal" not in await typed(esra, "/mentor find kubernetes")
    assert "You have not joined yet" in await typed(ada, "/mentor profile")
    await world.joins(ada, mentor="SQL")
    assert "Ada Admiraal" in await typed(esra, "/mentor find sql")
    assert "Ada Admiraal" not in await typed(esra, "/mentor find kubernetes")


async def test_everybody_chooses_their_own_language(world: World) -> None:
    ada, bram = world.ada, world.bram
    assert "Hallo, ik ben Klik" in await typed(bram, "/mentor")
    await ada.command("/mentor join")
    await ada.choose("language", "Nederlands")
    await ada.submit()
    assert "Welkom, je doet mee!" in modal(ada)
    await ada.close()
    await bram.command("/mentor join")
    await bram.choose("speaks", "Engels")
    await bram.submit()
    await bram.close()
    for command in ("", "profile", "requests", "sessions", "networks", "find", "find kubernetes", "zzz"):
        assert await typed(ada, f"/mentor {command}") == await typed(bram, f"/mentor {command}")
    assert "Mijn profiel" in await typed(ada, "/mentor profiel")
    await ada.command("/mentor join")
    assert "Mijn profiel" in modal(ada)
    await ada.choose("language", "English")
    await ada.submit()
    assert "Saved." in modal(ada)


async def test_the_language_follows_slack_until_somebody_chooses(world: World) -> None:
    bram = world.bram
    assert "Hallo, ik ben Klik" in await typed(bram, "/mentor")
    await world.playground.change_user(bram.id, locale="en-GB")
    assert "Hello, I am Klik" in await typed(bram, "/mentor")
    assert "Hello, I am Klik" in await typed(world.finn, "/mentor")  # German: not spoken yet, so English
