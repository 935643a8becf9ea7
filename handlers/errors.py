"""What people read when something cannot be done: one place, in their language, and never silence."""

from typing import Any
from uuid import uuid4

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.domain import errors
from bot.i18n import Md, Texts, mention
from bot.slack import reason_of
from bot.views import calendar, rounds

log = structlog.get_logger()


def sentence(t: Texts, error: errors.DomainError) -> Md:
    """`error` in words. A new DomainError without words here is found by a test."""
    match error:
        case errors.NotFound():
            return t.md("I can't find that any more. It may have been settled or removed in the meantime.")
        case errors.NotJoined():
            return t.md("You have not joined yet. Type `/mentor join`: it takes a minute.")
        case errors.IsSelf():
            return t.md("That is you! Ask somebody else.")
        case errors.MentorUnavailable(mentor):
            return t.md("{mentor} takes no requests at the moment.", mentor=mention(mentor))
        case errors.MentorIsFull(mentor):
            return t.md("All places with {mentor} have just been taken.", mentor=mention(mentor))
        case errors.AlreadyAsked(mentor):
            return t.md("You have asked {mentor} already; the answer is still to come.", mentor=mention(mentor))
        case errors.AlreadyPaired(mentor):
            return t.md("You and {mentor} are together already.", mentor=mention(mentor))
        case errors.InOneLine(other):
            return t.md(
                "One of you reports to the other, so Klik brings you and {other} together with other people instead.",
                other=mention(other),
            )
        case errors.TooManyRequests(limit):
            return t.md(
                "You have {limit} open requests, which is the most at once. Withdraw one first: `/mentor requests`.",
                limit=limit,
            )
        case errors.TooManySaved(limit):
            return t.md("You have {limit} saved searches, which is the most. Remove one: `/mentor saved`.", limit=limit)
        case errors.TooManyWaits(limit):
            return t.md(
                "You wait for {limit} mentors, which is the most. Stop waiting for one: `/mentor saved`.", limit=limit
            )
        case errors.TooManyNotes(limit):
            return t.md("You have written {limit} times in a row. Wait for an answer first.", limit=limit)
        case errors.AlreadyAnswered(state):
            return answered(t, state)
        case errors.NoPlaceLeft():
            return t.md(
                "All your places are taken, so I left the request open. Take more mentees in `/mentor profile`, "
                "or decline kindly."
            )
        case errors.SessionGone("booked", when) if when is not None:
            return t.md("This session is booked already: {when}.", when=t.when(when))
        case errors.SessionGone("cancelled", None):
            return t.md("These times are not on offer any more. `/mentor sessions` shows what is planned.")
        case errors.SessionGone("cancelled"):
            return t.md("This session has been called off.")
        case errors.SessionGone("held"):
            return t.md("This session has been held already.")
        case errors.SessionGone("missed"):
            return t.md("This session was marked as missed.")
        case errors.SessionGone("begun"):
            return t.md("This session has begun. Say afterwards whether you met.")
        case errors.SessionGone():
            return t.md("This session is not booked at the moment.")
        case errors.OfficeHourGone():
            return t.md("That time has just been taken, or is not offered any more. Choose another one.")
        case errors.TooManyOfficeHours(limit):
            return t.md("You have booked {limit} talks already, which is the most at once.", limit=limit)
        case errors.SlotPassed():
            return t.md("That time has passed. Choose a later one.")
        case errors.SlotTaken():
            return _problem(t, "time_taken")
        case errors.RoundMoved(state):
            return rounds.moved(t, state)
        case errors.RoundForMembers(network):
            return t.md(
                "This round is for the members of {network}. Join the network first: `/mentor networks`.",
                network=network,
            )
        case errors.RoundIsBusy():
            return t.md("A matching is under way. Look again in a moment.")
        case errors.MatchGone():
            return t.md("That match is not there any more. Look at the round again: `/mentor round`.")
        case errors.PairEnded():
            return t.md("This has come to an end already.")
        case errors.GroupGone():
            return t.md("That group has no place at the moment. `/mentor group` shows which have.")
        case errors.NotYetAPair():
            return t.md("First find out whether it clicks. When both of you have said yes, this opens.")
        case errors.AgreementGone():
            return t.md(
                "That version has been replaced, or is your own and waits for the other. The newest is on your home "
                "tab, behind “Our mentoring …”."
            )
        case errors.AgreementMoved():
            return t.md("The other has proposed a text in the meantime. Read it first.")
        case errors.TooManyItems(limit):
            return t.md("{limit} items are the most. Sign some off, or remove some.", limit=limit)
        case errors.NameTaken(name):
            return t.md("There is a network called {name} already.", name=name)
        case errors.LastLead(network):
            return t.md("Nobody else leads {network}. Make somebody else lead first: `/mentor roles`.", network=network)
        case errors.NotInNetwork(member, network):
            return t.md(
                "{member} is not in {network} yet. Joining is always one's own choice: ask them to.",
                member=mention(member),
                network=network,
            )
        case errors.NotAllowed("change roles"):
            return t.md("Roles are given by a network's lead, and by workspace admins.")
        case errors.NotAllowed("see the audit log"):
            return t.md("The log is for those who run a network, its lead and coordinators, and for workspace admins.")
        case errors.NotAllowed("change topics"):
            return t.md("The list is kept by those who run a network, its lead and coordinators. Propose it to them.")
        case errors.NotAllowed(permission) if "figures" not in permission:
            return t.md("That is for those who run a network, its lead and coordinators, and for workspace admins.")
        case errors.NotAllowed():
            return t.md("Figures are for those who run a network: its lead, coordinators, sponsor and HR partner.")
        case errors.TooOften(seconds):
            return t.n_md(
                "That was a lot in a short while. Try again in {count} second.",
                "That was a lot in a short while. Try again in {count} seconds.",
                seconds,
            )
        case errors.InvalidInput(_, problem):
            return _problem(t, problem)
    raise AssertionError(f"no words for {type(error).__name__}")


def answered(t: Texts, state: str) -> Md:
    match state:
        case "accepted":
            return t.md("This request was accepted already.")
        case "declined":
            return t.md("This request was declined already.")
        case "withdrawn":
            return t.md("This request has been withdrawn.")
        case "expired":
            return t.md("This request has expired.")
        case "more_info":
            return t.md("The mentee has been asked to tell more; the answer is still to come.")
    return t.md("Somebody has answered already.")


def _problem(t: Texts, problem: str) -> Md:
    match problem:
        case "no_topic":
            return t.md("I don't know a topic for this yet, so I could not tell when somebody fits.")
        case "choose_one":
            return t.md("Choose at least one: mentor, mentee or both.")
        case "mentor_needs_topics":
            return t.md("Choose at least one topic that you can pass on.")
        case "three_at_most":
            return t.md("Choose three at most: what people come to you for above all.")
        case "hours_too_few":
            return t.md("Leave at least two hours in which messages may reach you.")
        case "days_too_few":
            return t.md("Choose at least one day on which messages may reach you.")
        case "not_oneself":
            return t.md("Choose somebody else than yourself.")
        case "not_a_person":
            return t.md("Choose a person who works here.")
        case "below_places_taken":
            return t.md("You have more mentees than that at the moment.")
        case "invalid":
            return t.md("That is too long, or not one of the choices.")
        case "too_short":
            return t.md("Make it a sentence at least: whoever reads it wants to know what it is about.")
        case "type_the_word":
            return t.md("Type the word above, and only that.")
        case "mentors_only":
            return t.md("Office hours are offered by mentors: become one in `/mentor join`.")
        case "mentors_alone":
            return t.md("Choose mentors: somebody of these is none at the moment.")
        case "no_time_left":
            return t.md("That leaves no time to talk: choose a later day, within a year, or a later end.")
        case "groups_by_mentors":
            return t.md("Groups are opened by mentors: become one in `/mentor join`.")
        case "three_groups":
            return t.md("You lead three groups already. End one first.")
        case "too_early":
            return t.md("The end comes too early for even one talk.")
        case "too_many_slots":
            return t.md("That would be more than 60 talks at once: choose fewer weeks or fewer hours.")
        case "offered_already":
            return t.md("You offer these times already.")
        case "too_far":
            return t.md("That is more than half a year ahead. Choose an earlier time.")
        case "taken":
            return t.md("Another topic is called so already. Merge the two, or choose another word.")
        case "in_the_list":
            return t.md("That topic is in the list already. Merge it into another one instead.")
        case "in_a_circle":
            return t.md("A wider topic cannot be the topic itself or a part of it.")
        case "same_topic":
            return t.md("Choose another topic than this one.")
        case "needs_letters":
            return t.md("A name needs letters or digits.")
        case "line_too_long":
            return t.md("One of the lines is too long: a line is something to be able to do, in a few words.")
        case "too_many_lines":
            return t.md("Twenty lines are the most: what people usually come for.")
        case "within_two_years":
            return t.md("Choose a day after today, within two years.")
        case "date_passed":
            return t.md("Choose a day after today, within a year.")
        case "time_passed":
            return t.md("That time has passed. Choose a later one.")
        case "time_taken":
            return t.md("One of you has another session at that time. Choose another one.")
        case "not_now":
            return t.md("You can say so from two hours before the session until its end.")
        case "not_begun":
            return t.md("You can say so from five minutes after the beginning: until then they may still come.")
        case "not_yet":
            return t.md("First see whether it clicks: then you can keep to a time.")
        case "calendar_address" | "calendar_private":
            return calendar.problem(t, problem.removeprefix("calendar_"))
        case "round_closes":
            return t.md("Choose a day after today, within four months.")
        case "round_ends":
            return t.md("Choose a day at least two weeks after the call closes, within two years.")
        case "round_mentors":
            return t.md("Fill in your profile as mentor first, with topics: `/mentor profile`.")
        case "round_peers_offer":
            return t.md("Peers teach each other, so say first what you can pass on: `/mentor profile`, as mentor.")
        case "round_full":
            return t.md("All your places are taken. Take more mentees first: `/mentor profile`.")
        case "round_wants":
            return t.md("Say first what you want to learn: `/mentor profile`, as mentee.")
        case "round_empty":
            return t.md("Nobody is matched, so there is nothing to release.")
        case "round_too_late":
            return t.md("The round would end before its pairs have met. Choose a later end first, with “Dates …”.")
        case "round_swap":
            return t.md("These two cannot change places. Choose another one.")
        case "round_not_in":
            return t.md("They have not signed up for this round.")
        case "round_no_mentor":
            return t.md("They have not signed up as mentor.")
        case "round_no_mentee":
            return t.md("They have not signed up as mentee.")
        case "round_time":
            return t.md("Look at your calendar first, then tick this.")
        case "tick_one":
            return t.md("Tick at least one.")
        case "choose_time":
            return t.md("Choose one of the times, or one of your own.")
        case "one_to_five":
            return t.md("Choose a number from 1 to 5.")
        case "stays_discreet":
            return t.md("Others are in it because it is discreet: it stays so.")
        case "discreet":
            return t.md("A discreet network has no channel: a channel shows who is in it. Leave this empty.")
        case "channel_name":
            return t.md("Slack does not take a channel of that name. Choose an existing channel, or another name.")
    return t.md("This is needed.")


def register(app: AsyncApp) -> None:
    """What nobody foresaw: logged with a reference, answered in words, nothing saved."""

    @app.error
    async def unforeseen(error: Exception, body: dict[str, Any], respond: Any) -> BoltResponse:
        if isinstance(error, SlackApiError) and reason_of(error) == "exchanged_trigger_id":
            log.info("repeated")  # a copy of a click whose form is open already (tests/test_replay.py)
            return BoltResponse(status=200, body="")
        reference = uuid4().hex[:8]
        kind = "command" if "command" in body else str(body.get("type"))
        log.error("handler.failed", reference=reference, kind=kind, exc_info=error)
        t = Texts.of(str(body.get("locale", "en"))[:2], "UTC")
        words = t.md(
            "Something went wrong on my side, and nothing was saved. Please try again in a moment. "
            "If it stays, tell your workspace admin this reference: {reference}",
            reference=reference,
        )
        if kind == "command":
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words})
        if kind == "view_submission":
            inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
            if inputs:
                return BoltResponse(status=200, body={"response_action": "errors", "errors": {inputs[0]: words}})
            return BoltResponse(status=200, body={"response_action": "clear"})
        if kind == "block_actions" and body.get("response_url"):
            await respond(text=words, replace_original=False)
        if kind == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        if kind == "event_callback":
            return BoltResponse(status=500, body="")  # nobody waits for an answer, but Slack sends it again
        return BoltResponse(status=200, body="")
