"""The questions that a search asks the database. Built once: building one costs as much as asking it.

For the first page of one topic the index hands over the best few of each band. Where more is wanted (several topics,
filters, later pages), everybody who offers the topics is looked at, up to a bound.
"""

from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    Subquery,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from bot.domain.search.allowed import kept_apart, shows_to, takes_mentees
from bot.domain.search.index import BANDS
from models import (
    Member,
    MenteeTopic,
    MentoringSession,
    MentorProfile,
    MentorTopic,
    Network,
    NetworkMember,
    OfficeSlot,
    Pair,
    SessionState,
)
from models.base import UTCDateTime

MOST_TOPICS, MOST_DETAILED = 12, 16
"""Statements have so many places for topics and for mentors; those that are not needed hold 0, which no row has."""
PER_BAND = 24
"""How many of each band are looked at for a first page; docs/ranking.md says what is lost by that (nothing seen)."""
EVERYBODY = 3000
"""How many are looked at where it must be everybody."""

ME, WORKSPACE = bindparam("me", type_=Integer), bindparam("workspace", type_=String)
NOW: ColumnElement[Any] = bindparam("now", type_=UTCDateTime())


class About(IntEnum):
    """What a row of ABOUT_ME says."""

    KEPT_APART = 0
    WANTS_TOPIC = 1


class Extra(IntEnum):
    """What a row of EXTRAS says of a mentor."""

    TOPIC = 0
    """number: topic id; strong or not."""
    NETWORK = 1
    """words: the name of a network that the reader is in too."""
    OFFICE_HOUR = 2
    """at: when the first free one is."""


def _about_me() -> CompoundSelect[Any]:
    apart = kept_apart(ME).subquery()
    wants = select(literal(About.WANTS_TOPIC.value), MenteeTopic.topic_id).where(MenteeTopic.member_id == ME)
    return union_all(select(literal(About.KEPT_APART.value).label("kind"), apart.c[0].label("number")), wants)


ABOUT_ME = _about_me()


def _scored(found: Subquery) -> Select[Any]:
    """What the ranking wants to know of the mentors of `found` (member_id, offered, strong) whom ME may ask."""
    return (
        select(
            Member.id,
            found.c.offered,
            found.c.strong,
            Member.tz,
            cast(Member.speaks, Text).label("speaks"),
            cast(Member.availability, Text).label("availability"),
            Member.team,
            Member.level,
            func.length(MentorProfile.passes_on).label("passes_on"),
            func.length(Member.title).label("title"),
            MentorProfile.places_taken,
            MentorProfile.capacity,
            MentorProfile.answered,
            MentorProfile.answer_seconds,
            MentorProfile.last_active_at,
            MentorProfile.trained_until,
        )
        .join_from(found, Member, Member.id == found.c.member_id)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.workspace_id == WORKSPACE, Member.id != ME, takes_mentees(NOW), shows_to(ME))
    )


def _best_of_bands() -> Select[Any]:
    arms = []
    for band in range(BANDS):
        arm = (
            select(
                MentorTopic.member_id, literal(1).label("offered"), cast(MentorTopic.strong, Integer).label("strong")
            )
            .where(
                MentorTopic.workspace_id == WORKSPACE,
                MentorTopic.topic_id == bindparam("topic0", type_=Integer),
                MentorTopic.band == band,
                MentorTopic.available == true(),
            )
            .order_by(MentorTopic.merit.desc(), MentorTopic.member_id.desc())
            .limit(bindparam("per_band", type_=Integer))
        )
        arms.append(select(arm.subquery()))
    return _scored(union_all(*arms).subquery())


BEST_OF_BANDS = _best_of_bands()


def numbered(name: str, values: list[int], most: int) -> dict[str, int]:
    """Parameters name0, name1, ... for the places of a statement."""
    return {f"{name}{place}": values[place] if place < len(values) else 0 for place in range(most)}


def _places(name: str, most: int) -> list[ColumnElement[int]]:
    return [bindparam(f"{name}{place}", type_=Integer) for place in range(most)]


def _offering() -> Select[Any]:
    offered = func.count().label("offered")
    found = (
        select(MentorTopic.member_id, offered, func.sum(cast(MentorTopic.strong, Integer)).label("strong"))
        .where(
            MentorTopic.workspace_id == WORKSPACE,
            MentorTopic.topic_id.in_(_places("topic", MOST_TOPICS)),
            MentorTopic.available == true(),
        )
        .group_by(MentorTopic.member_id)
        .order_by(offered.desc(), func.max(MentorTopic.merit).desc(), MentorTopic.member_id)
        .limit(bindparam("most", type_=Integer))
    )
    return _scored(found.subquery())


OFFERING = _offering()


@cache
def of_members(count: int) -> Select[Any]:
    """The mentors among so many members, found by what they wrote."""
    found = select(
        MentorProfile.member_id, literal(0).label("offered"), literal(0).label("strong")
    ).where(MentorProfile.member_id.in_(_places("id", count)))  # fmt: skip
    return _scored(found.subquery())


DETAILS = (
    select(Member.id, Member.slack_id, Member.name, Member.title, MentorProfile.passes_on)
    .join(MentorProfile, MentorProfile.member_id == Member.id)
    .where(Member.id.in_(_places("id", MOST_DETAILED)))
)


def _extras() -> CompoundSelect[Any]:
    ids = _places("id", MOST_DETAILED)
    theirs, mine = aliased(NetworkMember), aliased(NetworkMember)
    return union_all(
        select(
            literal(Extra.TOPIC.value).label("kind"),
            MentorTopic.member_id.label("member_id"),
            MentorTopic.topic_id.label("number"),
            cast(MentorTopic.strong, Integer).label("strong"),
            cast(null(), Text).label("words"),
            cast(null(), UTCDateTime()).label("at"),
        ).where(MentorTopic.member_id.in_(ids)),
        select(
            literal(Extra.NETWORK.value), theirs.member_id, Network.id, literal(0), Network.name, null()
        )
        .join_from(theirs, mine, mine.network_id == theirs.network_id)
        .join(Network, Network.id == theirs.network_id)
        .where(mine.member_id == ME, theirs.member_id.in_(ids)),
        select(
            literal(Extra.OFFICE_HOUR.value), OfficeSlot.mentor_id, func.count(), literal(0), null(),
            func.min(OfficeSlot.starts_at),
        )
        .where(OfficeSlot.mentor_id.in_(ids), OfficeSlot.mentee_id.is_(None), OfficeSlot.starts_at > NOW)
        .group_by(OfficeSlot.mentor_id),
    )  # fmt: skip


EXTRAS = _extras()

WITH_OFFICE_HOURS = select(OfficeSlot.mentor_id).where(
    OfficeSlot.workspace_id == WORKSPACE, OfficeSlot.mentee_id.is_(None), OfficeSlot.starts_at > NOW
)
BOOKED_MINUTES = (
    select(Pair.mentor_id, func.sum(MentoringSession.minutes).label("minutes"))
    .join(Pair, Pair.id == MentoringSession.pair_id)
    .where(
        MentoringSession.workspace_id == WORKSPACE,
        MentoringSession.state == SessionState.BOOKED,
        MentoringSession.starts_at > NOW,
        MentoringSession.starts_at < bindparam("until", type_=UTCDateTime()),
    )
    .group_by(Pair.mentor_id)
)
"""What mentors have booked from NOW until `until`, with those they are mentor of."""
