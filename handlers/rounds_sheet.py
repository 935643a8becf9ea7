"""The matches of a round as a table: out as a file in one's own conversation, in again through a form."""

import csv
import io

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from yarl import URL

from bot.domain import access
from bot.domain.rounds import adjusting, drafting, results, sheet, standing
from bot.domain.rounds.board import board as how_it_fares
from bot.domain.rounds.sheet import Problem
from bot.views import ids, rounds_board
from bot.views import rounds_result as views
from bot.views import rounds_sheet as sheet_views
from bot.views.kit import Message
from handlers import rounds_matching
from handlers.forms import RoundSheetForm
from handlers.registry import Visit, registry

log = structlog.get_logger()

READ_WITHIN = aiohttp.ClientTimeout(total=8)


@registry.action(ids.ROUND_SHEET, may=access.RUN_ROUNDS)
async def send(visit: Visit) -> None:
    """Before the release the matches, which may come in again; afterwards how each pair fares."""
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.number)
        if row.released_at is None:
            content = sheet.written(await standing.matches(session, row), await standing.alone(session, row))
        else:
            content = _written(rounds_board.table((await how_it_fares(session, row)).pairs))

    async def sent() -> Message:
        opened = await visit.slack.conversations_open(users=visit.slack_id)
        await visit.slack.files_upload_v2(
            channel=str(opened["channel"]["id"]), filename=f"klik-round-{row.number}.csv",
            title=sheet_views.sheet_title(visit.t, row), content=content,
        )  # fmt: skip
        return sheet_views.sheet_sent(visit.t, row)

    await visit.answer_later(views.drawing(visit.t), sent)


def _written(rows: object) -> bytes:
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(rounds_board.TABLE)
    for row in rows:  # type: ignore[attr-defined]
        out.writerow([sheet.inert(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


@registry.action(ids.ROUND_SHEET_IN, may=access.RUN_ROUNDS)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.number)
    await visit.open(visit.with_origin(sheet_views.sheet_form(visit.t, row)))


@registry.form(ids.ROUND_SHEET_FORM, may=access.RUN_ROUNDS)
async def take_in(visit: Visit) -> None:
    """Read, checked line by line, and taken over as a whole or not at all; then matched with few other changes."""
    form = RoundSheetForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        await drafting.get(session, visit.member, visit.carried("round"))
    content = await _read(visit, form.sheet[0]) if form.sheet else None
    if content is None:
        await visit.answer(sheet_views.sheet_problems(visit.t, [Problem(0, "no_file")]))
        return
    async with visit.begin() as session:
        row = await adjusting.changing(session, visit.member, visit.carried("round"), visit.now)
        lines, problems = await sheet.read(session, row, content)
        if not problems:
            new = await sheet.apply(session, row, lines)
            await results.begin(session, row, visit.now)
    if problems:
        await visit.answer(sheet_views.sheet_problems(visit.t, problems))
        return
    await rounds_matching.match_in_form(visit, row, sheet_views.sheet_taken(visit.t, len(lines), new))


async def _read(visit: Visit, file_id: str) -> bytes | None:
    """The file's content, from Slack alone: the token goes nowhere else. None when there is none to be had."""
    try:
        info = await visit.slack.files_info(file=file_id)
        address = URL(str(info["file"].get("url_private_download") or ""))
        if not _is_slack(visit, address) or int(info["file"].get("size") or 0) > sheet.MOST_BYTES:
            return None
        async with aiohttp.ClientSession(timeout=READ_WITHIN) as http:
            head = {"Authorization": f"Bearer {visit.slack.token}"}
            async with http.get(address, headers=head, allow_redirects=False) as answer:
                return await answer.read() if answer.status == 200 else None
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("round.sheet_unreadable", error=type(error).__name__)
        return None


def _is_slack(visit: Visit, address: URL) -> bool:
    host, own = address.host or "", URL(visit.runtime.settings.slack_api_url).host
    return host == own or (address.scheme == "https" and host.endswith(".slack.com"))
