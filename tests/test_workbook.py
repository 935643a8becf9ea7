"""The workbook: proposed by either, taken and signed off by the mentee; what mentors usually pass on."""

from playground.person import Person
from playground.records import View
from tests.hands import letters, modal, typed
from tests.pairing import together
from tests.test_agreements import clicks, page
from tests.world import World, says


async def adds(person: Person, button: str, *items: str) -> dict[str, str]:
    await person.click(button)
    await person.type("items", "\n".join(items))
    return await person.submit()


async def test_from_an_empty_workbook_to_a_full_one(world: World) -> None:
    ada, esra = world.ada, world.esra
    # Those who keep topics say what is usually passed on; Esra is a workspace admin
    await esra.command("/mentor templates kubernetes")
    await esra.type("template_en", "• Size a cluster\n• Read a flame graph\n\nSize a cluster")
    assert await esra.submit() == {}
    assert "2 lines for Kubernetes" in modal(esra)
    await esra.close()
    assert "*Kubernetes* · 2 lines" in await typed(esra, "/mentor templates")
    assert "changed what mentors of Kubernetes usually pass on" in await typed(esra, "/mentor audit")
    assert "those who run a network" in await typed(ada, "/mentor templates")
    assert "no topic called" in await typed(esra, "/mentor templates zxcvb")

    await clicks(world)
    assert "What do you want to be able to do?" in await page(esra)
    await esra.click("What mentors usually pass on …")
    assert await esra.submit() == {"Items": "Tick at least one."}
    await esra.choose("first", "Size a cluster")
    assert await esra.submit() == {}
    assert "0 of 1 done" in modal(esra)
    await esra.click("Open workbook")
    assert await adds(esra, "Add items …", "- Say no", "Say no", "x" * 201) != {}
    await esra.type("items", "\n".join(f"Item {number}" for number in range(30)))
    assert "30 items are the most" in str(await esra.submit()), "with what was typed still there"
    await esra.type("items", "- Say no\nExplain a rollout\nsay NO\nsize a cluster")
    assert await esra.submit() == {}
    assert "0 of 3 done" in modal(esra)
    await esra.click("Back")
    await esra.close()

    # The mentor proposes, the mentee decides
    assert "0 of 3 done" in await page(ada)
    await ada.click("Open workbook")
    assert "I can do this" not in modal(ada)
    assert await adds(ada, "Propose items …", "Lead an incident", "Write a post-mortem") == {}
    await ada.close()
    await world.passes(days=1)  # she has had two messages today
    offer = letters(esra, "proposes for your workbook")[-1]
    assert "Lead an incident" in says(esra, offer)
    await esra.click("Open workbook", within=offer)
    await esra.click("Take it", near="Lead an incident")
    await esra.click("Leave it", near="Write a post-mortem")
    assert "0 of 4 done" in modal(esra)
    assert "post-mortem" not in modal(esra)

    # Signed off with a line of evidence, taken back, signed off again: told once that day
    await menu(esra, "Say no", "I can do this …")
    await esra.type("evidence", "Told sales on Tuesday")
    assert await esra.submit() == {}
    assert "1 of 4 done" in modal(esra)
    await menu(esra, "Say no", "Not yet after all")
    assert "0 of 4 done" in modal(esra)
    for item in ("Say no", "Explain a rollout"):
        await menu(esra, item, "I can do this …")
        if item == "Explain a rollout":
            assert await esra.submit() != {}, "a line of evidence belongs to it"
            await esra.type("evidence", "In the demo")
        assert await esra.submit() == {}
    await menu(esra, "Size a cluster", "Change or remove …")
    await esra.type("item", "Size a small cluster")
    assert await esra.submit() == {}
    await menu(esra, "Lead an incident", "Change or remove …")
    await esra.choose("also", "Remove this item")
    assert await esra.submit() == {}
    assert "2 of 3 done" in modal(esra)
    assert "incident" not in modal(esra)
    await esra.click("Back")
    await esra.click("I can do this …", near="Size a small cluster")
    await esra.type("evidence", "It held on Monday")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=3)
    told = letters(ada, "can do something new")
    assert len(told) == 1
    assert "Told sales on Tuesday" in says(ada, told[0])
    assert "Size a small cluster" in says(ada, told[0])
    assert "3 of 3 done" in says(ada, told[0])
    assert "whole workbook" in says(ada, told[0])

    # Two topics become one, and no line is lost
    await esra.command("/mentor templates docker")
    await esra.type("template_en", "Build an image\nRead a flame graph")
    assert await esra.submit() == {}
    await esra.close()
    await esra.command("/mentor topics docker")
    await esra.choose("topic_lookup", "Docker")
    await esra.click("Merge into another …")
    await esra.choose("topic_lookup:into", "Kubernetes")
    await esra.submit()
    await esra.submit()
    await esra.close()
    assert "*Kubernetes* · 3 lines" in await typed(esra, "/mentor templates")


async def menu(person: Person, item: str, choice: str) -> None:
    """Choose in the menu beside an item."""
    view = person.modal
    assert isinstance(view, View)
    block = next(one for one in view.blocks if item in str(one.get("text")) and "accessory" in one)
    await person.choose(block["accessory"]["action_id"], choice)


async def test_a_workbook_has_an_end_and_nobody_elses_is_one_s_business(world: World) -> None:
    ada, esra, dana = world.ada, world.esra, world.dana
    await clicks(world)
    await page(esra)
    assert await adds(esra, "Add items …", *(f"Item {number}" for number in range(28))) == {}
    await esra.click("Open workbook")
    await adds(esra, "Add items …", "One", "Two", "Three")
    assert "30 items are the most" in modal(esra)
    await esra.close()
    view = await page(ada)
    assert "Item 0" in view
    await ada.close()
    await world.joins(dana, mentee="SQL")
    assert dana.home is None or "Item 0" not in says(dana, dana.home)


async def test_what_is_usually_passed_on_is_read_in_ones_own_language(world: World) -> None:
    ada, bram, esra = world.ada, world.bram, world.esra
    await world.joins(ada, mentor="Kubernetes", capacity=2)
    await world.joins(bram, mentee="Kubernetes")
    await together(world, ada, bram)

    async def writes(person: Person, **typed: str) -> None:
        await person.command("/mentor templates kubernetes")
        for field, words in typed.items():
            await person.type(field, words)
        assert await person.submit() == {}
        await person.close()

    async def offered() -> str:
        await bram.open_home()
        await bram.click("Onze mentoring …", within=bram.home)
        await bram.click("Wat mentoren meestal doorgeven …")
        shown = modal(bram)
        await bram.close()
        return shown

    await writes(esra, template_en="Size a cluster\nPair programming")
    assert "Size a cluster" in await offered(), "there is none in Dutch yet"
    await writes(esra, template_nl="Een cluster schatten\nPair programming")
    shown = await offered()
    assert "Een cluster schatten" in shown
    assert "Pair programming" in shown
    assert "Size a cluster" not in shown
    await ada.open_home()
    await ada.click("Our mentoring …", within=ada.home)
    await ada.click("What mentors usually pass on …")
    assert "Size a cluster" in modal(ada)
    assert "Een cluster" not in modal(ada)
    assert "*Kubernetes* · 2 lines" in await typed(esra, "/mentor templates")
