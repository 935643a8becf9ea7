"""Whatever people type is read exactly as they typed it: nothing in it pings, links, formats or becomes an emoji."""

import asyncio
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.i18n import SOFT_HYPHEN, Texts, esc, readable
from bot.views import kit
from playground import draw
from playground.clock import Clock
from playground.draw_place import place_of
from playground.mrkdwn import mrkdwn
from playground.person import Person
from playground.records import Message, User, View
from playground.server import Playground
from tests import databases
from tests.gallery import gallery
from tests.hands import asks, books_at, letters, meet_and_click, pair_up
from tests.pairing import together
from tests.test_agreements import clicks
from tests.test_networks import start_network
from tests.world import MANIFEST, World, open_world

READER = User(id="U0ADA", name="ada", real_name="Ada Admiraal", email="ada@example.com")
PIECES = ("*", "_", "~", "`", "```", ">", "<", "&", "|", ":", "!", "@", "#", "^", "{_}", "\n", " ", "a", "Zoë", "7",
          "<!channel>", "<!here|x>", "<@U0CHEN>", "<#C1|general>", "<https://evil.example|click>",
          "https://evil.example", "@here", "#general", ":tada:", ":+1:", "&amp;", "&lt;", "<!date^0^{_}|",
          "<!date^1^{time}|x>", "中", "👩🏽‍💻", "\ue000", "\ue001", "{0}", "-", "\t", "＞")  # fmt: skip
typed_texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
TAG = re.compile(r"<[^>]*>")


def seen(markup: str) -> str:
    """What a person sees of it: no tags, line ends as they are, and nothing that is invisible."""
    text = re.sub(r"<br>|</(blockquote|pre)>", "\n", markup)
    return html.unescape(TAG.sub("", text)).replace(SOFT_HYPHEN, "")


def as_typed(text: str) -> str:
    return text.replace("\ue000", "").replace("\ue001", "")


@pytest.fixture(scope="module")
def playground() -> Playground:
    return Playground(MANIFEST, clock=Clock())


@settings(max_examples=400, deadline=None)
@given(text=typed_texts)
def test_a_text_is_seen_as_it_was_typed(playground: Playground, text: str) -> None:
    drawn = str(mrkdwn(esc(text), playground.workspace, READER))
    assert TAG.sub("", drawn.replace("<br>", "")) == re.sub(r"<br>", "", drawn), "nothing but line ends"
    assert seen(drawn) == as_typed(text)
    assert readable(esc(text)) == as_typed(text).replace(SOFT_HYPHEN, "")


@settings(max_examples=200, deadline=None)
@given(text=typed_texts, other=typed_texts)
def test_within_our_own_words_it_stays_what_it_is(playground: Playground, text: str, other: str) -> None:
    t = Texts()
    text, other = (as_typed(one).replace("\n", " ").strip() for one in (text, other))
    sentence = t.md("*{score}* and {topic}", score=text or "x", topic=other)
    drawn = str(mrkdwn(sentence, playground.workspace, READER))
    allowed = {"<strong>", "</strong>"}
    assert set(TAG.findall(drawn)) <= allowed
    assert seen(drawn).strip("*").endswith(f" and {other}".strip("*"))


@settings(max_examples=200, deadline=None)
@given(text=typed_texts)
def test_a_quotation_keeps_its_words_and_is_one(playground: Playground, text: str) -> None:
    drawn = str(mrkdwn(kit.quote(text), playground.workspace, READER))
    assert set(TAG.findall(drawn)) <= {"<blockquote>", "</blockquote>", "<br>"}
    assert drawn.count("<blockquote>") == 1
    assert seen(drawn).split() == as_typed(text).split()


def test_marks_among_themselves_mark_nothing(playground: Playground) -> None:
    for text in ("*_*", "a *_* b", "_*_", "~_~"):
        assert set(TAG.findall(str(mrkdwn(esc(text), playground.workspace, READER)))) == set(), text


def test_long_marks_cost_no_words() -> None:
    assert readable(esc("*" * 1500)) == "*" * 1500
    assert len(kit.quote("*" * 1500, 1500)) < 1600
    nothing_to_do = "snake_case_name, 2 * 3, ten to one, 09:30"
    assert esc(nothing_to_do) == nothing_to_do


def test_every_mrkdwn_is_verbatim_and_no_plain_text_has_short_names() -> None:
    def texts(thing: Any) -> Iterator[dict[str, Any]]:
        if isinstance(thing, dict):
            if thing.get("type") in ("mrkdwn", "plain_text"):
                yield thing
            for value in thing.values():
                yield from texts(value)
        elif isinstance(thing, list):
            for value in thing:
                yield from texts(value)

    for name, drawing in gallery(Texts(), longest=True):
        for text in texts(drawing.blocks if isinstance(drawing, kit.Message) else drawing):
            assert text.get("verbatim") is True if text["type"] == "mrkdwn" else text.get("emoji") is False, name


# Through the front door

FORGED = (
    "*boldcanary* _slantcanary_ ~struckcanary~ `codecanary` <!channel> <!here> <@U0CHEN> <#C00000001|roomcanary> "
    "<https://evil.example|linkcanary> https://evil.example :zzz: &amp; >quotecanary"
)
FIELDS = {
    "passes_on", "hopes_to_learn", "question", "motivation", "words", "mentor_asks", "mentee_adds", "learned",
    "next_step", "place", "address", "name", "challenge", "name_nl", "aliases", "thanks", "pulse_words", "answer1",
    "answer2", "answer3", "scale", "open1", "open2", "open3", "mentee_goals", "mentor_goals", "expectations", "items",
    "item", "evidence", "template_en", "template_nl", "group_title", "group_about", "group_learned",
    "round_name", "round_motivation", "round_goals",
}  # fmt: skip
"""Every field of every form into which people type."""


def test_these_are_all_fields_people_type_into() -> None:
    found = set()
    for _, drawing in gallery(Texts(), longest=True):
        if not isinstance(drawing, kit.Message):
            for block in drawing["blocks"]:
                if block["type"] == "input" and block["element"]["type"] == "plain_text_input":
                    found.add(block["block_id"])
    assert found - {"word"} == FIELDS, "the word that confirms a deletion is compared and never shown"


def surfaces(world: World) -> Iterator[tuple[Person, Message | View]]:
    for person in world.people.values():
        for channel in world.playground.workspace.channels.values():
            if person.id in channel.members:
                yield from ((person, message) for message in person.sees(channel))
        if person.home is not None:
            yield person, person.home
        if person.modal is not None:
            yield person, person.modal


def drawn(person: Person, surface: Message | View) -> str:
    if isinstance(surface, Message):
        return str(draw._body(surface, place_of(surface, person.user)))
    if surface.type == "home":
        return str(draw.home(surface, person.user))
    return str(draw.modal(surface, person.user, below=0))


def is_inert(world: World) -> None:
    for person, surface in surfaces(world):
        page = drawn(person, surface)
        for mark in ("boldcanary", "slantcanary", "struckcanary", "codecanary", "roomcanary", "linkcanary"):
            assert f">{mark}<" not in page, (mark, page)
        assert 'href="https://evil' not in page
        for mentioned in re.findall(r'class="mention">([^<]*)', page):
            assert mentioned.startswith(("@Ada", "@Esra", "@Bram", "#")), mentioned
        assert "💤" not in page
        if isinstance(surface, Message) and not surface.ephemeral_for and not surface.files:
            assert not surface.unfurl_links
            assert not surface.unfurl_media


def reads(world: World, person: Person, text: str) -> bool:
    """Whether the words stand somewhere on this person's screen, exactly."""
    pages = (seen(drawn(who, surface)) for who, surface in surfaces(world) if who is person)
    return any(" ".join(text.split()) in " ".join(page.split()) for page in pages)


async def tell(world: World, text: str) -> None:
    """Type `text` into every field there is, and look at every screen after each."""
    ada, esra, bram = world.ada, world.esra, world.bram
    await ada.command("/mentor network start")
    await ada.type("name", text[:75])
    await ada.choose("kind", "Other")
    await ada.type("challenge", text)
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert reads(world, bram, text)
    await world.joins(ada, mentor="Kubernetes", mentee="SQL")
    await ada.command("/mentor join")
    for field in ("passes_on", "hopes_to_learn", "question", "motivation"):
        await ada.type(field, text[:300])
    assert await ada.submit() == {}
    await ada.close()
    await world.joins(esra, mentee="Kubernetes")
    await ada.command("/mentor profile")
    assert reads(world, ada, text[:300])
    await esra.shortcut("find_mentor")
    await esra.type("words", text[:200])
    await esra.submit()
    is_inert(world)
    await esra.close()
    await esra.command(f"/mentor {text}")
    await esra.command(f"/mentor find {text}")
    await esra.command("/mentor find kubernetes")
    is_inert(world)
    assert await asks(esra, "Ada", question=text) == {}
    await esra.close()
    await world.settle()
    assert reads(world, ada, text)
    await esra.command("/mentor requests")
    await ada.click("Tell me more")
    await ada.type("mentor_asks", text)
    is_inert(world)
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert reads(world, esra, text)
    await esra.click("Answer")
    await esra.type("mentee_adds", text)
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    await ada.open_home()
    await esra.open_home()
    is_inert(world)
    await ada.click("Decline")
    await ada.close()
    await ada.command("/mentor office")
    await ada.click("Offer times …")
    assert await ada.submit() == {}
    await ada.close()
    await esra.command("/mentor office @ada")
    await esra.type("question", text[:1000])
    is_inert(world)
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    assert reads(world, ada, text[:1000])


async def test_no_field_of_any_form_pings_links_or_formats(world: World) -> None:
    await tell(world, FORGED)
    is_inert(world)


async def test_feedback_is_read_as_it_was_typed(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    await meet_and_click(world, ada, esra)
    await books_at(ada, "It clicked", "2026-12-03 10:00")
    await world.passes(days=8)
    await ada.click("Yes, we met", within=letters(ada, "Did you and")[-1])
    await ada.click("feedback_rate:4")
    await ada.click("What I practised and learned …")
    await ada.type("learned", FORGED)
    await ada.type("next_step", FORGED)
    is_inert(world)
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=10)
    await ada.click("Another time …")
    await ada.choose("starts_at", "2026-12-18 15:00")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=3)
    assert reads(world, ada, FORGED)
    is_inert(world)


async def test_what_a_pair_writes_down_is_read_as_it_was_typed(world: World) -> None:
    ada, esra = world.ada, world.esra
    await esra.command("/mentor templates kubernetes")
    await esra.type("template_en", FORGED[:75])
    assert await esra.submit() == {}
    is_inert(world)
    await esra.close()
    await clicks(world)
    await ada.click("Write our agreement …", within=letters(ada, "It clicked")[-1])
    for field in ("mentee_goals", "mentor_goals", "expectations", "place"):
        await ada.type(field, FORGED)
    is_inert(world)
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    assert reads(world, esra, FORGED)
    await esra.click("Sign", within=letters(esra, "proposes")[-1])
    await ada.click("Our mentoring …", within=letters(ada, "It clicked")[-1])
    await ada.click("What mentors usually pass on …")
    is_inert(world)
    await ada.back()
    await ada.click("Propose items …")
    await ada.type("items", FORGED[:200])
    assert await ada.submit() == {}
    is_inert(world)
    assert reads(world, ada, FORGED[:200])
    await ada.click("Read …")
    assert reads(world, ada, FORGED)
    is_inert(world)
    await ada.close()
    await world.passes(days=3)
    await esra.click("Open workbook", within=letters(esra, "proposes for your workbook")[-1])
    await esra.click("Take it")
    await esra.click("Back")
    await esra.click("I can do this …")
    await esra.type("evidence", FORGED)
    is_inert(world)
    assert await esra.submit() == {}
    await esra.click("Open workbook")
    assert reads(world, esra, FORGED)
    is_inert(world)
    await esra.close()
    await world.passes(days=1)
    assert letters(ada, "can do something new")
    is_inert(world)


async def test_what_keeps_a_pair_alive_is_read_as_it_was_typed(world: World) -> None:
    """Questions of a network, answers to them, and the pulse; thanks are in tests/test_endings.py."""
    ada, esra = world.ada, world.esra
    await start_network(world, esra)
    await ada.click("Join", within=ada.sees("mentoring")[-1])
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await together(world, ada, esra)
    await esra.command("/mentor interview")
    await esra.click("At the beginning")
    for field in ("scale", "open1", "open2", "open3"):
        await esra.type(field, FORGED[:150])
    is_inert(world)
    assert await esra.submit() == {}
    is_inert(world)
    await esra.close()
    await world.passes(days=2)
    await esra.click("Answer …", within=letters(esra, "At the beginning")[-1])
    assert reads(world, esra, FORGED[:150])
    is_inert(world)
    await esra.choose("score", "2 · A little")
    for field in ("answer1", "answer2", "answer3"):
        await esra.type(field, FORGED)
    assert await esra.submit() == {}
    is_inert(world)
    await esra.close()
    await world.passes(days=60)
    await esra.click("2 · So-so", within=letters(esra, "How does it go with")[-1])
    await esra.click("Add a few words …")
    await esra.type("pulse_words", FORGED)
    is_inert(world)
    assert await esra.submit() == {}
    is_inert(world)
    await esra.close()


async def test_what_is_said_in_groups_is_read_as_it_was_typed(world: World) -> None:
    ada, esra = world.ada, world.esra
    await start_network(world, ada)
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await ada.command("/mentor group")
    await ada.click("Open a group …")
    await ada.type("group_title", FORGED[:75])
    await ada.type("group_about", FORGED)
    await ada.choose("network", "Women in Tech")
    assert await ada.submit() == {}
    is_inert(world)
    await ada.close()
    await world.settle()
    await esra.command("/mentor group")
    assert reads(world, esra, FORGED[:75])
    is_inert(world)
    await esra.click("Join")
    await world.settle()
    await ada.click("Choose a date …", within=letters(ada, "has joined")[-1])
    await ada.choose("starts_at", "2026-11-30 10:00")
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=7)
    is_inert(world)
    await esra.click("4 · Very", within=letters(esra, "How useful was")[-1])
    await esra.click("Note what I learned …")
    await esra.type("group_learned", FORGED)
    is_inert(world)
    assert await esra.submit() == {}
    await esra.close()
    await ada.command("/mentor group")
    await ada.click("End …")
    await world.passes(days=1)
    assert letters(esra, "has come to its end")
    is_inert(world)


@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@given(text=typed_texts.filter(lambda text: len(as_typed(text).split()) > 1 and re.search(r"\w{3}", text) is not None))
def test_anything_in_every_field(request_config: pytest.Config, text: str) -> None:
    async def told(url: str) -> None:
        async with open_world(url) as world:
            await tell(world, ("Some words: " + as_typed(text)).strip())

    with databases.of(request_config).fresh("sqlite") as url:
        asyncio.run(told(url))


@pytest.fixture(scope="module")
def request_config(request: pytest.FixtureRequest) -> pytest.Config:
    return request.config
