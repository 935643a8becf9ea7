"""A whole world for a story: a local workspace, Klik beside it on a real database, people, and a clock that waits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Klik, create_app
from bot.config import load_settings
from bot.domain.search import index
from bot.tracing import Tracing
from models import MentorProfile, Outbox, OutboxState
from playground.clock import Clock
from playground.hosting import Host
from playground.person import Person
from playground.records import Message, View
from playground.server import Playground
from tests.people import enlist

MANIFEST = Path(__file__).parents[1] / "app.yaml"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten in the morning in Amsterdam, four at night in New York, five in the afternoon in Singapore."""

PATIENCE = 60.0
"""Real seconds that the workspace waits for an answer: stories say what happens, bench/ says how fast."""


@dataclass(kw_only=True)
class World:
    playground: Playground
    klik: Klik
    clock: Clock
    people: dict[str, Person]
    via: str

    def __getattr__(self, name: str) -> Person:
        """`world.ada` and everybody else of the cast."""
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    async def settle(self) -> None:
        """Everything that is due now happens; messages in one conversation follow each other within seconds."""
        await self.playground.settled()
        await self.klik.schedule.run_due()
        await self.passes(minutes=0.1)
        await self.playground.settled()

    async def passes(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Time goes by, and what becomes due on the way is done at its own moment."""
        until = self.clock.now() + timedelta(days=days, hours=hours, minutes=minutes)
        await self.klik.schedule.live_until(until, self.clock.travel_to)
        await self.playground.settled()

    async def joins(
        self,
        person: Person,
        *,
        mentor: str | tuple[str, ...] = (),
        mentee: str | tuple[str, ...] = (),
        passes_on: str = "",
        capacity: int | None = None,
    ) -> None:
        """Join through the form, in English or Dutch as the person reads it."""
        mentor_topics = (mentor,) if isinstance(mentor, str) else mentor
        mentee_topics = (mentee,) if isinstance(mentee, str) else mentee
        await person.command("/mentor join")
        sides = [name for name, wanted in (("Mentor", mentor_topics), ("Mentee", mentee_topics)) if wanted]
        await person.choose("profile_sides", *sides)
        if mentor_topics:
            await person.choose("topics:mentor_topics", *mentor_topics)
            if passes_on:
                await person.type("passes_on", passes_on)
            if capacity is not None:
                await person.choose("capacity", str(capacity))
        if mentee_topics:
            await person.choose("topics:mentee_topics", *mentee_topics)
        assert await person.submit() == {}
        await person.close()


@asynccontextmanager
async def open_world(
    database_url: str, *, via: str = "http", at: datetime = TUESDAY, tracing: Tracing | None = None, **also: Any
) -> AsyncIterator[World]:
    """`via` is "http" or "socket"; `also` are more settings. The violations of the whole story must be none, which
    leaving checks."""
    clock = Clock(at, running=False)
    async with Playground(MANIFEST, clock=clock, patience=PATIENCE) as playground:
        people = enlist(playground)
        settings = load_settings(
            _env_file=None,
            slack_bot_token=playground.bot_token,
            slack_signing_secret=playground.signing_secret if via == "http" else None,
            slack_app_token=playground.app_token if via == "socket" else None,
            slack_api_url=playground.api_url,
            database_url=database_url,
            **also,
        )
        async with create_app(settings, clock.now, tracing) as klik:
            world = World(playground=playground, klik=klik, clock=clock, people=people, via=via)
            if via == "socket":
                async with klik.socket():
                    yield world
            else:
                async with Host(klik.web) as host:
                    playground.request_url = f"{host.url}/slack/events"
                    yield world
            await playground.settled()
            async with klik.runtime.db.begin() as session:
                cancelled = select(Outbox.kind).where(Outbox.state == OutboxState.CANCELLED, Outbox.why.is_(None))
                assert (await session.scalars(cancelled)).all() == [], "messages were withdrawn and nobody knows why"
                assert await session.run_sync(what_the_index_has_wrong) == 0, "the index was not kept in step"
            assert playground.workspace.violations == [], playground.workspace.violations


def what_the_index_has_wrong(session: Session) -> int:
    """Rows of the search's index that say something else than their mentors' own rows: no story may leave any."""
    return index.refresh(session, session.scalars(select(MentorProfile.member_id)).all())


def last(person: Person) -> Message:
    """The newest direct message of the bot."""
    return person.direct_messages[-1]


def says(person: Person, thing: Message | View | None = None) -> str:
    """Everything readable on `thing`, or on the newest direct message."""
    return person.reads(thing if thing is not None else last(person))
