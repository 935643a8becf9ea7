"""Messages: where an app may post, what it may say, and what it can change afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Clock, Person, Playground
from tests.playground.asking import Json, actions, button, refusal, refused, rules_broken, section, text_field
from tests.playground.bolt_app import written_manifest


async def test_a_message_comes_back_as_it_was_posted(playground: Playground, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(
        channel=playground.general.id,
        text="Hello",
        blocks=[actions(button("Go", "go"))],
        metadata={"event_type": "greeting", "event_payload": {"key": "k1"}},
    )
    assert posted["channel"] == playground.general.id
    assert posted["message"]["blocks"][0]["block_id"], "Slack gives every block an id"
    [message] = playground.workspace.messages("C00000001")
    assert (message.ts, message.user, message.bot_id) == (posted["ts"], playground.workspace.bot.id, "B0LOCAL")


async def test_history_tells_metadata_only_when_asked(
    playground: Playground, client: AsyncWebClient, clock: Clock
) -> None:
    channel = playground.general.id
    await client.conversations_join(channel=channel)
    metadata = {"event_type": "greeting", "event_payload": {"key": "k1"}}
    first = await client.chat_postMessage(channel=channel, text="one", metadata=metadata)
    clock.advance(timedelta(minutes=1))
    await client.chat_postMessage(channel=channel, text="two")
    plain = await client.conversations_history(channel=channel)
    assert [message["text"] for message in plain["messages"]] == ["two", "one"]
    assert "metadata" not in plain["messages"][1]
    told = await client.conversations_history(channel=channel, include_all_metadata=True, latest=first["ts"])
    assert told["messages"] == [], "latest excludes its own instant"
    told = await client.conversations_history(
        channel=channel, include_all_metadata=True, latest=first["ts"], inclusive=True
    )
    assert told["messages"][0]["metadata"] == metadata
    later = await client.conversations_history(channel=channel, oldest=first["ts"])
    assert [message["text"] for message in later["messages"]] == ["two"]
    assert await refused(client.conversations_history(channel=channel, oldest="yesterday")) == "invalid_ts_oldest"


async def test_history_comes_in_pages(playground: Playground, client: AsyncWebClient) -> None:
    channel = playground.general.id
    await client.conversations_join(channel=channel)
    for number in range(5):
        await client.chat_postMessage(channel=channel, text=str(number))
    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_history(channel=channel, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert await refused(client.conversations_history(channel=channel, cursor="nonsense")) == "invalid_cursor"


async def test_message_ids_rise_even_when_the_clock_stands_still(
    playground: Playground, client: AsyncWebClient
) -> None:
    stamps = [(await client.chat_postMessage(channel="general", text=str(n)))["ts"] for n in range(3)]
    assert stamps == ["1793610000.000000", "1793610000.000001", "1793610000.000002"]


@pytest.mark.parametrize("channel", ["C404", "#nowhere", "U404"])
async def test_a_channel_that_is_not_there(client: AsyncWebClient, playground: Playground, channel: str) -> None:
    assert await refused(client.chat_postMessage(channel=channel, text="a")) == "channel_not_found"
    assert playground.workspace.violations == [], "channels vanish in normal life"


async def test_who_is_not_in_a_channel_cannot_post_there(tmp_path: Path, clock: Clock) -> None:
    async with Playground(written_manifest(tmp_path, scopes="chat:write channels:join"), clock=clock) as playground:
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        channel = playground.general.id
        assert await refused(client.chat_postMessage(channel=channel, text="a")) == "not_in_channel"
        await client.conversations_join(channel=channel)
        await client.chat_postMessage(channel=channel, text="a")
        answer = await refusal(client.chat_postMessage(channel=channel, text="a", username="Somebody"))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write.customize")


async def test_private_channels_and_archives(playground: Playground, client: AsyncWebClient) -> None:
    secret = playground.workspace.add_channel("secret", is_private=True)
    old = playground.workspace.add_channel("old")
    old.is_archived = True
    assert await refused(client.chat_postMessage(channel=secret.id, text="a")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel=old.id, text="a")) == "is_archived"


async def test_a_person_can_be_written_to_by_id_but_no_bot(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    posted = await client.chat_postMessage(channel=ada.id, text="Hello Ada")
    assert posted["channel"] == playground.workspace.dm(ada.id).id
    assert [message.text for message in ada.direct_messages] == ["Hello Ada"]
    assert await refused(client.chat_postMessage(channel=playground.workspace.bot.id, text="a")) == "cannot_dm_bot"


async def test_messages_need_content_and_good_blocks(playground: Playground, client: AsyncWebClient) -> None:
    channel = playground.general.id
    # slack_sdk itself warns of messages without text, so these two do not go through its own methods.
    contents: list[Json] = [{"text": ""}, {"blocks": []}]
    for empty in contents:
        assert await refused(client.api_call("chat.postMessage", json={"channel": channel, **empty})) == "no_text"
    answer = await refusal(client.chat_postMessage(channel=channel, text="a", blocks=[section("")]))
    assert answer["error"] == "invalid_blocks"
    [message] = answer["response_metadata"]["messages"]
    assert message.startswith("[ERROR] ")
    assert message.endswith("[json-pointer:/blocks/0/text/text]")
    wrong = client.chat_postMessage(channel=channel, metadata={"event_type": 1}, text="a")
    assert await refused(wrong) == "invalid_metadata_format"
    both = client.chat_postMessage(channel=channel, text="a", markdown_text="**a**")
    assert await refused(both) == "markdown_text_conflict"
    assert playground.workspace.messages(channel) == []


async def test_a_long_text_is_cut_when_posted_and_refused_when_updated(
    playground: Playground, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="general", text="a" * 50_000)
    assert len(posted["message"]["text"]) == 40_000
    update = client.chat_update(channel=posted["channel"], ts=posted["ts"], text="a" * 4_001)
    assert await refused(update) == "msg_too_long"


async def test_an_update_replaces_text_and_blocks_and_keeps_metadata(
    playground: Playground, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "a", "event_payload": {}}
    posted = await client.chat_postMessage(
        channel="general", text="one", blocks=[section("one")], attachments=[{"text": "more"}], metadata=metadata
    )
    message = playground.workspace.messages(playground.general)[0]
    before = message.revision
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="two")
    assert (message.text, message.blocks, message.metadata) == ("two", [], metadata)
    assert message.attachments == [{"text": "more"}]
    assert message.edited
    assert message.revision > before


async def test_only_its_own_messages_can_an_app_change(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    channel = playground.general
    theirs = playground.workspace.post(channel, user=ada.id, text="mine")
    update = client.chat_update(channel=channel.id, ts=theirs.ts, text="yours")
    assert await refused(update) == "cant_update_message"
    assert await refused(client.chat_delete(channel=channel.id, ts=theirs.ts)) == "cant_delete_message"
    gone = client.chat_update(channel=channel.id, ts="1.000000", text="a")
    assert await refused(gone) == "message_not_found"
    own = await client.chat_postMessage(channel=channel.id, text="a")
    await client.chat_delete(channel=channel.id, ts=own["ts"])
    assert playground.workspace.messages(channel) == [theirs]


async def test_an_ephemeral_is_seen_by_one_and_cannot_be_changed(
    playground: Playground, client: AsyncWebClient, ada: Person, bram: Person
) -> None:
    channel = playground.general.id
    early = client.chat_postEphemeral(channel=channel, user=ada.id, text="psst")
    assert await refused(early) == "not_in_channel"
    await client.conversations_join(channel=channel)
    whispered = await client.chat_postEphemeral(channel=channel, user=ada.id, text="psst")
    assert [message.text for message in ada.answers] == ["psst"]
    assert bram.sees(channel) == []
    update = client.chat_update(channel=channel, ts=whispered["message_ts"], text="loud")
    assert await refused(update) == "message_not_found"
    assert (await client.conversations_history(channel=channel))["messages"] == []
    playground.general.members.discard(bram.id)
    outside = client.chat_postEphemeral(channel=channel, user=bram.id, text="psst")
    assert await refused(outside) == "user_not_in_channel"
    assert rules_broken(playground) == ["refused-call", "refused-call"]


async def test_replies_hang_on_their_parent(playground: Playground, client: AsyncWebClient) -> None:
    channel = playground.general.id
    await client.conversations_join(channel=channel)
    parent = await client.chat_postMessage(channel=channel, text="parent")
    await client.chat_postMessage(channel=channel, text="child", thread_ts=parent["ts"])
    orphan = client.chat_postMessage(channel=channel, text="orphan", thread_ts="1.000000")
    assert await refused(orphan) == "cannot_reply_to_message"
    history = await client.conversations_history(channel=channel)
    assert [message["text"] for message in history["messages"]] == ["parent"]
    replies = await client.conversations_replies(channel=channel, ts=parent["ts"])
    assert [message["text"] for message in replies["messages"]] == ["parent", "child"]
    assert await refused(client.conversations_replies(channel=channel, ts="1.0")) == "thread_not_found"


async def test_inputs_in_a_message_keep_what_was_typed_over_an_update(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    posted = await client.chat_postMessage(channel=ada.id, text="a", blocks=[text_field("Name", "name")])
    await ada.type("Name", "Countess")
    kept = [text_field("Full name", "name")]
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="b", blocks=kept)
    message = ada.direct_messages[-1]
    assert playground.workspace.values_for(message, ada.id)["name"]["typed"]["value"] == "Countess"


async def test_a_permalink_leads_to_a_message(playground: Playground, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="general", text="a")
    link = await client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert link["permalink"] == f"{playground.url}/archives/{posted['channel']}/p{posted['ts'].replace('.', '')}"
    missing = client.chat_getPermalink(channel=posted["channel"], message_ts="1.000000")
    assert await refused(missing) == "message_not_found"
