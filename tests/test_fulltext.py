"""What mentors wrote is found by its words, in both languages, and nothing typed is ever syntax."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text, update

from bot.database import Sessions
from bot.domain import fulltext, leaving, members
from bot.domain.members import Person, Profile
from models import Member, MentorProfile
from playground.clock import Clock
from tests.test_topics import HERE, clock, db

__all__ = ["clock", "db"]

WROTE = {
    "U0ADA": ("Staff engineer", "Sizing a Kubernetes cluster, and running vergaderingen that end on time"),
    "U0BRAM": ("Financieel controleur", "Een begroting maken; financiële verslagen lezen. Naïeve fouten voorkomen"),
    "U0CHEN": ("Principal engineer", "Clusters of any size, negotiating with cloud vendors"),
}


async def mentors(db: Sessions, clock: Clock) -> None:
    async with db.begin() as session:
        for slack_id, (title, passes_on) in WROTE.items():
            member = await members.arrive(
                session, HERE, Person(slack_id=slack_id, name=slack_id, title=title), clock.now()
            )
            profile = Profile(
                mentor=True, mentee=False, mentor_topics=[1], passes_on=passes_on,
                hopes_to_learn="beekeeping", motivation="Secretly bored",
            )  # fmt: skip
            await members.join(session, member, profile, clock.now())


async def found(db: Sessions, words: str, limit: int = 10, workspace_id: str = HERE) -> list[tuple[str, float]]:
    async with db.begin() as session:
        rows = await fulltext.search(session, workspace_id, words, limit)
        names = await members.names(session, HERE, [member_id for member_id, _ in rows])
    return [(names[member_id].slack_id, round(share, 2)) for member_id, share in rows]


async def test_what_was_written_is_found_by_the_forms_of_its_words(db: Sessions, clock: Clock) -> None:
    await mentors(db, clock)
    assert {who for who, _ in await found(db, "how do I size clusters")} == {"U0ADA", "U0CHEN"}
    assert await found(db, "negotiate") == [("U0CHEN", 1.0)]
    assert await found(db, "vergadering") == [("U0ADA", 1.0)]
    assert await found(db, "financiele begrotingen") == [("U0BRAM", 1.0)]
    assert await found(db, "naïeve fout") == [("U0BRAM", 1.0)]
    assert await found(db, "kubernetes engineers") == [("U0ADA", 1.0), ("U0CHEN", 0.5)]
    assert await found(db, "engineer", limit=1) != []
    assert await found(db, "beekeeping") == []
    assert await found(db, "bored") == []
    assert await found(db, "how do I go about the") == []
    assert await found(db, "kubernetes", workspace_id="T0OTHER") == []


async def test_it_follows_every_change_and_who_leaves_is_out_of_it(db: Sessions, clock: Clock) -> None:
    await mentors(db, clock)
    async with db.begin() as session:
        ada, bram, chen = [await members.get(session, HERE, slack_id) for slack_id in WROTE]
        ada.title = "Beekeeper"
        await session.execute(
            update(MentorProfile).where(MentorProfile.member_id == chen.id).values(passes_on="Falconry", places_taken=1)
        )
        await leaving.leave(session, bram, clock.now())
    assert await found(db, "beekeepers") == [("U0ADA", 1.0)]
    assert await found(db, "falconry") == [("U0CHEN", 1.0)]
    assert await found(db, "vendors") == await found(db, "begroting") == []
    async with db.begin() as session:
        bram = await members.get(session, HERE, "U0BRAM")
        bram.left_at = None
        profile = Profile(mentor=True, mentee=False, mentor_topics=[1], passes_on="Begrotingen")
        await members.join(session, bram, profile, clock.now())
        await session.execute(delete(Member).where(Member.slack_id == "U0ADA"))
        await session.execute(delete(MentorProfile).where(MentorProfile.member_id == chen.id))
    assert await found(db, "begroting") == [("U0BRAM", 1.0)]
    async with db.begin() as session:
        assert await session.scalar(text("SELECT count(*) FROM mentor_words")) == 1


NASTY = [
    '"',
    "'",
    "*",
    "NEAR(a b)",
    "a AND",
    "title:x",
    "^a",
    "-a",
    "{title} : a",
    "a & !b",
    "(((",
    "\\",
    "a:*",
    "ſ",
    "_",
]


async def test_nothing_typed_is_syntax(db: Sessions, clock: Clock) -> None:
    await mentors(db, clock)
    for words in NASTY:
        assert await found(db, words) == [], words
        assert [who for who, _ in await found(db, "kubernetes " + words)] == ["U0ADA"], words


@pytest.mark.parametrize("word", ["kubernetes"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=60))
async def test_anything_can_be_typed(db: Sessions, word: str, typed: str) -> None:
    async with db.begin() as session:
        assert await fulltext.search(session, HERE, f"{typed} {word}", 3) == []
