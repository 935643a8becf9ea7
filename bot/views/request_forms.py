"""The forms in which a request is declined or told more about."""

from collections.abc import Sequence

from bot.i18n import Texts, mention
from bot.views import common, ids, kit, threads
from bot.views.kit import View
from models import Member, Request, RequestNote, RequestState

REASONS = ("no_time", "not_my_topic", "too_close", "other")
AWAY = "away"


def reason_names(t: Texts) -> dict[str, str]:
    return {
        "no_time": t("I have no time at the moment"),
        "not_my_topic": t("I am not the right one for this"),
        "too_close": t("We work too closely together"),
        "other": t("Something else"),
    }


def decline_form(t: Texts, request: Request, mentee: Member, until: str) -> View:
    """`until` is the day suggested for a pause, as YYYY-MM-DD."""
    options = [kit.option(words, code) for code, words in reason_names(t).items()]
    also = [
        kit.option(t("Make me unavailable for a while"), AWAY, t("New requests go to others until the day below")),
        common.rather_not(t),
    ]
    return kit.modal(
        t,
        ids.DECLINE_FORM,
        t("Decline"),
        [
            kit.section(
                t.md(
                    "{mentee} hears kindly that it does not work out, and gets other suggestions.",
                    mentee=mention(mentee.slack_id),
                )
            ),
            kit.input_(
                "reason",
                t("Why?"),
                kit.radio(options, initial="no_time"),
                hint=t("{name} reads a kind sentence in place of it.", name=common.first_name(mentee)),
            ),
            kit.input_("also", t("And"), kit.checkboxes(also), optional=True),
            kit.input_("until", t("Unavailable until"), kit.date_picker(initial=until), optional=True),
        ],
        submit=t("Decline"),
        request=request.id,
    )


def more_form(t: Texts, request: Request, mentee: Member, notes: Sequence[RequestNote]) -> View:
    return kit.modal(
        t,
        ids.MORE_FORM,
        t("Tell me more"),
        [
            kit.section(kit.quote(request.question, 1000)),
            *threads.last_notes(t, request, mentee, notes),
            kit.input_(
                "mentor_asks",
                t("What do you want to know from {name}?", name=common.first_name(mentee)),
                kit.text_input(multiline=True, longest=1000),
            ),
        ],
        submit=t("Send"),
        request=request.id,
    )


def add_form(t: Texts, request: Request, mentor: Member, notes: Sequence[RequestNote]) -> View:
    return kit.modal(
        t,
        ids.ADD_FORM,
        t("Tell more"),
        [
            *threads.last_notes(t, request, mentor, notes),
            kit.input_(
                "mentee_adds",
                t("Your answer") if request.state is RequestState.MORE_INFO else t("What I want to add"),
                kit.text_input(multiline=True, longest=1500),
            ),
        ],
        submit=t("Send"),
        request=request.id,
    )
