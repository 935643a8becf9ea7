"""A form with every kind of input, and what the app gets when it is filled in."""

from typing import Any

from tests.playground.asking import Json, button, field, modal, options, plain, section

EVERY_INPUT: dict[str, Json] = {
    "Words": {"type": "plain_text_input", "placeholder": plain("A few")},
    "Story": {"type": "plain_text_input", "multiline": True, "max_length": 200},
    "Number": {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "10"},
    "Mail": {"type": "email_text_input"},
    "Link": {"type": "url_text_input"},
    "Date": {"type": "datepicker"},
    "Time": {"type": "timepicker"},
    "Moment": {"type": "datetimepicker"},
    "Size": {"type": "static_select", "options": options("Small", "Large")},
    "Sizes": {"type": "multi_static_select", "options": options("Tiny", "Middle", "Huge")},
    "Topic": {"type": "external_select", "min_query_length": 2},
    "Topics": {"type": "multi_external_select", "min_query_length": 1, "max_selected_items": 2},
    "Person": {"type": "users_select"},
    "People": {"type": "multi_users_select"},
    "Channel": {"type": "channels_select"},
    "Conversations": {"type": "multi_conversations_select"},
    "Side": {"type": "radio_buttons", "options": options("Left", "Right")},
    "Days": {"type": "checkboxes", "options": options("Monday", "Tuesday", "Friday")},
    "Files": {"type": "file_input", "filetypes": ["txt"]},
    "Prose": {"type": "rich_text_input"},
}


def every_input(**more: Any) -> Json:
    return modal(
        section("*Everything* one can fill in", accessory=button("Look", "look")),
        *[
            field(label, {"action_id": "typed", **element}, label.lower(), hint=plain(f"About {label.lower()}"))
            for label, element in EVERY_INPUT.items()
        ],
        **more,
    )


TOPICS = ("Kubernetes", "Kotlin", "Knitting", "Leadership")


def suggested(typed: str) -> Json:
    """The topics that begin with what was typed."""
    found = [topic for topic in TOPICS if topic.lower().startswith(typed.lower())]
    return {"options": options(*found)}
