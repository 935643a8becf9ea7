"""Whatever is typed or forged: an answer in words, shown as it was typed, nothing lost and nothing broken."""

import pytest

from bot.i18n import SOFT_HYPHEN
from playground.elements import controls
from tests.hands import (
    QUESTION,
    adds_topic,
    asks,
    forge_metadata,
    forge_state,
    forge_submit,
    forge_value,
    letters,
    modal,
    pair_up,
    typed,
)
from tests.world import World, last, says

NASTY = (
    "<!channel> <!here> <@U0ADA> <#C00000001> <https://evil.example|click here>",
    "Q&A &amp; B&B &lt;b&gt; <b>bold</b>",
    "{0} {name} {} {zzz} %s %(name)s {{x}}",
    "`code` ```more``` *bold* _slanted_ ~gone~ > quoted",
    "👩🏽‍💻 🏳️‍🌈 ¿qué? 日本語のメンター",
    "كيف أقود فريقاً عن بعد؟",
    "'; DROP TABLE members; -- \\ \" \\x00 \\u0000",
)
"""Each has to be read exactly as it was typed."""
UNFIT = {
    "NUL\x00 in the middle": "NUL in the middle",
    "\x07a bell, \x1b[31m red": "a bell, [31m red",
    "turned \u202earound\u202c": "turned around",
}
"""No keyboard types these: what is fit of them is kept."""
FORGED = ("", "0", "-1", "9999", "9" * 30, "²", "٣", "one", "1-1-1", "1 OR 1=1", "\x00", "null")
"""Values that no button of Klik's has."""


def is_read(text: str, words: str) -> bool:
    return all(line.strip() in words.replace(SOFT_HYPHEN, "") for line in text.splitlines())


def fit(text: str) -> str:
    return UNFIT.get(text, text)


@pytest.mark.parametrize("command", ["", "find "])
async def test_a_command_is_answered_whatever_follows_it(world: World, command: str) -> None:
    for text in NASTY:
        answer = await typed(world.esra, f"/mentor {command}{text}")
        assert is_read(text, answer) or "Nobody with a free place" in answer
    for text in (*UNFIT, "x" * 3000, "word " * 600, "🙂" * 3000, "a\nb\r\nc", "\x00"):
        assert await typed(world.esra, f"/mentor {command}{text}") != ""
    for text in ("@ada", "#general"):  # Slack sends these as <@U0ADA> and <#C…|general>
        assert "<" not in await typed(world.esra, f"/mentor {command}{text}")


async def test_a_question_is_read_as_it_was_typed(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    for text in (*NASTY, *UNFIT, "First line\n\nThird line\n" * 20, "long " * 200 + "end"):
        assert await asks(esra, "Ada", question=text) == {}
        await esra.close()
        await world.settle()
        if any(control.label == "Read all" for control in controls(letters(ada)[-1].blocks)):
            await ada.click("Read all", within=letters(ada)[-1])
            assert is_read(fit(text), modal(ada))
            await ada.close()
        else:
            assert is_read(fit(text), says(ada))
        listed = await esra.command("/mentor requests")
        assert is_read(fit(text)[:200], says(esra, listed))
        await esra.click("Withdraw", within=listed)
        # The question and that it is withdrawn are the two messages of a day.
        await world.passes(days=3 if world.clock.now().weekday() == 4 else 1)


async def test_what_goes_to_and_fro_is_read_as_it_was_typed(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await asks(esra, "Ada")
    await esra.close()
    for text in (*NASTY, *UNFIT):
        await world.settle()
        await ada.click("Tell me more")
        await ada.type("mentor_asks", text)
        assert await ada.submit() == {}
        await ada.close()
        await world.settle()
        assert is_read(fit(text), says(esra))
        await esra.click("Answer")
        assert is_read(fit(text), modal(esra))
        await esra.type("mentee_adds", text)
        assert await esra.submit() == {}
        await esra.close()
        await world.settle()
        assert says(ada).count(fit(text)) == 2
        await world.passes(minutes=1)


async def test_a_profile_is_shown_as_it_was_typed(world: World) -> None:
    ada = world.ada
    await world.joins(ada, mentor="Kubernetes", mentee="SQL")
    for text in (*NASTY, *UNFIT, "line\n" * 100):
        await ada.command("/mentor join")
        for field in ("passes_on", "hopes_to_learn", "question", "motivation"):
            await ada.type(field, text[:300])
        assert await ada.submit() == {}
        await ada.close()
        await ada.command("/mentor join")
        assert modal(ada).count(fit(text[:300]).strip()) == 4
        await ada.close()
        assert is_read(fit(text[:300]), await typed(ada, "/mentor profile"))
        assert is_read(" ".join(fit(text).split())[:100], (await typed(world.esra, "/mentor find kubernetes")))


async def test_topics_are_shown_as_they_were_typed(world: World) -> None:
    ada = world.ada
    for text in (*NASTY, *UNFIT, "㏂" * 75, "ﷺ" * 40, "a b " * 30, "قيادة SQL"):
        await ada.command("/mentor join")
        await ada.choose("profile_sides", "Mentor")
        await adds_topic(ada, "mentor_topics", text)
        assert await ada.submit() == {}
        await ada.close()
        name = " ".join(fit(text).split())[:75]
        assert is_read(name[:74], await typed(ada, "/mentor profile"))
        found = await typed(world.esra, f"/mentor find {name}")
        assert "Ask Ada" in found
        assert is_read(name[:60], found)
    await ada.command("/mentor join")
    for nothing in ("", "   ", "!!!", "🙂", "\x00"):
        assert all("Add" not in option for option in await ada.suggest("topics:mentor_topics", nothing))
    await ada.suggest("topics:mentor_topics", "x" * 3000)


async def test_networks_are_shown_as_they_were_typed(world: World) -> None:
    ada = world.ada
    for number, text in enumerate((*NASTY, *UNFIT)):
        await ada.command("/mentor network start")
        name = f"{number} {fit(text)}"[:75]
        await ada.type("name", f"{number} {text}"[:75])
        await ada.choose("kind", "Other")
        await ada.type("challenge", text)
        assert await ada.submit() == {}
        await ada.close()
        await world.settle()
        announcement = says(world.esra, world.esra.sees("mentoring")[-1])
        assert is_read(name, announcement)
        assert is_read(fit(text), announcement)
        assert is_read(name, await typed(world.esra, "/mentor networks"))
    await ada.command("/mentor network start")
    for nothing in ("!!!", "🙂🙂🙂", "\x00\x00\x00"):
        await ada.type("name", nothing)
        await ada.choose("kind", "Other")
        await ada.type("challenge", "Something")
        assert "Name" in await ada.submit()


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 200, "محمد الأمين", "<!channel> & Co", "{0}", "\x00", "\u202eadA", "\n"]
)
async def test_whatever_people_are_called_in_slack(world: World, name: str) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    for person in (ada, esra):
        await world.playground.change_user(person.id, real_name=name, name=name, title=name)
    found = await esra.command("/mentor find kubernetes")
    await esra.click("ask:1", within=found)
    await esra.type("question", QUESTION)
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    await ada.click("Tell me more")
    await ada.close()
    await ada.click("Accept")
    await world.settle()
    await esra.open_home()
    await world.playground.change_user(ada.id, deleted=True)
    await world.settle()
    assert "is not here any more, so your mentoring ends" in says(esra)


async def test_longer_than_the_client_allows_is_refused_beside_the_field(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await esra.command("/mentor find kubernetes")
    await esra.click("Ask Ada")
    forge_state(esra, "question", value="x" * 3001)
    assert await forge_submit(esra) == {"question": "That is too long, or not one of the choices."}
    await esra.close()
    await esra.command("/mentor join")
    forge_state(esra, "motivation", value="x" * 3000)
    assert list(await forge_submit(esra)) == ["motivation"]
    forge_state(esra, "motivation", value="")
    forge_state(esra, "speaks", selected_options=[{"value": "klingon"}, {"value": "\x00"}, {"value": "nl"}])
    forge_state(esra, "mentee_topics", selected_options=[{"value": value} for value in FORGED])
    forge_state(esra, "language", selected_option={"value": "tlh"})
    assert await forge_submit(esra) == {}
    profile = await typed(esra, "/mentor profile")
    assert "Languages: Dutch" in profile
    assert "klingon" not in profile.casefold()
    await esra.click("Change")


async def test_a_forged_button_is_answered_and_changes_nothing(world: World) -> None:
    ada, chen, esra, finn = world.ada, world.chen, world.esra, world.finn
    for mentor in (ada, chen):
        await world.joins(mentor, mentor="Kubernetes")
    for mentee in (esra, finn):
        await world.joins(mentee, mentee="Kubernetes")
    await asks(esra, "Ada")  # request 1
    await world.passes(hours=16)  # in the morning in Singapore; one in the night in Amsterdam
    await asks(finn, "Chen")  # request 2, which is Chen's to answer
    await finn.close()
    await world.settle()
    letter = last(chen)
    for button in ("Accept", "Tell me more", "Decline"):
        for value in (*FORGED, "1"):
            forge_value(letter, button, value)
            await chen.click(button)
            assert "I can't find that any more" in says(chen, chen.answers[-1])
            assert chen.modal is None
    listed = await finn.command("/mentor requests")
    assert listed is not None
    for value in (*FORGED, "1"):
        forge_value(listed, "Withdraw", value)
        await finn.click("Withdraw", within=listed)
        assert "I can't find that any more" in says(finn, finn.answers[-1])
    found = await finn.command("/mentor find kubernetes")
    assert found is not None
    for value in (*FORGED, "5-1", "²-1", "9" * 30 + "-1", "1-²", "-1-1"):
        forge_value(found, "Ask Ada", value)
        await finn.click("Ask Ada", within=found)
        if finn.modal is not None:  # Ada herself, about no topic
            await finn.close()
        else:
            assert "I can't find that any more" in says(finn, finn.answers[-1]) or "That is you" in says(
                finn, finn.answers[-1]
            )
    assert "@Ada Admiraal" in await typed(esra, "/mentor requests")
    assert "@Chen Cheng" in await typed(finn, "/mentor requests")
    assert "@Finn Fischer asks you to be their mentor" in await typed(chen, "/mentor requests")


async def test_forged_buttons_of_sessions_change_nothing(world: World) -> None:
    ada, esra, chen = world.ada, world.esra, world.chen
    await world.joins(ada, mentor="Kubernetes", capacity=3)
    await world.joins(chen, mentor="SQL")
    await world.joins(esra, mentee="Kubernetes")
    await world.joins(world.finn, mentee="SQL")
    await pair_up(world, ada, esra)
    await world.passes(hours=16)
    await pair_up(world, chen, world.finn, "sql")
    letter = last(chen)
    for button in ("Other times", "Another time …"):
        for value in (*FORGED, "1"):
            forge_value(letter, button, value)
            await chen.click(button)
            assert "I can't find that any more" in says(chen, chen.answers[-1])
            assert chen.modal is None
    first = next(block for block in letter.blocks if block["type"] == "actions")["elements"][0]
    for value in (*FORGED, "1", "1-1"):
        first["value"] = value
        await chen.click(first["action_id"], within=letter)
        assert "I can't find that any more" in says(chen, chen.answers[-1])
    for person in (ada, esra, chen, world.finn):
        assert "No time yet with" in await typed(person, "/mentor sessions")


async def test_forged_metadata_is_answered_and_changes_nothing(world: World) -> None:
    """The last ones are somebody else's request, and oneself."""
    ada, chen, esra, finn = world.ada, world.chen, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await world.joins(chen, mentor="SQL")
    await world.joins(finn, mentee="SQL")
    await asks(esra, "Ada")
    await world.passes(hours=16)
    values = ('"one"', "true", "1e400", "-1", "9" * 25, "[1]", "null", "4")
    for forged in ("", "null", "[]", "not json", *(f'{{"mentor": {value}}}' for value in values)):
        await finn.command("/mentor find sql")
        await finn.click("Ask Chen")
        await finn.type("question", QUESTION)
        forge_metadata(finn, forged)
        await forge_submit(finn)
        assert "I can't find that any more" in modal(finn) or "That is you" in modal(finn)
        await finn.close()
    await asks(finn, "Chen", "sql")
    await world.settle()
    for forged in ("", "null", "[]", "not json", *(f'{{"request": {value}}}' for value in (*values[:-1], "1"))):
        for button, field in (("Decline", ""), ("Tell me more", "mentor_asks")):
            await chen.click(button)
            if field:
                await chen.type(field, "How big?")
            forge_metadata(chen, forged)
            await forge_submit(chen)
            assert "I can't find that any more" in modal(chen)
            await chen.close()
    assert "@Esra Erdem asks you" in await typed(ada, "/mentor requests")
    assert "@Finn Fischer asks you" in await typed(chen, "/mentor requests")
