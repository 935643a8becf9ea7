"""What the next round can learn from one that is over: the formula of docs/rounds.md, and where it shows."""

from collections.abc import Sequence

import pytest

from bot.domain.rounds import learning
from bot.domain.rounds.learning import Fared, Learned, Seen
from bot.domain.rounds.terms import Pilot
from models import Round, RoundKind, RoundState
from tests.hands import modal
from tests.test_networks import start_network
from tests.test_rounds import page_of
from tests.world import World, says


def pairs(shares: Sequence[float], *, held: int = 2, useful: float | None = 4.0) -> list[Fared]:
    return [Fared(held=held, useful=useful, shares={"hours": share, "team": 0.5}) for share in shares]


GOOD, LESS = [0.8, 0.9] * 5, [0.4, 0.5] * 5


@pytest.mark.parametrize(
    ("fared", "hours"),
    [
        (pairs(GOOD) + pairs(LESS, held=1), 1),
        (pairs(GOOD) + pairs(LESS, useful=3.0), 1),
        (pairs(LESS) + pairs(GOOD, held=0, useful=None), -1),
        (pairs(GOOD) + pairs([0.78, 0.75] * 5, held=1), 0),  # less than a tenth
        (pairs([1.0] * 6 + [0.3] * 4) + pairs([1.0] * 4 + [0.3] * 6, held=1), 0),  # no more than chance does
        (pairs(GOOD[:9]) + pairs(LESS, held=1), None),
        (pairs(GOOD) + pairs(LESS[:9], held=1), None),
        (pairs(GOOD) + pairs(LESS, useful=None), None),  # they met and said nothing: neither side
        ([], None),
    ],
)
def test_only_a_difference_that_is_large_and_sure_moves_a_weight_and_only_of_enough_pairs(
    fared: list[Fared], hours: int | None
) -> None:
    found = learning.learned(fared, Pilot())
    if hours is None:
        assert (found.worked, found.others, found.parts) == (0, 0, {}), "nothing is told of so few"
        return
    assert (found.worked, found.others) == (10, 10)
    assert (found.parts["hours"].move, found.parts["team"].move) == (hours, 0)


@pytest.mark.parametrize(
    ("weight", "steps", "to"),
    [("normal", 1, "much"), ("much", 1, "much"), ("little", -1, "little"), ("much", -1, "normal"), ("not", 1, "not")],
)
def test_a_weight_moves_one_step_within_bounds(weight: str, steps: int, to: str) -> None:
    assert learning.moved(weight, steps) == to


async def test_the_next_rounds_rules_show_it_and_its_coordinator_takes_it_or_leaves_it(world: World) -> None:
    esra = world.esra
    await start_network(world, esra)
    seen = {"hours": Seen(worked=0.72, others=0.48, move=1), "topics": Seen(worked=0.6, others=0.62, move=0)}
    await before(world, Learned(meetings=2, useful=3.5, worked=34, others=21, parts=seen))
    await new_round(world)
    said = modal(esra)
    assert "What Autumn round teaches" in said
    assert "*34* pairs met at least 2 times and found it useful (3.5 of 5 or more), *21* did not" in said
    assert "▲ Hours in which both can meet: 72 %, the others 48 %" in said
    assert "• What one wants to learn and the other knows: 60 %, the others 62 %" in said

    # Left alone, nothing changes; ticked, it goes before what is chosen above
    assert await esra.submit() == {}
    assert await esra.submit() == {}
    assert "otherwise than usual" not in modal(esra)
    await esra.click("Rules …")
    await world.settle()
    await esra.click("Hours in which both can meet: a lot")
    assert await esra.submit() == {}
    assert await esra.submit() == {}
    await esra.close()
    page = await page_of(world, 2)
    assert "Hours in which both can meet: a lot" in says(esra, page)
    await esra.click("Rules …", within=page)
    await world.settle()
    assert "Nothing of it is large and sure enough" in modal(esra)
    await esra.close()


async def before(world: World, learned: Learned) -> None:
    """A round of Esra's network that is over, with what it taught."""
    now = world.clock.now()
    async with world.klik.runtime.db.begin() as session:
        session.add(
            Round(
                workspace_id=world.playground.workspace.team_id, number=1, network_id=1, name="Autumn round",
                kind=RoundKind.MENTORING, state=RoundState.CLOSED, terms={}, closes_at=now, ends_on=now.date(),
                created_at=now, released_at=now, closed_at=now, result={"learned": learned.model_dump(mode="json")},
            )
        )  # fmt: skip


async def new_round(world: World) -> None:
    """Esra at the second form of a new round."""
    await world.esra.command("/mentor round new")
    await world.esra.type("round_name", "Spring round")
    assert await world.esra.submit() == {}
    await world.settle()
