"""Filters that are typed among the words of a search, in English and in Dutch."""

from datetime import timedelta

import pytest

from handlers.filters import read
from models import Level, OfficeSlot
from tests.hands import adds_topic, modal, typed
from tests.test_results import about, mentors
from tests.world import World, says

NOTHING = {"language": "", "team": "", "level": None, "office_hours": False, "soon": False, "trained": False}


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("kubernetes in:nl", "kubernetes", {"language": "nl"}),
        ("IN:Dutch kubernetes taal:engels", "kubernetes", {"language": "en"}),
        ("leiding geven spreekt:Frans", "leiding geven", {"language": "fr"}),
        ('sql team:"Customer Success" level:lead', "sql", {"team": "Customer Success", "level": Level.LEAD}),
        ("sql afdeling:“Finance & Control” niveau:senior", "sql", {"team": "Finance & Control", "level": Level.SENIOR}),
        ("sql within:2w only:office", "sql", {"soon": True, "office_hours": True}),
        ("sql binnen:14d alleen:getraind", "sql", {"soon": True, "trained": True}),
        ("in:nl", "", {"language": "nl"}),
        ("what is a 2:1 like", "what is a 2:1 like", {}),
        ("read https://example.com/a:b", "read https://example.com/a:b", {}),
        ("note: how to say no", "note: how to say no", {}),
    ],
)
def test_what_is_typed_is_read(text: str, words: str, filters: dict[str, object]) -> None:
    found = read(text)
    assert (found.words, vars(found.filters), found.unknown) == (words, NOTHING | filters, [])


def test_what_is_no_filter_is_kept_apart_and_loose_words_stand_at_an_end() -> None:
    found = read("colour:blue sql in:klingon level:wizard within:3w only:free")
    assert found.words == "sql"
    said = [(one.name, one.value, one.about) for one in found.unknown]
    assert said == [
        ("colour", "blue", ""), ("in", "klingon", "language"), ("level", "wizard", "level"), ("within", "3w", "within"),
        ("only", "free", "must"),
    ]  # fmt: skip
    assert dict(read("trained sql Soon spreekuur").loose) == {
        "trained": "trained", "spreekuur": "office_hours", "soon": "soon",
    }  # fmt: skip
    assert read("how soon can I lead").loose == []
    assert read("trained sql soon").without_loose().words == "sql"


async def test_typed_filters_filter_and_show_in_the_form(world: World) -> None:
    bram, esra = world.bram, world.esra
    await mentors(world, 4)
    await about(world, "U0M00", team="Customer Success", level=Level.SENIOR)
    mentor = await about(world, "U0M03", team="Sales", level=Level.LEAD)
    said = await typed(esra, "/mentor find sql in:nl level:senior team:sale")
    assert "Only: speaks Dutch · team Sales · Senior or further on" in said
    assert "Number03" in said
    assert "Number00" not in said
    await esra.click("Filter …")
    assert esra.modal is not None
    chosen = {name: state for block in esra.modal.values.values() for name, state in block.items()}
    assert {"Dutch", "Sales", "Senior"} <= {
        state["selected_option"]["text"]["text"] for state in chosen.values() if state.get("selected_option")
    }
    await esra.close()
    await esra.click("Clear filters")
    assert "Number00" in says(esra, esra.answers[-1])
    async with world.klik.runtime.db.begin() as session:
        team = world.playground.workspace.team_id
        at = world.clock.now() + timedelta(days=1)
        session.add(OfficeSlot(workspace_id=team, mentor_id=mentor, starts_at=at, minutes=30))
    said = await typed(bram, "/mentor zoek sql team:Orkest")
    assert "Niemand hier zegt bij het team “Orkest” te horen, dus ik heb het weggelaten." in said
    assert "Teams die er zijn: Customer Success en Sales." in said
    assert "Number00" in said
    said = await typed(bram, "/mentor zoek sql taal:engels spreekuur kleur:blauw niveau:tovenaar")
    assert "Alleen: spreekt Engels · houdt spreekuur" in said
    assert "Het filter “kleur:blauw” ken ik niet; ik heb het weggelaten." in said
    assert "“tovenaar” is geen niveau dat ik ken" in said
    assert "Number03" in said
    assert "Number00" not in said
    # A word that a topic of this workspace needs is no filter.
    await esra.command("/mentor join")
    await esra.choose("profile_sides", "Mentee")
    await adds_topic(esra, "mentee_topics", "Microsoft Office")
    assert await esra.submit() == {}
    assert "Saved" in modal(esra) or "in" in modal(esra)
    await esra.close()
    assert "Nobody with a free place offers Microsoft Office" in await typed(esra, "/mentor find microsoft office")
    await esra.shortcut("find_mentor")
    await esra.type("words", "sql office")
    assert await esra.submit() == {}
    assert "Only: offers office hours" in modal(esra)
