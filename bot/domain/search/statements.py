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

MOST_TOPICS, MOST_DETAILED = 12, 12
"""Statements have so many places for topics and for mentors; those that are not needed hold 0, which no row has."""
PER_BAND = 32
"""How many of each band are looked at for a first page; bench/README.md says what is lost by that."""
EVERYBODY = 3000
"""How many are looked at where it must be everybody."""

WORKSPACE, SLACK_ID = bindparam("workspace", type_=String), bindparam("slack_id", type_=String)
ME = select(Member.id).where(Member.workspace_id == WORKSPACE, Member.slack_id == SLACK_ID).scalar_subquery()
NOW: ColumnElement[Any] = bindparam("now", type_=UTCDateTime())


class About(IntEnum):
    """What a row of ABOUT_ME says."""

    WHO = 0
    """number: my id; and who I am."""
    KEPT_APART = 1
    """number: somebody's id."""
    WANTS_TOPIC = 2
    """number: topic id."""


class Of(IntEnum):
    """What a row of ABOUT_THEM says of a mentor."""

    PERSON = 0
    TOPIC = 1
    """number: topic id; strong or not."""
    NETWORK = 2
    """words: the name of a network that the reader is in too."""
    OFFICE_HOUR = 3
    """at: when the first free one is."""


def _about_me() -> CompoundSelect[Any]:
    who = (
        Member.tz, Member.locale, Member.language, cast(Member.speaks, Text).label("speaks"),
        cast(Member.availability, Text).label("availability"), Member.team, Member.level,
    )  # fmt: skip
    nothing = [cast(null(), column.type) for column in who]
    apart = kept_apart(ME).subquery()
    return union_all(
        select(literal(About.WHO.value).label("kind"), Member.id.label("number"), *who).where(
            Member.workspace_id == WORKSPACE, Member.slack_id == SLACK_ID
        ),
        select(literal(About.KEPT_APART.value), apart.c[0], *nothing),
        select(literal(About.WANTS_TOPIC.value), MenteeTopic.topic_id, *nothing).where(MenteeTopic.member_id == ME),
    )


ABOUT_ME = _about_me()
"""All that a search must know of who searches."""

INDEXED = (MentorTopic.member_id, MentorTopic.topic_id, MentorTopic.merit, MentorTopic.strong, MentorTopic.facts)
"""Columns of ix_mentor_topics_find: a search reads nothing else of those whom it does not show."""
BEST_FIRST = (MentorTopic.merit.desc(), MentorTopic.member_id.desc())


def _best_of_bands() -> CompoundSelect[Any]:
    arms = (
        select(*INDEXED)
        .where(
            MentorTopic.workspace_id == WORKSPACE,
            MentorTopic.topic_id == bindparam("topic0", type_=Integer),
            MentorTopic.band == band,
            MentorTopic.available == true(),
        )
        .order_by(*BEST_FIRST)
        .limit(bindparam("per_band", type_=Integer))
        for band in range(BANDS)
    )
    return union_all(*(select(arm.subquery()) for arm in arms))


BEST_OF_BANDS = _best_of_bands()


def numbered(name: str, values: list[int], most: int) -> dict[str, int]:
    """Parameters name0, name1, ... for the places of a statement."""
    return {f"{name}{place}": values[place] if place < len(values) else 0 for place in range(most)}


def _places(name: str, most: int) -> list[ColumnElement[int]]:
    return [bindparam(f"{name}{place}", type_=Integer) for place in range(most)]


OFFERING = (
    select(*INDEXED)
    .where(
        MentorTopic.workspace_id == WORKSPACE,
        MentorTopic.topic_id.in_(_places("topic", MOST_TOPICS)),
        MentorTopic.available == true(),
    )
    .order_by(*BEST_FIRST)
    .limit(bindparam("most", type_=Integer))
)
"""Everybody who offers one of the topics, a row for each of them that they offer."""


@cache
def of_members(count: int) -> Select[*tuple[Any, ...]]:
    """The same of so many members, found by what they wrote: a row for each of their topics, whichever it is."""
    return select(*INDEXED).where(
        MentorTopic.workspace_id == WORKSPACE,
        MentorTopic.member_id.in_(_places("id", count)),
        MentorTopic.available == true(),
    )


@cache
def shown_to_me(count: int) -> Select[*tuple[Any, ...]]:
    """Those of so many members who share their profile with a network that ME is in."""
    seen = select(MentorProfile.member_id).join(Member, Member.id == MentorProfile.member_id)
    return seen.where(MentorProfile.member_id.in_(_places("id", count)), shows_to(ME))


def _about_them() -> CompoundSelect[Any]:
    ids = _places("id", MOST_DETAILED)
    theirs, mine = aliased(NetworkMember), aliased(NetworkMember)
    person = (
        Member.slack_id, Member.name, Member.title, Member.team, MentorProfile.passes_on, MentorProfile.capacity,
        MentorProfile.places_taken, MentorProfile.answered, MentorProfile.answer_seconds,
    )  # fmt: skip
    nobody = [cast(null(), column.type) for column in person]
    no_words, never = cast(null(), Text), cast(null(), UTCDateTime())
    office_hour = func.min(OfficeSlot.starts_at)
    return union_all(
        # Their ids come from the index, so they are of this workspace: said once more, SQLite would read all of it.
        select(
            literal(Of.PERSON.value).label("kind"), Member.id.label("member_id"), literal(0).label("number"),
            literal(0).label("strong"), no_words.label("words"), never.label("at"), *person,
        )
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.id.in_(ids), takes_mentees(NOW)),
        select(
            literal(Of.TOPIC.value), MentorTopic.member_id, MentorTopic.topic_id, cast(MentorTopic.strong, Integer),
            no_words, never, *nobody,
        ).where(MentorTopic.member_id.in_(ids)),
        select(
            literal(Of.NETWORK.value), theirs.member_id, Network.id, literal(0), cast(Network.name, Text), never,
            *nobody,
        )
        .join_from(theirs, mine, mine.network_id == theirs.network_id)
        .join(Network, Network.id == theirs.network_id)
        .where(mine.member_id == ME, theirs.member_id.in_(ids)),
        select(
            literal(Of.OFFICE_HOUR.value), OfficeSlot.mentor_id, func.count(), literal(0), no_words, office_hour,
            *nobody,
        )
        .where(
            OfficeSlot.mentor_id.in_(ids),
            func.coalesce(OfficeSlot.mentee_id, 0) == 0,
            OfficeSlot.withdrawn_at.is_(None),
            OfficeSlot.starts_at > NOW,
        )
        .group_by(OfficeSlot.mentor_id),
    )  # fmt: skip


ABOUT_THEM = _about_them()
"""Of those about to be shown: whoever can really be asked at this moment, and what to say of them."""

WITH_OFFICE_HOURS = select(OfficeSlot.mentor_id).where(
    OfficeSlot.workspace_id == WORKSPACE,
    OfficeSlot.mentee_id.is_(None),
    OfficeSlot.withdrawn_at.is_(None),
    OfficeSlot.starts_at > NOW,
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
