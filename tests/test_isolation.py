"""Nothing crosses from one workspace to another: the same people with the same ids live in two of them at once."""

import json
from asyncio import gather
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from handlers.registry import registry
from models import Base, MentoringSession, SessionSlot, Topic
from playground.dispatch import Delivery
from playground.records import Json
from playground.shapes import VERIFICATION_TOKEN
from tests.hands import letters
from tests.isolation import OF_NO_WORKSPACE, TENANTS, Rows, crossings, remembers_everything, rows_of, said, without
from tests.street import Town, open_town
from tests.world import World, last

NORTH, SOUTH = "T0NORTH", "T0SOUTH"
MARKS = {NORTH: "Northmark", SOUTH: "Southmark"}


def test_every_table_hangs_on_a_workspace() -> None:
    assert {table.name for table in Base.metadata.sorted_tables if table not in TENANTS} == OF_NO_WORKSPACE
    for table in TENANTS:
        (key,) = table.c.workspace_id.foreign_keys
        assert (key.column.table.name, key.ondelete) == ("workspaces", "CASCADE"), table.name


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """Both workspaces live through the whole loop at once."""
    async with open_town(
        database_url, klik_searches_per_minute=10_000, klik_questions_per_hour=10_000, klik_figures_per_minute=10_000,
        klik_networks_per_hour=10_000,
    ) as opened:  # fmt: skip
        for team, mark in MARKS.items():
            remembers_everything(opened[team].playground)
            for person in opened[team].people.values():
                person.user.real_name = f"{person.user.real_name.split()[0]} {mark}"
                person.user.title = f"{mark} titled"
        await opened.installs(NORTH, SOUTH)
        await live(opened)
        yield opened


async def both(town: Town, act: Callable[[World, str], Awaitable[None]]) -> None:
    await gather(*(act(town[team], mark) for team, mark in MARKS.items()))
    await town.passes(minutes=2)  # one message a second in each conversation


async def live(town: Town) -> None:
    """From joining to feedback, with a network, somebody who waits in vain, and a request that stays open."""
    for act in (everybody_joins, networks_start, mentees_ask):
        await both(town, act)
    await both(town, lambda world, _: world.ada.click("Accept", within=letters(world.ada, "size a cluster")[0]))
    await town.passes(days=1)  # two have asked her, so the guide comes tomorrow
    await both(town, lambda world, _: world.ada.click(first_time(letters(world.ada, "Your first talk with")[0])))
    await town.passes(days=4)
    await both(town, said_they_met)
    await town.passes(days=2)


def first_time(message: Any) -> str:
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return str(rows[0]["elements"][0]["text"]["text"])


async def everybody_joins(world: World, mark: str) -> None:
    await world.joins(world.ada, mentor=("Kubernetes", "Coaching"), passes_on=f"{mark} clusters", capacity=3)
    await world.joins(world.esra, mentee="Kubernetes")
    await world.joins(world.dana, mentee="Kubernetes")


async def networks_start(world: World, mark: str) -> None:
    await world.esra.command("/mentor network start")
    await world.esra.type("name", "Women in Tech")  # the same name in both
    await world.esra.choose("kind", "Diversity")
    await world.esra.type("challenge", f"{mark} challenge: nobody shows new team leads how to begin")
    assert await world.esra.submit() == {}
    await world.esra.close()
    await world.esra.command("/mentor find sql")
    await world.esra.click("Tell me when somebody joins")


async def mentees_ask(world: World, mark: str) -> None:
    for mentee, question in ((world.esra, "size a cluster"), (world.dana, "leave a cluster")):
        await mentee.command("/mentor find kubernetes")
        await mentee.click("Ask Ada")
        await mentee.type("question", f"How do I {question}, as {mark} does?")
        assert await mentee.submit() == {}
        await mentee.close()


async def said_they_met(world: World, mark: str) -> None:
    for person in (world.ada, world.esra):
        await person.click("Yes, we met", within=letters(person, "Did you and")[-1])
        await person.click("Yes, let's go on")


async def test_rows_keys_screens_and_words_stay_where_they_belong(town: Town) -> None:
    async with town.klik.runtime.db.begin() as session:
        assert await crossings(session) == []
        rows = {team: await rows_of(session, team) for team in MARKS}
    for team, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        filled = {name for name, found in rows[team].items() if found}
        assert filled >= FILLED, "a look into empty tables proves nothing"
        assert MARKS[team] in str(rows[team])
        assert MARKS[other] not in str(rows[team])
    await both(town, everything_is_looked_at)
    for team, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        words = list(said(town[team].playground))
        assert sum(MARKS[team] in line for line in words) > 20
        leaks = [line for line in words if MARKS[other] in line or other in line]
        assert leaks == []


FILLED = {
    "members", "mentor_profiles", "mentor_topics", "mentee_profiles", "mentee_topics", "topics", "topic_aliases",
    "unmet_needs", "requests", "pairs", "sessions", "session_slots", "networks", "network_members", "outbox",
}  # fmt: skip


async def everything_is_looked_at(world: World, mark: str) -> None:
    """Every command, by everybody; the home tab; and every button that a list offers to look further."""
    for person in world.people.values():
        for command in registry.commands:
            if command != "unknown":
                await person.command(f"/mentor {command}".strip())
                while person.modal is not None:
                    await person.close()
        await person.command("/mentor find kubernetes, coaching, clusters")
        await person.open_home()


# What no honest client sends


def payloads(person_id: str, world: World, ids: dict[str, list[int]], address: str) -> dict[str, list[Delivery]]:
    """By name, every action, form, option list and shortcut there is, carrying ids of another's rows."""
    workspace = world.playground.workspace
    user = {"id": person_id, "username": "x", "name": "x", "team_id": workspace.team_id}
    numbers = sorted({number for found in ids.values() for number in found})
    common: Json = {
        "user": user, "team": {"id": workspace.team_id, "domain": workspace.domain}, "enterprise": None,
        "api_app_id": workspace.app_id, "token": VERIFICATION_TOKEN, "is_enterprise_install": False,
    }  # fmt: skip
    sent: dict[str, list[Delivery]] = {}

    def trigger() -> str:
        return world.playground.grants.new_trigger(person_id)

    channel = workspace.dm(person_id).id
    for name in registry.actions:
        values = [str(number) for number in numbers]
        if name in {"feedback_rate", "ask", "pair_menu"}:
            values += [f"{number}-5" for number in numbers] + [f"end-{number}" for number in numbers]
            values += [f"{member}-{ids['topics'][0]}" for member in ids["members"]]
        for value in values:
            # As in their own direct messages: the answer goes to an address of their own.
            own = world.playground.grants.new_response_url("actions", person_id, channel)
            body = common | {
                "type": "block_actions", "trigger_id": trigger(), "channel": {"id": channel, "name": "directmessage"},
                "container": {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": True},
                "response_url": world.playground.response_urls.address(own), "state": {"values": {}},
                "actions": [{
                    "type": "button", "action_id": name, "block_id": "b", "value": value, "action_ts": "1.1",
                    "text": {"type": "plain_text", "text": "x"},
                }],
            }  # fmt: skip
            sent.setdefault(f"action {name}", []).append(Delivery("interactive", "block_actions", body))
    for name in registry.forms:
        for number in numbers:
            carried: Json = dict.fromkeys(("request", "pair", "session", "mentor", "network", "need", "member"), number)
            carried |= {"topic": ids["topics"][0], "origin": address, "seal": "0" * 32}
            body = common | {"type": "view_submission", "trigger_id": trigger(), "response_urls": []}
            body |= {"view": form_view(name, carried, ids)}
            sent.setdefault(f"form {name}", []).append(Delivery("interactive", "view_submission", body))
    for name in registry.options:
        body = common | {"type": "block_suggestion", "action_id": name, "block_id": "b", "value": str(numbers[0])}
        body |= {"container": {"type": "view", "view_id": "V0NONE"}}
        sent[f"options {name}"] = [Delivery("interactive", "block_suggestion", body)]
    for name in registry.shortcuts:
        body = common | {"type": "shortcut", "callback_id": name, "trigger_id": trigger(), "action_ts": "1.1"}
        sent[f"shortcut {name}"] = [Delivery("interactive", "shortcut", body)]
    return sent


def form_view(callback_id: str, carried: Json, ids: dict[str, list[int]]) -> Json:
    """A form filled in so that nothing but the ids it carries speaks against it."""

    def chosen(value: object) -> Json:
        return {"type": "static_select", "selected_option": {"value": str(value)}}

    def several(*values: object) -> Json:
        return {"type": "multi_static_select", "selected_options": [{"value": str(value)} for value in values]}

    def words(text: str) -> Json:
        return {"type": "plain_text_input", "value": text}

    filled: dict[str, Json] = {
        "question": words("How do I do what I was never asked?"), "words": words("kubernetes"),
        "mentor_asks": words("Forged?"), "mentee_adds": words("Forged!"), "learned": words("Forged"),
        "next_step": words("Forged"), "practised": several("listening"), "reason": chosen("other"),
        "slot": chosen(ids["session_slots"][0]), "until": {"type": "datepicker", "selected_date": "2027-01-01"},
        "sides": several("mentee"), "mentee_topics": several(*ids["topics"]), "networks": several(*ids["networks"]),
        "name": words(""), "kind": chosen("other"), "challenge": words("Forged"),
    }  # fmt: skip
    return {
        "id": "V0NONE", "type": "modal", "callback_id": callback_id, "private_metadata": json.dumps(carried),
        "hash": "x", "state": {"values": {name: {name: state} for name, state in filled.items()}},
        "blocks": [
            {"type": "input", "block_id": name, "label": {"type": "plain_text", "text": name}, "element": {}}
            for name in filled
        ],
    }  # fmt: skip


async def north_ids(town: Town) -> dict[str, list[int]]:
    """What a forger would like to name: a few rows of each kind, of the first workspace."""
    async with town.klik.runtime.db.begin() as session:
        rows = await rows_of(session, NORTH)
    wanted = ("requests", "pairs", "sessions", "session_slots", "networks", "unmet_needs", "members")
    found = {name: [row["id"] for row in rows[name]][:3] for name in wanted}
    found["topics"] = [row["id"] for row in rows["topics"]][:2]
    assert all(found.values()), found
    return found


async def north(town: Town, *, but: int | None = None) -> tuple[Rows, list[tuple[str, str]]]:
    """Every row of the first workspace (but those of one member) and every message people there can read."""
    async with town.klik.runtime.db.begin() as session:
        rows = await rows_of(session, NORTH)
    own = ("id", "member_id", "mentee_id", "mentor_id", "writer_id", "started_by", "actor_id", "by_id")
    rows["members"] = [row for row in rows["members"] if row["id"] != but]
    others = {name: found for name, found in rows.items() if name != "members"}
    kept = without(others, lambda row: but is not None and any(row.get(name) == but for name in own[1:]))
    workspace = town[NORTH].playground.workspace
    posted = [
        (message.ts, message.text)
        for channel in workspace.channels.values()
        for message in workspace.messages(channel)
        if message.ephemeral_for is None and (but is None or channel.user != "U0FINN")  # what one asks for oneself
    ]
    return {**kept, "members": rows["members"]}, posted


async def test_a_person_of_the_other_workspace_changes_nothing_with_forged_ids(town: Town) -> None:
    ids, south = await north_ids(town), town[SOUTH]
    ada = town[NORTH].ada
    granted = town[NORTH].playground.grants.new_response_url("actions", ada.id, last(ada).channel, last(ada))
    address = town[NORTH].playground.response_urls.address(granted)
    before = await north(town)
    for attacker in ("U0ADA", "U0ESRA"):
        for name, deliveries in payloads(attacker, south, ids, address).items():
            for delivery in deliveries:
                await south.playground.dispatch.send(delivery)
            assert await north(town) == before, name  # one by one: what is joined could be left again
    assert granted.posts_left == 5, "nobody posted to the address of another"
    async with town.klik.runtime.db.begin() as session:
        assert await crossings(session) == []
        found = await rows_of(session, SOUTH)
    assert MARKS[NORTH] not in str(found)
    leaks = [line for line in said(south.playground) if MARKS[NORTH] in line]
    assert leaks == []
    settle_violations(town)


async def test_a_stranger_in_the_same_workspace_changes_nothing_of_the_others(town: Town) -> None:
    ids, world = await north_ids(town), town[NORTH]
    await world.finn.command("/mentor help")
    async with town.klik.runtime.db.begin() as session:
        finn = next(row["id"] for row in (await rows_of(session, NORTH))["members"] if row["slack_id"] == "U0FINN")
    before = await north(town, but=finn)
    for name, deliveries in payloads("U0FINN", world, ids, "https://evil.example/hooks").items():
        for delivery in deliveries:
            await world.playground.dispatch.send(delivery)
        assert await north(town, but=finn) == before, name
    settle_violations(town)


def settle_violations(town: Town) -> None:
    """Forged payloads name views and messages that are none: Slack refuses what Klik answers there."""
    for playground in town.street.workspaces.values():
        kinds = {violation.rule for violation in playground.workspace.violations}
        assert kinds <= {"refused-call"}, playground.workspace.violations
        playground.workspace.violations.clear()


async def test_an_own_form_with_anothers_address_leaves_that_alone(town: Town) -> None:
    """The session is one's own, the address of the message to replace is not."""
    south, north_ = town[SOUTH], town[NORTH]
    granted = north_.playground.grants.new_response_url(
        "actions", north_.ada.id, last(north_.ada).channel, last(north_.ada)
    )
    address = north_.playground.response_urls.address(granted)
    async with town.klik.runtime.db.begin() as session:
        mine = await session.scalar(
            select(SessionSlot)
            .join(MentoringSession, MentoringSession.id == SessionSlot.session_id)
            .where(SessionSlot.workspace_id == SOUTH, SessionSlot.starts_at > town.clock.now())
        )
        assert mine is not None
        assert (await session.scalars(select(Topic.id).where(Topic.workspace_id == SOUTH))).first()
    ids = {"session_slots": [mine.id], "topics": [0], "networks": [0]}
    for seal in ("", "0" * 32):
        view = form_view("time_form", {"session": mine.session_id, "origin": address, "seal": seal}, ids)
        team = {"id": SOUTH, "domain": "south"}
        body = {"type": "view_submission", "user": {"id": "U0ADA", "team_id": SOUTH}, "team": team, "view": view}
        ack, _ = await south.playground.dispatch.send(Delivery("interactive", "view_submission", body))
        assert ack.ok
    assert granted.posts_left == 5
    await town.settle()
    assert letters(south.esra, "booked"), "the form itself did what it says"
