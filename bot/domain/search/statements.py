"""The questions that a search asks the database. Built once: building one costs as much as asking it."""

from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
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

from bot.domain.search.allowed import kept_apart, shows_to, takes_mentees
from bot.domain.search.query import PAGE
from models import (
    IndexChange,
    Member,
    MenteeTopic,
    MentoringSession,
    MentorProfile,
    MentorTopic,
    Network,
    NetworkMember,
    OfficeSlot,
    Openness,
    Pair,
    SessionState,
)
from models.base import UTCDateTime
from models.searches import PORTRAIT, horizon

MOST_TOPICS = 12
MOST_CHECKED = 64
"""Statements have so many places for topics and for mentors; those that are not needed hold 0, which no row has."""

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
    CHANGED = 3
    """number: a mentor's id; of topic `topic`, by the transaction `turn`."""
    HORIZON = 4
    """number: transactions before it are over; turn: the oldest that is on record, the same when there is none."""
    REPAINTED = 5
    """number: the id of a mentor of whom others see something else, by the transaction `turn`."""
    MY_NETWORK = 6
    """number: its id; words: its name."""


class Of(IntEnum):
    """What a row of ABOUT_THEM says of a mentor."""

    PERSON = 0
    """offers: see OFFERS; networks: ids of those they are in, with commas between; or nothing."""
    OFFICE_HOUR = 1
    """at: when a free one is."""


Arms = Sequence[Select[*tuple[Any, ...]]]


def _about_me() -> Arms:
    who = (
        Member.tz, Member.locale, Member.language, cast(Member.speaks, Text).label("speaks"),
        cast(Member.availability, Text).label("availability"), Member.team, Member.level,
    )  # fmt: skip
    nothing = [cast(null(), column.type) for column in who]
    none, no_words = [literal(0).label("topic"), literal(0).label("turn")], cast(null(), Text).label("words")
    apart = kept_apart(ME).subquery()
    return (
        select(literal(About.WHO.value).label("kind"), Member.id.label("number"), *none, no_words, *who).where(
            Member.workspace_id == WORKSPACE, Member.slack_id == SLACK_ID
        ),
        select(literal(About.KEPT_APART.value), apart.c[0], *none, no_words, *nothing),
        select(literal(About.WANTS_TOPIC.value), MenteeTopic.topic_id, *none, no_words, *nothing).where(
            MenteeTopic.member_id == ME
        ),
        select(literal(About.MY_NETWORK.value), Network.id, *none, cast(Network.name, Text), *nothing)
        .join(NetworkMember, NetworkMember.network_id == Network.id)
        .where(NetworkMember.member_id == ME, Network.openness != Openness.DISCREET),
    )


def _changes(topics: int) -> Arms:
    """What has changed of so many topics in transactions from `since` on."""
    of = IndexChange.topic_id.in_(_places("topic", topics))
    here = select(IndexChange.turn).where(IndexChange.workspace_id == WORKSPACE)
    oldest = here.order_by(IndexChange.id).limit(1).scalar_subquery()
    return (
        _logged(About.CHANGED, of, "since"),
        select(literal(About.HORIZON.value), horizon(), literal(0), func.coalesce(oldest, horizon())),
    )


def _logged(kind: About, of: ColumnElement[bool], since: str) -> Select[*tuple[Any, ...]]:
    later = IndexChange.turn >= bindparam(since, type_=BigInteger)
    return select(
        literal(kind.value).label("kind"), IndexChange.member_id.label("number"),
        IndexChange.topic_id.label("topic"), IndexChange.turn.label("turn"),
    ).where(IndexChange.workspace_id == WORKSPACE, of, later)  # fmt: skip


@cache
def changes(topics: int) -> CompoundSelect[Any]:
    return union_all(*_changes(topics))


@cache
def about_me(topics: int = 0) -> CompoundSelect[Any]:
    """All that a search must know of who searches; with what has changed of so many topics, and of what others see of
    mentors from `painted` on, in the same answer."""
    arms = _about_me()
    if not topics:
        return union_all(*arms)
    silent = [cast(null(), column.type) for column in list(arms[0].selected_columns)[4:]]
    logged = [*_changes(topics), _logged(About.REPAINTED, IndexChange.topic_id == PORTRAIT, "painted")]
    return union_all(*arms, *(arm.add_columns(*silent) for arm in logged))


INDEXED = (MentorTopic.member_id, MentorTopic.topic_id, MentorTopic.merit, MentorTopic.strong, MentorTopic.facts)
"""Columns of ix_mentor_topics_find: a search reads nothing else of those whom it does not show."""


def numbered(name: str, values: Sequence[int], most: int) -> dict[str, int]:
    """Parameters name0, name1, ... for the places of a statement."""
    return {f"{name}{place}": values[place] if place < len(values) else 0 for place in range(most)}


def _places(name: str, most: int) -> list[ColumnElement[int]]:
    return [bindparam(f"{name}{place}", type_=Integer) for place in range(most)]


@cache
def offering(topics: int) -> Select[*tuple[Any, ...]]:
    """Everybody who offers one of so many topics, a row for each of them that they offer."""
    return select(*INDEXED).where(
        MentorTopic.workspace_id == WORKSPACE,
        MentorTopic.topic_id.in_(_places("topic", topics)),
        MentorTopic.available == true(),
    )


@cache
def offering_of(members: int) -> Select[*tuple[Any, ...]]:
    """The same of one topic and so many members."""
    return offering(1).where(MentorTopic.member_id.in_(_places("id", members)))


@cache
def of_members(count: int) -> Select[*tuple[Any, ...]]:
    """The same of so many members, found by what they wrote: a row for each of their topics, whichever it is."""
    return select(*INDEXED).where(
        MentorTopic.workspace_id == WORKSPACE,
        MentorTopic.member_id.in_(_places("id", count)),
        MentorTopic.available == true(),
    )


SHOWN_TO_ME = (
    select(MentorProfile.member_id)
    .join(Member, Member.id == MentorProfile.member_id)
    .where(MentorProfile.member_id.in_(_places("id", MOST_CHECKED)), shows_to(ME))
)
"""Those of some members who share their profile with a network that ME is in."""


OFFERS = (
    select(func.aggregate_strings(cast(MentorTopic.topic_id * 2 + cast(MentorTopic.strong, Integer), Text), ","))
    .where(MentorTopic.member_id == Member.id)
    .correlate(Member)
    .scalar_subquery()
)
"""Twice the id of each topic of a member, and one more if others come to them for it. A row for each of them would take
most of the time that such an answer takes."""
INSIDE = (
    select(func.aggregate_strings(cast(NetworkMember.network_id, Text), ","))
    .where(NetworkMember.member_id == Member.id)
    .correlate(Member)
    .scalar_subquery()
)


@cache
def about_them() -> CompoundSelect[Any]:
    """Of a page of mentors: whoever can really be asked at this moment, and what to say of them."""
    ids = _places("id", PAGE)
    person = (
        Member.slack_id, Member.name, Member.title, Member.team, Member.level, MentorProfile.passes_on,
        MentorProfile.capacity, MentorProfile.places_taken, MentorProfile.answered, MentorProfile.answer_seconds,
        OFFERS.label("offers"), INSIDE.label("networks"),
    )  # fmt: skip
    nobody, never = [cast(null(), column.type) for column in person], cast(null(), UTCDateTime())
    return union_all(
        # Their ids come from the index, so they are of this workspace: said once more, SQLite would read all of it.
        select(literal(Of.PERSON.value).label("kind"), Member.id.label("member_id"), never.label("at"), *person)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.id.in_(ids), takes_mentees(NOW)),
        select(literal(Of.OFFICE_HOUR.value), OfficeSlot.mentor_id, OfficeSlot.starts_at, *nobody).where(
            OfficeSlot.mentor_id.in_(ids),
            OfficeSlot.mentee_id.is_(None),
            OfficeSlot.withdrawn_at.is_(None),
            OfficeSlot.starts_at > NOW,
        ),
    )  # fmt: skip


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
