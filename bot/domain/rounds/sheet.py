"""The matches of a round as a table: out for who likes to look at them in a spreadsheet, and in again.

What comes in is checked line by line, all of it or nothing. A line that is new, or that says so, is held; a line that
is missing is no match any more, and whoever it was about is matched anew with as few other changes as can be.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rounds import standing
from models import Member, MentorProfile, Round, RoundKind, RoundMatch, RoundSignUp

COLUMNS = ("mentor", "mentor_name", "mentee", "mentee_name", "third", "third_name", "score", "locked")
"""The same in every language. `mentor`, `mentee` and `third` are Slack ids, which are what counts when it comes in."""
MOST_BYTES = 2_000_000
MOST_LINES = 20_000
MOST_ERRORS = 25
YES = frozenset(("yes", "ja", "y", "j", "x", "1", "true", "waar"))
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Line:
    number: int
    people: tuple[int, ...]
    locked: bool


@dataclass(frozen=True)
class Problem:
    line: int
    """As the spreadsheet counts them: the head is line 1. 0 is the file as a whole."""
    code: str
    value: str = ""


def written(shown: Iterable[standing.Shown], alone: Iterable[standing.Alone]) -> bytes:
    """UTF-8 with a mark at its head, by which Excel knows it. Who has nobody stands below, without a mentor."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for one in shown:
        people = [cell for member in one.people for cell in (member.slack_id, inert(member.name))]
        people += [""] * (6 - len(people))
        out.writerow([*people, one.row.score, "yes" if one.row.locked else ""])
    for left in alone:
        out.writerow(["", "", left.member.slack_id, inert(left.member.name), "", "", "", ""])
    return text.getvalue().encode("utf-8-sig")


def inert(name: str) -> str:
    return f"'{name}" if name.startswith(DANGEROUS) else name


async def read(session: AsyncSession, row: Round, content: bytes) -> tuple[Sequence[Line], Sequence[Problem]]:
    """The lines, or what is wrong with them: at most MOST_ERRORS, in the order of the file."""
    try:
        table = _table(content)
    except ValueError as error:
        return (), [Problem(0, str(error))]
    checking = _Checking(row, await _taking_part(session, row))
    for number, cells in table:
        checking.look(number, cells)
    return checking.lines, checking.problems[:MOST_ERRORS]


def _table(content: bytes) -> Sequence[tuple[int, Mapping[str, str]]]:
    """(line, cells by column). Raises ValueError with a code."""
    if len(content) > MOST_BYTES:
        raise ValueError("too_large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("not_text") from None
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)  # a spreadsheet writes what its country uses
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise ValueError("not_a_table") from None
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    if not {"mentor", "mentee"} <= set(names):
        raise ValueError("no_head")
    if len(rows) > MOST_LINES:
        raise ValueError("too_large")
    found = []
    for number, cells in enumerate(rows[1:], start=2):
        line = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        if line.get("mentor") or (line.get("locked") and any(line.values())):  # else it is empty, or somebody alone
            found.append((number, line))
    return found


@dataclass(frozen=True)
class _Known:
    member_id: int
    as_mentor: bool
    as_mentee: bool
    free: int


async def _taking_part(session: AsyncSession, row: Round) -> Mapping[str, _Known]:
    rows = await session.execute(
        select(Member.slack_id, RoundSignUp, MentorProfile.capacity, MentorProfile.places_taken)
        .join(RoundSignUp, RoundSignUp.member_id == Member.id)
        .outerjoin(MentorProfile, MentorProfile.member_id == Member.id)
        .where(RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at.is_(None))
    )
    return {
        slack_id: _Known(said.member_id, said.as_mentor, said.as_mentee, max(0, (capacity or 0) - (taken or 0)))
        for slack_id, said, capacity, taken in rows
    }


class _Checking:
    def __init__(self, row: Round, known: Mapping[str, _Known]) -> None:
        self._peers = row.kind is RoundKind.PEER
        self._known = known
        self._matched: dict[int, int] = {}
        self._load: Counter[int] = Counter()
        self.lines: list[Line] = []
        self.problems: list[Problem] = []

    def look(self, number: int, cells: Mapping[str, str]) -> None:
        names = [cells.get("mentor", ""), cells.get("mentee", ""), cells.get("third", "")]
        names = names if names[2] else names[:2]
        problem = self._problem(names)
        if problem is not None:
            self.problems.append(Problem(number, *problem))
            return
        people = [self._known[name] for name in names]
        for one in people if self._peers else people[1:]:
            self._matched[one.member_id] = number
        self._load[people[0].member_id] += 1
        locked = cells.get("locked", "").casefold() in YES
        self.lines.append(Line(number, tuple(one.member_id for one in people), locked))

    def _problem(self, names: Sequence[str]) -> tuple[str, str] | None:
        for name in names:
            if name not in self._known:
                return ("nobody", name) if name else ("empty", "")
        people = [self._known[name] for name in names]
        if len(set(names)) < len(names):
            return "oneself", names[0]
        if len(names) == 3 and not self._peers:
            return "no_threes", names[2]
        if not self._peers and not people[0].as_mentor:
            return "no_mentor", names[0]
        if not self._peers and not people[1].as_mentee:
            return "no_mentee", names[1]
        for one, name in zip(people, names, strict=True):
            if (self._peers or one is not people[0]) and one.member_id in self._matched:
                return "twice", f"{name} ({self._matched[one.member_id]})"
        if not self._peers and self._load[people[0].member_id] >= people[0].free:
            return "full", names[0]
        return None


async def apply(session: AsyncSession, row: Round, lines: Sequence[Line]) -> int:
    """Put these matches in the place of those that stood; how many are new. The caller holds the round."""
    stood = await standing.groups(session, row)
    wanted = {standing.together(row, line.people): line for line in lines}
    for people, rows in stood.items():
        for one in rows:
            if people in wanted:
                one.locked = wanted[people].locked
            else:
                await session.delete(one)
    await session.flush()
    new = [line for people, line in wanted.items() if people not in stood]
    for line in new:
        pairs = [line.people] if len(line.people) == 2 else standing.rows_of_three(line.people)
        session.add_all(
            RoundMatch(
                workspace_id=row.workspace_id, round_id=row.id, mentor_id=mentor_id, mentee_id=mentee_id,
                trio=min(line.people) if len(line.people) == 3 else 0, score=0, why={}, locked=True, by_hand=True,
            )
            for mentor_id, mentee_id in pairs
        )  # fmt: skip
    await session.flush()
    return len(new)
