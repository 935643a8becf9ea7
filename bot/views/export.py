"""The two files of `/mentor privacy`: JSON for machines, and a page that anybody can read, in the person's language."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from bot.i18n import Texts
from bot.views import common, notifications, week
from bot.views.agreements import confidentiality_words
from bot.views.feedback import skill_names, taps
from models import Level

STYLE = """
:root { color-scheme: light dark; --ink: #1d2b27; --soft: #5d6f69; --line: #d9e2de; --paper: #fff; --tint: #f3f7f5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6efeb; --soft: #9fb3ac; --line: #33433d; --paper: #14201c; --tint: #1b2925; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 52rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.lead, .none { color: var(--soft); }
article { background: var(--tint); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem;
  margin: .6rem 0; break-inside: avoid; }
dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .15rem 1rem; margin: .3rem 0; }
dt { color: var(--soft); }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
"""


def as_json(data: Mapping[str, Any]) -> str:
    def plain(value: object) -> str:
        assert isinstance(value, datetime), f"no JSON for {type(value).__name__}"
        return value.isoformat()

    return json.dumps(data, ensure_ascii=False, indent=2, default=plain) + "\n"


def as_page(t: Texts, data: Mapping[str, Any]) -> str:
    """One HTML file that needs nothing else: no script, no address, readable on paper and in the dark."""
    parts = [_part(t, title, data[name]) for name, title in _titles(t).items()]
    title = escape(t("What Klik holds about me"))
    lead = escape(t("{name}, on {date}", name=data["about"]["name"], date=_moment(t, data["made_at"])))
    return (
        f'<!doctype html>\n<html lang="{t.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f'<p class="lead">{lead}</p>\n{"".join(parts)}</main>\n</body>\n</html>\n'
    )


def _titles(t: Texts) -> dict[str, str]:
    return {
        "about": t("Me"),
        "mentor": t("As mentor"),
        "mentee": t("As mentee"),
        "topics": t("Topics"),
        "networks": t("Networks"),
        "requests": t("Requests"),
        "notes": t("What was said about requests"),
        "pairs": t("Mentors and mentees"),
        "agreements": t("What we agreed on"),
        "workbook": t("Workbook"),
        "sessions": t("Sessions"),
        "feedback": t("What I said afterwards"),
        "pulses": t("How I said it goes"),
        "interviews": t("Interviews"),
        "thanks": t("Thanks"),
        "groups": t("Groups"),
        "rounds": t("Rounds"),
        "searches": t("Searches that found nobody"),
        "saved_searches": t("Saved searches"),
        "waits": t("Mentors I wait or waited for"),
        "office_hours": t("Office hours"),
        "calendar": t("My calendar"),
        "avoidances": t("Whom I would rather not meet"),
        "messages": t("Messages from Klik"),
        "audit": t("In the log of those who run networks"),
    }


def _part(t: Texts, title: str, found: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None) -> str:
    rows = [found] if isinstance(found, Mapping) else found or []
    inner = "".join(f"<article>{_facts(t, row)}</article>\n" for row in rows)
    none = escape(t("Nothing."))
    return f"<h2>{escape(title)}</h2>\n{inner or f'<p class=none>{none}</p>'}\n"


def _facts(t: Texts, row: Mapping[str, Any]) -> str:
    labels = _labels(t)
    facts = [(labels[name], _value(t, name, value)) for name, value in row.items() if value not in (None, "", [])]
    return "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts) + "</dl>"


def _moment(t: Texts, when: datetime) -> str:
    return f"{t.date(when.astimezone(t.tz))}, {t.time(when)}"


def _value(t: Texts, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, datetime):
        return _moment(t, value)
    if isinstance(value, list):
        word = _LISTS.get(name)
        return t.list([word(t, one) if word else str(one) for one in value])
    if name in ("gained", "plans"):
        return taps(t).get(str(value), str(value))
    if name == "level":
        return common.level(t, Level[str(value).upper()])
    return _codes(t).get(str(value), str(value)) if name in CODED else str(value)


CODED = ("state", "my_side", "role", "confidentiality", "moment")

_LISTS: Mapping[str, Callable[[Texts, str], str]] = {
    "speaks": lambda t, code: t.language_name(code),
    "availability": week.in_words,
    "reads_on": lambda t, day: week.day_names(t).get(day, day),
    "muted": lambda t, family: notifications.family_names(t).get(family, (family, ""))[0],
    "practised": lambda t, code: skill_names(t).get(code, code),
}


def _codes(t: Texts) -> dict[str, str]:
    return {
        "mentor": t("mentor"), "mentee": t("mentee"), **common.role_names(t),
        "pending": t("waiting"), "more_info": t("asked to tell more"), "accepted": t("accepted"),
        "declined": t("declined"), "expired": t("lapsed"), "withdrawn": t("withdrawn"),
        "introduction": t("in introduction"), "active": t("active"), "paused": t("paused"), "ended": t("ended"),
        "before": t("before we began"), "halfway": t("halfway"), "after": t("afterwards"),
        "later": t("three months later"),
        "signed": t("signed by both"), "replaced": t("replaced"), "open": t("to be able to do"), "done": t("done"),
        **{code.value: words for code, words in confidentiality_words(t).items()},
        "proposed": t("proposed"), "booked": t("booked"), "held": t("held"), "missed": t("missed"),
        "cancelled": t("called off"), "sending": t("on its way"), "sent": t("sent"), "dead": t("not delivered"),
    }  # fmt: skip


def _labels(t: Texts) -> dict[str, str]:
    return {
        "slack_id": t("Slack id"), "name": t("Name"), "title": t("Title"), "time_zone": t("Time zone"),
        "slack_language": t("Language in Slack"), "language": t("Language in Klik"),
        "workspace_admin": t("Workspace admin"), "conversation": t("Conversation with Klik"),
        "speaks": t("Languages"), "availability": t("When it suits"), "first_met_at": t("First contact"),
        "digest": t("New requests once a day"),
        "muted": t("Not reminded of"), "reads_on": t("Messages on"),
        "reads_from": t("Messages from"), "reads_until": t("Until"),
        "home_opened_at": t("Home tab last opened"), "team": t("Team"), "level": t("Level"),
        "reports_to": t("I report to"),
        "open_to_all": t("Anyone here may find me"), "trained_until": t("Trained until"),
        "strongest": t("People come to me for"), "shares": t("Its members may find me"),
        "installed_klik": t("I installed Klik"),
        "joined_at": t("Joined"), "paused_until": t("Paused until"), "left_at": t("Left"),
        "deactivated_at": t("Account closed"), "active": t("Active"), "passes_on": t("What people can learn from me"),
        "hopes_to_learn": t("What I hope to learn"), "motivation": t("Why I take part"), "capacity": t("Places"),
        "places_taken": t("Places taken"), "rhythm_days": t("Days between sessions"),
        "place": t("Where"), "ends_on": t("Planned end"),
        "answered": t("Requests answered"), "answer_seconds": t("Seconds I took for them, together"),
        "expired_in_a_row": t("Unanswered in a row"),
        "last_active_at": t("Last active"), "question": t("Question"), "offers": t("I can pass on"),
        "wants": t("I want to learn"), "wished_for": t("Whom I would like"),
        "not_this_time_at": t("Not this time"), "proposed": t("I proposed"), "role": t("Role"),
        "started_by_me": t("Started by me"), "my_side": t("I am the"), "with": t("With"), "topic": t("Topic"),
        "mine": t("I wrote it"), "booked_at": t("Booked"), "withdrawn_at": t("Taken back"), "state": t("How it stands"),
        "asked_at": t("Asked"), "expires_at": t("Open until"), "answered_at": t("Answered"),
        "decline_reason": t("Reason I gave"), "i_said_it_clicked": t("I said it clicked"),
        "introduced_at": t("Introduced"), "answer_click_by": t("To be answered by"), "active_since": t("A pair since"),
        "ended_at": t("Ended"), "introduction": t("First talk"), "starts_at": t("When"), "minutes": t("Minutes"),
        "settled_at": t("Settled"), "useful": t("How useful, 1 to 5"), "learned": t("What I learned"),
        "next_step": t("What next"), "practised": t("What I practised"), "written_at": t("Written"),
        "version": t("Version"), "mentee_goals": t("What the mentee wants to learn"),
        "mentor_goals": t("What the mentor wants to learn"), "expectations": t("What we expect of each other"),
        "confidentiality": t("What stays between us"), "proposed_at": t("Proposed"), "signed_at": t("Signed"),
        "item": t("To be able to"), "evidence": t("How I know"), "done_at": t("Done"),
        "words": t("Words"), "waiting": t("I wait for a message"), "waiting_since": t("Waiting since"),
        "filters": t("Filters"), "told_at": t("Told of a place"),
        "saved_at": t("Saved"), "created_at": t("Searched"), "kind": t("Kind"),
        "due_at": t("Planned for"),
        "gained": t("What I took away"), "plans": t("What comes next"),
        "details": t("With whom and where stands in it"),
        "feed_made_at": t("Private address made"), "busy_times": t("I published my busy times"),
        "busy_read_at": t("Busy times last read"), "busy": t("When I am busy"),
        "sent_at": t("Sent"), "what": t("What"), "network": t("Network"), "at": t("At"),
        "opened_by_me": t("Opened by me"), "as_mentor": t("As mentor"), "as_mentee": t("As mentee"),
        "goals": t("My goal"), "hours": t("Hours a month"), "signed_up_at": t("Signed up"),
        "not_now_at": t("Told: not at the moment"),
        "score": t("From 1 to 5"), "moment": t("At what moment"), "answers": t("What I answered"),
    }  # fmt: skip
