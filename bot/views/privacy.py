"""`/mentor privacy`: what Klik holds about me, why and how long; taking it along; being forgotten."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.privacy import Kind
from bot.domain.retention import Keep
from bot.i18n import Md, Texts, join_md
from bot.views import ids, kit
from bot.views.kit import Message, View
from models import Member


def overview(t: Texts, member: Member, held: Mapping[Kind, int], keep: Keep) -> View:
    rows = [_profile(t, member), *(_counted(t, kind, count) for kind, count in held.items())]
    blocks = [
        kit.section(t.md("*What Klik holds about you*")),
        kit.section(join_md("\n", [join_md("", ["• ", row]) for row in rows])),
        kit.section(
            Md(
                "\n".join(
                    (
                        t.md("*Why*"),
                        t.md(
                            "To find mentors and mentees who fit, to help you two meet, and to count how mentoring "
                            "goes. Counts are of five people and more. Your feedback is read by nobody else; a "
                            "coordinator sees no words of yours."
                        ),
                    )
                )
            )
        ),
        kit.section(Md("\n".join((t.md("*How long*"), *_terms(t, keep))))),
        kit.actions(
            kit.button(t("Send me everything"), ids.PRIVACY_EXPORT, style="primary"),
            kit.button(t("Delete everything …"), ids.PRIVACY_DELETE, style="danger"),
        ),
    ]
    return kit.modal(t, ids.PRIVACY, t("My data"), blocks)


def _profile(t: Texts, member: Member) -> Md:
    return t.md(
        "from Slack: your id, your name ({name}), title, time zone and language, and whether you are a workspace admin",
        name=kit.clip(member.name, 80),
    )


def _counted(t: Texts, kind: Kind, count: int) -> Md:
    match kind:
        case Kind.MENTOR:
            return t.md("your profile as mentor")
        case Kind.MENTEE:
            return t.md("your profile as mentee")
        case Kind.TOPICS:
            return t.n_md("{count} topic you named", "{count} topics you named", count)
        case Kind.NETWORKS:
            return t.n_md("{count} network you are in or started", "{count} networks you are in or started", count)
        case Kind.REQUESTS:
            return t.n_md("{count} request, yours or to you", "{count} requests, yours or to you", count)
        case Kind.PAIRS:
            return t.n_md(
                "{count} mentor or mentee, now or before", "{count} mentors and mentees, now or before", count
            )
        case Kind.AGREEMENTS:
            return t.n_md("{count} agreement you wrote", "{count} versions of agreements you wrote", count)
        case Kind.WORKBOOK:
            return t.n_md("{count} item you put into a workbook", "{count} items you put into a workbook", count)
        case Kind.SESSIONS:
            return t.n_md("{count} session", "{count} sessions", count)
        case Kind.FEEDBACK:
            return t.n_md("{count} answer of how it was", "{count} answers of how it was", count)
        case Kind.PULSES:
            return t.n_md("{count} time I asked how it goes", "{count} times I asked how it goes", count)
        case Kind.INTERVIEWS:
            return t.n_md("{count} interview", "{count} interviews", count)
        case Kind.THANKS:
            return t.n_md("{count} thanks you wrote", "{count} thanks you wrote", count)
        case Kind.GROUPS:
            return t.n_md("{count} group you led or were in", "{count} groups you led or were in", count)
        case Kind.GROUP_ANSWERS:
            return t.n_md(
                "what you said of {count} meeting of a group", "what you said of {count} meetings of groups", count
            )
        case Kind.ROUNDS:
            return t.n_md("{count} round you answered or opened", "{count} rounds you answered or opened", count)
        case Kind.SEARCHES:
            return t.n_md("{count} search that found nobody", "{count} searches that found nobody", count)
        case Kind.SAVED_SEARCHES:
            return t.n_md("{count} saved search", "{count} saved searches", count)
        case Kind.WAITS:
            return t.n_md("{count} mentor you wait or waited for", "{count} mentors you wait or waited for", count)
        case Kind.OFFICE_HOURS:
            return t.n_md("{count} office hour", "{count} office hours", count)
        case Kind.CALENDAR:
            return t.md("what you chose for your calendar")
        case Kind.BUSY:
            return t.n_md("{count} time at which you are busy", "{count} times at which you are busy", count)
        case Kind.REPORTING_LINE:
            return t.md("whom you report to")
        case Kind.AVOIDANCES:
            return t.n_md("{count} person you would rather not meet", "{count} people you would rather not meet", count)
        case Kind.MESSAGES:
            return t.n_md("{count} message, planned or sent", "{count} messages, planned or sent", count)
        case Kind.HOME:
            return t.md("when you last opened this home tab")
    return t.n_md("{count} line in the log of those who run networks", "{count} lines in that log", count)


def _terms(t: Texts, keep: Keep) -> list[Md]:
    def months(count: int) -> str:
        return t.n("{count} month", "{count} months", count)

    return [
        t.md(
            "Your profile as long as you take part, and {left} after you have left.",
            left=months(keep.left),
        ),
        t.md(
            "What you typed: in requests {requests} after their end, in agreements and workbooks {pairs} after the end "
            "of the pair, in feedback {feedback}, in searches {searches}. Messages that were sent: {messages}.",
            requests=months(keep.requests),
            pairs=months(keep.pairs),
            feedback=months(keep.feedback),
            searches=months(keep.searches),
            messages=months(keep.messages),
        ),
    ]


def working(t: Texts) -> Message:
    return kit.message(t.md("⏳ I am gathering everything. In a moment it is in your messages with me."))


def delivered(t: Texts) -> Message:
    return kit.message(
        t.md("📦 Done: two files are in your messages with me, a page to read and the same as data (JSON).")
    )


def not_delivered(t: Texts) -> Message:
    return kit.message(t.md("Slack did not take the files. Nothing has changed; please try again in a while."))


def cover(t: Texts) -> str:
    """What stands above the files in the direct message."""
    return t("📦 Everything Klik holds about you: a page to read, and the same as data. Only you see this.")


def file_name(when: datetime, extension: str) -> str:
    return f"klik-{when:%Y-%m-%d}.{extension}"


def delete_form(t: Texts) -> View:
    goes = t.md(
        "*What goes:* your profiles, topics, networks, everything you typed, also into agreements, workbooks and "
        "rounds, your feedback, your searches, what you chose for your calendar and when you are busy, and messages to "
        "you. Pairs end, open requests are withdrawn, and your partners are told kindly, once, with your first name."
    )
    stays = t.md(
        "*What stays:* that a request, a pair and its sessions existed, and when, because they are your partners' "
        "history too: with “a former member” in your place. What partners typed stays theirs. What Klik wrote in Slack "
        "before stays in Slack."
    )
    word = t("delete")
    return kit.modal(
        t,
        ids.PRIVACY_DELETE_FORM,
        t("Delete everything"),
        [
            kit.section(goes),
            kit.section(stays),
            kit.section(t.md("It cannot be undone. You can join again as a stranger whenever you like.")),
            kit.input_(
                "word", t("To be sure, type: {word}", word=word), kit.text_input(longest=40), hint=t("Just that word.")
            ),
        ],
        submit=t("Delete"),
    )


def deleted(t: Texts) -> Message:
    return kit.message(
        t.md(
            "Done. Klik holds nothing about you any more, but for what you were told stays. "
            "Thank you, and all the best."
        )
    )
