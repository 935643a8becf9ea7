"""Notifications: which nudges, in which hours, in which language."""

from bot.domain import access, members, notifications
from bot.domain.errors import NotJoined
from bot.views import ids
from bot.views import notifications as views
from handlers.forms import NotificationsForm
from handlers.registry import Visit, registry


@registry.command("notifications", "meldingen", may=access.MANAGE_ONESELF)
@registry.action(ids.NOTIFICATIONS, may=access.MANAGE_ONESELF)
async def open_form(visit: Visit) -> None:
    async with visit.begin():
        if visit.member.joined_at is None:
            raise NotJoined
    await visit.open(views.notifications_form(visit.t, visit.member))


@registry.form(ids.NOTIFICATIONS_FORM, may=access.MANAGE_ONESELF)
async def save(visit: Visit) -> None:
    form = NotificationsForm.from_view(visit.body["view"])
    async with visit.begin():
        notifications.choose(
            visit.member,
            muted=[family for family in notifications.FAMILIES if family not in form.wanted],
            reads_on=form.reads_on,
            reads_from=form.reads_from,
            reads_until=form.reads_until,
            once_a_day="digest" in form.digest,
        )
        await members.choose_language(visit.member, None if form.language == "auto" else form.language)
    await visit.answer(views.notifications_saved(visit.t, visit.member))
