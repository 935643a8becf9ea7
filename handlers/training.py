"""`/mentor trained`: marking mentors who have had the training, for those who run networks."""

from datetime import timedelta

from bot.domain import access, training
from bot.domain.times import day_ahead, zone_of
from bot.views import ids
from bot.views import training as views
from handlers.forms import TrainingForm
from handlers.registry import Visit, registry


@registry.command("trained", "opgeleid", may=access.MARK_TRAINED)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        trained = await training.trained(session, visit.workspace_id, visit.now)
    await visit.answer(views.trained_list(visit.t, trained))


@registry.action(ids.TRAINING_MARK, may=access.MARK_TRAINED)
async def open_form(visit: Visit) -> None:
    async with visit.begin():
        today = visit.now.astimezone(zone_of(visit.member)).date()
    await visit.open(views.mark_form(visit.t, (today + timedelta(days=training.COUNTS_DAYS)).isoformat()))


@registry.form(ids.TRAINING_FORM, may=access.MARK_TRAINED)
async def mark(visit: Visit) -> None:
    form = TrainingForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        until = day_ahead(form.until, zone_of(visit.member), visit.now, training.LONGEST_DAYS)
        marked = await training.mark(session, visit.member, form.people, until, visit.now)
    await visit.answer(views.marked(visit.t, marked))


@registry.action(ids.TRAINING_TAKE_BACK, may=access.MARK_TRAINED)
async def take_back(visit: Visit) -> None:
    async with visit.begin() as session:
        member = await training.take_back(session, visit.member, visit.number, visit.now)
    await visit.replace(views.taken_back(visit.t, member))
