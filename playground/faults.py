"""What can go wrong between the workspace and the app, each to be switched on."""

from dataclasses import dataclass, field
from random import Random


@dataclass
class Faults:
    """Every fault is off at first; chances are from 0 (never) to 1 (always), drawn from the seeded ``random``."""

    random: Random = field(default_factory=lambda: Random(0))
    only: str = ""
    """The one Web API method that calls are struck in; empty is all of them."""
    rate_limits: bool = False
    """Answer 429 with Retry-After past a method's rate, by the workspace's clock."""
    too_many: float = 0
    """The chance that a Web API call is answered 429 with a Retry-After of two seconds and not carried out."""
    server_error: float = 0
    """The chance that a Web API call is answered 500 and not carried out."""
    drop_before: float = 0
    """The chance that the connection of a Web API call is cut before it is carried out."""
    drop_after: float = 0
    """The chance that the connection of a Web API call is cut after it was carried out: accepted, but not said so."""
    slow: float = 0
    """Real seconds that every Web API call waits before it is carried out."""
    no_cards: bool = False
    """Refuse the younger blocks card and carousel, as a workspace would that does not have them yet."""
    ack_lost: float = 0
    """The chance that the app's acknowledgement of an event is lost, so that the event is sent again."""

    def spares(self, method: str) -> bool:
        return self.only not in ("", method)

    def strikes(self, chance: float) -> bool:
        """Draws once; nothing is drawn for a fault that is off."""
        return chance > 0 and self.random.random() < chance
