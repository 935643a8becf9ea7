"""A workspace with many members: a fifth of them mentors, with five topics each of 500."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert

from bench.slack import TEAM
from bot.domain.search.facts import Facts, day, folded, packed
from bot.domain.search.ranking import Standing, Weights, depth_merit
from bot.domain.times import HALF_DAYS
from bot.domain.topics import fold, starter_list
from models import Base, Member, MentorProfile, MentorTopic, Topic, TopicAlias, Workspace

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOPICS, EACH, MENTORS = 500, 5, 5
"""Topics in all, topics a mentor, and one mentor in so many members."""
ZONES = (
    *("Europe/Amsterdam",) * 8, *("Europe/London",) * 3, *("America/New_York",) * 4, "America/Los_Angeles",
    "America/Sao_Paulo", *("Asia/Kolkata",) * 3, "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
SPEAKS = (["en"], ["en", "nl"], ["nl"], ["en", "de"], ["en", "fr", "nl"], ["en", "hi"], ["fr"], ["en", "es"])
AT_ONCE = 20_000
Row = dict[str, Any]


def names() -> list[str]:
    """500 topics: the starter list first, and made-up crafts."""
    return [*starter_list(), *(f"Craft {number}" for number in range(TOPICS))][:TOPICS]


def slack_id(member: int) -> str:
    return f"U0CROWD{member}"


def plant(connection: Connection, count: int, seed: int = 7) -> None:
    """Fill an empty database with a workspace of `count` members, ids 1 to `count`, and its index."""
    chance = random.Random(seed)
    week = [sorted(chance.sample(HALF_DAYS, chance.randint(2, 8)), key=HALF_DAYS.index) for _ in range(40)]
    connection.execute(insert(Workspace), {"id": TEAM, "created_at": NOW})
    topics = list(enumerate(names(), 1))
    common = {"workspace_id": TEAM}
    connection.execute(
        insert(Topic), [{**common, "id": n, "name": name, "name_nl": name, "created_at": NOW} for n, name in topics]
    )
    connection.execute(
        insert(TopicAlias), [{**common, "id": n, "topic_id": n, "alias": fold(name)} for n, name in topics]
    )
    people = [_person(chance, number, week) for number in range(1, count + 1)]
    _fill(connection, Member, iter(people))
    profiles = [_profile(chance, number) for number in range(MENTORS, count + 1, MENTORS)]
    _fill(connection, MentorProfile, iter(profiles))
    _fill(connection, MentorTopic, _topics(chance, profiles, people))


def _person(chance: random.Random, number: int, week: Sequence[list[str]]) -> Row:
    return {
        "workspace_id": TEAM, "id": number, "slack_id": slack_id(number), "name": f"Person {number}",
        "title": f"Engineer {number % 900}" if chance.random() < 0.9 else "", "tz": chance.choice(ZONES),
        "speaks": chance.choice(SPEAKS), "availability": [] if chance.random() < 0.6 else chance.choice(week),
        "team": f"Team {chance.randrange(200)}", "level": chance.randint(1, 6), "joined_at": NOW, "created_at": NOW,
    }  # fmt: skip


def _profile(chance: random.Random, number: int) -> Row:
    capacity, answered = chance.randint(1, 5), chance.choice((0, 0, 1, 5, 20))
    words = chance.choice(("", "How we do it here", "What I learned in ten years of it, the mistakes above all"))
    return {
        "workspace_id": TEAM, "member_id": number, "passes_on": words, "capacity": capacity,
        "places_taken": chance.choice((0, 0, chance.randint(0, capacity))), "answered": answered,
        "answer_seconds": answered * chance.randint(600, 500_000),
        "last_active_at": NOW - timedelta(days=chance.expovariate(1 / 60)),
    }  # fmt: skip


def _topics(chance: random.Random, profiles: Sequence[Row], people: Sequence[Row]) -> Iterator[Row]:
    weights = Weights()
    for row in profiles:
        person = people[row["member_id"] - 1]
        merit = Standing(
            len(row["passes_on"]), len(person["title"]), row["places_taken"], row["capacity"], row["answered"],
            row["answer_seconds"],
        ).merit(weights)  # fmt: skip
        facts = Facts(
            frozenset(person["speaks"]), person["tz"], packed(person["availability"]), folded(person["team"]),
            person["level"], day(row["last_active_at"]), 0, False,
        )  # fmt: skip
        for place, topic in enumerate(chance.sample(range(1, TOPICS + 1), EACH)):
            strong = place == 0 and chance.random() < 0.5
            yield {
                "workspace_id": TEAM, "member_id": row["member_id"], "topic_id": topic, "strong": strong,
                "available": row["places_taken"] < row["capacity"], "facts": str(facts),
                "merit": merit + (depth_merit(weights) if strong else 0),
            }  # fmt: skip


def _fill(connection: Connection, table: type[Base], rows: Iterator[Row]) -> None:
    while chunk := list(islice(rows, AT_ONCE)):
        connection.execute(insert(table), chunk)
