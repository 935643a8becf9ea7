"""Who may do what, asked at the front door: every role tries every permission, on what the others own."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.domain import access, members
from bot.domain.access import OPEN_DOOR, PERMISSIONS, Permission, Role, Unchecked
from handlers.directory import Directory
from handlers.registry import Registry, Visit, registry
from models import NetworkMember, NetworkRole
from playground.elements import controls
from playground.person import Person
from playground.records import Message, User
from tests.hands import asks, letters, pair_up
from tests.test_networks import start_network
from tests.world import World, last, says

DOCS = Path(__file__).parents[1] / "docs" / "access.md"
REFUSED = (
    "I can't find that any more",
    "Figures are for those who run",
    "That is for those who run a network",
    "The log is for those who run",
    "Roles are given by",
    "The list is kept by those who run",
    "You have not joined yet",
)
NETWORK_ROLES = {
    "boris": NetworkRole.COORDINATOR,
    "sonia": NetworkRole.SPONSOR,
    "hanna": NetworkRole.HR_PARTNER,
    "nora": NetworkRole.MEMBER,
}
ROLES: dict[str, set[Role]] = {
    "finn": set(),
    "nora": set(),
    "dana": {Role.MEMBER},
    "ada": {Role.MEMBER, Role.MENTOR},
    "mila": {Role.MEMBER, Role.MENTEE},
    "chen": {Role.LEAD},
    "boris": {Role.COORDINATOR},
    "sonia": {Role.SPONSOR},
    "hanna": {Role.HR_PARTNER},
    "esra": {Role.ADMIN},
    "wout": {Role.OWNER},
}
"""Besides being anybody."""


def test_the_table_for_people_is_the_table_of_the_code() -> None:
    rows = [tuple(row) for row in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", DOCS.read_text(), re.MULTILINE)]
    assert rows[2:] == [(one.name, one.does, ", ".join(sorted(one.roles))) for one in PERMISSIONS]


def test_every_handler_has_a_permission_of_the_table_and_every_permission_a_use() -> None:
    used = {
        f"{kind} {name}": handler.may for kind, table in registry.tables().items() for name, handler in table.items()
    }
    assert len(used) > 50
    assert [name for name, may in used.items() if may not in PERMISSIONS] == []
    unregistered = {access.SEE_ALL_FIGURES}  # asked for within a handler
    assert set(used.values()) == set(PERMISSIONS) - unregistered


def test_only_slack_tells_of_people() -> None:
    for kind, table in registry.tables().items():
        for name, handler in table.items():
            assert kind == "events" or Role.SLACK not in handler.may.roles, name


def test_a_handler_without_a_permission_cannot_be_registered() -> None:
    with pytest.raises(TypeError, match="may"):
        Registry().command("anything")  # type: ignore[call-arg]


def test_roles_that_need_a_look_are_never_mixed_with_an_open_door() -> None:
    """Otherwise the door would let everybody in who should have been asked."""
    for permission in PERMISSIONS:
        assert permission.roles <= OPEN_DOOR or not permission.roles & OPEN_DOOR, permission.name


async def test_a_handler_that_forgets_to_look_saves_nothing(world: World) -> None:
    await world.joins(world.ada, mentor="Python")
    runtime = world.klik.runtime
    team = world.playground.workspace.team_id

    async def nothing() -> None: ...

    visit = Visit(
        runtime=runtime, slack=await runtime.slack(team), workspace_id=team, slack_id=world.ada.id, body={},
        ack=nothing, may=access.RUN_PAIR, directory=Directory(runtime),  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(Unchecked):
        async with visit.begin():
            visit.member.title = "changed without asking"
    async with runtime.db.begin() as session:
        assert (await members.get(session, team, world.ada.id)).title == "Staff engineer"


async def press(person: Person, message: Message, label: str, value: str = "") -> bool:
    """Press a button of somebody else's message, as a forged request would. Whether it did anything."""
    control = next(control for control in controls(message.blocks) if control.label.startswith(label))
    if value:
        control.element["value"] = value
    before, words = len(person.answers), says(person, message)
    await person.playground.interactions.act(person.user, message, control, {})
    if person.modal is not None:
        refused = any(refusal in person.reads(person.modal) for refusal in REFUSED)
        await person.close()
        return not refused
    if says(person, message) != words:
        return True
    assert len(person.answers) > before
    return not any(refusal in says(person, person.answers[-1]) for refusal in REFUSED)


async def typed(person: Person, text: str) -> bool:
    answer = await person.command(text)
    if answer is None:
        assert person.modal is not None
        await person.close()
        return True
    return not any(words in says(person, answer) for words in REFUSED)


async def test_every_role_at_every_door(world: World) -> None:
    for name in {*ROLES} - {*world.people}:
        world.playground.workspace.enlist(
            User(id=f"U0{name.upper()}", name=name, real_name=name.title(), email=f"{name}@example.com",
                 tz="Europe/Amsterdam", locale="en-GB")
        )  # fmt: skip
        world.people[name] = world.playground.person(f"U0{name.upper()}")
    people = {name: world.people[name] for name in ROLES}
    ada, mila, chen = people["ada"], people["mila"], people["chen"]
    await start_network(world, chen)
    announcement = ada.sees("mentoring")[-1]
    for name in NETWORK_ROLES:
        await people[name].click("Join", within=announcement)
    async with world.klik.runtime.db.begin() as session:
        for name, role in NETWORK_ROLES.items():
            member = await members.get(session, world.playground.workspace.team_id, people[name].id)
            await session.execute(update(NetworkMember).where(NetworkMember.member_id == member.id).values(role=role))
    await world.joins(ada, mentor="Kubernetes", capacity=3)
    await world.joins(people["dana"], mentee="SQL")
    await world.joins(mila, mentee="Kubernetes")
    await pair_up(world, ada, mila)
    introduction = last(ada)
    # A second request between the same two cannot be; the owner of the search asks Ada too, and is its mentee.
    await world.joins(people["wout"], mentee="Kubernetes")
    ROLES["wout"] |= {Role.MEMBER}
    assert await asks(people["wout"], "Ada") == {}
    await people["wout"].close()
    await world.passes(days=1)  # she has had two messages
    asked = last(ada)
    await ada.click("Tell me more", within=asked)
    await ada.type("mentor_asks", "How big?")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    more = letters(people["wout"])[-1]
    searched = await people["wout"].command("/mentor find sustainability")
    assert searched is not None
    figures = await people["esra"].command("/mentor stats")
    assert figures is not None
    topic = await people["esra"].command("/mentor topics")
    await people["esra"].choose("topic_lookup", "Docker")
    listed = await people["esra"].command("/mentor topics")
    assert topic is not None
    assert listed is not None

    steering = await people["esra"].command("/mentor roles")
    assert steering is not None

    async def ask(person: Person) -> bool:
        found = await person.command("/mentor find kubernetes")
        return found is None or "Ask Ada" not in says(person, found) or await press(person, found, "Ask Ada")

    attempts: dict[Permission, Callable[[Person], Awaitable[bool]]] = {
        access.LOOK_AROUND: lambda person: typed(person, "/mentor networks"),
        access.MANAGE_ONESELF: lambda person: typed(person, "/mentor join"),
        access.START_NETWORK: lambda person: typed(person, "/mentor network start"),
        access.JOIN_NETWORK: lambda person: press(person, announcement, "Join"),
        access.ASK: ask,
        access.ANSWER_REQUEST: lambda person: press(person, asked, "Decline"),
        access.CHANGE_REQUEST: lambda person: press(person, more, "Answer"),
        access.RUN_PAIR: lambda person: press(person, introduction, "Another time"),
        access.HOLD_OFFICE_HOURS: lambda person: typed(person, "/mentor office"),
        access.SEE_FIGURES: lambda person: typed(person, "/mentor stats"),
        access.SEE_AUDIT: lambda person: typed(person, "/mentor audit"),
        access.PROPOSE_TOPIC: lambda person: press(person, listed, "Propose a topic"),
        access.CHANGE_TOPICS: lambda person: press(person, topic, "Change"),
        access.CHANGE_ROLES: lambda person: typed(person, "/mentor roles"),
        access.CHANGE_NETWORK: lambda person: press(person, steering, "Who may join"),
        access.MARK_TRAINED: lambda person: typed(person, "/mentor trained"),
        access.LEARN_IN_GROUPS: lambda person: typed(person, "/mentor group"),
        access.HELP_PAIRS: lambda person: typed(person, "/mentor risk"),
        access.RUN_ROUNDS: lambda person: typed(person, "/mentor round new"),
        access.KEEP_QUESTIONS: lambda person: typed(person, "/mentor interview"),
        access.SEE_ALL_FIGURES: lambda person: press(person, figures, "The whole workspace"),
        access.WAIT: lambda person: press(person, searched, "Tell me when"),
    }
    # tests of those features
    elsewhere = {access.LEAD_GROUP, access.BE_IN_GROUP, access.SEE_GROUP, access.JOIN_ROUND, access.WELCOME}
    assert set(attempts) | elsewhere == set(PERMISSIONS) - {
        access.TELL, access.SEE_REQUEST, access.RUN_OFFICE_HOUR
    }  # fmt: skip
    mine = {access.CHANGE_REQUEST: {"wout": Role.MENTEE, "mila": None}}
    wrong = []
    for permission, attempt in attempts.items():
        for name, person in people.items():
            roles = {Role.ANYBODY, *ROLES[name]}
            if name in mine.get(permission, {}):
                roles -= {Role.MENTEE}
                roles |= {role for role in (mine[permission][name],) if role}
            if await attempt(person) is not bool(roles & permission.roles):
                wrong.append(f"{name} {permission.name}")
    assert wrong == []


async def test_a_role_counts_in_its_own_network_only(world: World) -> None:
    await start_network(world, world.chen)
    await start_network(world, world.dana, "Returners")
    figures = await world.esra.command("/mentor stats")
    assert figures is not None
    assert await press(world.esra, figures, "Returners")
    assert await press(world.dana, figures, "Returners")
    assert not await press(world.chen, figures, "Returners")
    assert not await press(world.dana, figures, "Women in Tech")


async def test_who_left_has_no_role_left(world: World) -> None:
    await start_network(world, world.chen)
    await world.joins(world.chen, mentor="SQL")
    figures = await world.chen.command("/mentor stats")
    assert figures is not None
    await world.chen.command("/mentor profile")
    await world.chen.click("Leave …")
    assert not await typed(world.chen, "/mentor stats")


async def test_an_admin_of_yesterday_is_none_today(world: World) -> None:
    assert await typed(world.esra, "/mentor stats")
    await world.playground.change_user(world.esra.id, is_admin=False)
    assert not await typed(world.esra, "/mentor stats")


def test_what_anybody_may_costs_no_query_at_the_door() -> None:
    assert [one.name for one in PERMISSIONS if one.at_the_door] == [
        "ask a mentor", "hold office hours", "see figures", "see all figures", "see the audit log", "change roles",
        "change a network", "welcome people", "change topics",
        "mark as trained", "learn in groups", "help pairs", "keep the questions",
        "run rounds", "join a round",
    ]  # fmt: skip
