"""What others see of a mentor in results, and the portraits that a process remembers.

A page of results shows a few of the same people again and again. So their rows are read once, and from then on only of
those whom the log of changes names (models.IndexChange, with PORTRAIT for a topic), as topics are (remembered.py).
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.search import statements
from bot.domain.search.facts import Facts
from bot.domain.search.query import PAGE, Mentor, Offer, Way
from bot.domain.search.ranking import Standing
from bot.domain.search.rows import NEVER, Answers, Rows
from bot.domain.search.statements import About, Of, numbered
from models import Level

MOST = 40_000
"""Portraits that one process remembers, some four kilobytes each."""
MOST_OFFERS = 32
"""Ways to be looked for that a portrait remembers: two or three a topic, in either language."""
Named = tuple[tuple[int, str], ...]
"""Topics, each with its name in the reader's language."""


@dataclass(slots=True)
class Portrait:
    """A mentor who could be asked when this was read, and all that results say of them to anybody."""

    mentor: Mentor
    passes_on: str
    standing: Standing
    offers: Mapping[int, bool]
    """Ids of their topics, and whether others come to them for it."""
    networks: frozenset[int]
    office_hours: Sequence[datetime]
    """Free ones, the first first."""
    _made: dict[tuple[Any, ...], Offer] = field(default_factory=dict, compare=False, repr=False)

    def offer(self, way: Way, topics: Named, said: Facts, today: int) -> Offer:
        """What is said to those who look for these topics, which need not all be offered; the same object as the last
        time, if it is the same."""
        key = (way, topics, said.active, said.trained, today)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= MOST_OFFERS:
                self._made.clear()
            made = self._made[key] = self._offer(way, topics, said, today)
        return made

    def _offer(self, way: Way, topics: Named, said: Facts, today: int) -> Offer:
        shown = [(topic, name) for topic, name in topics if topic in self.offers]
        return Offer(
            mentor=self.mentor,
            way=way,
            topics=[name for _, name in shown],
            strong=[name for topic, name in shown if self.offers[topic]],
            other_topics=len(self.offers) - len(shown),
            free_places=self.standing.capacity - self.standing.taken,
            passes_on=self.passes_on,
            answers_within=self.answers_within,
            active_days=today - said.active,
            trained=said.trained >= today,
        )

    @property
    def answers_within(self) -> float | None:
        """Hours; None before the first answers."""
        said = self.standing
        return said.answer_seconds / said.answered / 3600 if said.answered else None

    def next_office_hour(self, now: datetime) -> datetime | None:
        return next((at for at in self.office_hours if at > now), None)


async def read(rows: Rows, common: Mapping[str, Any], members: Sequence[int]) -> dict[int, Portrait]:
    """Of up to a page of `members`, as they are at this moment; whoever cannot be asked is left out. `common`:
    parameters of every statement."""
    if not members:
        return {}
    hours: dict[int, list[datetime]] = {}
    people = []
    for row in await rows.rows(statements.about_them(), {**common, **numbered("id", members, PAGE)}):
        if row.kind == Of.PERSON:
            people.append(row)
        else:
            hours.setdefault(row.member_id, []).append(row.at)
    return {row.member_id: _portrait(row, sorted(hours.get(row.member_id, ()))) for row in people}


def _portrait(row: Any, office_hours: Sequence[datetime]) -> Portrait:
    return Portrait(
        mentor=Mentor(
            id=row.member_id,
            slack_id=row.slack_id,
            name=row.name,
            title=row.title,
            team=row.team,
            level=Level(row.level) if row.level else None,
        ),
        passes_on=row.passes_on,
        standing=Standing(
            len(row.passes_on), len(row.title), row.places_taken, row.capacity, row.answered, row.answer_seconds
        ),
        offers={offer >> 1: bool(offer & 1) for offer in sorted(_numbers(row.offers))},
        networks=frozenset(_numbers(row.networks)),
        office_hours=office_hours,
    )


def _numbers(text: str | None) -> Iterable[int]:
    return map(int, text.split(",")) if text else ()


@dataclass(slots=True)
class _Seen:
    """How far a workspace's changes were read."""

    since: int
    """Everything that happened in earlier turns is known."""
    times: int = 0
    """Counts the looks that found a change. What was read before such a look may be older than it."""


class Portraits:
    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int], Portrait] = OrderedDict()
        self._seen: dict[str, _Seen] = {}

    def since(self, workspace_id: str) -> int:
        """From which turn on changes are of interest."""
        seen = self._seen.get(workspace_id)
        return seen.since if seen else NEVER

    def notice(self, workspace_id: str, about: Answers) -> bool:
        """Forget whom `about`, rows of statements.about_me(), says to have changed. False when it does not say: then
        nobody's portrait is known to be right."""
        at = next((row for row in about if row.kind == About.HORIZON), None)
        if at is None:
            return False
        seen = self._seen.get(workspace_id)
        changed = [row.number for row in about if row.kind == About.REPAINTED]
        if seen is None or seen.since <= at.turn:
            changed = [number for workspace, number in self._known if workspace == workspace_id]
            seen = self._seen.setdefault(workspace_id, _Seen(NEVER))
            seen.times += 1
        for number in changed:
            self._known.pop((workspace_id, number), None)
        seen.since = at.number
        seen.times += bool(changed)
        return True

    async def of(self, rows: Rows, common: Mapping[str, Any], members: Sequence[int]) -> dict[int, Portrait]:
        """As read(), of what is remembered where it is; right as of the last notice()."""
        workspace_id, known = common["workspace"], self._known
        found: dict[int, Portrait] = {}
        missing = []
        for number in members:
            key = workspace_id, number
            one = known.get(key)
            if one is None:
                missing.append(number)
            else:
                found[number] = one
                known.move_to_end(key)
        if missing:
            seen = self._seen[workspace_id]
            times = seen.times
            fresh = await read(rows, common, missing)
            found |= fresh
            if seen.times == times:
                known.update({(workspace_id, number): one for number, one in fresh.items()})
            while len(known) > MOST:
                known.popitem(last=False)
        return found
