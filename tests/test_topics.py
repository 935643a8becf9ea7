"""The workspace's list of topics: remembered for a while, proposed for, kept by those who run networks, and nobody
loses a choice."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database import Sessions, lexicons, open_sessions
from bot.domain import members, networks, topics, workspaces
from bot.domain.members import Person
from models import Member, MenteeTopic, MentorTopic, Request, Topic
from playground.clock import Clock
from playground.person import Person as Human
from tests.hands import adds_topic, asks, letters, modal, typed
from tests.test_networks import start_network
from tests.world import TUESDAY, World, says

HERE = "T0HERE"
NUMBERS = count(1)


@pytest.fixture
def clock() -> Clock:
    return Clock(TUESDAY, running=False)


@pytest.fixture
async def db(database_url: str, clock: Clock) -> AsyncIterator[Sessions]:
    async with open_sessions(database_url, clock=clock.now) as db:
        async with db.begin() as session:
            await workspaces.appear(session, HERE, clock.now())
        yield db


async def understood(db: Sessions, words: str) -> list[str]:
    async with db.begin() as session:
        known = await topics.lexicon(session, HERE)
    return [known.name(topic, "en") for topic in known.understand(words)]


async def adds(db: Sessions, name: str, now: datetime) -> Member:
    async with db.begin() as session:
        ada = await members.arrive(session, HERE, Person(slack_id="U0ADA", name="Ada"), now)
        await topics.add(session, HERE, name, now=now, by=ada)
        known = await topics.lexicon(session, HERE)
        assert known.understand(name), "its own transaction sees it"
    return ada


async def test_a_list_is_remembered_here_for_half_a_minute_and_changed_at_once(
    db: Sessions, database_url: str, clock: Clock
) -> None:
    async with open_sessions(database_url, clock=clock.now) as elsewhere:
        assert lexicons(db).recall(HERE, clock.now()) is None
        assert await understood(db, "falconry") == await understood(elsewhere, "falconry") == []
        remembered = lexicons(db).recall(HERE, clock.now())
        assert remembered is not None
        await adds(elsewhere, "Falconry", clock.now())
        assert await understood(elsewhere, "falconry") == ["Falconry"]
        assert await understood(db, "falconry") == []
        clock.travel_to(clock.now() + timedelta(seconds=30))
        assert lexicons(db).recall(HERE, clock.now()) is None
        assert await understood(db, "falconry") == ["Falconry"]


async def test_only_one_of_those_who_ask_reads_the_list_anew(db: Sessions, clock: Clock) -> None:
    memory = lexicons(db)
    assert await understood(db, "falconry") == []
    clock.travel_to(clock.now() + timedelta(seconds=26))
    assert memory.recall(HERE, clock.now()) is None
    changes = memory.renew(HERE)
    going_on = memory.recall(HERE, clock.now())
    assert going_on is not None, "the others go on with what there is"
    clock.travel_to(clock.now() + timedelta(seconds=5))
    assert memory.recall(HERE, clock.now()) is None, "but not when it is too old"
    memory.hold(HERE, going_on, clock.now(), changes)
    assert memory.recall(HERE, clock.now()) is going_on


async def test_what_was_rolled_back_is_not_remembered(db: Sessions, clock: Clock) -> None:
    async with db() as session:
        ada = await members.arrive(session, HERE, Person(slack_id="U0ADA", name="Ada"), clock.now())
        await topics.add(session, HERE, "Falconry", now=clock.now(), by=ada)
        assert (await topics.lexicon(session, HERE)).understand("falconry")
        await session.rollback()
    assert await understood(db, "falconry") == []


async def test_what_was_read_before_a_change_is_not_remembered_after_it(db: Sessions, clock: Clock) -> None:
    memory = lexicons(db)
    async with db.begin() as session:
        old = await topics.lexicon(session, HERE)
    changes = memory.renew(HERE)
    await adds(db, "Falconry", clock.now())
    assert memory.hold(HERE, old, clock.now(), changes) is old  # a slow reader, who began before
    assert await understood(db, "falconry") == ["Falconry"]


async def test_the_same_list_read_anew_keeps_what_was_worked_out(db: Sessions, clock: Clock) -> None:
    async with db.begin() as session:
        before = await topics.lexicon(session, HERE)
    clock.travel_to(clock.now() + timedelta(minutes=1))
    async with db.begin() as session:
        assert await topics.lexicon(session, HERE) is before


async def test_a_planted_list_has_its_wider_topics(db: Sessions) -> None:
    async with db.begin() as session:
        known = await topics.lexicon(session, HERE)
    (finance,) = known.understand("finance")
    assert "Balance sheets" in [known.name(topic, "en") for topic in known.related(known.understand("accounting")[0])]
    assert known.parents[known.understand("budgeting")[0]] == [finance]


@given(choices=st.lists(st.tuples(*[st.booleans()] * 4), min_size=1, max_size=6))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_a_merge_loses_nobody(db: Sessions, clock: Clock, choices: list[tuple[bool, bool, bool, bool]]) -> None:
    """Each person has chosen the one, the other, both or neither; as mentor, as mentee, and the strongest."""
    async with db.begin() as session:
        esra = await members.arrive(session, HERE, Person(slack_id="U0ESRA", name="Esra", is_admin=True), clock.now())
        number = next(NUMBERS)
        names = f"Whales {number}", f"Dolphins {number}"
        one, other = [await topics.add(session, HERE, name, now=clock.now(), by=esra) for name in names]
        expected: dict[type[MentorTopic | MenteeTopic], set[int]] = {MentorTopic: set(), MenteeTopic: set()}
        strongest = set()
        for place, (first, second, as_mentee, strong) in enumerate(choices):
            member = await members.arrive(session, HERE, Person(slack_id=f"U0{number}X{place}", name="X"), clock.now())
            for topic_id in [topic for topic, chosen in ((one, first), (other, second)) if chosen]:
                kind = MenteeTopic if as_mentee else MentorTopic
                row = kind(workspace_id=HERE, member_id=member.id, topic_id=topic_id)
                expected[kind].add(member.id)
                if isinstance(row, MentorTopic) and strong:
                    row.strong = True
                    strongest.add(member.id)
                session.add(row)
    async with db.begin() as session:
        esra = await members.get(session, HERE, "U0ESRA")
        weight = await topics.weigh(session, one)
        assert weight.mentors + weight.mentees == sum(first for first, *_ in choices)
        await topics.merge(session, esra, one, other, clock.now())
    async with db.begin() as session:
        for kind, ids in expected.items():
            assert set(await session.scalars(select(kind.member_id).where(kind.topic_id == other))) == ids
        strong_now = select(MentorTopic.member_id).where(MentorTopic.topic_id == other, MentorTopic.strong.is_(True))
        assert set(await session.scalars(strong_now)) == strongest
        known = await topics.lexicon(session, HERE)
        assert [known.understand(name) for name in names] == [[other], [other]]


# Through the front door


async def proposes(person: Human, name: str) -> str:
    await person.command("/mentor topics")
    await person.click("topic_propose")
    await person.type("name", name)
    assert await person.submit() == {}
    said = modal(person)
    await person.close()
    return said


async def test_a_topic_is_proposed_used_at_once_and_accepted(world: World) -> None:
    ada, dana, esra, finn = world.ada, world.dana, world.esra, world.finn
    assert "“Falconry” is in the list" in await proposes(ada, "Falconry")
    assert "in the list already" in await proposes(finn, "falconry")
    await world.joins(ada, mentor="Falconry")
    await dana.command("/mentor join")
    assert "Falconry" not in await dana.suggest("topics:mentee_topics", "falcon")
    await dana.close()
    assert "Falconry" not in await typed(dana, "/mentor topics falconry")
    assert "Ada Admiraal" in await typed(dana, "/mentor find falconry")  # who knows the word finds who offers it
    assert "Look at it" not in await typed(dana, "/mentor topics")

    waiting = await typed(esra, "/mentor topics")
    assert "waiting for one of you" in waiting
    assert "Falconry: 1 mentor, _proposed_" in waiting
    await esra.click("Look at it")
    await esra.click("Accept")
    assert "Accepted" in says(esra, esra.answers[-1])
    await dana.command("/mentor join")
    assert "Falconry" in await dana.suggest("topics:mentee_topics", "falcon")
    await dana.close()
    assert "accepted the topic Falconry" in await typed(esra, "/mentor audit")
    await world.settle()
    assert len(letters(ada, "Your proposal is in the list of topics: *Falconry*")) == 1


async def test_a_proposal_is_declined_and_everybody_concerned_is_told_once(world: World) -> None:
    ada, bram, dana, esra, finn = world.ada, world.bram, world.dana, world.esra, world.finn
    await proposes(bram, "Qwertyuiop")
    await world.joins(bram, mentee="Qwertyuiop")
    await typed(dana, "/mentor find qwertyuiop")  # nobody offers it: she waits
    await dana.click("Tell me when somebody joins")
    await typed(finn, "/mentor find sql in:nl")
    stale = await esra.command("/mentor topics")
    assert stale is not None
    await esra.click("Look at it", within=stale)
    card = esra.answers[-1]
    await esra.click("Decline …", within=card)
    assert "“Qwertyuiop” is declined and gone" in says(esra, card)
    assert "declined the proposed topic Qwertyuiop" in await typed(esra, "/mentor audit")
    assert "Qwertyuiop" not in await typed(esra, "/mentor topics")
    await world.passes(days=1)
    assert len(letters(bram, "Bedankt voor je voorstel “Qwertyuiop”")) == 1
    assert len(letters(dana, "“Qwertyuiop”, which you had chosen, is no topic any more")) == 1
    assert "Nothing yet" in await typed(dana, "/mentor saved")
    assert "Qwertyuiop" not in await typed(bram, "/mentor profiel")
    assert letters(ada) == letters(finn) == []
    # What is in the list cannot be declined, whatever a stale button says.
    await proposes(finn, "Falconry")
    await typed(esra, "/mentor topics")
    await esra.click("Look at it")
    first = esra.answers[-1]
    await typed(esra, "/mentor topics")
    await esra.click("Look at it")
    await esra.click("Accept")
    await esra.click("Decline …", within=first)
    assert "in the list already" in says(esra, esra.answers[-1])
    # A proposal that is merged is told, too, by its new name; and nobody is told of what they did themselves.
    await proposes(dana, "Excelling")
    await typed(esra, "/mentor topics")
    await esra.click("Look at it")
    await esra.click("Merge into another …")
    await esra.choose("topic_lookup:into", "Excel")
    assert await esra.submit() == {}
    assert await esra.submit() == {}
    await world.passes(days=1)
    assert len(letters(dana, "is in the list under another name: *Excel*")) == 1
    assert letters(esra) == []


async def test_what_is_typed_into_the_profile_is_a_proposal_too(world: World) -> None:
    await world.ada.command("/mentor join")
    await world.ada.choose("profile_sides", "Mentor")
    await adds_topic(world.ada, "mentor_topics", "Falconry")
    assert await world.ada.submit() == {}
    assert "Falconry: 1 mentor, _proposed_" in await typed(world.esra, "/mentor topics")
    await start_network(world, world.chen)
    assert "waiting for one of you" in await typed(world.chen, "/mentor topics")
    assert "Valkerij" not in await typed(world.bram, "/mentor onderwerpen")


async def test_a_rename_leaves_the_old_name_understood_and_can_be_taken_back(world: World) -> None:
    bram, esra = world.bram, world.esra
    await world.joins(world.ada, mentor="Kubernetes")
    await typed(esra, "/mentor topics kubernetes")
    await esra.choose("topic_lookup", "Kubernetes")
    await esra.click("Change …")
    await esra.type("name", "Whales at scale")
    await esra.type("name_nl", "Walvissen in het groot")
    await esra.type("aliases", "k8s, kube\nGit")
    assert "Another topic is called so" in str(await esra.submit())
    await esra.type("aliases", "k8s, kube")
    await esra.choose("topic_lookup:parents", "DevOps", "Cloud architecture")
    assert await esra.submit() == {}
    card = modal(esra)
    assert "Part of: Cloud architecture and DevOps" in card or "Part of: DevOps and Cloud architecture" in card
    assert "Also: kubernetes, k8s, kube" in card
    await esra.close()
    assert "Walvissen in het groot" in await typed(bram, "/mentor zoek kubernetes")
    assert "Walvissen in het groot" in await typed(bram, "/mentor onderwerpen kube")
    # That word was taken away.
    assert "Mentoren voor Walvissen" not in await typed(bram, "/mentor zoek container orchestration")

    await typed(esra, "/mentor topics k8s")
    await esra.choose("topic_lookup", "Whales at scale")
    await esra.click("Change …")
    await esra.type("name", "Kubernetes")
    await esra.choose("topic_lookup:parents", "Whales at scale")
    assert "cannot be the topic itself" in str(await esra.submit())
    await esra.choose("topic_lookup:parents")
    assert await esra.submit() == {}
    assert "Also: whales at scale" in modal(esra)


async def test_merging_moves_everything_and_nobody_loses_a_choice(world: World) -> None:
    ada, chen, dana, esra, finn = world.ada, world.chen, world.dana, world.esra, world.finn
    await world.joins(ada, mentor=("Docker", "Kubernetes"), capacity=3)
    await world.joins(chen, mentor="Docker", mentee="Kubernetes")
    await world.joins(dana, mentee="Docker")
    await world.joins(finn, mentee=("Docker", "Kubernetes"))
    assert await asks(finn, "Ada", "docker") == {}
    await finn.close()

    await typed(esra, "/mentor topics")
    await esra.choose("topic_lookup", "Docker")
    await esra.click("Merge into another …")
    await esra.choose("topic_lookup:into", "Docker")
    assert "Choose another topic" in str(await esra.submit())
    await esra.choose("topic_lookup:into", "Kubernetes")
    assert await esra.submit() == {}
    asked = modal(esra)
    assert "Docker becomes Kubernetes" in asked.replace("*", "")
    for line in ("2 mentors", "2 mentees", "1 open request"):
        assert line in asked
    assert await esra.submit() == {}
    assert "Merged." in modal(esra)
    assert "2 mentors offer it" in modal(esra)
    assert "dockerfile" in modal(esra)
    await esra.close()

    assert "Chen Cheng" in await typed(dana, "/mentor find docker")
    assert "Mentors for Kubernetes" in await typed(dana, "/mentor find")  # her own choice moved along
    async with world.klik.runtime.db.begin() as session:
        asked_about = await session.scalar(select(Topic.name).join(Request, Request.topic_id == Topic.id))
    assert asked_about == "Kubernetes"
    assert "merged topics: Docker → Kubernetes" in await typed(esra, "/mentor audit")
    assert "Docker" not in await typed(esra, "/mentor topics docker compose")


async def test_who_runs_nothing_changes_nothing(world: World) -> None:
    await start_network(world, world.chen)
    await typed(world.chen, "/mentor topics")
    await world.chen.choose("topic_lookup", "Docker")
    answer = world.chen.answers[-1]
    assert "Merge into another" in says(world.chen, answer)
    await typed(world.dana, "/mentor topics")
    await world.dana.choose("topic_lookup", "Docker")
    assert "Merge into another" not in says(world.dana, world.dana.answers[-1])
    await world.chen.click("Change …", within=answer)
    await world.chen.type("name", "Whales")
    async with world.klik.runtime.db.begin() as session:
        chen = await members.get(session, world.playground.workspace.team_id, world.chen.id)
        await networks.leave_all(session, chen, world.clock.now())
    assert "The list is kept by those who run a network" in str(await world.chen.submit()) + modal(world.chen)
    assert "Whales" not in await typed(world.esra, "/mentor topics")
