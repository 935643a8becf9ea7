"""What the composer offers when somebody types a slash: the manifest's commands and the words of their usage hints."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from playground.records import Json


@dataclass(frozen=True)
class Suggestion:
    """``text`` is put into the composer; ``hint`` names what is typed after it."""

    text: str
    hint: str
    description: str

    @property
    def inserted(self) -> str:
        return f"{self.text} " if self.hint else self.text


def suggestions(commands: Iterable[Json]) -> list[Suggestion]:
    """Each command, then each alternative of its usage hint: in "find WORDS | join" the words in capitals are typed."""
    found = []
    for command in commands:
        name, description = command["command"], command.get("description", "")
        found.append(Suggestion(name, "", description))
        for alternative in re.split(r"\s*\|\s*", command.get("usage_hint", "").strip()):
            literal = [word for word in alternative.split() if word == word.lower() and word[0].isalnum()]
            rest = alternative.split()[len(literal) :]
            if literal:
                found.append(Suggestion(" ".join([name, *literal]), " ".join(rest), ""))
    return found
