"""A local Slack workspace: a strict stand-in for Slack over real HTTP and WebSocket, for one app and many people.

It knows nothing of the app in it: an app talks to it with its own Slack SDK and is told where it is by one address.
"""

from playground.clock import Clock
from playground.person import Person
from playground.reading import text_of
from playground.server import Playground
from playground.street import Address, Street
from playground.workspace import Workspace

__all__ = ["Address", "Clock", "Person", "Playground", "Street", "Workspace", "text_of"]
