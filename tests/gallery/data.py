"""What the gallery draws with: rows and figures as short or as long as they can be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.about import About
from bot.domain.audit import CODES, Noted, Page
from bot.domain.calendar.appointments import Appointment
from bot.domain.dashboard import (
    MOST_PAIRS,
    MOST_QUESTIONS,
    MOST_REQUESTS,
    MOST_SESSIONS,
    MOST_TALKS,
    Home,
    Together,
)
from bot.domain.insight import Figures, TopicFigures
from bot.domain.kept_figures import KeptFigures
from bot.domain.members import Profile
from bot.domain.next_steps import MOST, Step, Suggestion
from bot.domain.planned import Planned
from bot.domain.rounds.at_home import InRound
from bot.domain.search.needs import Waiting
from bot.domain.search.query import Filters, Found, Match, Mentor, Offer, Part, Query
from bot.domain.search.waits import WaitsFor
from bot.domain.search.why import Answer, Reason
from bot.domain.standing import Standing
from bot.domain.times import WEEK
from bot.domain.topics import Card, Listing
from bot.domain.topics import Listed as ListedTopic
from bot.views import about as about_views
from bot.views import (
    common,
    join,
)
from models import (
    AuditEntry,
    Level,
    Member,
    MentoringSession,
    Moment,
    Network,
    NetworkKind,
    NetworkRole,
    OfficeSlot,
    Openness,
    Pair,
    PairState,
    Request,
    RequestNote,
    RequestState,
    Round,
    RoundKind,
    RoundState,
    SessionSlot,
    SessionState,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2, hours=3)
NASTY = "<!channel> & *עברית* 👩🏽‍💻 `x` <https://evil.example|click> {0} \n"
"""What people type: pings, links, markup, right-to-left, emoji, braces, newlines."""


def long(length: int) -> str:
    return (NASTY * (length // len(NASTY) + 1))[:length]


Drawings = dict[Callable[..., Any], list[Any]]
"""A view function, and what it draws with each kind of data."""


class Data:
    """The rows and figures that views draw, as long as they can be or as short."""

    def __init__(self, *, longest: bool) -> None:
        self.longest = longest
        self.many = 100 if longest else 1

    def text(self, length: int, short: str = "Python") -> str:
        return long(length) if self.longest else short

    def member(self, number: int = 1) -> Member:
        return Member(
            id=number, workspace_id="T1", slack_id=f"U{number:010}", name=self.text(255, "Ada"),
            title=self.text(255, ""), tz="America/Argentina/ComodRivadavia", locale="nl-NL", speaks=[], availability=[],
        )  # fmt: skip

    def request(self, state: RequestState = RequestState.PENDING) -> Request:
        return Request(
            id=10**12, workspace_id="T1", mentor_id=1, mentee_id=2, topic_id=1, question=self.text(3000, "How?"),
            state=state, asked_at=NOW, expires_at=LATER,
        )  # fmt: skip

    def notes(self) -> list[RequestNote]:
        return [
            RequestNote(id=number, request_id=1, author_id=number % 2 + 1, text=self.text(1500, "So!"), written_at=NOW)
            for number in range(40 if self.longest else 1)
        ]

    def office_slot(self, number: int = 1, *, booked: bool = True) -> OfficeSlot:
        return OfficeSlot(
            id=10**12 + number, workspace_id="T1", mentor_id=1, mentee_id=2 if booked else None, minutes=30,
            starts_at=LATER, question=self.text(1000, "How?") if booked else "", revision=1,
        )  # fmt: skip

    def asked_for(self, state: RequestState = RequestState.PENDING) -> Standing:
        return Standing(
            request=self.request(state), other=self.member(), notes=self.notes() if self.longest else (),
            read_at=NOW if self.longest else None, reads_at=None if self.longest else LATER,
            reminded_at=LATER if self.longest else None, answers_within=80.0 if self.longest else None,
        )  # fmt: skip

    def pair(self, state: PairState = PairState.ACTIVE) -> Pair:
        return Pair(
            id=10**12, workspace_id="T1", mentor_id=1, mentee_id=2, state=state, rhythm_days=14,
            answer_click_by=LATER if self.longest else None, minutes=45, place="",
        )  # fmt: skip

    def meeting(self, *, booked: bool = True, introduction: bool = False) -> MentoringSession:
        return MentoringSession(
            id=10**12, workspace_id="T1", pair_id=1, is_introduction=introduction, minutes=45, revision=1, place="",
            state=SessionState.BOOKED if booked else SessionState.PROPOSED, starts_at=LATER if booked else None,
        )  # fmt: skip

    def planned(
        self, meeting: MentoringSession | None = None, *, off: bool = False, every_days: int | None = None
    ) -> Planned:
        meeting = meeting or self.meeting()
        if off:
            meeting.state = SessionState.CANCELLED
        meeting.place = self.text(300, "")
        if self.longest:
            meeting.place = f"https://meet.example/{'x' * 200} {meeting.place}"[:300]
        appointment = None if meeting.starts_at is None else Appointment(
            uid="T1-session-1@klik", sequence=1, starts_at=meeting.starts_at, ends_at=meeting.starts_at,
            changed_at=NOW, called_off=off, partner=self.text(255, ""), place=meeting.place,
        )  # fmt: skip
        return Planned(
            meeting=meeting, pair=self.pair(), partner=self.member(2), appointment=appointment, every_days=every_days
        )

    def appointment(self, *, off: bool = False) -> Appointment:
        found = self.planned(off=off).appointment
        assert found is not None
        return found

    def slots(self) -> list[SessionSlot]:
        count = 3 if self.longest else 0
        return [SessionSlot(id=10**12 + day, starts_at=LATER + timedelta(days=day)) for day in range(count)]

    def network(self, number: int = 1) -> Network:
        return Network(
            id=10**12 + number, workspace_id="T1", name=self.text(75, "Returners"),
            openness=Openness.DISCREET if self.longest else Openness.OPEN, kind=NetworkKind.BUSINESS_FUNCTION,
            challenge=self.text(1000, "Coming back"), channel_id="C0000000001",
        )  # fmt: skip

    def match(self, number: int) -> Match:
        names = [self.text(75)] * (20 if self.longest else 1)
        offer = Offer(
            mentor=self.mentor(number), topics=names, strong=names if self.longest else [],
            other_topics=19 if self.longest else 0, free_places=10, passes_on=self.text(600, ""),
            answers_within=(80.0, 10.0, 2.0)[number % 3] if self.longest else None,
            active_days=400 if self.longest else None, trained=self.longest,
        )  # fmt: skip
        return Match(
            offer=offer, team_apart=True if self.longest else None, levels_apart=5 if self.longest else None,
            next_office_hour=LATER if self.longest else None, parts=dict.fromkeys(Part, 9.5),
            most=dict.fromkeys(Part, 10.0), languages=list(common.CODES) if self.longest else [],
            hours=40 if self.longest else 0, networks=names if self.longest else [],
        )  # fmt: skip

    def mentor(self, number: int = 1) -> Mentor:
        return Mentor(
            id=number, slack_id=f"U{number:010}", name=self.text(255, "Ada"), title=self.text(255, ""),
            team=self.text(75, ""), level=Level.EXECUTIVE if self.longest else None,
        )  # fmt: skip

    def filters(self) -> Filters:
        if not self.longest:
            return Filters()
        return Filters(
            language="nl", team=self.text(75), level=Level.EXECUTIVE, office_hours=True, soon=True, trained=True
        )

    def saved(self) -> Query:
        return Query(words=self.text(200), topic_id=10**12 if self.longest else None, filters=self.filters())

    def standing(self, *, waits: bool = False) -> Waiting:
        return Waiting(need_id=10**12, topic_id=1, place=12_345, waits=waits, usual_days=365 if self.longest else None)

    def waits_for(self, number: int) -> WaitsFor:
        return WaitsFor(wait_id=10**12 + number, mentor=self.member(number), place=12_345)

    def answer(self, reason: Reason) -> Answer:
        return Answer(
            slack_id="U0000000001", reason=reason, mentor=self.member(), until=LATER, free_places=10,
            wait_id=10**12 if self.longest else 0, place=12_345,
        )  # fmt: skip

    def topics(self) -> list[tuple[int, str]]:
        return [(10**12 + number, self.text(75)) for number in range(20 if self.longest else 1)]

    def found(self, *, matches: int, topics: bool = True, hidden: int = 0, page: int = 0) -> Found:
        return Found(
            query=Query(words=self.text(200, ""), filters=self.filters(), page=page), hidden=hidden,
            more=self.longest,
            words=self.text(3000, "pyhton"), topics=[self.text(75)] * (20 if topics else 0), topic_id=1,
            matches=[self.match(number) for number in range(1, matches + 1)],
            nearest=[(number, self.text(75)) for number in range(1, 4)] if self.longest else [], need_id=7,
        )  # fmt: skip

    def profile(self) -> Profile:
        return Profile(
            mentor=self.longest, mentee=self.longest, mentor_topics=range(20), passes_on=self.text(600, ""),
            hopes_to_learn=self.text(300, ""), capacity=10, rhythm_days=28, mentee_topics=range(20),
            question=self.text(600, ""), motivation=self.text(600, ""),
            speaks=common.CODES[: 18 if self.longest else 1],
            networks=range(100 if self.longest else 0),
        )  # fmt: skip

    def screen(self) -> join.ProfileScreen:
        return join.ProfileScreen(
            profile=self.profile(), joined=self.longest, topics={number: self.text(75) for number in range(20)},
            networks=[(number, self.text(75)) for number in range(100 if self.longest else 0)], language="nl",
        )  # fmt: skip

    def card(self) -> join.ProfileCard:
        names = [self.text(75)] * (100 if self.longest else 0)
        return join.ProfileCard(
            profile=self.profile(), paused_until=LATER if self.longest else None, mentor_topics=names,
            mentee_topics=names, places_taken=3, networks=names, about=self.about(),
            availability=WEEK if self.longest else (), strong=names[:3], found_in=names if self.longest else None,
        )  # fmt: skip

    def about(self) -> About:
        return About(
            team=self.text(75, ""), level=Level.EXECUTIVE if self.longest else None,
            reports_to="U0000000009" if self.longest else None, strong=(1, 2, 3), open_to_all=not self.longest,
            shares=range(100),
        )  # fmt: skip

    def about_screen(self, *, networks: int = 100) -> about_views.AboutScreen:
        many = [(number, self.text(75)) for number in range(networks if self.longest else 1)]
        return about_views.AboutScreen(about=self.about(), mentor=self.longest, topics=many[:20], networks=many)

    def figures(self) -> Figures:
        topics = [
            TopicFigures(name=self.text(75), mentors=None, mentees=12_345) for _ in range(8 if self.longest else 0)
        ]
        return Figures(
            network=self.text(75, "") or None, members=12_345 if self.longest else 5, mentors=None, mentees=None,
            free_places=None, waiting=None, answer_hours=99.0 if self.longest else None,
            pairs=dict.fromkeys(PairState), sessions_held=None, sessions_missed=None,
            useful_mentees=4.21 if self.longest else None, useful_mentors=4.0 if self.longest else None, topics=topics,
            unmet=[self.text(75)] * (8 if self.longest else 0),
            undelivered=12_345 if self.longest else 0,
            kept=KeptFigures(pulse=4.2, interviews=dict.fromkeys(Moment, 3.1), at_risk=12_345)
            if self.longest
            else KeptFigures(),
        )  # fmt: skip

    def audit_page(self) -> Page:
        lines = [
            Noted(
                AuditEntry(what=what, role="coordinator", topic=self.text(160, ""), at=NOW),
                self.member() if self.longest else None,
                self.member() if self.longest else None,
                self.network() if self.longest else None,
            )
            for what in (CODES * 3)[: 20 if self.longest else len(CODES)]
        ]
        return Page(lines, 10**12 if self.longest else None)

    def listing(self, page: int) -> Listing:
        count = 20 if self.longest else page
        rows = [
            ListedTopic(
                id=number, name=self.text(75), above=self.text(75, ""), mentors=12_345 if self.longest else 1,
                proposed=self.longest,
            )
            for number in range(count)
        ]  # fmt: skip
        return Listing(
            words="" if page else self.text(200, ""), topics=rows, page=page, more=self.longest,
            may_change=self.longest, waiting=rows[:10],
        )  # fmt: skip

    def topic(self, *, may_change: bool) -> Card:
        many = 40 if self.longest else 0
        return Card(
            id=7, name=self.text(75), name_nl=self.text(75, ""), aliases=[self.text(150)] * many,
            parents=[(number, self.text(75)) for number in range(many // 8)], children=[self.text(75)] * many,
            mentors=12_345 if self.longest else 1, proposed=self.longest, may_change=may_change,
        )  # fmt: skip

    def home(self) -> Home:
        """With all that stands on the tab itself, and more behind every list; or of somebody new."""
        if not self.longest:
            return Home(name="Ada", joined=False, now=NOW)
        person, meeting, pair = self.member(), self.meeting(), self.pair()
        together = Together(
            pair=pair, partner=person, partner_is_mentor=True, held=99, last=NOW - timedelta(days=99), next=None,
        )  # fmt: skip
        return Home(
            name=person.name, joined=True, now=NOW, paused_until=LATER,
            to_me=[self.asked_for()] * MOST_REQUESTS, to_me_count=50, mine=[self.asked_for()] * 3,
            meetings=[(meeting, person)] * MOST_SESSIONS, meeting_count=40,
            outcomes=[(meeting, person)] * MOST_QUESTIONS, outcome_count=40,
            to_sign=[(pair, person)] * MOST_QUESTIONS, to_sign_count=40,
            askers=20, at_risk=20, to_decide=[self.round(RoundState.PREVIEW)] * 12,
            rounds=[self.in_round(), self.in_round(inside=True)], round_count=11,
            clicks=[(pair, person)] * MOST_QUESTIONS, click_count=40,
            pairs=[together] * MOST_PAIRS, pair_count=40, places=(10, 10),
            networks=[(self.network(), NetworkRole.HR_PARTNER), (self.network(), NetworkRole.LEAD)] * 2
            + [(self.network(), NetworkRole.MEMBER)],
            network_count=30, talks=[(self.office_slot(), person)] * MOST_TALKS, talk_count=40, free_talks=60,
            waits=9, saved=9, suggestions=self.suggestions(), runs_network=True,
        )  # fmt: skip

    def round(self, state: RoundState = RoundState.OPEN, *, matched: bool = True) -> Round:
        return Round(
            id=10**12, workspace_id="T1", number=1000, network_id=10**12, name=self.text(75, "Spring"),
            kind=RoundKind.REVERSE, state=state, closes_at=LATER, matched_at=NOW if matched else None,
        )  # fmt: skip

    def in_round(self, state: RoundState = RoundState.OPEN, *, inside: bool = False) -> InRound:
        return InRound(row=self.round(state), network=self.network(), inside=inside)

    def quiet_home(self) -> Home:
        """Joined, and nothing is going on."""
        return Home(name="Ada", joined=True, now=NOW, places=(0, 2))

    def together(self, number: int = 0) -> Together:
        meets = (None, LATER, None)[number % 3]
        return Together(
            pair=self.pair(PairState.INTRODUCTION if number % 3 == 0 else PairState.ACTIVE), partner=self.member(),
            partner_is_mentor=False, held=number, last=NOW - timedelta(days=3) if number else None, next=meets,
        )  # fmt: skip

    def suggestions(self) -> list[Suggestion]:
        missing = ["passes_on", "question", "mentee_topics", "team", "level", "strong"]
        return [
            Suggestion(step=step, person=self.member(), pair_id=10**12, days=99, missing=missing)
            for step in list(Step)[: MOST if self.longest else len(Step)]
        ]
