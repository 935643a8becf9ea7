"""Two clicks on one modal: the last one's drawing stays, in whichever order they come to draw."""

import asyncio

from bot.redraws import MOST_REMEMBERED, Redraws


async def test_the_last_click_draws_last_or_alone() -> None:
    redraws, drawn = Redraws(), list[str]()

    async def draws(name: str, at: float, after: asyncio.Event) -> None:
        await after.wait()
        async with redraws.turn("V1", at) as is_last:
            if is_last:
                await asyncio.sleep(0)
                drawn.append(name)

    first_may, second_may = asyncio.Event(), asyncio.Event()
    redraws.clicked("V1", 1.0)
    early = asyncio.create_task(draws("first", 1.0, first_may))
    first_may.set()
    await early
    redraws.clicked("V1", 3.0)
    redraws.clicked("V1", 2.0)  # the later click was quicker on its way
    late = asyncio.create_task(draws("second", 2.0, second_may))
    last = asyncio.create_task(draws("third", 3.0, first_may))
    await last
    second_may.set()
    await late
    assert drawn == ["first", "third"]
    for number in range(2 * MOST_REMEMBERED):
        redraws.clicked(f"V{number}", 1.0)
    async with redraws.turn("V1", 2.0) as is_last:
        assert is_last, "what is long past is forgotten"
