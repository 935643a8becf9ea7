"""Rounds: made, called out, signed up for, matched, changed by hand, released, looked back on."""

from datetime import date
from typing import Any

from bot.domain.matching.plan import Preview
from bot.domain.matching.programme import Rule
from bot.domain.rounds import results, standing
from bot.domain.rounds.board import LADDER, Board, Faring, Step
from bot.domain.rounds.joining import Door
from bot.domain.rounds.learning import Learned, Lesson, Seen
from bot.domain.rounds.sheet import Problem
from bot.domain.rounds.terms import PARTS, WEIGHED, Pilot, Terms, Wanted
from bot.domain.rounds.verdict import Evidence, Figure, Judged, Verdict
from bot.i18n import Texts
from bot.views import (
    rounds,
    rounds_board,
    rounds_by_hand,
    rounds_call,
    rounds_forms,
    rounds_joining,
    rounds_list,
    rounds_result,
    rounds_sheet,
)
from models import Round, RoundKind, RoundMatch, RoundSignUp, RoundState
from tests.gallery.data import LATER, NOW, Data, Drawings

COUNTS = {"people": 1200, "mentors": 500, "mentees": 900, "places": 800}
NONE = dict.fromkeys(COUNTS, 0)
PREVIEW = Preview(
    people=900, matched=800, mentors=500, places=700, pairs=40_000, nobody=3, barred={Rule.TEAM: 500, Rule.APART: 900}
)


def a_round(
    data: Data, kind: RoundKind = RoundKind.MENTORING, state: RoundState = RoundState.OPEN, *, matched: bool = True
) -> Round:
    terms = Terms(
        wanted=frozenset(Wanted), least_hours=3, weighs=dict.fromkeys(WEIGHED, "much"), pilot=Pilot()
    ) if data.longest else Terms(wanted=frozenset())  # fmt: skip
    return Round(
        id=10**12, workspace_id="T1", number=1000 if data.longest else 1, network_id=10**12, everybody=data.longest,
        name=data.text(75, "Spring"), kind=kind, state=state, terms=terms.stored(), closes_at=LATER,
        ends_on=date(2027, 5, 24), matched_at=NOW if matched else None, result={}, released_at=NOW,
    )  # fmt: skip


def shown(data: Data, kind: RoundKind, count: int) -> list[standing.Shown]:
    found = []
    for number in range(count):
        by_hand = number % 5 == 4
        trio = 10**12 if kind is RoundKind.PEER and number % 3 == 2 else 0
        why: dict[str, Any] = {} if by_hand else {
            "parts": {"topics": 6000, "hours": 1500, "language": 500, "level": 500, "team": 500},
            "topics": [1, 2, 3, 4, 5], "breaks": ["team"] if number % 5 == 3 else [],
            "cost": 900 if number % 2 else None, "loses": number % 2 == 0, "mutual": number % 2 == 1,
        }  # fmt: skip
        match = RoundMatch(
            id=10**12 + number, round_id=10**12, mentor_id=1, mentee_id=2, trio=trio, score=100 * number, why=why,
            locked=by_hand, by_hand=by_hand, wave=1,
        )  # fmt: skip
        people = [data.member(one) for one in range(1, 4 if trio else 3)]
        found.append(standing.Shown(row=match, people=people, second=data.member(9) if number % 4 else None))
    return found


CAUSES: list[dict[str, Any]] = [
    {"cause": "no_topic", "topics": [1, 2]}, {"cause": "no_topic"}, {"cause": "full", "crowd": 256, "places": 206},
    {"cause": "left_over"}, {"cause": "rules", "rules": [["apart", 9], ["team", 3]]}, {"cause": "rules", "rules": []},
    {"cause": "paused"}, {},
]  # fmt: skip


def seen(data: Data, kind: RoundKind, page: int = 0, **result: Any) -> rounds_result.Seen:
    usual = {"wanted": 40, "matched": 35, "idle": 3, "most": 9000, "total": 200_000, "pairs": 1234, "floor": 3000}
    usual |= {"floor_cost": 22, "checked": True, "kept": 12, "stood": 14}
    alone = [standing.Alone(member=data.member(), cause=cause) for cause in CAUSES * 2]
    return rounds_result.Seen(
        row=a_round(data, kind, RoundState.PREVIEW),
        result=results.Result.model_validate(usual | result if data.longest else result),
        shown=shown(data, kind, 35 if data.longest else 0), alone=alone if data.longest else (),
        topics={number: data.text(75) for number in range(1, 6)}, forbidden=3 if data.longest else 0,
        withdrawn=2 if data.longest else 0, page=page, picture="F0000000001" if data.longest else None,
    )  # fmt: skip


def faring(data: Data) -> list[Faring]:
    steps = list(Step) * 5 if data.longest else []
    return [
        Faring(
            match=RoundMatch(id=number, problem="full" if number % 2 else "avoided"), mentor=data.member(1),
            mentee=data.member(2), step=step, reached=step if step in LADDER else None, held=3,
            last_met=NOW if number % 2 else None,
        )
        for number, step in enumerate(steps)
    ]  # fmt: skip


def a_board(data: Data) -> Board:
    many = 9 if data.longest else 0
    return Board(pairs=faring(data), reached=dict.fromkeys(LADDER, many), fell_through=many, to_come=many, over=many)


def judged(verdict: Verdict | None, value: float | None) -> Judged:
    evidence = [Evidence(figure=figure, value=value, threshold=3.5) for figure in Figure]
    return Judged(pilot=Pilot(), pairs=None if value is None else 9, evidence=evidence, verdict=verdict)


def lessons(data: Data) -> list[Lesson | None]:
    parts = {part: Seen(worked=0.9, others=0.1, move=1) for part in PARTS}
    few, many = Learned(meetings=2, useful=3.5), Learned(meetings=12, useful=4.5, worked=900, others=99, parts=parts)
    name = data.text(75)
    return [
        None, Lesson(name=name, learned=None, suggested={}), Lesson(name=name, learned=few, suggested={}),
        Lesson(name=name, learned=many, suggested={}),
        Lesson(name=name, learned=many, suggested=dict.fromkeys(PARTS, "much")),
    ]  # fmt: skip


def drawings(t: Texts, data: Data) -> Drawings:
    return {**_before(t, data), **_joining(t, data), **_results(t, data), **_boards(t, data)}


def _before(t: Texts, data: Data) -> Drawings:
    row, network, note = a_round(data), data.network(), t.md("✅ Saved.")
    networks = [data.network(number) for number in range(data.many)]
    return {
        rounds_list.round_list: [
            rounds_list.round_list(
                t, [(row, network, 900)] * (12 if data.longest else 0), [(row, network, inside)] * (10 * data.longest),
                runs=inside, abstained=abstained,
            )
            for inside in (True, False)
            for abstained in ((), (row.id,))
        ],
        rounds.prepared: [
            rounds.prepared(t, a_round(data, kind, state), network, counts, preview, note, abstained=abstained)
            for kind in RoundKind
            for state in (RoundState.DRAFT, RoundState.OPEN, RoundState.PREVIEW)
            for counts, preview, abstained in ((COUNTS, PREVIEW, 900), (NONE, None, None))
        ],
        rounds.working: [rounds.working(t)],
        rounds_call.announcement: [rounds_call.announcement(t, a_round(data, kind), network) for kind in RoundKind],
        rounds_call.invitation: [rounds_call.invitation(t, row, network, last_call=last) for last in (True, False)],
        rounds_call.called_off: [rounds_call.called_off(t, row)],
        rounds_call.call_over: [rounds_call.call_over(t, row, COUNTS)],
        rounds_call.unmatched: [rounds_call.unmatched(t, row)],
        rounds_call.fell_through: [rounds_call.fell_through(t, row, own=own) for own in (True, False)],
        rounds_forms.new_form: [rounds_forms.new_form(t, networks, "2026-12-08", "2027-06-08")],
        rounds_forms.terms_form: [
            rounds_forms.terms_form(t, a_round(data, kind), Terms.read(row.terms), words, taught)
            for kind in RoundKind
            for words in (None, rounds.counted(t, row, PREVIEW))
            for taught in lessons(data)
        ],
        rounds_forms.pilot_form: [rounds_forms.pilot_form(t, row, pilot) for pilot in (None, Pilot())],
        rounds_forms.dates_form: [rounds_forms.dates_form(t, row, "2026-12-08")],
    }  # fmt: skip


def _joining(t: Texts, data: Data) -> Drawings:
    mine = RoundSignUp(
        round_id=10**12, member_id=1, as_mentor=True, as_mentee=True, motivation=data.text(600), goals=data.text(600),
        topics=[1], hours=2, places=3, signed_at=NOW,
    )  # fmt: skip
    topics = [(number, data.text(75)) for number in range(1, data.many + 1)]
    member = data.member()

    def door(kind: RoundKind, before: RoundSignUp | None, *, mentors: bool) -> Door:
        return Door(
            row=a_round(data, kind), network=data.network(), mine=before, mentors=mentors,
            free_places=10 if mentors else 0, wants=[topic for topic, _ in topics],
            wished=[data.member(number) for number in range(3 if before else 0)],
        )  # fmt: skip

    return {
        rounds_joining.join_form: [
            rounds_joining.join_form(t, door(kind, before, mentors=mentors), member, topics)
            for kind in RoundKind
            for before in (None, mine)
            for mentors in (True, False)
        ],
        rounds_joining.signed: [rounds_joining.signed(t, a_round(data), mine, new=new) for new in (True, False)],
        rounds_joining.withdrawn: [rounds_joining.withdrawn(t, a_round(data))],
        rounds_joining.abstained: [rounds_joining.abstained(t, a_round(data))],
        rounds_joining.inside: [rounds_joining.inside(t, a_round(data))],
    }


def _results(t: Texts, data: Data) -> Drawings:
    row = a_round(data, state=RoundState.PREVIEW)
    one = shown(data, RoundKind.MENTORING, 1)[0]
    codes = ("too_large", "not_text", "not_a_table", "no_head", "no_file")
    by_line = ("empty", "nobody", "oneself", "no_threes", "no_mentor", "no_mentee", "twice", "full")
    problems = [Problem(0, code) for code in codes]
    problems += [Problem(number, code, data.text(80)) for number, code in enumerate(by_line * 3)][:25]
    return {
        rounds_result.result_page: [
            rounds_result.result_page(t, seen(data, kind, page, **result), t.md("✅ Saved."))
            for kind in RoundKind
            for page in (0, 1)
            for result in ({}, {"gap": 10}, {"wishes": True}, {"checked": False}, {"failed": "cannot_lock"},
                           {"failed": "too_many_pairs"},
                           {"failed": "failed"})
        ],
        rounds_result.matching: [rounds_result.matching(t)],
        rounds_result.drawing: [rounds_result.drawing(t)],
        rounds_result.matched_again: [rounds_result.matched_again(t)],
        rounds_by_hand.swap_form: [
            rounds_by_hand.swap_form(t, a_round(data, kind), match)
            for kind in RoundKind
            for match in (one, shown(data, kind, 3)[-1])
        ],
        rounds_by_hand.give_form: [rounds_by_hand.give_form(t, a_round(data, kind)) for kind in RoundKind],
        rounds_sheet.sheet_form: [rounds_sheet.sheet_form(t, row)],
        rounds_sheet.sheet_sent: [rounds_sheet.sheet_sent(t, row)],
        rounds_sheet.sheet_problems: [rounds_sheet.sheet_problems(t, problems[: 25 if data.longest else 1])],
        rounds_by_hand.release_form: [rounds_by_hand.release_form(t, row, 900 if data.longest else 1)],
        rounds_by_hand.released: [rounds_by_hand.released(t, row)],
    }  # fmt: skip


def _boards(t: Texts, data: Data) -> Drawings:
    found = a_board(data)
    verdicts = [judged(verdict, 4.0) for verdict in Verdict] + [judged(None, None)]
    return {
        rounds_board.board: [
            rounds_board.board(
                t,
                rounds_board.OnBoard(
                    row=a_round(data, state=state), network=data.network(), board=found, judged=verdict, alone=3,
                    picture="F0000000001" if data.longest else None,
                ),
            )
            for state in (RoundState.RELEASED, RoundState.RUNNING, RoundState.CLOSED)
            for verdict in (None, *verdicts)
        ],
        rounds_board.out: [rounds_board.out(t, a_round(data), found)],
        rounds_board.halfway: [rounds_board.halfway(t, a_round(data), found)],
        rounds_board.over: [
            rounds_board.over(t, a_round(data, state=RoundState.CLOSED), verdict) for verdict in (None, *verdicts)
        ],
    }  # fmt: skip
