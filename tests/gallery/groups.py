"""Groups with one mentor, and their meetings."""

from bot.domain.group_sessions import Coming
from bot.domain.groups import LISTED, Seen
from bot.i18n import Texts
from bot.views import group_meetings, groups
from models import Group, GroupSession, SessionState
from tests.gallery.data import LATER, NOW, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    longest, one = data.longest, data.member()
    group = Group(
        id=10**12, workspace_id="T1", mentor_id=1, title=data.text(75), about=data.text(600, ""), places=8,
        taken=3 if longest else 0, minutes=60, place=data.text(300, ""), opened_at=NOW,
    )  # fmt: skip
    meeting = GroupSession(id=10**12, group_id=10**12, state=SessionState.BOOKED, starts_at=LATER, minutes=60)
    many = [data.member(number) for number in range(8 if longest else 0)]

    def seen(*, mine: bool = False, inside: bool = False) -> Seen:
        return Seen(
            group=group, mentor=one, people=many if mine or inside else (), meeting=meeting if longest else None,
            mine=mine, inside=inside,
        )  # fmt: skip

    shown = [seen(mine=True), seen(inside=True), seen()]
    topics = [(number, data.text(75)) for number in range(1, 101 if longest else 1)]
    networks = [data.network(number) for number in range(100 if longest else 0)]
    return {
        groups.group_list: [
            groups.group_list(t, (shown * 4)[:LISTED] if longest else shown, mentors=longest),
            groups.group_list(t, [], mentors=True),
        ],
        groups.open_form: [groups.open_form(t, topics, networks)],
        groups.opened: [groups.opened(t, group, data.network() if longest else None)],
        groups.announcement: [groups.announcement(t, group, one)],
        groups.joined: [groups.joined(t, group, new=new) for new in (True, False)],
        groups.left: [groups.left(t, group)],
        groups.somebody_joined: [groups.somebody_joined(t, group, [one] * (8 if longest else 1), has_date=longest)],
        groups.somebody_left: [groups.somebody_left(t, group, one if longest else None)],
        groups.ended: [groups.ended(t, group, one, data.appointment(off=True) if longest else None)],
        group_meetings.out_of_calendar: [group_meetings.out_of_calendar(t, group, data.appointment(off=True))],
        groups.ended_now: [groups.ended_now(t, group)],
        group_meetings.date_form: [
            group_meetings.date_form(t, group, [LATER, NOW] if longest else [], LATER, meeting if longest else None)
        ],
        group_meetings.booked: [group_meetings.booked(t, group, meeting, outside=8 if longest else 0)],
        group_meetings.meeting_told: [
            group_meetings.meeting_told(t, group, meeting, data.appointment(), comes=comes, moved=moved)
            for comes in (None, True, False)
            for moved in (True, False)
        ],
        group_meetings.reminder: [
            group_meetings.reminder(t, group, meeting, comes=True, coming=coming, soon=soon)
            for coming in (None, Coming(yes=8, no=0, silent=1))
            for soon in (True, False)
        ]
        + [group_meetings.reminder(t, group, meeting, data.appointment(), comes=None, coming=None, soon=True)],
        group_meetings.called_off: [
            group_meetings.called_off(t, group, meeting, data.appointment() if longest else None)
        ],
        group_meetings.for_calendar: [
            group_meetings.for_calendar(t, group, meeting, data.appointment(off=off)) for off in (True, False)
        ],
        group_meetings.outcome: [group_meetings.outcome(t, group, meeting)],
        group_meetings.rated: [group_meetings.rated(t, meeting, score) for score in range(1, 6)],
        group_meetings.note_form: [group_meetings.note_form(t, meeting, data.text(1500, ""))],
        group_meetings.noted: [group_meetings.noted(t)],
    }
