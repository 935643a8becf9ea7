"""Finding a mentor: why somebody is shown, who never is, and what happens when nobody is."""

from tests.hands import asks, forge_value, modal, pair_up, typed
from tests.world import World, says


async def test_every_mentor_comes_with_reasons(world: World) -> None:
    ada, chen, esra = world.ada, world.chen, world.esra
    await world.joins(ada, mentor=("Kubernetes", "Coaching", "SQL"), passes_on="On-call\nwithout fear", capacity=3)
    await world.joins(chen, mentor="Kubernetes")
    await world.joins(esra, mentee="SQL")
    words = await typed(esra, "/mentor find kubernetes")
    assert "Mentors for Kubernetes" in words
    first, second = words.index("Ada Admiraal · Staff engineer"), words.index("Chen Cheng · Principal engineer")
    assert first < second  # whoever says what they pass on, and works at the same hours, comes first
    for reason in (
        "Kubernetes and 2 other topics",
        "On-call without fear",
        "you both speak English · 40 shared working hours a week",
        "3 free places",
    ):
        assert reason in words[first:second]
    assert "you both speak English · 5 shared working hours a week" in words[second:]  # Singapore's last hour
    assert "Only you see this" in words


async def test_how_quickly_a_mentor_answers_becomes_a_reason(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes", capacity=3)
    await world.joins(world.esra, mentee="Kubernetes")
    assert "usually answers" not in await typed(world.finn, "/mentor find kubernetes")
    await asks(world.esra, "Ada")
    await world.passes(hours=2)
    await world.ada.click("Accept")
    assert "usually answers within hours" in await typed(world.finn, "/mentor find kubernetes")
    assert "2 free places" in await typed(world.finn, "/mentor find kubernetes")


async def test_aliases_spelling_and_whole_sentences_are_understood(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    for words in (
        "k8s",
        "KUBERNETES",
        "kubernets",
        "container   orchestration ",
        "some kubernetes, please!",
        "«K8s»",
    ):
        assert "Mentors for Kubernetes" in await typed(world.esra, f"/mentor find {words}")
        assert "Mentoren voor Kubernetes" in await typed(world.bram, f"/mentor zoek {words}")


async def test_dutch_words_find_what_somebody_offers_in_english(world: World) -> None:
    await world.joins(world.ada, mentor="Leadership")
    assert "Mentoren voor Leidinggeven" in await typed(world.bram, "/mentor find leidinggeven")
    assert "Mentors for Leadership" in await typed(world.esra, "/mentor find leidinggeven")


async def test_only_whole_words_count(world: World) -> None:
    await world.joins(world.ada, mentor="Machine learning")
    assert "Ada Admiraal" in await typed(world.esra, "/mentor find AI")
    for words in ("retail", "maintenance", "chairing"):  # each has "ai" in it
        assert "Ada Admiraal" not in await typed(world.esra, f"/mentor find {words}")


async def test_several_topics_find_who_offers_most_of_them_first(world: World) -> None:
    await world.joins(world.ada, mentor="SQL", passes_on="Joins")
    await world.joins(world.chen, mentor=("SQL", "Python"))
    words = await typed(world.esra, "/mentor find python and sql")
    assert words.index("Chen Cheng") < words.index("Ada Admiraal")


async def test_nobody_finds_themselves(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes", mentee="Kubernetes")
    assert "Nobody with a free place offers Kubernetes" in await typed(world.ada, "/mentor find kubernetes")


async def test_who_is_full_or_asked_already_is_not_shown(world: World) -> None:
    ada, esra, finn = world.ada, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    await world.joins(esra, mentee="Kubernetes")
    await asks(esra, "Ada")
    assert "Ada Admiraal" not in await typed(esra, "/mentor find kubernetes")  # asked already
    assert "Ada Admiraal" in await typed(finn, "/mentor find kubernetes")
    await world.settle()
    await ada.click("Accept")
    assert "Ada Admiraal" not in await typed(finn, "/mentor find kubernetes")  # full
    assert "Ada Admiraal" not in await typed(esra, "/mentor find kubernetes")  # together


async def test_who_declined_is_not_offered_to_that_person_again(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes", mentee="Coaching", capacity=3)
    await world.joins(esra, mentor="Coaching", mentee="Kubernetes")
    await asks(esra, "Ada")
    await world.settle()
    await ada.click("Decline")
    assert await ada.submit() == {}
    assert "Ada Admiraal" not in await typed(esra, "/mentor find kubernetes")
    assert "Esra Erdem" not in await typed(ada, "/mentor find coaching")  # nor the other way round
    assert "Ada Admiraal" in await typed(world.finn, "/mentor find kubernetes")


async def test_who_is_gone_is_not_shown(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    await world.joins(world.chen, mentor="Kubernetes")
    await world.playground.change_user(world.ada.id, deleted=True)
    assert "Ada Admiraal" not in await typed(world.esra, "/mentor find kubernetes")
    await world.chen.command("/mentor profile")
    await world.chen.click("Leave …")
    assert "Nobody with a free place" in await typed(world.esra, "/mentor find kubernetes")


async def test_a_mentor_who_is_only_a_mentee_now_is_not_shown(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    await world.ada.command("/mentor join")
    await world.ada.choose("profile_sides", "Mentee")
    assert await world.ada.submit() == {}
    assert "Ada Admiraal" not in await typed(world.esra, "/mentor find kubernetes")


async def test_nothing_found_offers_the_nearest_topics(world: World) -> None:
    await world.joins(world.ada, mentor=("Coaching", "SQL"))
    words = await typed(world.esra, "/mentor find underwater basket weaving")
    assert "I don't know a topic for “underwater basket weaving” yet" in words
    await world.esra.click("Coaching")
    found = says(world.esra, world.esra.answers[-1])
    assert "Mentors for Coaching" in found
    assert "Ada Admiraal" in found
    assert "underwater" not in found  # the buttons' place is taken by the results


async def test_waiting_for_a_mentor_for_a_topic(world: World) -> None:
    ada, esra = world.ada, world.esra
    assert "Nobody with a free place offers Kubernetes" in await typed(esra, "/mentor find k8s")
    await esra.click("Tell me when somebody joins")
    assert "as soon as a mentor for this joins" in says(esra, esra.answers[-1])
    await world.joins(ada, mentor="SQL")
    await world.settle()
    assert esra.direct_messages == []
    await ada.command("/mentor join")
    await ada.choose("topics:mentor_topics", "SQL", "Kubernetes")
    await ada.submit()
    await ada.close()
    await world.settle()
    assert "There is a mentor for Kubernetes now" in says(esra)
    await esra.click("Ask Ada")
    assert "You have not joined yet" in says(esra, esra.answers[-1])
    await ada.command("/mentor join")
    await ada.submit()
    await world.settle()
    assert len([message for message in esra.direct_messages if not message.ephemeral_for]) == 1  # told once


async def test_waiting_a_second_time_is_heard_too(world: World) -> None:
    ada, esra, chen = world.ada, world.esra, world.chen
    for mentor in (ada, chen):
        await typed(esra, "/mentor find k8s")
        await esra.click("Tell me when somebody joins")
        await world.joins(mentor, mentor="Kubernetes")
        await world.settle()
        assert f"Ask {mentor.user.real_name.split()[0]}" in says(esra)
        await mentor.command("/mentor profile")
        await mentor.click("Leave …")
        await world.passes(minutes=1)


async def test_a_mentor_one_cannot_ask_does_not_end_the_waiting(world: World) -> None:
    ada, chen, esra = world.ada, world.chen, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await asks(esra, "Ada")
    await world.settle()
    await ada.click("Decline")
    await ada.submit()
    await ada.close()
    await world.settle()
    await typed(esra, "/mentor find k8s")
    await esra.click("Tell me when somebody joins")
    await ada.command("/mentor join")  # she changes her profile; she has declined Esra
    await ada.submit()
    await world.settle()
    assert "There is a mentor" not in says(esra)
    await world.joins(chen, mentor="Kubernetes")
    await world.settle()
    assert "There is a mentor for Kubernetes now" in says(esra)


async def test_a_place_taken_before_it_could_be_told_does_not_end_the_waiting(world: World) -> None:
    ada, chen, esra, finn = world.ada, world.chen, world.esra, world.finn
    await world.joins(finn, mentee="Kubernetes")
    await typed(esra, "/mentor find k8s")
    await esra.click("Tell me when somebody joins")
    await world.passes(hours=10)  # eight in the evening
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    await asks(finn, "Ada")
    await ada.command("/mentor requests")
    await ada.click("Accept")
    await world.passes(hours=14)
    assert esra.direct_messages == []
    await world.joins(chen, mentor="Kubernetes")
    await world.settle()
    assert "There is a mentor for Kubernetes now" in says(esra)


async def test_without_words_ones_own_topics_are_searched(world: World) -> None:
    await world.joins(world.ada, mentor=("Kubernetes", "SQL"))
    assert "What do you want to learn?" in await typed(world.esra, "/mentor find")
    await world.joins(world.esra, mentee="SQL")
    assert "Mentors for SQL" in await typed(world.esra, "/mentor find   ")


async def test_finding_from_the_shortcut_and_inside_modals(world: World) -> None:
    esra = world.esra
    await world.joins(world.ada, mentor="Coaching")
    await esra.shortcut("find_mentor")
    assert "What do you want to learn?" in await esra.submit()  # required
    await esra.type("words", "coachng")
    assert await esra.submit() == {}
    assert "Ada Admiraal" in modal(esra)
    await esra.click("Ask Ada")
    assert "You have not joined yet" in modal(esra)


async def test_from_joining_to_asking_without_leaving_the_modal(world: World) -> None:
    """Slack stacks three views and no more: what replaces what was there takes its place."""
    esra = world.esra
    await world.joins(world.ada, mentor="Coaching")
    await esra.command("/mentor join")
    assert await esra.submit() == {}
    await esra.click("Find a mentor")
    await esra.type("words", "underwater basket weaving")
    assert await esra.submit() == {}
    await esra.click("Coaching")
    assert "Ada Admiraal" in modal(esra)
    await esra.click("Ask Ada")
    await esra.type("question", "How do I listen better?")
    assert await esra.submit() == {}
    assert "Asked." in modal(esra)
    await world.settle()
    assert "How do I listen better?" in says(world.ada)


async def test_somebody_elses_waiting_place_cannot_be_taken(world: World) -> None:
    await typed(world.esra, "/mentor find kubernetes")  # need 1
    answer = await world.finn.command("/mentor find sql")  # need 2
    assert answer is not None
    forge_value(answer, "Tell me when somebody joins", "1")
    await world.finn.click("Tell me when somebody joins")
    await world.joins(world.ada, mentor="Kubernetes")
    await world.settle()
    assert world.esra.direct_messages == []
    assert world.finn.direct_messages == []


async def test_a_first_talk_that_did_not_click_is_not_offered_again(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    await esra.open_home()
    await esra.click("End this pair …")
    assert await esra.submit() == {}
    await esra.close()
    assert "Ada Admiraal" not in await typed(esra, "/mentor find kubernetes")
    assert "Ada Admiraal" in await typed(world.finn, "/mentor find kubernetes")
