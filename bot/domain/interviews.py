"""Interviews: a scale and a few open questions before, halfway, after, and three months later.

A network asks in its own words, if its coordinators wrote any (`/mentor interview`); else Klik's questions are asked.
Answers are the writer's alone; of the scale, means of five people and more are shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, outbox, pairs, programmes
from bot.domain.errors import InvalidInput, NotAllowed
from bot.domain.rows import insert_new, once
from models import Interview, Member, Moment, Network, NetworkQuestions, Openness, Pair

REMINDED_AFTER = timedelta(days=6)
ANSWERED_WITHIN = timedelta(days=21)
MOST_OPEN = 3


async def ask(session: AsyncSession, pair: Pair, moment: Moment, now: datetime) -> bool:
    """Ask both, once; whether anybody was asked now. One reminder to who stays silent, never more."""
    already = set(await session.scalars(*_asked(pair.id, moment)))
    here = [one for one in await pairs.both(session, pair) if one.left_at is None and one.joined_at is not None]
    missing = [member for member in here if member.id not in already]
    if not missing:  # at most looks after a pair
        return False
    networks = await programmes.of(session, pair)
    asking = await session.scalars(*_asking([network.id for network in networks], moment)) if networks else ()
    with_questions = set(asking)
    network_id = next((network.id for network in networks if network.id in with_questions), None)
    asked = False
    for member in missing:
        if not await insert_new(
            session, Interview, workspace_id=pair.workspace_id, pair_id=pair.id, writer_id=member.id, moment=moment,
            network_id=network_id, asked_at=now,
        ):  # fmt: skip
            continue
        asked = True
        for key, due in ((str(moment), now), (f"{moment}:again", now + REMINDED_AFTER)):
            await outbox.plan(
                session, "pair.interview", member, about=("pair", pair.id), key=key, due=due,
                expires=now + ANSWERED_WITHIN, moment=str(moment),
            )  # fmt: skip
    return asked


@once
def _asked(pair_id: int, moment: Moment) -> Select[int]:
    return select(Interview.writer_id).where(Interview.pair_id == pair_id, Interview.moment == moment)


@once
def _asking(network_ids: Sequence[int], moment: Moment) -> Select[int]:
    wanted = NetworkQuestions.network_id.in_(network_ids), NetworkQuestions.moment == moment
    return select(NetworkQuestions.network_id).where(*wanted)


async def of(session: AsyncSession, by: Member, pair_id: int, moment: Moment) -> Interview | None:
    return await session.scalar(
        select(Interview).where(Interview.pair_id == pair_id, Interview.writer_id == by.id, Interview.moment == moment)
    )


async def get(session: AsyncSession, by: Member, interview_id: int) -> tuple[Interview, Pair]:
    """One's own. Raises NotFound, for everybody else's too."""
    row = (
        await session.execute(
            select(Interview, Pair)
            .join(Pair, Pair.id == Interview.pair_id)
            .where(
                Interview.workspace_id == by.workspace_id, Interview.id == interview_id, Interview.writer_id == by.id
            )
        )
    ).first()
    pair = access.check(session, access.RUN_PAIR, by, row[1] if row else None, "interview")
    assert row is not None, "check() has raised"
    return row[0], pair


async def answer(
    session: AsyncSession,
    by: Member,
    interview_id: int,
    *,
    score: int,
    answers: Sequence[tuple[str, str]],
    now: datetime,
) -> Interview:
    """`answers`: each question as it was read, and what was typed. Raises NotFound, InvalidInput."""
    if not 1 <= score <= 5:
        raise InvalidInput("score", "one_to_five")
    interview, pair = await get(session, by, interview_id)
    interview.score, interview.answered_at = score, now
    interview.answers = [[question, said.strip()] for question, said in answers if said.strip()]
    await session.flush()
    await outbox.cancel_one(session, by, pairs.subject(pair), "pair.interview")
    return interview


# A network's own questions


async def own_questions(session: AsyncSession, network_id: int | None, moment: Moment) -> NetworkQuestions | None:
    return await session.get(NetworkQuestions, (network_id, moment)) if network_id is not None else None


async def networks_of(session: AsyncSession, by: Member) -> Sequence[Network]:
    """Those whose questions `by` keeps. A discreet network asks nobody: a question of its own would show each of the
    two that the other one is in it."""
    mine = access.networks(access.KEEP_QUESTIONS, by), Network.openness != Openness.DISCREET
    found = select(Network).where(Network.workspace_id == by.workspace_id, *mine).order_by(Network.name)
    return (await session.scalars(found)).all()


async def written(session: AsyncSession, networks: Sequence[Network]) -> Mapping[int, Sequence[Moment]]:
    """At which moments each network asks in its own words."""
    rows = await session.execute(
        select(NetworkQuestions.network_id, NetworkQuestions.moment).where(
            NetworkQuestions.network_id.in_([network.id for network in networks])
        )
    )
    found: dict[int, list[Moment]] = {}
    for network_id, moment in rows:
        found.setdefault(network_id, []).append(moment)
    return found


async def network_of(session: AsyncSession, by: Member, network_id: int) -> Network:
    """Raises NotAllowed, for a network that does not exist too."""
    for network in await networks_of(session, by):
        if network.id == network_id:
            return network
    raise NotAllowed(access.KEEP_QUESTIONS.name)


async def keep_questions(
    session: AsyncSession, by: Member, network_id: int, moment: Moment, scale: str, open_: Sequence[str], now: datetime
) -> Network:
    """Ask in one's own words from now on; without a scale, in Klik's again. Raises NotAllowed."""
    network = await network_of(session, by, network_id)
    here = NetworkQuestions.network_id == network.id, NetworkQuestions.moment == moment
    asked = [question.strip() for question in open_ if question.strip()][:MOST_OPEN]
    if not scale.strip():
        await session.execute(delete(NetworkQuestions).where(*here))
    else:
        values = {"scale": scale.strip(), "open": asked}
        await insert_new(
            session, NetworkQuestions, workspace_id=by.workspace_id, network_id=network.id, moment=moment, **values
        )
        await session.execute(update(NetworkQuestions).where(*here).values(**values))
    audit.note(session, by.workspace_id, audit.QUESTIONS_CHANGED, by=by, now=now, network_id=network.id)
    return network
