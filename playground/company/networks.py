"""The networks: who starts them, and who joins them when. Days are working days from the first of the story on."""

from collections.abc import Mapping
from dataclasses import dataclass

HANDLES = tuple[str, ...]


@dataclass(frozen=True)
class NetworkStart:
    name: str
    channel: str
    kind: str
    challenge: str
    lead: str
    day: int
    members: Mapping[int, HANDLES]
    """Who joins on which day."""


NETWORKS = (
    NetworkStart(
        "Women in Tech", "women-in-tech", "diversity",
        "One in four of our engineers is a woman, and one in twelve of our leads. Every woman here should have "
        "somebody two steps ahead to ask: about the next role, the salary talk, the meeting where nobody listens. "
        "Everybody who wants to help is welcome.",
        "lena", 1,
        {
            1: ("nia", "priya", "zoe"), 2: ("yasmin", "ines", "weiling"), 3: ("kavya", "grace", "hannah"),
            4: ("noor", "sharon"), 6: ("beatriz", "siti"), 9: ("esmee",), 13: ("sanne",),
        },
    ),
    NetworkStart(
        "Engineering Guild", "engineering-guild", "job_role",
        "What we know about clusters, migrations and incidents sits in a few heads and a few offices. Whoever has done "
        "it passes it on to whoever is about to.",
        "thijs", 10,
        {
            10: ("bram", "nia", "jonas"), 11: ("malik", "rafael", "daan", "marcus"), 12: ("willem", "piotr", "arjun"),
            14: ("rachid", "tiago"), 16: ("priya", "zoe"), 21: ("ines",),
        },
    ),
    NetworkStart(
        "Returners", "returners", "returners",
        "Coming back after parental leave, illness or years of caring: the work has moved on, and nobody tells you "
        "what changed. Whoever has been through it helps whoever is in it.",
        "anouk", 20,
        {
            20: ("lotte", "noor"), 21: ("ruth", "grace", "kenji"), 22: ("yasmin", "ahmed", "chloe"),
            25: ("weiling", "aylin"), 30: ("sharon",),
        },
    ),
)  # fmt: skip

ON_THEIR_OWN = {5: ("oliver",), 7: ("diego",)}
"""Who joins the programme without any network, and when."""
