"""From a result to a question."""

from bot.domain import access, members, requests, topics
from bot.domain.errors import TooManyRequests
from bot.domain.search import waits, why
from bot.domain.search.why import Reason
from bot.limits import Limit
from bot.views import find as views
from bot.views import ids, whynot
from handlers.forms import AskForm
from handlers.registry import Visit, registry


@registry.action(ids.ASK, may=access.ASK)
async def open_ask(visit: Visit) -> None:
    """What stands in the way of asking is said at once, before anybody has typed a question."""
    mentor_id, topic_id = visit.numbers
    async with visit.begin() as session:
        mentor = await members.by_id(session, visit.workspace_id, mentor_id)
        answer = await why.about(session, visit.member, mentor.slack_id, visit.now)
        [answer] = await waits.with_places(session, visit.member, [answer])
        if answer.reason is Reason.NONE and await requests.open_count(session, visit.member) >= requests.MOST_OPEN:
            raise TooManyRequests(requests.MOST_OPEN)
        known = await topics.lexicon(session, visit.workspace_id)
        topic = topic_id if topic_id in known.names else 0
        mine = await members.mentee_profile(session, visit.member)
        name = known.name(topic, visit.t.language) if topic else ""
    if answer.reason is Reason.NONE:
        await visit.open(views.ask_form(visit.t, mentor, name, topic, mine.question if mine else ""))
    else:
        await visit.answer(whynot.said(visit.t, [answer], {}))


@registry.form(ids.ASK_FORM, may=access.ASK, limit=Limit.QUESTIONS)
async def ask(visit: Visit) -> None:
    form = AskForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        topic = visit.carried("topic")
        mentor = await members.by_id(session, visit.workspace_id, visit.carried("mentor"))
        _, reads_at = await requests.ask(
            session,
            visit.member,
            mentor.id,
            question=form.question,
            topic_id=topic if topic in known.names else None,
            now=visit.now,
        )
    await visit.answer(views.asked(visit.t, mentor, reads_at, visit.now))
