"""What a coordinator decides about a round: hard rules, what counts how much, and the thresholds of a pilot.

Stored as JSON with the round, read and checked here alone. How each of these becomes points: docs/rounds.md.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.matching.programme import Kind, Programme, Rule, Rules, Weights
from models import Network, Openness, RoundKind

KINDS: Mapping[RoundKind, Kind] = {
    RoundKind.MENTORING: Kind.MENTOR,
    RoundKind.REVERSE: Kind.REVERSE,
    RoundKind.PEER: Kind.PEER,
}
WEIGHS: Mapping[str, float] = {"not": 0, "little": 0.5, "normal": 1, "much": 2}
"""What people choose, and by what it multiplies the usual points of a part."""
EVENLY = 500
"""Points that a mentor's second mentee costs when mentors are to share the load."""


class Wanted(StrEnum):
    """A hard rule, as a box to tick."""

    TOPIC = "topic"
    LANGUAGE = "language"
    TEAM = "team"
    SENIOR = "senior"
    """The mentor stands a level or more above the mentee; in a reverse round it is the other way round anyway."""
    NEW = "new"
    """Not with whom one was in an earlier round or pair."""
    DISCREET = "discreet"
    FLOOR = "floor"
    """Raise the worst match as high as it goes: no rule of a pair, but decided beside them."""
    EVENLY = "evenly"


class Pilot(BaseModel):
    """What a pilot must reach to be continued as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meetings: int = Field(2, ge=1, le=12)
    """Sessions that a pair holds until the end, at least; the first talk counts."""
    pairs_meeting: int = Field(70, ge=10, le=100)
    """Percent of the pairs that hold so many."""
    useful: float = Field(3.5, ge=1, le=5)
    """The mean of "how useful", of both sides, 1 to 5."""
    learned: int = Field(60, ge=10, le=100)
    """Percent of those who gave feedback, on each side, who took something away."""


class Terms(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    wanted: frozenset[Wanted] = frozenset((Wanted.TOPIC, Wanted.LANGUAGE, Wanted.NEW, Wanted.FLOOR))
    least_hours: int = Field(0, ge=0, le=10)
    """A week in which both can meet."""
    weighs: dict[str, str] = Field(default_factory=dict)
    """By part (WEIGHED): one of WEIGHS; what is not there is normal."""
    pilot: Pilot | None = None

    @classmethod
    def usual(cls, kind: RoundKind) -> Self:
        """Of a round that is new. A reverse round has its team and level rules by itself."""
        return cls(wanted=frozenset((Wanted.TOPIC, Wanted.LANGUAGE, Wanted.NEW, Wanted.FLOOR)))

    def within(self, network: Network) -> Self:
        """A round of a discreet network never matches within one team or reporting line, whatever is ticked."""
        if network.openness is not Openness.DISCREET:
            return self
        return self.model_copy(update={"wanted": self.wanted | {Wanted.DISCREET}})

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        return cls.model_validate(stored)

    def stored(self) -> dict[str, Any]:
        """As JSON, the same for the same terms."""
        plain = self.model_dump(mode="json")
        return {**plain, "wanted": sorted(plain["wanted"])}

    def weight(self, part: str) -> str:
        return self.weighs.get(part, "normal")

    @property
    def heeds_wishes(self) -> bool:
        return self.weight(WISHES) != "not"

    def worth(self) -> dict[str, int]:
        """Points of each part at most, of those that are shown: wishes are nobody's to see."""
        usual = Weights()
        return {part: round(getattr(usual, part) * WEIGHS[self.weight(part)]) for part in PARTS}

    def _times(self, wish: int) -> int:
        return round(wish * WEIGHS[self.weight(WISHES)])

    def programme(self, kind: RoundKind) -> Programme:
        is_peer, usual = kind is RoundKind.PEER, Weights()
        rules = Rules(
            shared_topic=Wanted.TOPIC in self.wanted,
            shared_language=Wanted.LANGUAGE in self.wanted,
            least_hours=self.least_hours,
            other_team=Wanted.TEAM in self.wanted,
            least_step=1 if Wanted.SENIOR in self.wanted and not is_peer else None,
            no_repeats=Wanted.NEW in self.wanted,
            discreet=Wanted.DISCREET in self.wanted,
            unknown_passes=frozenset({Rule.LANGUAGE, Rule.HOURS, Rule.TEAM, Rule.LEVEL}),
        )
        return Programme(
            kind=KINDS[kind],
            rules=rules,
            weights=Weights(**self.worth(), wish=self._times(usual.wish), wished=self._times(usual.wished)),
            floor=Wanted.FLOOR in self.wanted,
            balance=EVENLY if Wanted.EVENLY in self.wanted and not is_peer else 0,
        )


PARTS = ("topics", "hours", "language", "level", "team")
"""What the score that is shown consists of, in the order of the form."""
WISHES = "wishes"
WEIGHED = (*PARTS, WISHES)
"""What a coordinator may weigh."""
