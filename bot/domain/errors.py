"""What can go wrong, as data. handlers/errors.py turns each into a sentence in the reader's language."""

from dataclasses import dataclass
from datetime import datetime


class DomainError(Exception):
    """A decision that the rules refuse. Nothing was changed."""


@dataclass
class NotFound(DomainError):
    """It never existed, is another workspace's, or is none of this person's business: all three look the same."""

    what: str


class NotJoined(DomainError):
    """They are not a member of the mentoring programme yet."""


class IsSelf(DomainError):
    pass


@dataclass
class MentorUnavailable(DomainError):
    mentor: str
    """Slack id."""


@dataclass
class MentorIsFull(DomainError):
    mentor: str


@dataclass
class AlreadyAsked(DomainError):
    mentor: str


@dataclass
class AlreadyPaired(DomainError):
    mentor: str


@dataclass
class InOneLine(DomainError):
    """One of the two reports to the other, at some distance."""

    other: str


@dataclass
class TooManyRequests(DomainError):
    limit: int


@dataclass
class TooManySaved(DomainError):
    """Saved searches."""

    limit: int


@dataclass
class TooManyWaits(DomainError):
    """Mentors waited for."""

    limit: int


@dataclass
class TooManyNotes(DomainError):
    """In the thread of a request, one after another by the same side."""

    limit: int


@dataclass
class AlreadyAnswered(DomainError):
    """The request is no longer open."""

    state: str


class NoPlaceLeft(DomainError):
    """The mentor's own places are all taken."""


@dataclass
class SessionGone(DomainError):
    """The session is not what the button says any more."""

    state: str
    starts_at: datetime | None = None


class OfficeHourGone(DomainError):
    """Somebody else was quicker, or it is not offered any more."""


@dataclass
class TooManyOfficeHours(DomainError):
    limit: int


class SlotPassed(DomainError):
    """The proposed time lies in the past."""


class SlotTaken(DomainError):
    """One of the two has another session at that time."""


class PairEnded(DomainError):
    pass


class GroupGone(DomainError):
    """It is full, has ended, or is not for this person."""


class NotYetAPair(DomainError):
    """They are getting to know each other: whether it clicked comes first."""


class AgreementGone(DomainError):
    """There is nothing to sign: another version has taken its place, or it is one's own."""


class AgreementMoved(DomainError):
    """The other has proposed a text meanwhile, which comes first to be read."""


@dataclass
class TooManyItems(DomainError):
    """In a workbook, or in what is usually passed on about a topic."""

    limit: int


@dataclass
class LastLead(DomainError):
    """A network would be left without anybody who leads it."""

    network: str


@dataclass
class NotInNetwork(DomainError):
    """Somebody is to have a role in a network that they have not joined."""

    member: str
    """Slack id."""
    network: str


@dataclass
class NameTaken(DomainError):
    name: str


@dataclass
class NotAllowed(DomainError):
    """None of the person's roles allows it. `what` is the name of the permission (bot/domain/access.py)."""

    what: str


@dataclass
class TooOften(DomainError):
    """One person did an expensive thing many times in a short while."""

    seconds: int
    """Until they may again."""


@dataclass
class InvalidInput(DomainError):
    """Something typed cannot be used. `field` is the form's field, `problem` a code that errors.py puts in words."""

    field: str
    problem: str


@dataclass
class RoundMoved(DomainError):
    """The round has gone on meanwhile, or is not there yet: this cannot be done in its state."""

    state: str


@dataclass
class RoundForMembers(DomainError):
    """A round that is for the members of its network alone."""

    network: str


class RoundIsBusy(DomainError):
    """A matching is under way; one at a time."""


class MatchGone(DomainError):
    """The match on the screen is not there any more: it was matched anew, or somebody has withdrawn."""
