"""How a pair is doing: a sum of four named parts, from facts alone. docs/health.md says the same to people.

A share says how well one part goes, from 0 to 1; its weight says how many points that is worth. Nothing here reads a
word that anybody typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from bot.domain.weights import read

MISSED_IN_A_ROW = 2
QUIET_DAYS = 21
GRACE_DAYS = 7
"""A pair that meets every four weeks is not quiet after three: its rhythm and a week count then."""
LOW = 2
"""Of 1-5: a pulse, or the usefulness of two sessions in a row as one of them says."""
IN_NEED = 40
"""A score below this is a signal of its own: several things are a little wrong."""
UNSAID = 1.0
"""The share of what nobody has said: silence is held against nobody."""


class Part(StrEnum):
    MEETING = "meeting"
    RHYTHM = "rhythm"
    PULSE = "pulse"
    USEFUL = "useful"


class Signal(StrEnum):
    MISSED = "missed"
    QUIET = "quiet"
    LOW_PULSE = "low_pulse"
    LOW_USE = "low_use"
    LOW_SCORE = "low_score"


class Cause(StrEnum):
    """What others may learn of a pair at risk: a class, never a fact about one of the two."""

    MEETING = "meeting"
    """They hardly get to meet."""
    WORTH = "worth"
    """It gives them less than they hoped."""
    HELP = "help"
    """One of them asked for help, and wants that to be known."""


CAUSES: Mapping[Signal, Cause] = {
    Signal.MISSED: Cause.MEETING,
    Signal.QUIET: Cause.MEETING,
    Signal.LOW_PULSE: Cause.WORTH,
    Signal.LOW_USE: Cause.WORTH,
    Signal.LOW_SCORE: Cause.WORTH,
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is looked at."""

    missed_in_a_row: int = 0
    """Sessions, the latest first."""
    quiet_days: int = 0
    """Since they last met, or became a pair, or went on after a pause; 0 while a session is booked."""
    rhythm_days: int = 14
    pulses: Sequence[int] = ()
    """The latest of each who has answered, 1-5, not older than 90 days."""
    useful: Sequence[float] = ()
    """Of each who rated their last two sessions: the mean, 1-5."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Points that each part is worth at most."""

    meeting: float = 35
    rhythm: float = 30
    pulse: float = 20
    useful: float = 15

    @classmethod
    def parse(cls, text: str) -> "Weights":
        """From words like "pulse=30 useful=0"; what is not named keeps its weight. Raises ValueError, in words."""
        found = cls(**read(cls, text, "health"))
        if not sum(getattr(found, field.name) for field in fields(cls)):
            raise ValueError("at least one part must be worth something")
        return found


def quiet_limit(rhythm_days: int) -> int:
    """Days without a talk from which a pair is quiet."""
    return max(QUIET_DAYS, rhythm_days + GRACE_DAYS)


def shares(facts: Facts) -> Mapping[Part, float]:
    """How well each part goes, 0-1."""
    limit = quiet_limit(facts.rhythm_days)
    late = max(0, facts.quiet_days - facts.rhythm_days)
    return {
        Part.MEETING: max(0.0, 1 - facts.missed_in_a_row / MISSED_IN_A_ROW),
        # Full within the rhythm, half at the limit, nothing when it is twice as late as that.
        Part.RHYTHM: max(0.0, 1 - late / (2 * (limit - facts.rhythm_days))),
        Part.PULSE: (min(facts.pulses) - 1) / 4 if facts.pulses else UNSAID,
        Part.USEFUL: (min(facts.useful) - 1) / 4 if facts.useful else UNSAID,
    }


def score(facts: Facts, weights: Weights) -> int:
    """0-100."""
    worth = {part: float(getattr(weights, part.value)) for part in Part}
    points = sum(worth[part] * share for part, share in shares(facts).items())
    return round(100 * points / sum(worth.values()))


def signals(facts: Facts, weights: Weights) -> Sequence[Signal]:
    """Why somebody should ask the two how it goes; none when all is well."""
    found = []
    if facts.missed_in_a_row >= MISSED_IN_A_ROW:
        found.append(Signal.MISSED)
    if facts.quiet_days >= quiet_limit(facts.rhythm_days):
        found.append(Signal.QUIET)
    if facts.pulses and min(facts.pulses) <= LOW:
        found.append(Signal.LOW_PULSE)
    if facts.useful and min(facts.useful) <= LOW:
        found.append(Signal.LOW_USE)
    if not found and score(facts, weights) < IN_NEED:
        found.append(Signal.LOW_SCORE)
    return found


def causes(codes: Sequence[str]) -> Sequence[Cause]:
    """The classes of these signals, without saying which."""
    known = [CAUSES[Signal(code)] for code in codes if code in set(Signal)]
    return list(dict.fromkeys(known))
