"""What results say of a mentor is what holds, though a process remembers most of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bench import crowd
from bench.slack import TEAM
from bot.domain.search import portraits, statements
from bot.domain.search.portraits import Portrait
from bot.domain.search.query import PAGE
from bot.domain.search.remembered import shorten_log
from bot.domain.search.rows import Answers, Question, Rows
from bot.domain.search.statements import numbered
from bot.pooled import Borrowed
from models import IndexChange, Member, MentorProfile, MentorTopic, Network, NetworkKind, NetworkMember, OfficeSlot
from tests.test_remembered import Place, Undone, opened, place  # noqa: F401 (a fixture)

MENTORS = [number * crowd.MENTORS for number in range(1, PAGE + 1)]
COMMON = {"workspace": TEAM, "slack_id": crowd.slack_id(7), "now": crowd.NOW}


@dataclass
class Counting:
    """Rows that counts how often it was asked about mentors."""

    rows_: Rows
    asked: int = 0

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        self.asked += statement is statements.about_them()
        return await self.rows_.rows(statement, parameters)


async def recalled(place: Place, rows: Rows) -> dict[int, Portrait]:  # noqa: F811
    """As a search has them."""
    known = place.remembered.portraits
    since = {"since": 0, "painted": known.since(TEAM)}
    assert known.notice(TEAM, await rows.rows(statements.about_me(1), {**COMMON, **numbered("topic", [1], 1), **since}))
    return await known.of(rows, COMMON, MENTORS)


async def changed_at_random(place: Place, chance: random.Random, network: int) -> None:  # noqa: F811
    undone = chance.random() < 0.2
    try:
        async with place.db.begin() as session:
            for mentor in chance.sample(MENTORS, chance.choice((1, 2))):
                member, profile = await session.get_one(Member, mentor), await session.get_one(MentorProfile, mentor)
                slot = await session.scalar(select(OfficeSlot).where(OfficeSlot.mentor_id == mentor).limit(1))
                inside = await session.get(NetworkMember, (network, mentor))
                offer = await session.scalar(select(MentorTopic).where(MentorTopic.member_id == mentor).limit(1))
                match chance.randrange(11):
                    case 0:
                        member.name = f"Name {chance.random()}"
                    case 1:
                        member.title = chance.choice(("Nurse", "Baker"))
                    case 2:
                        profile.passes_on = chance.choice(("Ten years of it", "Ten years of IT"))
                    case 3:
                        profile.answered += 1
                    case 4 if inside is not None:
                        await session.delete(inside)
                    case 4:
                        session.add(
                            NetworkMember(workspace_id=TEAM, network_id=network, member_id=mentor, joined_at=crowd.NOW)
                        )
                    case 5 if slot is None:
                        later = crowd.NOW + timedelta(days=2)
                        session.add(OfficeSlot(workspace_id=TEAM, mentor_id=mentor, starts_at=later))
                    case 5 | 6 if slot is not None:
                        slot.mentee_id = None if slot.mentee_id else 7
                    case 7 if slot is not None:
                        slot.withdrawn_at = None if slot.withdrawn_at else crowd.NOW
                    case 8 if offer is not None:
                        await session.delete(offer)
                    case 9 if offer is not None:
                        offer.strong = not offer.strong
                    case _:  # past the session's objects
                        more = update(MentorProfile).where(MentorProfile.member_id == mentor)
                        await session.execute(more.values(capacity=MentorProfile.places_taken + 1))
            if undone:
                raise Undone
    except Undone:
        pass


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_changes_is_seen_and_what_does_not_is_not_read_again(place: Place, seed: int) -> None:  # noqa: F811
    chance, rows = random.Random(seed), Counting(place.rows)
    async with place.db.begin() as session:
        network = Network(
            workspace_id=TEAM, name="N", folded_name="n", kind=NetworkKind.OTHER, challenge="", created_at=crowd.NOW
        )
        session.add(network)
        await session.flush()
        number = network.id
        # Whoever cannot be asked is no portrait, and asked about each time.
        free = update(MentorProfile).where(MentorProfile.member_id.in_(MENTORS))
        await session.execute(free.values(capacity=MentorProfile.places_taken + 1))
    different = set()
    for _ in range(40):
        await changed_at_random(place, chance, number)
        if chance.random() < 0.7:
            found = await recalled(place, rows)
            assert found == await portraits.read(place.rows, COMMON, MENTORS)
            different.add(str(sorted(found.items())))
            asked = rows.asked
            assert await recalled(place, rows) == found
            # On PostgreSQL a change is new for as long as transactions of before it are under way, other tests' too.
            assert rows.asked == asked or isinstance(place.rows, Borrowed)
    assert len(different) > 10


async def test_a_shortened_log_and_a_forgotten_member_are_no_loss(place: Place) -> None:  # noqa: F811
    rows = Counting(place.rows)
    await recalled(place, rows)
    async with place.db.begin() as session:
        for mentor in MENTORS[:4]:
            (await session.get_one(Member, mentor)).name = "Somebody else"
    async with place.db.begin() as session:
        await shorten_log(session, keep=1)
        assert len((await session.scalars(select(IndexChange.id))).all()) == 1
    assert (await recalled(place, rows))[MENTORS[0]].mentor.name == "Somebody else"
    async with place.db.begin() as session:
        await session.execute(delete(Member).where(Member.id == MENTORS[1]))
    assert MENTORS[1] not in await recalled(place, rows)


async def test_what_was_read_before_a_change_is_not_remembered_after_it(postgres_url: str) -> None:
    """Two searches of one process: while the first reads a portrait, it changes, and the second takes notice."""
    async with opened(postgres_url) as place:  # noqa: F811

        class Overtaken(Counting):
            async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
                found = await super().rows(statement, parameters)
                if statement is statements.about_them() and self.asked == 1:
                    async with place.db.begin() as session:
                        (await session.get_one(Member, MENTORS[0])).name = "Somebody else"
                    await recalled(place, place.rows)
                return found

        rows = Overtaken(place.rows)
        # Everybody's log begins somewhere: what is noticed for the first time is no change.
        await recalled(place, rows)
        assert (await recalled(place, rows))[MENTORS[0]].mentor.name == "Somebody else"
