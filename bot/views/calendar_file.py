"""Calendar files (RFC 5545 and 5546) and links that put a session into a calendar.

All times are UTC: an instant needs no zone, and every calendar shows it in its reader's. Slack never told Klik an
e-mail address, so organizer and attendee have addresses under .invalid, to which nothing can be sent (RFC 2606).
"""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from bot.domain.calendar.appointments import Appointment
from bot.i18n import Texts
from bot.views import ids, kit

if TYPE_CHECKING:
    from icalendar import Calendar, Event

ORGANIZER = "mailto:klik@klik.invalid"
ATTENDEE = "mailto:you@klik.invalid"
REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look again."""
LONGEST_LINK = 1900
"""Characters; Slack takes 3,000, Outlook about 2,000."""


def title(t: Texts, one: Appointment) -> str:
    if one.partner:
        return t("Mentoring: {partner}", partner=kit.clip(one.partner, 80))
    return t("Mentoring: first talk") if one.introduction else t("Mentoring session")


def _calendar(method: str, name: str = "") -> "Calendar":
    from icalendar import Calendar  # only when a file is made: every process would load its whole library

    calendar = Calendar()
    calendar.add("prodid", "-//Klik//Mentoring//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    return calendar


def _event(t: Texts, one: Appointment) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("summary", title(t, one))
    event.add("description", t("Move it or call it off in Slack, in Klik's messages: a change made here is not seen."))
    if one.place:
        event.add("location", one.place)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if one.called_off else "OPAQUE")
    event.add("status", "CANCELLED" if one.called_off else "CONFIRMED")
    return event


def invitation(t: Texts, one: Appointment) -> kit.File:
    """For one person: an invitation, its update (the same UID, a higher SEQUENCE), or that it is called off."""
    from icalendar import vCalAddress

    calendar = _calendar("CANCEL" if one.called_off else "REQUEST")
    event = _event(t, one)
    organizer, attendee = vCalAddress(ORGANIZER), vCalAddress(ATTENDEE)
    organizer.params["CN"] = "Klik"
    attendee.params.update({"PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    event.add("organizer", organizer)
    event.add("attendee", attendee)
    calendar.add_component(event)
    number = one.uid.partition("@")[0].partition("-")[2].removeprefix("session-")
    name = t("Called off: {title}", title=title(t, one)) if one.called_off else title(t, one)
    return kit.File(f"klik-{number}-{one.sequence}.ics", name, bytes(calendar.to_ical()))


def links(t: Texts, one: Appointment) -> list[kit.Element]:
    """For calendars that take no file."""
    return [
        kit.link_button(t("Add to Google"), ids.ADD_TO_GOOGLE, google(t, one)),
        kit.link_button(t("Add to Outlook"), ids.ADD_TO_OUTLOOK, outlook(t, one)),
    ]


def feed(t: Texts, appointments: Sequence[Appointment]) -> bytes:
    """Everything, to subscribe to. The same appointments are the same bytes."""
    calendar = _calendar("PUBLISH", t("Mentoring"))
    for one in appointments:
        calendar.add_component(_event(t, one))
    return bytes(calendar.to_ical())


def google(t: Texts, one: Appointment) -> str:
    words = {"text": title(t, one), "location": one.place}
    dates = "/".join(moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for moment in (one.starts_at, one.ends_at))
    return _link("https://calendar.google.com/calendar/render", {"action": "TEMPLATE", "dates": dates}, words)


def outlook(t: Texts, one: Appointment) -> str:
    words = {"subject": title(t, one), "location": one.place}
    times = {
        name: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, moment in (("startdt", one.starts_at), ("enddt", one.ends_at))
    }
    fixed = {"path": "/calendar/action/compose", "rru": "addevent", **times}
    return _link("https://outlook.office.com/calendar/0/deeplink/compose", fixed, words)


def _link(address: str, fixed: dict[str, str], words: dict[str, str]) -> str:
    """Without the place when it would become too long: a link that is cut is none."""
    said = {name: value for name, value in words.items() if value}
    full = f"{address}?{urlencode(fixed | said, quote_via=quote)}"
    if len(full) <= LONGEST_LINK:
        return full
    said.pop("location", None)
    return f"{address}?{urlencode(fixed | said, quote_via=quote)}"
