"""Who the people of a crowd are, and what kind of people they are."""

from dataclasses import dataclass
from random import Random

FIRST = (
    "Ada", "Amina", "Anouk", "Bram", "Carlos", "Chiara", "Daan", "Dilan", "Elif", "Emma", "Farid", "Femke", "Giulia",
    "Hana", "Hugo", "Ines", "Ivo", "Jana", "Joris", "Kofi", "Lars", "Leila", "Lotte", "Mateo", "Mei", "Milan", "Nadia",
    "Niels", "Noor", "Omar", "Petra", "Priya", "Ravi", "Rosa", "Sanne", "Sem", "Sofia", "Tariq", "Tess", "Viktor",
    "Wen", "Yara", "Yusuf", "Zoë",
)  # fmt: skip
LAST = (
    "Abels", "Akkerman", "Bakker", "Bos", "Castro", "Chen", "Dekker", "Demir", "Eriksen", "Fischer", "Garcia", "Haddad",
    "Hoekstra", "Ito", "Jansen", "Kaya", "Kumar", "Lopes", "Meijer", "Moreau", "Nowak", "Okafor", "Peters", "Rossi",
    "Sharma", "Silva", "Smit", "Tan", "Visser", "Weber", "Yilmaz",
)  # fmt: skip
PLACES = (
    *(("Europe/Amsterdam", "nl-NL"),) * 5, *(("Europe/Amsterdam", "en-US"),) * 4, ("Europe/London", "en-GB"),
    ("America/New_York", "en-US"), ("America/Sao_Paulo", "en-US"), ("Asia/Kolkata", "en-GB"),
    ("Asia/Singapore", "en-GB"), ("Australia/Sydney", "en-GB"),
)  # fmt: skip
"""Zones and languages, as often as they occur."""
JOBS = ("Engineer", "Designer", "Analyst", "Team lead", "Nurse", "Controller", "Recruiter", "Product owner", "")
TOPICS = (
    "Leadership", "Coaching", "Presenting", "Kubernetes", "Python", "Data analysis", "Negotiation",
    "Project management", "Strategy", "Accounting",
)  # fmt: skip
"""What people learn and teach; all of it is in every starter list."""


@dataclass(frozen=True)
class Temper:
    """What kind of person somebody is; shares are from 0 to 1."""

    answers: float
    """How many of the messages they react to at all."""
    keeps: float
    """How many of their appointments they keep, and what they think of people whom they have met."""
    hours: float
    """How long they usually take, in hours."""
    roams: float
    """How many days they look around on their own."""


@dataclass(frozen=True)
class Character:
    number: int
    name: str
    zone: str
    locale: str
    title: str
    temper: Temper
    passes_on: tuple[str, ...]
    """Topics; somebody without any is no mentor."""
    wants: tuple[str, ...]
    capacity: int
    looks: bool
    """Whether they ever look for a mentor: most join to see what comes."""
    arrives: int
    """The day on which they join."""
    goes: int
    """The day on which they leave the company."""
    silent_from: int
    """The day from which they look at nothing any more, and say so to nobody."""


def characters(count: int, days: int, random: Random) -> list[Character]:
    found = []
    for number in range(count):
        mentors = random.random() < 0.45
        wants = not mentors or random.random() < 0.2
        zone, locale = random.choice(PLACES)
        found.append(
            Character(
                number,
                f"{random.choice(FIRST)} {random.choice(LAST)}",
                zone,
                locale,
                random.choice(JOBS),
                Temper(
                    answers=random.betavariate(6, 2),
                    keeps=random.betavariate(6, 2),
                    hours=random.lognormvariate(1.2, 1),
                    roams=random.betavariate(1, 60),
                ),
                tuple(random.sample(TOPICS, random.randint(1, 3))) if mentors else (),
                tuple(random.sample(TOPICS, random.randint(1, 2))) if wants else (),
                random.randint(1, 3),
                random.random() < 0.4,
                min(days - 1, int(random.expovariate(1 / (days * 0.15)))),
                random.randrange(days) if random.random() < 0.08 else days + 1,
                random.randrange(days) if random.random() < 0.1 else days + 1,
            )
        )
    return found
