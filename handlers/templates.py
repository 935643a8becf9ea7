"""`/mentor templates`: what mentors of a topic usually pass on."""

from bot.domain import access, templates, topics
from bot.domain.errors import InvalidInput
from bot.domain.workbook import lines
from bot.i18n import LANGUAGES
from bot.views import ids
from bot.views import templates as views
from handlers.forms import TemplateForm
from handlers.registry import Visit, registry


@registry.command("templates", "sjablonen", may=access.CHANGE_TOPICS)
async def show(visit: Visit) -> None:
    """Of the topic that the words mean; without words all that have any."""
    async with visit.begin() as session:
        words = " ".join(visit.text.split())
        known = await topics.lexicon(session, visit.workspace_id)
        if not words:
            counts = await templates.counts(session, visit.workspace_id, visit.t.language)
            listed = sorted((known.name(one, visit.t.language), one, count) for one, count in counts.items())
            answer = views.template_list(visit.t, [(number, name, count) for name, number, count in listed])
            await visit.answer(answer)
            return
        meant = known.understand(words)
    if meant:
        await _open(visit, meant[0])
    else:
        await visit.answer(views.no_topic(visit.t, words))


@registry.action(ids.TEMPLATE, may=access.CHANGE_TOPICS)
async def change(visit: Visit) -> None:
    await _open(visit, visit.number)


async def _open(visit: Visit, topic_id: int) -> None:
    async with visit.begin() as session:
        mine, *others = sorted(LANGUAGES, key=lambda one: one != visit.t.language)
        written = {one: await templates.to_change(session, visit.member, topic_id, one) for one in (mine, *others)}
        name = (await topics.lexicon(session, visit.workspace_id)).name(topic_id, visit.t.language)
    await visit.open(views.template_form(visit.t, topic_id, name, written))


@registry.form(ids.TEMPLATE_FORM, may=access.CHANGE_TOPICS)
async def save(visit: Visit) -> None:
    typed = TemplateForm.from_view(visit.body["view"]).by_language
    async with visit.begin() as session:
        topic_id = visit.carried("topic")
        written = {language: _written(language, words) for language, words in typed.items()}
        await templates.save(session, visit.member, topic_id, written, visit.now)
        name = (await topics.lexicon(session, visit.workspace_id)).name(topic_id, visit.t.language)
    await visit.answer(views.template_saved(visit.t, name, max(len(lines) for lines in written.values())))


def _written(language: str, typed: str) -> list[str]:
    try:
        return list(lines(typed)) if typed else []
    except InvalidInput as error:
        raise InvalidInput(f"template_{language}", error.problem) from None
