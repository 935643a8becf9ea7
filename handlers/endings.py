"""The end of a pair: done, another mentor, longer, thanks."""

from bot.domain import access, avoiding, endings, introductions, pairs, retention
from bot.domain.errors import PairEnded
from bot.domain.search import engine
from bot.domain.times import zone_of
from bot.views import afterwards, common, ids, kit
from bot.views import endings as views
from bot.views import pairs as pair_views
from handlers import pair_page
from handlers.forms import EndForm, ExtendForm, ThankForm
from handlers.registry import Visit, registry
from models import EndReason, PairState, Request


@registry.action(ids.END_PAIR, may=access.RUN_PAIR)
async def open_end(visit: Visit) -> None:
    await _open(visit, "")


@registry.action(ids.COMPLETE, may=access.RUN_PAIR)
async def open_complete(visit: Visit) -> None:
    await _open(visit, EndReason.GOALS_REACHED)


@registry.action(ids.ANOTHER_MENTOR, may=access.RUN_PAIR)
async def open_another(visit: Visit) -> None:
    await _open(visit, EndReason.OTHER_FIT)


async def _open(visit: Visit, reason: str) -> None:
    async with visit.begin() as session:
        pair = await pairs.get(session, visit.member, visit.number)
        if pair.state is PairState.ENDED:
            raise PairEnded
        partner = await pairs.partner(session, pair, visit.member)
    for_mentee = visit.member.id == pair.mentee_id
    if introductions.is_asked(pair):
        await visit.open(visit.notice(pair_views.click_question(visit.t, pair, partner)))
    else:
        await visit.open(pair_views.end_form(visit.t, pair, partner, for_mentee=for_mentee, reason=reason))


@registry.form(ids.END_FORM, may=access.RUN_PAIR)
async def end(visit: Visit) -> None:
    """A mentee who wants somebody else sees at once who fits, with the same question."""
    form = EndForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        reason = EndReason(form.reason) if form.reason in pair_views.END_REASONS else EndReason.OTHER
        pair = await introductions.stop(session, visit.member, visit.carried("pair"), reason, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
        if common.RATHER_NOT in form.also:
            await avoiding.avoid(session, visit.member, partner.id, visit.now)
        request = await session.get_one(Request, pair.request_id)
        until = retention.erased_after(session, pair)
        matches = (
            await engine.next_best(session, visit.member, request.topic_id, language=visit.t.language, now=visit.now)
            if reason is EndReason.OTHER_FIT and visit.member.id == pair.mentee_id
            else ()
        )
    if pair.state is not PairState.ENDED:  # after a first talk it is a no like any other
        await visit.answer(pair_views.click_noted(visit.t, pair))
        return
    others = [match for match in matches if match.mentor.id != partner.id]
    said = pair_views.ended(visit.t, partner, request, others)
    if until is not None:
        said = afterwards.kept(visit.t, said, until)
    await visit.answer(kit.Message(said.text, kit.without_cards(said.blocks)))


@registry.action(ids.EXTEND, may=access.RUN_PAIR)
async def open_extend(visit: Visit) -> None:
    async with visit.begin() as session:
        pair = await pairs.get(session, visit.member, visit.number)
        if pair.state is PairState.ENDED:
            raise PairEnded
        partner = await pairs.partner(session, pair, visit.member)
    today = visit.now.astimezone(zone_of(visit.member)).date()
    suggested = max(pair.ends_on or today, today) + endings.EXTENDED_BY
    await visit.open(visit.with_origin(views.extend_form(visit.t, pair, partner, suggested.isoformat())))


@registry.form(ids.EXTEND_FORM, may=access.RUN_PAIR)
async def extend(visit: Visit) -> None:
    form = ExtendForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        pair, _ = await endings.extend(session, visit.member, visit.carried("pair"), form.ends_on, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
        said = views.extended(visit.t, pair, partner)
        page = await pair_page.drawn(visit, session, pair.id, said.text)
    await pair_page.put(visit, page, said)


@registry.action(ids.KEEP_GOING, may=access.RUN_PAIR)
async def keep_going(visit: Visit) -> None:
    async with visit.begin() as session:
        pair = await endings.keep_going(session, visit.member, visit.number, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
    await visit.replace(views.kept_going(visit.t, pair, partner))


@registry.action(ids.THANK, may=access.RUN_PAIR)
async def open_thank(visit: Visit) -> None:
    async with visit.begin() as session:
        pair = await pairs.get(session, visit.member, visit.number)
        partner = await pairs.partner(session, pair, visit.member)
        said = await endings.thanks(session, pair, visit.member)
        network = await endings.channel_of(session, pair)
    if said is None:
        await visit.open(views.thank_form(visit.t, pair, partner, network))
    else:
        await visit.answer(views.thanked_already(visit.t, partner, said))


@registry.form(ids.THANK_FORM, may=access.RUN_PAIR)
async def thank(visit: Visit) -> None:
    form = ThankForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        pair = await endings.thank(
            session, visit.member, visit.carried("pair"), form.thanks, share="share" in form.share, now=visit.now
        )
        partner = await pairs.partner(session, pair, visit.member)
    await visit.answer(views.thanks_sent(visit.t, partner))


@registry.action(ids.SHARE_THANKS, may=access.RUN_PAIR)
async def share_thanks(visit: Visit) -> None:
    await _decide(visit, share=True)


@registry.action(ids.KEEP_THANKS, may=access.RUN_PAIR)
async def keep_thanks(visit: Visit) -> None:
    await _decide(visit, share=False)


async def _decide(visit: Visit, *, share: bool) -> None:
    async with visit.begin() as session:
        kudos = await endings.decide_sharing(session, visit.member, visit.number, share, visit.now)
        writer = await endings.writer_of(session, kudos)
    await visit.replace(views.sharing_decided(visit.t, kudos, writer))
