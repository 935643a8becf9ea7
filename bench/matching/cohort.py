"""People of a made-up round: some topics that many seek, and mentors with one to three places for half of them."""

import random

from bot.domain.matching.people import Person
from bot.domain.matching.programme import Programme, Rules

TOPICS, ZONES, TEAMS = 200, 12, 20
MENTORS_A_MENTEE = 0.45
PROGRAMME = Programme(rules=Rules(least_hours=2, other_team=True))


def cohort(mentees: int, seed: int = 1, *, topics: int = TOPICS) -> list[Person]:
    """Mentees and the mentors for them: topics by Zipf's law, whole offices in one zone, working weeks with gaps."""
    draw = random.Random(f"{seed}/{mentees}")
    weights = [1 / (rank + 1) for rank in range(topics)]

    def chosen(least: int, most: int) -> dict[int | str, int]:
        return {
            topic: draw.randint(1, 5) for topic in draw.choices(range(topics), weights, k=draw.randint(least, most))
        }

    def week() -> int:
        start = draw.randrange(ZONES) * 2
        bits = 0
        for day in range(5):
            for half in (9, 13):
                if draw.random() < 0.7:
                    first = (day * 24 + half + start) % 168 * 4
                    bits |= ((1 << 16) - 1) << first
        return bits & ((1 << 672) - 1)

    people = []
    for number in range(mentees + round(mentees * MENTORS_A_MENTEE)):
        learns = number < mentees
        people.append(
            Person(
                id=f"{'e' if learns else 'm'}{number}",
                seeks=chosen(1, 4) if learns else {},
                offers={} if learns else chosen(2, 6),
                languages=frozenset(draw.sample(("en", "nl", "de", "fr"), draw.choice((1, 2, 2)))),
                week=week(),
                level=draw.randint(1, 4) if learns else draw.randint(2, 6),
                team=f"team {draw.randrange(TEAMS)}",
                has_goal=True,
                learns=learns,
                capacity=0 if learns else draw.randint(1, 3),
            )
        )
    return people
