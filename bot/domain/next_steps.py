"""What somebody could do next: one or two suggestions, from what is missing. Decided here, worded in views/home.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.times import zone_of
from models import Member, MenteeProfile, MentorProfile, Pair

MOST = 2
PATIENT_FOR = 1
"""Days, as the calendar counts them: whoever has waited so long for an answer is suggested before anything else."""
STRONG_FROM = 4
"""With so many topics it helps to say which of them people come for."""


class Step(StrEnum):
    ANSWER = "answer"
    """Somebody waits for an answer."""
    BOOK = "book"
    """A pair has no next session."""
    PROFILE = "profile"
    """Something that joining asks is empty."""
    ABOUT = "about"
    """Something of "More about me" is empty."""
    FIND = "find"
    """A mentee without a mentor, who asks nobody."""
    OFFICE = "office"
    """A mentor with a free place offers no office hours."""
    NETWORKS = "networks"
    """They are in no network."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    step: Step
    person: Member | None = None
    pair_id: int = 0
    days: int = 0
    """How long they have waited."""
    missing: Sequence[str] = ()
    """Names of what is empty: 'passes_on', 'question', 'mentee_topics', 'team', 'level', 'strong'."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    member: Member
    now: datetime
    mentor: MentorProfile | None
    """None for whoever is no mentor at the moment; so with `mentee`."""
    mentee: MenteeProfile | None
    offers: int
    """How many topics they offer, and how many of these people come for."""
    strong: int
    has_wishes: bool
    """Whether they named a topic to learn."""
    longest_waiting: tuple[datetime, Member] | None
    """Who has waited longest for their answer, and since when."""
    to_book: Sequence[tuple[Pair, Member, datetime | None]]
    """Pairs without a session ahead, with when they last met."""
    has_talks: bool
    """Whether they offer office hours or have booked one."""
    looks: bool
    """Whether they have a mentor or have asked one."""


def suggestions(facts: Facts, *, networks: int) -> Sequence[Suggestion]:
    """The most useful ones, the most urgent first: people before forms."""
    found = [*_people(facts), *_forms(facts)]
    mentor = facts.mentor
    if mentor is not None and mentor.places_taken < mentor.capacity and not facts.has_talks:
        found.append(Suggestion(step=Step.OFFICE))
    if not networks:
        found.append(Suggestion(step=Step.NETWORKS))
    return found[:MOST]


def _people(facts: Facts) -> list[Suggestion]:
    found = []
    if facts.longest_waiting is not None:
        since, person = facts.longest_waiting
        zone = zone_of(facts.member)
        days = (facts.now.astimezone(zone).date() - since.astimezone(zone).date()).days
        if days >= PATIENT_FOR:
            found.append(Suggestion(step=Step.ANSWER, person=person, days=days))
    never = facts.now - timedelta(days=36_500)
    for pair, partner, _ in sorted(facts.to_book, key=lambda one: one[2] or never)[:1]:
        found.append(Suggestion(step=Step.BOOK, person=partner, pair_id=pair.id))
    if facts.mentee is not None and not facts.looks:
        found.append(Suggestion(step=Step.FIND))
    return found


def _forms(facts: Facts) -> list[Suggestion]:
    joining = []
    if facts.mentor is not None and not facts.mentor.passes_on:
        joining.append("passes_on")
    if facts.mentee is not None and not facts.mentee.question:
        joining.append("question")
    if facts.mentee is not None and not facts.has_wishes:
        joining.append("mentee_topics")
    more = [name for name, empty in (("team", not facts.member.team), ("level", not facts.member.level)) if empty]
    if facts.mentor is not None and facts.offers >= STRONG_FROM and not facts.strong:
        more.append("strong")
    steps = ((Step.PROFILE, joining), (Step.ABOUT, more))
    return [Suggestion(step=step, missing=missing) for step, missing in steps if missing]
