"""Guides that people read: for a first talk, for a session, for when it is stuck. One file a guide, bot/data/guides.

A file's name is the guide's id. It says on which `shelf` it stands and for `whom` it is, and then in each language its
title, a summary of a line and its parts; anyone can edit one without knowing the code:

    shelf: introduction
    whom: mentee            # mentor, mentee or both (which is what it is when nothing is said)
    order: 1                # on its shelf; those without come last, by their id
    fits: [quiet, meeting]  # signs (bot/domain/situations.py), and causes for when none was seen
    en:
      title: Your first talk
      summary: What it is for, what to ask, and what you can leave to the other.
      parts:
        - title: What it is for
          text: |
            • Slack's own marks work: *bold*, _slanted_. A bullet is the character •.
    nl: ...

What is wrong in a file is found when it is read, and by tests/test_guides.py.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parent / "data" / "guides"
Whom = Literal["mentor", "mentee", "both"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Part(_Strict):
    title: str = Field(min_length=1, max_length=100)
    text: str = Field(min_length=1, max_length=2500)
    """Mrkdwn of our own; &, < and > stand for themselves."""


class Words(_Strict):
    title: str = Field(min_length=1, max_length=75)
    summary: str = Field("", max_length=300)
    parts: tuple[Part, ...] = Field(min_length=1, max_length=20)


class Guide(_Strict):
    id: str
    shelf: str
    whom: Whom = "both"
    order: int = 1000
    fits: tuple[str, ...] = ()
    en: Words
    nl: Words

    def words(self, language: str) -> Words:
        return self.nl if language == "nl" else self.en


@cache
def library() -> dict[str, Guide]:
    """All guides by id, in their order. Raises ValueError for a file that is not as it should be."""
    found = [
        Guide.model_validate({"id": path.stem, **yaml.safe_load(path.read_text("utf-8"))})
        for path in FOLDER.glob("*.yaml")
    ]
    return {guide.id: guide for guide in sorted(found, key=lambda guide: (guide.shelf, guide.order, guide.id))}


def shelf(name: str, whom: Whom = "both") -> Sequence[Guide]:
    """Guides of one shelf, in order: all of them, or those that a mentor or a mentee can use."""
    fitting = {"both", whom} if whom != "both" else {"both", "mentor", "mentee"}
    return [guide for guide in library().values() if guide.shelf == name and guide.whom in fitting]


def guide(guide_id: str) -> Guide | None:
    return library().get(guide_id)
