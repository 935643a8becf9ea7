"""`make screenshots`: the pictures in docs/screenshots, taken from the demo in headless Chromium, and docs/screens.md.

The demo's history is the same every time, so a picture changes only when a screen does.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from playwright.async_api import Browser, async_playwright

from bot.demo import demo
from bot.logs import set_up_logs
from playground.server import Playground
from scripts import pairs_scene, rounds_scene
from scripts.steps import (
    Scene,
    asking_about,
    filtering,
    paired,
    panel,
    pressing,
    scrolled,
    typing,
)
from tests import browser as finding

DOCS = Path(__file__).parents[1] / "docs"
FOLDER = DOCS / "screenshots"
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""The demo's day: pictures do not change with the calendar."""
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

SCENES = (
    Scene("who", "Choosing who to be in the local workspace"),
    Scene("help", "`/mentor help`", "U0ZOE", steps=typing("/mentor help", "Hello, I am Klik")),
    Scene(
        "find", "`/mentor find`: the best mentors, and why they fit", "U0LENA",
        steps=typing("/mentor find presenting", "Asking commits you", top="Mentors for"),
    ),
    Scene(
        "find-nl", "The same in Dutch", "U0SANNE",
        steps=typing("/mentor find leiding geven", "Vragen verplicht", top="Mentoren voor"),
    ),
    Scene(
        "order", "Why this order: the parts of the ranking, for every mentor on the page", "U0LENA",
        steps=pressing("Why this order?", first="/mentor find presenting", awaited="Each part of the ranking"),
    ),
    Scene(
        "filter", "Filters", "U0LENA",
        steps=pressing("Filter …", first="/mentor find presenting", awaited="Works in the team"),
    ),
    Scene(
        "filtered", "What is filtered stands above the results, which are drawn anew in their place", "U0LENA",
        steps=filtering("/mentor find presenting", "Filter …", "has time within two weeks", "Show", "Only: has time"),
    ),
    Scene(
        "filtered-nl", "The same in Dutch, with a filter that nobody passes", "U0SANNE",
        steps=filtering("/mentor zoek leiding geven", "Filteren …", "houdt spreekuur", "Tonen", "je filters:"),
    ),
    Scene(
        "nobody", "Nobody found: what to try instead, and a place on the waiting list", "U0ZOE",
        steps=typing("/mentor find sustainability", "counted it"),
    ),
    Scene(
        "nobody-nl", "The same in Dutch, after joining the waiting list", "U0SANNE",
        steps=pressing(
            "Laat weten als er iemand bij komt", first="/mentor zoek duurzaamheid", awaited="nummer 1 op de wachtlijst"
        ),
    ),
    Scene(
        "why-not", "Asking about somebody one has in mind", "U0ZOE",
        steps=typing("/mentor find Nia Mensah", "@Nia Mensah"),
    ),
    Scene(
        "why-not-nl", "The same in Dutch", "U0SANNE",
        steps=typing("/mentor zoek Lena Hoffmann", "@Lena Hoffmann"),
    ),
    Scene(
        "why-not-each", "For every reason its own words", "U0BEATRIZ",
        steps=asking_about("Nia Mensah", "Willem Brouwer", "Tiago Lopes", oneself="Beatriz Carvalho"),
        size=(1180, 1000),
    ),
    Scene(
        "why-not-each-nl", "The same in Dutch", "U0DAAN",
        steps=asking_about("Nia Mensah", "Willem Brouwer", "Piotr Nowak", oneself="Daan Visser"),
        size=(1180, 1000),
    ),
    Scene(
        "typed", "Filters typed among the words, and one that is none", "U0LENA",
        steps=typing("/mentor find presenting in:en level:lead colour:blue", "Asking commits", top="I know no"),
    ),
    Scene(
        "typed-nl", "The same in Dutch", "U0SANNE",
        steps=typing("/mentor zoek presenteren taal:en niveau:lead", "Vragen verplicht", top="Mentoren voor"),
    ),
    Scene("roles", "`/mentor roles`: who runs a network", "U0LENA", steps=typing("/mentor roles", "Who runs Women")),
    Scene(
        "saved", "What one waits for, and saved searches", "U0ZOE",
        steps=pressing("Tell me about new mentors", "What I look for", first="/mentor find presenting",
                       awaited="What you look for"),
    ),
    Scene(
        "ask", "The precise question", "U0LENA",
        steps=pressing("Ask ", first="/mentor find presenting", awaited="Your precise question"),
    ),
    Scene(
        "topics", "`/mentor topics`: what mentoring can be about here", "U0LENA",
        steps=typing("/mentor topics", "Propose a topic"), size=(1180, 900),
    ),
    Scene(
        "topics-nl", "What a few words mean, in Dutch", "U0SANNE",
        steps=typing("/mentor onderwerpen geeft feedback in presentaties", "Stel een onderwerp voor"),
    ),
    Scene("join", "Joining, or a changed profile", "U0LENA", steps=typing("/mentor join", "I want to take part as")),
    Scene("join-nl", "The same in Dutch", "U0SANNE", steps=typing("/mentor join", "Ik wil meedoen als")),
    Scene("profile", "One's profile", "U0NIA", steps=typing("/mentor profile", "free place")),
    Scene("request", "A mentor is asked", "U0NIA", "messages"),
    Scene(
        "decline", "Declining: a kind sentence in place of the reason", "U0NIA", "home",
        pressing("Decline", awaited="hears kindly"),
    ),
    Scene("home", "App Home: what waits, what is next, and what one could do", "U0NIA", "home", size=(1180, 1260)),
    Scene("home-nl", "App Home in Dutch", "U0SANNE", "home", size=(1180, 980)),
    Scene("home-new", "App Home of somebody new", "U0TOM", "home"),
    Scene(
        "about", "More about me: asked after joining, all of it optional", "U0NIA",
        steps=pressing("More about me …", first="/mentor profile", awaited="How far my work"), size=(1180, 1000),
    ),
    Scene(
        "week", "When it suits: a few ticks, in one's own zone", "U0NIA", "home",
        pressing("When it suits me …", awaited="At these hours"), size=(1180, 1000),
    ),
    Scene(
        "notifications-nl", "Notifications, in Dutch", "U0SANNE", "home",
        pressing("Meldingen …", awaited="Berichten vanaf"), size=(1180, 1100),
    ),
    Scene(
        "introduction-nl", "An introduction: a guide, and times that suit both", "U0SANNE", "messages",
        scrolled("Andere tijden", "end"),
    ),
    Scene(
        "guide-nl", "The guide for the first talk, one for each side", "U0SANNE", "messages",
        pressing("📖 Gids …", awaited="Waar het voor is"), size=(1180, 1000),
    ),
    Scene(
        "agreement", "What a pair agrees on: filled in from both profiles, for the other to sign", "U0NIA", "home",
        paired("Write our agreement …", awaited="What do I want to learn?"), size=(1180, 1100),
    ),
    Scene(
        "workbook", "The workbook: what the mentee wants to be able to do", "U0NIA", "home",
        paired(
            "Propose items …", "Propose", "Open workbook", typed="Lead a retrospective\nSay no to a stakeholder",
            awaited="Only the two of you read this",
        ),
        size=(1180, 900),
    ),
    Scene(
        "pair", "Our mentoring: one page about a pair, for each of the two", "U0NIA", "home",
        paired(awaited="Workbook"), size=(1180, 1100),
    ),
    Scene(
        "pause", "Pausing a pair: until a day, without a reason", "U0NIA", "home",
        paired("Pause us …", awaited="Pause until"), size=(1180, 900),
    ),
    Scene("move", "Moving a session", "U0NIA", "home", pressing("Move …", awaited="Or a time of your own")),
    Scene("our-sessions", "`/mentor sessions`", "U0NIA", steps=typing("/mentor sessions", "My calendar")),
    Scene(
        "calendar", "`/mentor calendar`: what stands in one's own calendar, and busy times", "U0NIA",
        steps=typing("/mentor calendar", "Busy elsewhere"),
    ),
    Scene(
        "calendar-nl", "The same in Dutch: sharing busy times", "U0SANNE",
        steps=pressing("Bezette tijden delen …", first="/mentor agenda", awaited="nooit waarmee"),
    ),
    Scene("feedback", "How it was, in one click", "U0NIA", "home", pressing("Yes, we met", awaited="How useful")),
    Scene("network", "Starting a network", "U0ZOE", steps=typing("/mentor network start", "The challenge it works on")),
    Scene(
        "announcement", "A network is announced, with a join button", "U0ZOE", "C00000002", scrolled("A new network")
    ),
    Scene("networks", "`/mentor networks`", "U0ZOE", steps=typing("/mentor networks", "Start a network")),
    Scene(
        "stats", "`/mentor stats`: figures and a picture, nothing about fewer than five people", "U0LENA",
        steps=typing("/mentor stats", "and no words, ever", top="Figures of"), size=(1180, 1000),
    ),
    Scene(
        "privacy", "`/mentor privacy`: what Klik holds, why and how long", "U0NIA",
        steps=typing("/mentor privacy", "Send me everything"), size=(1180, 900),
    ),
    Scene(
        "privacy-nl", "The same in Dutch", "U0SANNE",
        steps=typing("/mentor privacy", "Alles verwijderen"), size=(1180, 900),
    ),
    Scene(
        "privacy-delete", "Being forgotten: what goes, what stays, and a word to be sure", "U0NIA",
        steps=pressing("Delete everything …", first="/mentor privacy", awaited="To be sure"), size=(1180, 900),
    ),
    Scene(
        "audit", "`/mentor audit`: what those with a role did", "U0LENA",
        steps=typing("/mentor audit", "no words of anybody"),
    ),
    *pairs_scene.SCENES,
    *rounds_scene.SCENES,
    Scene("panel", "The developer panel: every request, its answer and milliseconds", "U0TOM", steps=panel),
    Scene("phone", "On a phone", "U0NIA", "home", size=(390, 800)),
    Scene("dark", "In the dark", "U0NIA", "home", dark=True),
)  # fmt: skip


async def take(browser: Browser, playground: Playground, scene: Scene) -> None:
    if scene.who and playground.person(scene.who).modal is not None:
        await playground.person(scene.who).close()  # left open by the scene before
    if scene.before is not None:
        await scene.before(playground)
    width, height = scene.size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scene.dark else "light"
    )
    page = await context.new_page()
    await page.goto(f"{playground.url}/" + (f"?as={scene.who}&in={scene.place}" if scene.who else ""))
    await page.wait_for_load_state()
    if scene.steps is not None:
        await scene.steps(page)
    await page.wait_for_timeout(300)
    await page.screenshot(path=FOLDER / f"{scene.name}.png")
    await context.close()


async def take_all(names: list[str]) -> None:
    path = finding.find()
    assert path is not None, finding.ABSENT
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with (
        demo(now=FRIDAY, port=0, socket_mode=False, history=True, say=typer.echo) as (workspace, _),
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for scene in SCENES:
            if not names or scene.name in names:
                await take(browser, workspace, scene)
                typer.echo(scene.name)
        await browser.close()


def list_all() -> None:
    parts = [f"## {scene.caption}\n\n![{scene.caption}](screenshots/{scene.name}.png)\n" for scene in SCENES]
    text = "# What it looks like\n\nTaken from the local workspace by `make screenshots`.\n\n" + "\n".join(parts)
    (DOCS / "screens.md").write_text(text)


def main(names: Annotated[list[str] | None, typer.Argument(help="Scenes; all without.")] = None) -> None:
    """Take all pictures, or those named."""
    set_up_logs("WARNING", "console")
    asyncio.run(take_all(names or []))
    list_all()


if __name__ == "__main__":
    typer.run(main)
