"""`/mentor privacy`: seeing, taking along and deleting what Klik holds about oneself."""

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.domain import access, export
from bot.domain import privacy as rules
from bot.domain.dashboard import Home
from bot.domain.errors import InvalidInput
from bot.limits import Limit
from bot.views import export as files
from bot.views import home, ids
from bot.views import privacy as views
from bot.views.kit import Message
from handlers.forms import DeleteForm
from handlers.registry import Visit, registry

log = structlog.get_logger()


@registry.command("privacy", "gegevens", may=access.MANAGE_ONESELF)
@registry.action(ids.PRIVACY, may=access.MANAGE_ONESELF)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        held = await rules.held(session, visit.member)
    await visit.open(views.overview(visit.t, visit.member, held, visit.runtime.settings.keep))


@registry.action(ids.PRIVACY_EXPORT, may=access.MANAGE_ONESELF, limit=Limit.EXPORTS)
async def send_everything(visit: Visit) -> None:
    """Two files by direct message: a page and JSON. The modal says how it goes."""
    async with visit.begin() as session:
        data = await export.everything(session, visit.member, language=visit.t.language, now=visit.now)

    async def sent() -> Message:
        try:
            await _send(visit, data)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.error("export.failed", error=type(error).__name__)
            return views.not_delivered(visit.t)
        return views.delivered(visit.t)

    await visit.answer_later(views.working(visit.t), sent)


async def _send(visit: Visit, data: export.Row) -> None:
    t, title = visit.t, visit.t("What Klik holds about me")
    opened = await visit.slack.conversations_open(users=visit.slack_id)
    await visit.slack.files_upload_v2(
        channel=str(opened["channel"]["id"]),
        initial_comment=views.cover(t),
        file_uploads=[
            {
                "content": files.as_page(t, data).encode(),
                "filename": views.file_name(visit.now, "html"),
                "title": title,
            },
            {"content": files.as_json(data).encode(), "filename": views.file_name(visit.now, "json"), "title": title},
        ],
    )


@registry.action(ids.PRIVACY_DELETE, may=access.MANAGE_ONESELF)
async def open_delete(visit: Visit) -> None:
    async with visit.begin():
        pass
    await visit.open(views.delete_form(visit.t))


@registry.form(ids.PRIVACY_DELETE_FORM, may=access.MANAGE_ONESELF)
async def delete(visit: Visit) -> None:
    """All of it in one transaction: a process that dies half way has deleted nothing, and one may simply try again."""
    form = DeleteForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        t = visit.t
        if form.word.casefold().strip("\"'“”. ") not in (t("delete").casefold(), "delete"):
            raise InvalidInput("word", "type_the_word")
        name = home.greeting_name(visit.member)
        await rules.forget(session, visit.member, visit.now)
    visit.forgotten = True
    log.info("forgotten")
    if visit.at_home:
        await visit.slack.views_publish(
            user_id=visit.slack_id, view=home.home(t, Home(name=name, joined=False, now=visit.now))
        )
    await visit.answer(views.deleted(t))
