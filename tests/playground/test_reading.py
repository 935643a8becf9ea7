"""What a person reads: the words of blocks, with names for mentions and one's own time."""

from datetime import UTC, datetime

import pytest

from playground import Person, Playground, text_of
from playground.dates import shown_dates
from playground.records import Message
from tests.playground.asking import Json, actions, button, options, plain, section, text_field
from tests.playground.bolt_app import TinyApp

NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())


def said(playground: Playground, text: str, *blocks: Json) -> Message:
    return playground.workspace.post(playground.general, user=playground.workspace.bot.id, text=text, blocks=blocks)


def test_mentions_links_and_escapes_are_words(playground: Playground, ada: Person) -> None:
    text = f"<@{ada.id}> wrote R&amp;D &lt;3 in <#{playground.general.id}>, see <https://a.example|the guide> <!here>"
    assert text_of(said(playground, text)) == "@Ada Lovelace wrote R&D <3 in #general, see the guide @here"
    assert text_of(said(playground, "<@U404|somebody> <https://a.example>")) == "@somebody https://a.example"


def test_dates_are_in_the_readers_zone(playground: Playground, ada: Person, bram: Person) -> None:
    message = said(playground, f"Talk <!date^{NOON}^{{date_short_pretty}} at {{time}}|then>")
    assert text_of(message) == "Talk today at 12:00"
    assert ada.reads(message) == "Talk today at 12:00"
    assert bram.reads(message) == "Talk today at 13:00"
    direct = playground.workspace.post(playground.workspace.dm(bram.id), user="U0BOT", text=message.text)
    assert text_of(direct) == "Talk today at 13:00", "who reads a direct message is known"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("{date}", "November 2nd, 2026"),
        ("{date_short}", "Nov 2, 2026"),
        ("{date_long}", "Monday, November 2nd, 2026"),
        ("{date_num} {time_secs}", "2026-11-02 12:00:00"),
        ("{date_pretty}", "today"),
        ("{ago}", "in 3 hours"),
        ("{date_unheard_of}", "fallback"),
    ],
)
def test_date_formats(form: str, shown: str) -> None:
    nine = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert shown_dates(f"<!date^{NOON}^{form}^https://a.example|fallback>", zone="Etc/UTC", now=nine) == shown


@pytest.mark.parametrize(
    ("day", "shown"), [(1, "yesterday"), (3, "tomorrow"), (22, "Nov 22, 2026"), (11, "Nov 11, 2026")]
)
def test_other_days(day: int, shown: str) -> None:
    unix = int(datetime(2026, 11, day, 12, tzinfo=UTC).timestamp())
    now = datetime(2026, 11, 2, 23, 59, tzinfo=UTC)
    assert shown_dates(f"<!date^{unix}^{{date_short_pretty}}|f>", zone="Etc/UTC", now=now) == shown


def test_how_long_ago() -> None:
    def ago(minutes: float) -> str:
        moment = datetime.fromtimestamp(NOON + minutes * 60, UTC)
        return shown_dates(f"<!date^{NOON}^{{ago}}|f>", zone="Etc/UTC", now=moment)

    assert [ago(n) for n in (0, 1, 90, 60 * 48, -5)] == [
        "just now",
        "1 minute ago",
        "1 hour ago",
        "2 days ago",
        "in 5 minutes",
    ]


def test_with_blocks_the_text_is_for_notifications_only(playground: Playground) -> None:
    image = {"type": "image", "image_url": "https://a.example/a.png", "alt_text": "A chart"}
    select = {
        "type": "static_select",
        "action_id": "s",
        "placeholder": plain("Topic"),
        "option_groups": [{"label": plain("Craft"), "options": options("Go", "C")}],
    }
    message = said(
        playground,
        "unseen",
        {"type": "header", "text": plain("Your mentors")},
        section("*Ada*", fields=[{"type": "mrkdwn", "text": "Free: 2"}], accessory=button("Ask", "ask")),
        {"type": "context", "elements": [plain("small print"), image]},
        {"type": "divider"},
        image,
        actions(select),
    )
    assert text_of(message).splitlines() == [
        "Your mentors",
        "*Ada*",
        "Free: 2",
        "Ask",
        "small print",
        "A chart",
        "A chart",
        "Topic",
        "Craft",
        "Go",
        "C",
    ]


def test_rich_text_tables_and_attachments(playground: Playground, ada: Person) -> None:
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "a <b> & "},
                    {"type": "user", "user_id": ada.id},
                    {"type": "emoji", "name": "wave"},
                    {"type": "link", "url": "https://a.example"},
                    {"type": "channel", "channel_id": playground.general.id},
                    {"type": "broadcast", "range": "here"},
                    {"type": "date", "timestamp": NOON, "format": " {time}", "fallback": "noon"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}],
            },
        ],
    }
    one = {"type": "rich_text_section", "elements": [{"type": "text", "text": "1"}]}
    cell = {"type": "rich_text", "elements": [one]}
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "Topic"}, cell]]}
    message = said(playground, "", rich, table)
    assert text_of(message).splitlines() == [
        "a <b> & @Ada Lovelace:wave:https://a.example#general@here 12:00",
        "first",
        "Topic | 1",
    ]
    message.attachments = [{"title": "More", "text": "below"}, {"fallback": "only this"}]
    assert text_of(message).splitlines()[3:] == ["More", "below", "only this"]


async def test_a_modal_reads_with_what_is_filled_in_and_wrong(app: TinyApp, ada: Person, bram: Person) -> None:
    people = {"type": "multi_users_select", "action_id": "a"}
    view = {
        "type": "modal",
        "title": plain("Join"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            text_field("Name", "name", placeholder=plain("Your name")) | {"hint": plain("In full")},
            {"type": "input", "label": plain("Who"), "element": people, "block_id": "who"},
        ],
    }
    given = ada.playground.grants.new_trigger(ada.id)
    await app.client.views_open(trigger_id=given, view=view)
    await ada.choose("Who", "Bram de Vries")
    assert (await ada.submit())["Name"]
    assert ada.modal is not None
    assert text_of(ada.modal).splitlines() == [
        "Join",
        "Name",
        "In full",
        "Your name",
        "Please complete this required field.",
        "Who",
        "@Bram de Vries",
        "Send",
        "Cancel",
    ]
