"""What one says of oneself, and what one chooses."""

from bot.domain.privacy import Kind
from bot.domain.retention import Keep
from bot.domain.times import WEEK
from bot.i18n import Texts
from bot.views import about as about_views
from bot.views import (
    join,
    notifications,
    orientation,
    privacy,
    week,
    welcome,
)
from tests.gallery.data import LATER, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    one = data.member(1)
    longest = data.longest
    return {
        orientation.help_: [orientation.help_(t, joined=longest, runs_network=longest)],
        orientation.unknown: [orientation.unknown(t, data.text(3000, "x"))],
        join.profile_form: [join.profile_form(t, data.screen())],
        join.saved: [join.saved(t, data.profile(), new=not longest)],
        join.profile_card: [join.profile_card(t, data.card())],
        about_views.about_form: [
            about_views.about_form(t, data.about_screen()),
            about_views.about_form(t, data.about_screen(networks=0)),
        ],
        week.week_form: [
            week.week_form(t, week.WeekScreen(chosen=WEEK if longest else (), same=same)) for same in (True, False)
        ],
        week.week_saved: [week.week_saved(t, WEEK if longest else ())],
        notifications.notifications_form: [notifications.notifications_form(t, one)],
        notifications.notifications_saved: [notifications.notifications_saved(t, one)],
        about_views.about_saved: [about_views.about_saved(t)],
        join.not_joined: [join.not_joined(t)],
        join.pause_form: [join.pause_form(t, "2026-12-08")],
        join.paused: [join.paused(t, LATER)],
        join.resumed: [join.resumed(t)],
        join.left: [join.left(t)],
        welcome.installer_welcome: [
            welcome.installer_welcome(t, again=longest, days=days) for days in ((1, 3650) if longest else (0,))
        ],
        privacy.overview: [
            privacy.overview(
                t,
                data.member(),
                dict.fromkeys(Kind, 12_345) if longest else dict.fromkeys(Kind, 1),
                Keep(feedback=24, requests=24, searches=12, messages=4, left=12, audit=24, pairs=24),
            )
        ],
        privacy.working: [privacy.working(t)],
        privacy.delivered: [privacy.delivered(t)],
        privacy.not_delivered: [privacy.not_delivered(t)],
        privacy.delete_form: [privacy.delete_form(t)],
        privacy.deleted: [privacy.deleted(t)],
    }
