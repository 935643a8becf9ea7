"""Matching a round, looking at the result, changing it by hand, releasing it; and the board afterwards."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import round_charts
from bot.domain import access, audit, members, topics
from bot.domain.errors import NotFound
from bot.domain.matching.errors import CannotLock, EngineFailed, TooManyPairs
from bot.domain.rounds import adjusting, drafting, engine, gathering, releasing, results, standing, swaps
from bot.domain.rounds.board import LADDER
from bot.domain.rounds.board import board as how_it_fares
from bot.domain.rounds.terms import Terms
from bot.domain.rounds.verdict import judge
from bot.domain.topics import Lexicon
from bot.i18n import Md
from bot.views import ids, kit, rounds_by_hand, rounds_why
from bot.views import rounds as rounds_views
from bot.views import rounds_board as board_views
from bot.views import rounds_result as views
from bot.views.kit import Message
from handlers.errors import sentence
from handlers.forms import RoundGiveForm, RoundReleaseForm, RoundSwapForm
from handlers.registry import Visit, as_id, registry
from models import Member, Network, Round, RoundKind

log = structlog.get_logger()

FEW = 2
"""The choice of KEEPS after a change by hand: as few others as can be."""


@registry.action(ids.ROUND_MATCH, may=access.RUN_ROUNDS)
async def match(visit: Visit) -> None:
    """The value is "7-1": the round, and how dear changes are."""
    number, choice = visit.numbers
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, number, lock=True)
        await results.begin(session, row, visit.now)
        audit.note(
            session, visit.workspace_id, audit.ROUND_MATCHED, by=visit.member, now=visit.now, network_id=row.network_id
        )
    await _match_and_show(visit, row, choice)


async def _match_and_show(visit: Visit, row: Round, choice: int, note: Md | None = None) -> None:
    async def matched() -> Message:
        await solve(visit, row, views.KEEPS.get(choice, 0))
        try:
            return await _page(visit, row.id, note=note)
        except NotFound as error:  # they do not run it any more, as of a moment ago
            return kit.message(sentence(visit.t, error))

    await visit.answer_later(views.matching(visit.t), matched)


async def solve(visit: Visit, row: Round, keep: int) -> None:
    """The matching itself, begun already. Whatever becomes of it, another one may follow."""
    runtime, terms = visit.runtime, Terms.read(row.terms)
    failed = "failed"
    try:
        async with runtime.db.begin() as session:
            gathered = await gathering.gather(session, row, runtime.now())
        plan = await engine.solve(gathered, row.kind, terms, keep)
        async with runtime.db.begin() as session:
            await results.store(session, row.id, gathered, plan, terms.worth(), runtime.now())
        failed = ""
    except CannotLock:
        failed = "cannot_lock"
    except TooManyPairs:
        failed = "too_many_pairs"
    except EngineFailed as error:
        log.error("round.matching_failed", round=row.id, exc_info=error)
    finally:
        if failed:
            async with runtime.db.begin() as session:
                await results.fail(session, row.id, failed)


# Looking at it


async def show_result(visit: Visit, round_id: int, *, page: int = 0, note: Md | None = None) -> None:
    async def drawn() -> Message:
        return await _page(visit, round_id, page=page, note=note)

    await visit.answer_later(views.drawing(visit.t), drawn)


@registry.action(ids.ROUND_PAGE, may=access.RUN_ROUNDS)
async def turn(visit: Visit) -> None:
    number, page = visit.numbers
    await visit.replace(await _page(visit, number, page=page))


async def _page(visit: Visit, round_id: int, *, page: int = 0, note: Md | None = None) -> Message:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, round_id)
        seen = await _seen(session, visit, row, page)
    if not seen.shown or page:
        return views.result_page(visit.t, seen, note)
    picture = seen.result.pictures.get(visit.t.language)
    if picture is None:
        picture = await _draw_scores(visit, seen)
        async with visit.begin() as session:
            await results.keep_picture(session, seen.row, visit.t.language, picture)
    return views.result_page(visit.t, views.with_picture(seen, picture), note)


async def _draw_scores(visit: Visit, seen: views.Seen) -> str:
    percents = [rounds_why.percent(one.row.score, seen.result) for one in seen.shown]
    floor = rounds_why.percent(seen.result.floor, seen.result) if seen.result.floor is not None else None
    image = await asyncio.to_thread(round_charts.scores, visit.t, percents, floor)
    return await _uploaded(visit, image, views.alt(visit.t, seen))


async def _seen(session: AsyncSession, visit: Visit, row: Round, page: int) -> views.Seen:
    shown = await standing.matches(session, row)
    alone = await standing.alone(session, row)
    known = await topics.lexicon(session, visit.workspace_id)
    withdrawn = await standing.withdrawn_since(session, row)
    return views.Seen(
        row=row, result=results.result_of(row), shown=shown, alone=alone,
        topics=_names(visit, known), forbidden=len(await adjusting.forbidden(session, row)), withdrawn=withdrawn,
        page=page if 0 <= page * views.A_PAGE < max(1, len(shown)) else 0,
    )  # fmt: skip


def _names(visit: Visit, known: Lexicon) -> dict[int, str]:
    return {topic: known.name(topic, visit.t.language) for topic in known.names}


async def _uploaded(visit: Visit, image: bytes, alt: str) -> str:
    """The id of the picture's file. It is shared nowhere: only who has the message sees it."""
    uploaded = await visit.slack.files_upload_v2(
        filename="klik.png", title=visit.t("Round"), content=image, alt_txt=kit.clip(alt, 1000)
    )
    return str(uploaded["file"]["id"])


# Changing it by hand


@registry.action(ids.ROUND_MATCH_MENU, may=access.RUN_ROUNDS)
async def menu(visit: Visit) -> None:
    choice, _, number = visit.value.partition("-")
    if choice == "swap":
        await _open_swap(visit, as_id(number))
    elif choice == "hold":
        async with visit.begin() as session:
            row, _held = await adjusting.hold(session, visit.member, as_id(number), visit.now)
        await visit.replace(await _page(visit, row.id))
    else:
        await _change(visit, lambda session: adjusting.forbid(session, visit.member, as_id(number), visit.now))


async def _change(visit: Visit, change: Callable[[AsyncSession], Awaitable[Round]]) -> None:
    """Change it, and match again with as few other changes as can be."""
    async with visit.begin() as session:
        row = await change(session)
        await results.begin(session, row, visit.now)
    await _match_and_show(visit, row, FEW)


async def _open_swap(visit: Visit, match_id: int) -> None:
    async with visit.begin() as session:
        row, one = await adjusting.get(session, visit.member, match_id)
        ids_of = dict.fromkeys(
            number for each in await adjusting.rows_of(session, one) for number in (each.mentor_id, each.mentee_id)
        )
        people = await members.names(session, visit.workspace_id, [*ids_of])
    shown = standing.Shown(row=one, people=[people[number] for number in ids_of], second=None)
    await visit.open(visit.with_origin(rounds_by_hand.swap_form(visit.t, row, shown)))


@registry.option_list(ids.ROUND_SWAP_OPTIONS, may=access.RUN_ROUNDS)
async def swap_options(visit: Visit) -> None:
    async with visit.begin() as session:
        row, one = await adjusting.get(session, visit.member, visit.carried("match"))
        if row.kind is RoundKind.PEER:
            peers = await swaps.peers(session, row, one, visit.value)
            options = [kit.option(rounds_by_hand.with_whom(*found), found[0].id) for found in peers]
        else:
            found = await swaps.matches(session, row, one, visit.value)
            options = [kit.option(f"{mentor.name} → {mentee.name}", other.id) for other, mentor, mentee in found]
    await visit.ack(options=options)


@registry.form(ids.ROUND_SWAP_FORM, may=access.RUN_ROUNDS)
async def swap(visit: Visit) -> None:
    form = RoundSwapForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        row = await adjusting.swap(
            session, visit.member, visit.carried("match"), form.swap_who, form.swap_with, visit.now
        )
        await results.begin(session, row, visit.now)
    await match_in_form(visit, row)


@registry.action(ids.ROUND_GIVE, may=access.RUN_ROUNDS)
async def open_give(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.number)
    await visit.open(visit.with_origin(rounds_by_hand.give_form(visit.t, row)))


@registry.form(ids.ROUND_GIVE_FORM, may=access.RUN_ROUNDS)
async def give(visit: Visit) -> None:
    form = RoundGiveForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        mentee, mentor, third = [
            await _person(session, visit, one) for one in (form.give_mentee, form.give_mentor, form.give_third)
        ]
        row = await adjusting.give(session, visit.member, visit.carried("round"), mentee, mentor, visit.now, third)
        await results.begin(session, row, visit.now)
    await match_in_form(visit, row)


async def _person(session: AsyncSession, visit: Visit, slack_id: str | None) -> Member | None:
    return await members.find(session, visit.workspace_id, slack_id) if slack_id else None


async def match_in_form(visit: Visit, row: Round, note: Md | None = None) -> None:
    """After a form: the form says that it is under way, then shows the result; where it was opened is drawn anew."""

    async def matched() -> None:
        await solve(visit, row, views.KEEPS[FEW])
        page = await _page(visit, row.id, note=note)
        if not await visit.replace_origin(page):
            await visit.slack.views_update(view_id=visit.body["view"]["id"], view=visit.notice(page))
        else:
            await visit.slack.views_update(
                view_id=visit.body["view"]["id"], view=visit.notice(views.matched_again(visit.t))
            )

    await visit.answer(views.matching(visit.t))
    visit.runtime.later(matched())


@registry.action(ids.ROUND_ALLOW, may=access.RUN_ROUNDS)
async def allow_again(visit: Visit) -> None:
    await _change(visit, lambda session: adjusting.allow_again(session, visit.member, visit.number, visit.now))


# Releasing it


@registry.action(ids.ROUND_RELEASE, may=access.RUN_ROUNDS)
async def open_release(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.number)
        shown = await standing.matches(session, row)
    await visit.open(visit.with_origin(rounds_by_hand.release_form(visit.t, row, len(shown))))


@registry.form(ids.ROUND_RELEASE_FORM, may=access.RUN_ROUNDS)
async def release(visit: Visit) -> None:
    form = RoundReleaseForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        row = await releasing.release(session, visit.member, visit.carried("round"), form.waves, visit.now)
    said = rounds_by_hand.released(visit.t, row)
    await visit.replace_origin(said)
    await visit.answer(said)


async def show_board(visit: Visit, round_id: int) -> None:
    async def drawn() -> Message:
        async with visit.begin() as session:
            row = await drafting.get(session, visit.member, round_id)
            found = board_views.OnBoard(
                row=row, network=await session.get_one(Network, row.network_id), board=await how_it_fares(session, row),
                judged=await judge(session, row), alone=len(await standing.alone(session, row)),
            )  # fmt: skip
        names = board_views.step_names(visit.t)
        steps = [(names[step], found.board.reached[step]) for step in LADDER]
        image = await asyncio.to_thread(round_charts.ladder, visit.t, steps)
        picture = await _uploaded(visit, image, board_views.alt(visit.t, found.board))
        return board_views.board(visit.t, board_views.with_picture(found, picture))

    await visit.answer_later(rounds_views.working(visit.t), drawn)
