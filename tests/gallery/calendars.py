"""One's own calendar."""

from bot.i18n import Texts
from bot.views import calendar, pair_page, sessions
from models import Calendar
from tests.gallery.data import NOW, Data, Drawings
from tests.gallery.together import side_of

PROBLEMS = ("", "address", "private", "refused", "large", "complicated", "no_calendar", "locked", "slow")


def drawings(t: Texts, data: Data) -> Drawings:
    full = [
        Calendar(details=True, token_hash="x", token_made_at=NOW, busy_url="x", busy_read_at=NOW, busy_problem=problem)
        for problem in PROBLEMS
    ]
    waiting = Calendar(details=False, busy_url="x", busy_problem="")
    side = side_of(data)
    meetings = (data.planned(), data.planned(every_days=14), data.planned(data.meeting(booked=False)), None)
    return {
        pair_page.pair_page: [pair_page.pair_page(t, side, [sessions.section(t, side, one)]) for one in meetings],
        calendar.settings: [
            calendar.settings(t, None, has_address=data.longest),
            calendar.settings(t, waiting, has_address=True),
            *(calendar.settings(t, one, has_address=True) for one in full),
        ],
        calendar.feed_made: [calendar.feed_made(t, "https://klik.example.com/calendar/" + "x" * 43 + ".ics")],
        calendar.busy_form: [calendar.busy_form(t)],
        calendar.busy_shared: [calendar.busy_shared(t)],
        calendar.unreadable: [calendar.unreadable(t, one) for one in full[1:]],
    }
