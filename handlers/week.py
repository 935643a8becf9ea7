"""When it suits: the weekly grid."""

from bot.domain import access, members
from bot.domain.times import WEEK
from bot.views import ids, join
from bot.views import week as views
from bot.views.week import WeekScreen
from handlers.forms import WeekForm
from handlers.registry import Visit, registry


@registry.action(ids.WEEK, may=access.MANAGE_ONESELF)
async def open_form(visit: Visit) -> None:
    async with visit.begin():
        pass
    if visit.member.joined_at is None:
        await visit.answer(join.not_joined(visit.t))
        return
    chosen = visit.member.availability
    await visit.open(views.week_form(visit.t, WeekScreen(chosen=chosen, same=views.is_same_every_day(chosen))))


@registry.action(ids.WEEK_MODE, may=access.MANAGE_ONESELF)
async def choose_mode(visit: Visit) -> None:
    """The same every day, or day by day: what was ticked so far is where the other one begins."""
    form = WeekForm.from_view(visit.body["view"])
    async with visit.begin():
        pass
    # What was ticked is what was asked until now, which is not the mode that was just chosen.
    ticked = form.chosen(same=any(block.get("block_id") == "days" for block in visit.body["view"]["blocks"]))
    view = views.week_form(visit.t, WeekScreen(chosen=ticked, same=form.mode == "same"))
    await visit.slack.views_update(view_id=visit.body["view"]["id"], view=visit.marked(view))
    await visit.ack()


@registry.form(ids.WEEK_FORM, may=access.MANAGE_ONESELF)
async def save(visit: Visit) -> None:
    form = WeekForm.from_view(visit.body["view"])
    ticked = form.chosen(same=form.mode == "same")
    async with visit.begin() as session:
        await members.choose_week(session, visit.member, [code for code in WEEK if code in ticked])
    await visit.answer(views.week_saved(visit.t, visit.member.availability))
