"""Conversations, people and files, as an app finds and makes them."""

from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Clock, Person, Playground
from playground.records import User
from tests.playground.asking import refusal, refused, rules_broken
from tests.playground.bolt_app import SCOPES, written_manifest


async def test_a_direct_message_is_opened_once(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    first = await client.conversations_open(users=ada.id)
    again = await client.conversations_open(users=[ada.id], return_im=True)
    assert "already_open" not in first
    assert again["already_open"]
    assert again["channel"]["id"] == first["channel"]["id"]
    assert (again["channel"]["is_im"], again["channel"]["user"]) == (True, ada.id)
    by_channel = await client.conversations_open(channel=first["channel"]["id"])
    assert by_channel["channel"]["id"] == first["channel"]["id"]
    assert playground.workspace.violations == []


async def test_whom_an_app_cannot_write_to(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    await playground.change_user(ada.id, deleted=True)
    assert await refused(client.conversations_open(users=ada.id)) == "user_disabled"
    assert playground.workspace.violations == [], "people leave in normal life"
    assert await refused(client.conversations_open(users="U404")) == "user_not_found"
    assert await refused(client.conversations_open(users=playground.workspace.bot.id)) == "cannot_dm_bot"
    assert await refused(client.conversations_open(users="")) == "users_list_not_supplied"
    by_channel = client.conversations_open(channel=playground.general.id)
    assert await refused(by_channel) == "method_not_supported_for_channel_type"


async def test_a_group_needs_a_scope_of_its_own(
    tmp_path: Path, clock: Clock, client: AsyncWebClient, ada: Person, bram: Person
) -> None:
    answer = await refusal(client.conversations_open(users=[ada.id, bram.id]))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "mpim:write")
    path = written_manifest(tmp_path, scopes=f"{SCOPES} mpim:write")
    async with Playground(path, clock=clock) as playground:
        people = [playground.workspace.add_user(name, name.title()).id for name in ("eva", "finn")]
        theirs = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        first = await theirs.conversations_open(users=people)
        again = await theirs.conversations_open(users=people[::-1])
        assert first["channel"]["id"] == again["channel"]["id"]
        await theirs.chat_postMessage(channel=first["channel"]["id"], text="you two")
        assert [m.text for m in playground.person(people[0]).sees(first["channel"]["id"])] == ["you two"]
        with pytest.raises(LookupError):
            playground.person(playground.workspace.add_user("gil", "Gil").id).sees(first["channel"]["id"])


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("-_-", "invalid_name_punctuation"),
        ("a" * 81, "invalid_name_maxlength"),
        ("Mentors", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("general", "name_taken"),
    ],
)
async def test_channel_names_follow_rules(client: AsyncWebClient, name: str, error: str) -> None:
    assert await refused(client.conversations_create(name=name)) == error


async def test_an_app_makes_a_channel_and_invites(
    playground: Playground, client: AsyncWebClient, ada: Person, bram: Person
) -> None:
    made = await client.conversations_create(name="women-in-tech_ü")
    channel = made["channel"]["id"]
    assert (made["channel"]["is_member"], made["channel"]["creator"]) == (True, playground.workspace.bot.id)
    await client.conversations_invite(channel=channel, users=[ada.id])
    answer = await refusal(client.conversations_invite(channel=channel, users=[bram.id, ada.id, "U404"]))
    assert answer["error"] == "already_in_channel"
    assert [item["error"] for item in answer["errors"]] == ["already_in_channel", "user_not_found"]
    assert bram.id not in playground.workspace.channels[channel].members
    await client.conversations_invite(channel=channel, users=[bram.id, ada.id], force=True)
    assert (await client.conversations_members(channel=channel))["members"] == sorted(
        [ada.id, bram.id, playground.workspace.bot.id]
    )
    self_invite = client.conversations_invite(channel=channel, users=playground.workspace.bot.id)
    assert await refused(self_invite) == "cant_invite_self"
    await client.conversations_setTopic(channel=channel, topic="Mentoring")
    await client.conversations_setPurpose(channel=channel, purpose="Lift each other")
    info = (await client.conversations_info(channel=channel, include_num_members=True))["channel"]
    assert (info["topic"]["value"], info["purpose"]["value"], info["num_members"]) == (
        "Mentoring",
        "Lift each other",
        3,
    )
    assert await refused(client.conversations_setTopic(channel=channel, topic="a" * 251)) == "too_long"
    await playground.settled()


async def test_managing_needs_membership(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    channel = playground.workspace.add_channel("theirs", [ada.id]).id
    assert await refused(client.conversations_setTopic(channel=channel, topic="a")) == "not_in_channel"
    assert await refused(client.conversations_invite(channel=channel, users=ada.id)) == "not_in_channel"
    joined = await client.conversations_join(channel=channel)
    assert joined["channel"]["is_member"]
    assert (await client.conversations_join(channel=channel))["warning"] == "already_in_channel"
    assert await refused(client.conversations_invite(channel=channel, users=",")) == "no_user"
    private = await refusal(client.conversations_create(name="quiet", is_private=True))
    assert private["needed"] == "groups:write"
    direct = playground.workspace.dm(ada.id).id
    assert await refused(client.conversations_join(channel=direct)) == "method_not_supported_for_channel_type"


async def test_lists_show_what_the_app_may_see(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    playground.workspace.add_channel("secret", [ada.id], is_private=True)
    old = playground.workspace.add_channel("old", [ada.id])
    old.is_archived = True
    names = [channel["name"] for channel in (await client.conversations_list())["channels"]]
    assert names == ["general", "mentoring", "old"]
    living = await client.conversations_list(exclude_archived=True, limit=1)
    assert living["channels"][0]["num_members"] == 1
    assert living["response_metadata"]["next_cursor"]
    assert await refused(client.conversations_list(types="everything")) == "invalid_types"
    assert (await refusal(client.conversations_list(types="public_channel,im")))["needed"] == "im:read"
    of_ada = (await client.users_conversations(user=ada.id))["channels"]
    assert [channel["name"] for channel in of_ada] == ["general", "mentoring", "old"]
    assert (await client.users_conversations())["channels"] == []
    assert await refused(client.conversations_list(limit=5000)) == "invalid_limit"
    direct = playground.workspace.dm(ada.id).id
    assert (await refusal(client.conversations_info(channel=direct)))["needed"] == "im:read"


async def test_history_is_for_those_inside_with_the_scope(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    assert await refused(client.conversations_history(channel=playground.general.id)) == "not_in_channel"
    private = playground.workspace.add_channel("quiet", [playground.workspace.bot.id], is_private=True)
    answer = await refusal(client.conversations_history(channel=private.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")
    await client.chat_postMessage(channel=ada.id, text="hello")
    direct = await client.conversations_history(channel=playground.workspace.dm(ada.id).id)
    assert [message["text"] for message in direct["messages"]] == ["hello"]


async def test_people_have_zone_locale_and_title(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    user = (await client.users_info(user=ada.id, include_locale=True))["user"]
    assert (user["tz"], user["tz_offset"], user["tz_label"]) == ("Europe/London", 0, "GMT")
    assert (user["locale"], user["profile"]["title"], user["is_bot"], user["is_admin"]) == (
        "en-GB",
        "Engineer",
        False,
        False,
    )
    assert "email" not in user["profile"], "there is no users:read.email"
    assert "locale" not in (await client.users_info(user=ada.id))["user"]
    await playground.change_user(ada.id, deleted=True)
    gone = (await client.users_info(user=ada.id))["user"]
    assert gone["deleted"]
    assert "tz" not in gone


async def test_the_list_of_people_has_bots_and_pages(
    playground: Playground, client: AsyncWebClient, ada: Person, bram: Person
) -> None:
    everybody = [user["name"] async for page in await client.users_list(limit=3) for user in page["members"]]
    assert everybody == ["tiny", "slackbot", "ada", "bram"]
    bots = [user["id"] for user in (await client.users_list())["members"] if user["is_bot"]]
    assert bots == [playground.workspace.bot.id]
    assert (await refusal(client.users_lookupByEmail(email=ada.user.email)))["needed"] == "users:read.email"


async def test_an_address_finds_its_owner_with_the_scope(tmp_path: Path, clock: Clock) -> None:
    path = written_manifest(tmp_path, scopes=f"{SCOPES} users:read.email users.profile:read")
    async with Playground(path, clock=clock) as playground:
        ada = playground.workspace.add_user("ada", "Ada", email="ada@klik.example")
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        found = await client.users_lookupByEmail(email="ADA@klik.example")
        assert (found["user"]["id"], found["user"]["profile"]["email"]) == (ada.id, "ada@klik.example")
        assert await refused(client.users_lookupByEmail(email="bob@klik.example")) == "users_not_found"
        assert (await client.users_profile_get(user=ada.id))["profile"]["first_name"] == "Ada"
        assert (await client.bots_info(bot="B0LOCAL"))["bot"]["user_id"] == playground.workspace.bot.id
        assert await refused(client.bots_info(bot="B404")) == "bot_not_found"


async def test_a_file_is_announced_uploaded_and_shared(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    direct = playground.workspace.dm(ada.id).id
    shared = await client.files_upload_v2(
        filename="talk.ics", content="BEGIN:VCALENDAR", title="First talk", channel=direct, initial_comment="Booked"
    )
    file = shared["files"][0]
    assert (file["title"], file["size"], file["ims"]) == ("First talk", 15, [direct])
    assert file["mimetype"] == "text/calendar"
    [message] = ada.direct_messages
    assert (message.text, message.files[0].content) == ("Booked", b"BEGIN:VCALENDAR")
    async with aiohttp.ClientSession() as session, session.get(file["url_private"]) as response:
        assert (response.content_type, await response.read()) == ("text/calendar", b"BEGIN:VCALENDAR")
    assert (await client.files_info(file=file["id"]))["file"]["name"] == "talk.ics"
    again = client.files_completeUploadExternal(files=[{"id": file["id"], "title": "again"}])
    assert await refused(again) == "file_not_found", "an upload is completed once"


async def test_uploads_that_go_wrong(playground: Playground, client: AsyncWebClient) -> None:
    empty = client.files_getUploadURLExternal(filename="a.txt", length=0)
    assert await refused(empty) == "invalid_arguments"
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    early = client.files_completeUploadExternal(files=[{"id": announced["file_id"]}])
    assert await refused(early) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        async with session.post(announced["upload_url"], data=b"four") as response:
            assert (response.status, await response.text()) == (400, "length_mismatch")
        async with session.post(f"{playground.url}/upload/v1/F404", data=b"four") as response:
            assert (response.status, await response.text()) == (400, "file_not_found")
        async with session.post(announced["upload_url"], data=b"abc") as response:
            assert (response.status, await response.text()) == (200, "OK - 3")
    outside = client.files_completeUploadExternal(
        files=[{"id": announced["file_id"]}], channel_id=playground.general.id
    )
    assert await refused(outside) == "not_in_channel"
    assert await refused(client.files_info(file=announced["file_id"])) == "file_not_found"
    assert rules_broken(playground) == ["refused-call"] * 2 + ["refused-upload"] * 2 + ["refused-call"]


async def test_the_team_and_who_joins_it(playground: Playground, client: AsyncWebClient) -> None:
    team = (await client.team_info())["team"]
    assert (team["id"], team["name"], team["domain"]) == ("T0KLIK", "Klik & Co", "klik-co")
    assert await refused(client.team_info(team="T404")) == "team_not_found"
    clock = playground.workspace.clock
    newcomer = await playground.join_team(
        User("U9", "zoe", "Zoë", "zoe@klik.example", updated=int(clock.now().timestamp()))
    )
    assert "U9" in playground.general.members
    assert newcomer.user.shown_as == "Zoë"
    with pytest.raises(ValueError, match="U9"):
        await playground.join_team(newcomer.user)
