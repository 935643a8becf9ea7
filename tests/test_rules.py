"""The rules of asking: who is never shown, never asked and never paired, and that the database itself holds them."""

from itertools import pairwise

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import lines, members, rules
from models import (
    Avoidance,
    Member,
    MentorProfile,
    Network,
    NetworkKind,
    NetworkMember,
    Pair,
    PairState,
    ReportingLine,
    Request,
    RequestState,
)
from playground.person import Person
from tests.hands import asks, letters, typed
from tests.world import TUESDAY, World, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada passes on Kubernetes; Esra and Finn want to learn it."""
    await world.joins(world.ada, mentor="Kubernetes", capacity=2)
    for mentee in (world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
    return world


async def who(session: AsyncSession, world: World, *people: Person) -> list[Member]:
    return [await members.get(session, world.playground.workspace.team_id, person.id) for person in people]


async def report(world: World, *chain: Person) -> None:
    """Each of them reports to the next."""
    async with world.klik.runtime.db.begin() as session:
        row = await who(session, world, *chain)
        for member, manager in pairwise(row):
            session.add(ReportingLine(workspace_id=member.workspace_id, member_id=member.id, manager_id=manager.id))


async def test_nobody_is_matched_within_their_own_reporting_line(company: World) -> None:
    ada, esra, finn, bram = company.ada, company.esra, company.finn, company.bram
    await bram.command("/mentor")
    await company.joins(esra, mentor="Kubernetes")
    found = await finn.command("/mentor find kubernetes")
    await report(company, esra, bram, ada, bram)  # Ada and Bram say of each other that they report to them
    assert "Ada" not in await typed(esra, "/mentor find kubernetes")
    assert "Esra" not in await typed(ada, "/mentor find kubernetes")
    assert "Ada" in await typed(finn, "/mentor find kubernetes")
    await report(company, finn, ada)
    await finn.click("Ask Ada", within=found)  # the results from before are still on the screen
    assert "One of you reports to the other" in says(finn, finn.answers[-1])


async def test_a_line_that_becomes_known_after_asking_stops_the_accepting(company: World) -> None:
    ada, esra = company.ada, company.esra
    assert await asks(esra, "Ada") == {}
    await company.settle()
    await report(company, esra, ada)
    await ada.click("Accept")
    assert "One of you reports to the other" in says(ada, ada.answers[-1])
    assert "2 free places of 2" in await typed(ada, "/mentor profile")
    await company.settle()
    assert letters(esra) == []


async def test_a_mentor_is_shown_to_those_they_share_their_profile_with(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    async with company.klik.runtime.db.begin() as session:
        mentor, inside = await who(session, company, ada, esra)
        network = Network(
            workspace_id=mentor.workspace_id, name="Returners", folded_name="returners", kind=NetworkKind.RETURNERS,
            challenge="", created_at=TUESDAY,
        )  # fmt: skip
        session.add(network)
        await session.flush()
        for member in (mentor, inside):
            session.add(
                NetworkMember(
                    workspace_id=mentor.workspace_id, network_id=network.id, member_id=member.id, joined_at=TUESDAY
                )
            )
        (await session.get_one(MentorProfile, mentor.id)).open_to_all = False
    assert "Ada" in await typed(esra, "/mentor find kubernetes")
    assert "Ask Ada" not in await typed(finn, "/mentor find kubernetes")
    async with company.klik.runtime.db.begin() as session:
        (await session.get_one(NetworkMember, (network.id, mentor.id))).shares = False
    assert "Ask Ada" not in await typed(esra, "/mentor find kubernetes")


async def test_the_database_refuses_what_breaks_a_rule(company: World) -> None:
    """Whoever writes the row: another replica, a later feature, a hand on the database."""
    db = company.klik.runtime.db
    for stranger in (company.bram, company.dana):
        await stranger.command("/mentor")
    cast = company.ada, company.esra, company.finn, company.bram, company.dana
    async with db.begin() as session:
        ada, esra, finn, bram, dana = await who(session, company, *cast)
        workspace_id = ada.workspace_id

    def request(mentor: Member, mentee: Member, state: RequestState = RequestState.PENDING) -> Request:
        return Request(
            workspace_id=workspace_id, mentor_id=mentor.id, mentee_id=mentee.id, question="How?", state=state,
            asked_at=TUESDAY, expires_at=TUESDAY,
        )  # fmt: skip

    async def pair(session: AsyncSession, mentor: Member, mentee: Member, state: PairState) -> Pair:
        about = request(mentor, mentee, RequestState.ACCEPTED)
        session.add(about)
        await session.flush()
        return Pair(
            workspace_id=workspace_id, request_id=about.id, mentor_id=mentor.id, mentee_id=mentee.id, state=state,
            introduced_at=TUESDAY,
        )  # fmt: skip

    async def refused(*rows: object) -> str:
        """The rule that the last of these rows breaks, after which nothing of it stays."""
        try:
            async with db.begin() as session:
                for row in rows:
                    session.add(row)
                    await session.flush()
                raise KeyError("taken")
        except IntegrityError as error:
            return rules.broken(error)
        except KeyError:
            return "taken"

    assert await refused(request(ada, esra)) == "taken"
    assert await refused(request(ada, ada)) == "self"
    assert await refused(request(esra, ada), request(ada, esra)) == "asked"
    assert await refused(request(ada, esra, RequestState.DECLINED), request(esra, ada)) == "repeated"
    fourth = [request(ada, esra, RequestState.MORE_INFO), request(finn, esra), request(bram, esra)]
    assert await refused(*fourth, request(ada, esra)) == "many"
    for one, two in ((ada, esra), (esra, ada)):
        rather_not = Avoidance(workspace_id=workspace_id, member_id=one.id, other_id=two.id, created_at=TUESDAY)
        assert await refused(rather_not, request(ada, esra)) == "avoided"
        line = ReportingLine(workspace_id=workspace_id, member_id=one.id, manager_id=two.id)
        assert await refused(line, request(ada, esra)) == "line"
    async with db.begin() as session:
        session.add(await pair(session, ada, finn, PairState.ENDED))  # a first talk that did not click
        session.add(await pair(session, ada, esra, PairState.INTRODUCTION))
        session.add(await pair(session, ada, bram, PairState.INTRODUCTION))
    assert await refused(request(finn, ada)) == "repeated"
    assert await refused(request(esra, ada)) == "paired"
    async with db.begin() as session:
        session.add(await pair(session, ada, dana, PairState.INTRODUCTION))
        with pytest.raises(IntegrityError, match=r"klik\.full"):
            await session.flush()
        await session.rollback()
    for places in (-1, 3):
        profile = MentorProfile(
            workspace_id=workspace_id, member_id=esra.id, capacity=2, places_taken=places, last_active_at=TUESDAY
        )
        assert await refused(profile) == "full"
    with pytest.raises(IntegrityError, match=r"klik\.full"):
        async with db.begin() as session:
            (await session.get_one(MentorProfile, ada.id)).places_taken = 3


async def test_a_circle_of_reporting_lines_ends(company: World) -> None:
    await report(company, company.ada, company.esra, company.finn, company.ada)
    async with company.klik.runtime.db.begin() as session:
        ada, esra, finn = await who(session, company, company.ada, company.esra, company.finn)
        assert set(await session.scalars(lines.of(ada.id))) == {ada.id, esra.id, finn.id}
