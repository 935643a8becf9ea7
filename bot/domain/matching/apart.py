"""Matching in a process of its own: a solver holds the interpreter's lock for seconds, and a server must answer.

The process takes low priority, lives for one question and is killed when whoever asked is cancelled, so a timeout
(`asyncio.timeout`) costs nothing that stays.
"""

import asyncio
import os
import pickle
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from bot.domain.matching import solve as inside
from bot.domain.matching.errors import EngineFailed, Refused
from bot.domain.matching.flow import Engine
from bot.domain.matching.people import Duo, Person
from bot.domain.matching.plan import Match, Plan, Preview, SecondBest
from bot.domain.matching.programme import Programme

NICENESS = 10
FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "solve": inside.solve,
    "count": inside.count,
    "second_best": inside.second_best,
}


async def solve(
    people: Iterable[Person],
    programme: Programme,
    *,
    locked: Collection[Duo] = (),
    forbidden: Collection[Duo] = (),
    standing: Collection[Duo] = (),
    keep: int = 0,
    engine: Engine = "pylmcf",
) -> Plan:
    """See solve.solve."""
    chosen = {"locked": locked, "forbidden": forbidden, "standing": standing, "keep": keep, "engine": engine}
    plan: Plan = await _ask("solve", list(people), programme, **chosen)
    return plan


async def count(people: Iterable[Person], programme: Programme, *, forbidden: Collection[Duo] = ()) -> Preview:
    """See solve.count."""
    preview: Preview = await _ask("count", list(people), programme, forbidden=forbidden)
    return preview


async def second_best(
    people: Iterable[Person],
    programme: Programme,
    plan: Plan,
    match: Match,
    *,
    locked: Collection[Duo] = (),
    forbidden: Collection[Duo] = (),
    engine: Engine = "pylmcf",
) -> SecondBest:
    """See solve.second_best."""
    chosen = {"locked": locked, "forbidden": forbidden, "engine": engine}
    second: SecondBest = await _ask("second_best", list(people), programme, plan, match, **chosen)
    return second


async def _ask(function: str, *positional: object, **named: object) -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        # Both ends are ours: nothing from outside is unpickled.
        question = await asyncio.to_thread(pickle.dumps, (function, positional, named), pickle.HIGHEST_PROTOCOL)
        answer, complaint = await process.communicate(question)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise EngineFailed(f"matching ended with {process.returncode}: {complaint.decode(errors='replace')[-2000:]}")
    outcome = await asyncio.to_thread(pickle.loads, answer)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def main() -> None:
    """Answer the one question on standard input."""
    os.nice(NICENESS)
    function, positional, named = pickle.load(sys.stdin.buffer)
    outcome: object
    try:
        outcome = FUNCTIONS[function](*positional, **named)
    except (Refused, ValueError, EngineFailed) as error:
        outcome = error
    pickle.dump(outcome, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
