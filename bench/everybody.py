"""The ranking without any short cut: each mentor of a topic read from their own rows, and their points added up one by
one. What a search shows is compared with it."""

from typing import Any

import numpy as np
from sqlalchemy import Integer, Row, String, bindparam, select
from sqlalchemy.orm import aliased

from bench import crowd
from bench.slack import TEAM
from bot.domain.search.allowed import takes_mentees
from bot.domain.search.facts import day, folded
from bot.domain.search.query import PAGE, Part
from bot.domain.search.ranking import (
    HAS_PROFILE,
    PER_POINT,
    Standing,
    Weights,
    freshness_shares,
    hours_share,
    level_share,
    rotation_shares,
    team_share,
)
from bot.domain.search.rows import Rows
from bot.domain.search.weeks import together
from models import Member, MentorProfile, MentorTopic

ME = aliased(Member)
WHO = select(ME.id, ME.tz, ME.speaks, ME.availability, ME.team, ME.level).where(
    ME.workspace_id == TEAM, ME.slack_id == bindparam("slack_id", type_=String)
)
OFFERING = (
    select(
        Member.id, Member.tz, Member.speaks, Member.availability, Member.team, Member.level, Member.title,
        MentorProfile.passes_on, MentorProfile.places_taken, MentorProfile.capacity, MentorProfile.answered,
        MentorProfile.answer_seconds, MentorProfile.last_active_at, MentorTopic.strong,
    )
    .join(MentorProfile, MentorProfile.member_id == Member.id)
    .join(MentorTopic, MentorTopic.member_id == Member.id)
    .where(MentorTopic.topic_id == bindparam("topic", type_=Integer), takes_mentees(crowd.NOW))
)  # fmt: skip


async def first(rows: Rows, topic: int, who: int) -> list[int]:
    """Ids of those who belong on the first page."""
    (me,) = await rows.rows(WHO, {"slack_id": crowd.slack_id(who)})
    points = {
        mentor.id: _points(me, mentor) for mentor in await rows.rows(OFFERING, {"topic": topic}) if mentor.id != me.id
    }
    return sorted(points, key=lambda number: (-points[number], number))[:PAGE]


def _points(me: Row[Any], mentor: Row[Any]) -> float:
    weights, today = Weights(), day(crowd.NOW)
    standing = Standing(
        len(mentor.passes_on), len(mentor.title), mentor.places_taken, mentor.capacity, mentor.answered,
        mentor.answer_seconds,
    )  # fmt: skip
    mine, theirs = (Member(tz=person.tz, availability=person.availability) for person in (me, mentor))
    shares = {
        Part.TOPICS: 1.0,
        Part.DEPTH: float(mentor.strong),
        Part.LANGUAGE: float(bool({*me.speaks} & {*mentor.speaks})),
        Part.HOURS: hours_share(together(mine, theirs, crowd.NOW)),
        Part.TEAM: team_share(folded(me.team), folded(mentor.team)),
        Part.LEVEL: level_share(me.level, mentor.level),
        Part.FRESHNESS: float(freshness_shares(np.array([today - day(mentor.last_active_at)]))[0]),
        Part.ROTATION: float(rotation_shares(today, me.id, np.array([mentor.id]))[0]),
    }
    # The parts that the index keeps are rounded in it, to tenths of a point.
    passes_on, load, answers = standing.shares()
    kept = weights.passes_on * passes_on + weights.load * load + weights.answers * answers
    last = 0 if standing.is_empty else HAS_PROFILE
    return (
        sum(weights.of(part) * share for part, share in shares.items()) + (round(kept * PER_POINT) + last) / PER_POINT
    )
