"""Groups with one mentor, and their meetings."""

from bot.domain.group_sessions import Coming
from bot.domain.groups import LISTED, Seen
from bot.i18n import Texts
from bot.views import groups
from models import Group, GroupSession, SessionState
from tests.gallery.data import LATER, NOW, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    longest, one = data.longest, data.member()
    group = Group(
        id=10**12, workspace_id="T1", mentor_id=1, title=data.text(75), about=data.text(600, ""), places=8,
        taken=3 if longest else 0, minutes=60, place="", opened_at=NOW,
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
        groups.somebody_joined: [groups.somebody_joined(t, group, one)],
        groups.somebody_left: [groups.somebody_left(t, group, one if longest else None)],
        groups.ended: [groups.ended(t, group, one, data.appointment(off=True) if longest else None)],
        groups.out_of_calendar: [groups.out_of_calendar(t, group, data.appointment(off=True))],
        groups.date_form: [groups.date_form(t, group, [LATER, NOW] if longest else [], LATER)],
        groups.booked: [groups.booked(t, group, meeting)],
        groups.meeting_told: [
            groups.meeting_told(t, group, meeting, data.appointment(), comes=comes, moved=moved)
            for comes in (None, True, False)
            for moved in (True, False)
        ],
        groups.reminder: [
            groups.reminder(t, group, meeting, comes=True, coming=coming, soon=soon)
            for coming in (None, Coming(yes=8, no=0, silent=1))
            for soon in (True, False)
        ],
        groups.called_off: [groups.called_off(t, group, meeting, data.appointment() if longest else None)],
        groups.for_calendar: [
            groups.for_calendar(t, group, meeting, data.appointment(off=off)) for off in (True, False)
        ],
        groups.outcome: [groups.outcome(t, group, meeting)],
        groups.rated: [groups.rated(t, meeting, score) for score in range(1, 6)],
        groups.note_form: [groups.note_form(t, meeting, data.text(1500, ""))],
        groups.noted: [groups.noted(t)],
    }
