"""The rules and scores of the bench's round as somebody would write them who has numpy and nothing else to think of.

Just this round: everything is known of everybody, nobody has met before, nobody wishes for anybody. What the others are
given to solve.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

ROWS = 256
"""At once: more would not fit near the processor."""

Scored = tuple[Any, Any, Any]
"""Row i may have columns[starts[i]:starts[i + 1]], for the same places of scores."""


def scored(people: dict[str, Sequence[dict[str, Any]]]) -> Scored:
    """All pairs that the rules allow."""
    mentees, mentors = people["rows"], people["columns"]
    topics = {topic: place for place, topic in enumerate({topic for one in mentors for topic in one["offers"]})}
    seeks, offers = weights(mentees, "seeks", topics), weights(mentors, "offers", topics)
    sought = np.array([5 * sum(one["seeks"].values()) for one in mentees])
    weeks, hours = together([one["week"] for one in (*mentees, *mentors)])
    mine, theirs = weeks[: len(mentees)] * hours, weeks[len(mentees) :]
    spoken = sorted({language for one in (*mentees, *mentors) for language in one["languages"]})
    speaks, understands = (
        np.array([[language in one["languages"] for language in spoken] for one in some], np.float32)
        for some in (mentees, mentors)
    )
    names = {team: place for place, team in enumerate({one["team"] for one in (*mentees, *mentors)})}
    team, other = (np.array([names[one["team"]] for one in some], np.int32) for some in (mentees, mentors))
    level, above = (np.array([one["level"] for one in some], np.int32) for some in (mentees, mentors))
    points = np.array([{1: 500, 2: 500, 0: 250, 3: 250}.get(step, 125) for step in range(-10, 11)], np.int32)
    counts, columns, scores = [], [], []
    for first in range(0, len(mentees), ROWS):
        some = slice(first, first + ROWS)
        given = seeks[some] @ offers.T
        shared = mine[some] @ theirs.T
        allowed = (given > 0) & (shared >= 2) & (speaks[some] @ understands.T > 0) & (team[some, None] != other)
        row, column = np.nonzero(allowed)
        counts.append(np.bincount(row, minlength=allowed.shape[0]))
        score = 6000 * given[row, column].astype(np.int64) // sought[some][row]
        score += np.minimum(shared[row, column].astype(np.int64), 10) * 150
        score += points[above[column] - level[some][row] + 10]
        columns.append(column.astype(np.int32))
        scores.append((score + 1000).astype(np.int32))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    return starts, np.concatenate(columns), np.concatenate(scores)


def weights(people: Sequence[dict[str, Any]], what: str, topics: dict[str, int]) -> Any:
    vectors = np.zeros((len(people), len(topics)), np.float32)
    for row, one in enumerate(people):
        for topic, weight in one[what].items():
            if topic in topics:
                vectors[row, topics[topic]] = weight
    return vectors


def together(weeks: Sequence[int]) -> tuple[Any, Any]:
    """When each can meet, and the hours of each such time: quarters that are the same for everybody counted once."""
    raw = np.frombuffer(b"".join(week.to_bytes(84, "little") for week in weeks), np.uint8).reshape(len(weeks), 84)
    quarters, count = np.unique(np.packbits(np.unpackbits(raw, axis=1), axis=0), axis=1, return_counts=True)
    return np.unpackbits(quarters, axis=0, count=len(weeks)).astype(np.float32), (count / 4).astype(np.float32)
