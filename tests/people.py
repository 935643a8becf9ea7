"""The cast. Always the same people, so that a story can be told in a line.

Ada mentors, in Amsterdam, in English. Bram looks for a mentor, in Amsterdam, in Dutch. Chen mentors from Singapore.
Dana looks for a mentor, in New York. Esra runs things and is a workspace admin. Finn is new.
"""

from playground.person import Person
from playground.records import User
from playground.server import Playground

CAST = (
    User(id="U0ADA", name="ada", real_name="Ada Admiraal", email="ada@example.com", title="Staff engineer",
         tz="Europe/Amsterdam", locale="en-GB"),
    User(id="U0BRAM", name="bram", real_name="Bram Bakker", email="bram@example.com", title="Developer",
         tz="Europe/Amsterdam", locale="nl-NL"),
    User(id="U0CHEN", name="chen", real_name="Chen Cheng", email="chen@example.com", title="Principal engineer",
         tz="Asia/Singapore", locale="en-US"),
    User(id="U0DANA", name="dana", real_name="Dana Doyle", email="dana@example.com", title="Product owner",
         tz="America/New_York", locale="en-US"),
    User(id="U0ESRA", name="esra", real_name="Esra Erdem", email="esra@example.com", title="People partner",
         tz="Europe/Amsterdam", locale="en-US", is_admin=True),
    User(id="U0FINN", name="finn", real_name="Finn Fischer", email="finn@example.com", title="",
         tz="Europe/Berlin", locale="de-DE"),
)  # fmt: skip


def enlist(playground: Playground) -> dict[str, Person]:
    """The cast, in the workspace, by first name in lower case."""
    people = {}
    for user in CAST:
        own = User(**{name: getattr(user, name) for name in vars(user)})
        playground.workspace.enlist(own)
        people[own.name] = playground.person(own.id)
    return people
