"""Pairs on their way, for the pictures: how it goes, a pause, a gentle check, and thanks after a good end."""

from weakref import WeakSet

from playground.server import Playground
from scripts.steps import Scene, opened, pressing, scrolled

ENDED: WeakSet[Playground] = WeakSet()


async def end_well(playground: Playground) -> None:
    """Piotr and Jonas have reached what they wanted. Once, however many pictures want it."""
    if playground in ENDED:
        return
    ENDED.add(playground)
    piotr = playground.person("U0PIOTR")
    await piotr.open_home()
    await piotr.click("Our mentoring …", within=piotr.home)
    await piotr.click("We are done …")
    await piotr.submit()
    await piotr.close()
    await playground.settled()


SCENES = (
    Scene("pulse", "How it goes: every 60 days, in one tap", "U0LENA", "messages", scrolled("How does it go with")),
    Scene("pulse-nl", "The same in Dutch", "U0THIJS", "messages", scrolled("Hoe gaat het met")),
    Scene(
        "check-nl", "A gentle check, when it has been quiet or heavy", "U0LOTTE", "messages",
        scrolled("Werkt het voor je"),
    ),
    Scene(
        "pause-nl", "Pausing a pair, in Dutch", "U0THIJS", "home",
        opened("Onze mentoring …", "Even pauzeren …", awaited="Pauze tot"), size=(1180, 900),
    ),
    Scene(
        "completed", "A good end: what was reached, thanks, and what could come next", "U0PIOTR", "messages",
        scrolled("good end"), before=end_well,
    ),
    Scene("completed-nl", "The same in Dutch", "U0DAAN", "messages", scrolled("goed einde")),
    Scene(
        "thanks", "Thanks, in one's own words; read by others only if both want it", "U0PIOTR", "messages",
        pressing("Thank Jonas …", awaited="What do you want to thank"), before=end_well,
    ),
    Scene(
        "thanks-nl", "The same in Dutch", "U0DAAN", "messages",
        pressing("Willem bedanken …", awaited="Waarvoor wil je"),
    ),
)  # fmt: skip
