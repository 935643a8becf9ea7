"""What happens, by a seed: who gets which messages, which calls fail and how, when workers are killed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Base,
    EndReason,
    Member,
    MentoringSession,
    Network,
    NetworkKind,
    Outbox,
    Pair,
    PairState,
    Request,
    RequestState,
    SessionState,
)
from models import Workspace as Team

TEAM = "TCHAOS"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Office hours for everybody, and still when the clock has jumped six hours."""
CHANNELS = 10
STEPS = ("uploaded", "completed")
"""Of a file, after which everything may stop."""
A_PAIR = 4
"""Messages for two people, who each get two."""
WITH_FILE = "session.calendar"
A_FILE_EVERY = 5
"""Of so many mentees one gets a calendar file under one of their messages."""


class Fault(StrEnum):
    """What Slack does with a call instead of answering."""

    TOO_MANY = "429"
    ERROR = "500"
    ERROR_ACCEPTED = "500, accepted"
    CUT = "cut"
    CUT_ACCEPTED = "cut, accepted"
    LATE = "cut, accepted later"
    HANG = "hangs"
    HANG_ACCEPTED = "hangs, accepted"


ACCEPTS = {Fault.ERROR_ACCEPTED, Fault.CUT_ACCEPTED, Fault.HANG_ACCEPTED}
CHANCES = {
    Fault.TOO_MANY: 0.01, Fault.ERROR: 0.005, Fault.ERROR_ACCEPTED: 0.005, Fault.CUT: 0.005, Fault.CUT_ACCEPTED: 0.01,
    Fault.LATE: 0.0025, Fault.HANG: 0.0025, Fault.HANG_ACCEPTED: 0.0025,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`speed` is how many seconds pass on Klik's and Slack's clocks in one real second."""

    seed: int
    messages: int
    workers: int
    kills: int = 12
    speed: float = 1.0
    hangs: bool = True

    @cached_property
    def killed_at(self) -> dict[int, int]:
        """After so many accepted messages this worker is killed, before it hears of the last one."""
        random = Random(f"{self.seed} kills")
        moments = random.sample(range(self.messages // 20, self.messages * 9 // 10), self.kills)
        return {moment: random.randrange(self.workers) for moment in sorted(moments)}

    @cached_property
    def with_file(self) -> set[str]:
        """The keys of the messages under which a file belongs."""
        return {str(row["id"]) for row in self.letters if row["kind"] == WITH_FILE}

    @cached_property
    def all_killed_at(self) -> set[tuple[str, int]]:
        """After so many files that were uploaded, or completed, all workers are killed, before they hear of it."""
        random = Random(f"{self.seed} files")
        counts = range(1, max(2, len(self.with_file)))
        return {(step, count) for step in STEPS for count in random.sample(counts, min(2, len(counts)))}

    @property
    def clock_jumps_at(self) -> int:
        return int(self.messages * Random(f"{self.seed} clock").uniform(0.3, 0.5))

    @property
    def database_goes_at(self) -> int:
        return int(self.messages * Random(f"{self.seed} database").uniform(0.6, 0.8))

    def fault(self, call: str, number: int) -> Fault | None:
        """What goes wrong with the `number`th attempt of a call, such as posting one message."""
        drawn = Random(f"{self.seed} {call} {number}").random()
        for fault, chance in CHANCES.items():
            if (drawn := drawn - chance) < 0:
                hanging = fault in (Fault.HANG, Fault.HANG_ACCEPTED)
                return Fault.CUT if hanging and not self.hangs else fault
        return None

    @cached_property
    def letters(self) -> list[dict[str, Any]]:
        """All planned messages, due within the first seconds. Every tenth pair's mentor has three nudges."""
        random = Random(f"{self.seed} letters")
        to_channels = self.messages // 20
        rows = [
            self._letter(random, "network.announced", ("network", number + 1), channel=f"C{number % CHANNELS}")
            for number in range(to_channels)
        ]
        for number in range(self.pairs):
            pair = number + 1
            mentor, mentee = 2 * number + 1, 2 * number + 2
            nagged = number % 10 == 0
            rows += [
                self._letter(
                    random, "mentor.pause?" if nagged else "request.withdrawn", ("request", pair), reader=mentor
                ),
                self._letter(random, "mentor.pause?", ("request", pair), reader=mentor, key="again"),
                self._letter(random, "pair.ended", ("pair", pair), reader=mentee),
                self._letter(random, WITH_FILE, ("session", pair), reader=mentee)
                if number % A_FILE_EVERY == 0
                else self._letter(random, "introduction.parted", ("pair", pair), reader=mentee),
            ]
            if nagged:
                rows.append(self._letter(random, "mentor.pause?", ("request", pair), reader=mentor, key="third"))
        random.shuffle(rows)
        return rows

    @property
    def pairs(self) -> int:
        return (self.messages - self.messages // 20) // A_PAIR

    @cached_property
    def one_too_many(self) -> dict[int, list[str]]:
        """The keys of the nudges of each reader who has three: one of them must wait for tomorrow."""
        by_reader: dict[int, list[str]] = {}
        for row in self.letters:
            if row["member_id"] is not None:
                by_reader.setdefault(row["member_id"], []).append(str(row["id"]))
        return {reader: keys for reader, keys in by_reader.items() if len(keys) > 2}

    @cached_property
    def expected(self) -> set[str]:
        """The keys of the messages that must arrive today, each once."""
        optional = {key for keys in self.one_too_many.values() for key in keys}
        return {str(row["id"]) for row in self.letters} - optional

    def _letter(
        self, random: Random, kind: str, about: tuple[str, int], *, reader: int | None = None,
        channel: str | None = None, key: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        subject = f"{about[0]}:{about[1]}"
        return {
            "id": UUID(int=random.getrandbits(128)), "key": f"{subject}:{kind}:{key}:{reader or channel}",
            "workspace_id": TEAM, "kind": kind, "member_id": reader, "channel_id": channel, "subject": subject,
            "subject_id": about[1], "params": {}, "due_at": TUESDAY, "next_at": TUESDAY, "state": "pending",
            "attempts": 0,
        }  # fmt: skip

    async def plant(self, session: AsyncSession) -> None:
        """Everything that the messages speak of, and the messages."""
        await session.execute(insert(Team), [{"id": TEAM, "name": "Chaos", "created_at": TUESDAY}])
        for table, rows in self._tables():
            for row in rows:
                row["workspace_id"] = TEAM
            for first in range(0, len(rows), 500):
                await session.execute(insert(table), rows[first : first + 500])

    def _tables(self) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
        people = range(1, 2 * self.pairs + 1)
        known = Random(f"{self.seed} known")
        yield Member, [
            {
                "id": number, "slack_id": f"U{number}", "name": f"Person {number}", "tz": "UTC", "locale": "en-GB",
                "joined_at": TUESDAY, "created_at": TUESDAY,
                "dm_channel": None if known.random() < 0.02 else f"D{number}",
            }
            for number in people
        ]  # fmt: skip
        pairs = range(1, self.pairs + 1)
        yield Request, [
            {
                "id": pair, "mentor_id": 2 * pair - 1, "mentee_id": 2 * pair, "question": "How do I size a cluster?",
                "state": RequestState.WITHDRAWN, "asked_at": TUESDAY, "expires_at": TUESDAY,
            }
            for pair in pairs
        ]  # fmt: skip
        yield Pair, [
            {
                "id": pair, "request_id": pair, "mentor_id": 2 * pair - 1, "mentee_id": 2 * pair,
                "state": PairState.ENDED, "rhythm_days": 14, "introduced_at": TUESDAY, "ended_at": TUESDAY,
                "end_reason": EndReason.LEFT,
            }
            for pair in pairs
        ]  # fmt: skip
        yield MentoringSession, [
            {
                "id": pair, "pair_id": pair, "is_introduction": False, "state": SessionState.BOOKED, "minutes": 60,
                "starts_at": TUESDAY + timedelta(days=2), "changed_at": TUESDAY, "revision": 1,
            }
            for pair in pairs
        ]  # fmt: skip
        yield Network, [
            {
                "id": number + 1, "name": f"Network {number}", "folded_name": f"network {number}",
                "kind": NetworkKind.OTHER, "challenge": "To learn", "created_at": TUESDAY,
            }
            for number in range(self.messages // 20)
        ]  # fmt: skip
        yield Outbox, [dict(row) for row in self.letters]
