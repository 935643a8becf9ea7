"""Joining, one's profile, pausing and leaving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.about import About
from bot.domain.members import Profile
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit, notifications, week
from bot.views.kit import Block, Blocks, Message, View


@dataclass(frozen=True, kw_only=True)
class ProfileScreen:
    """What the profile form starts with."""

    profile: Profile
    joined: bool
    topics: Mapping[int, str]
    """Names of the chosen topics, in the reader's language."""
    networks: Sequence[tuple[int, str]]
    language: str | None


def profile_form(t: Texts, screen: ProfileScreen) -> View:
    """The one form of joining and editing; choosing mentor or mentee shows that side's questions."""
    profile = screen.profile
    sides = [
        kit.option(t("Mentor"), "mentor", t("I pass on what I know")),
        kit.option(t("Mentee"), "mentee", t("I want to learn something")),
    ]
    chosen = [side for side, yes in (("mentor", profile.mentor), ("mentee", profile.mentee)) if yes]
    who = kit.checkboxes(sides, initial=chosen)
    who["action_id"] = ids.PROFILE_SIDES
    blocks: Blocks = [kit.input_("sides", t("I want to take part as"), who, dispatch=True)]
    if profile.mentor:
        blocks += _mentor_questions(t, screen)
    if profile.mentee:
        blocks += _mentee_questions(t, screen)
    blocks += _questions_of_both(t, screen)
    title = t("My profile") if screen.joined else t("Join Klik")
    submit = t("Save") if screen.joined else t("Join")
    return kit.modal(t, ids.PROFILE_FORM, title, blocks, submit=submit)


def _topics(t: Texts, name: str, label: str, screen: ProfileScreen, chosen: Sequence[int], hint: str) -> Block:
    initial = [kit.option(screen.topics[topic], topic) for topic in chosen if topic in screen.topics]
    element = kit.multi_external(
        ids.numbered(ids.TOPIC_OPTIONS, name), initial=initial, placeholder=t("Type to search: leadership, SQL …")
    )
    return kit.input_(name, label, element, hint=hint, optional=name == "mentee_topics")


def _mentor_questions(t: Texts, screen: ProfileScreen) -> Blocks:
    profile = screen.profile
    return [
        _topics(
            t, "mentor_topics", t("Topics I can pass on"), screen, profile.mentor_topics,
            t("Not in the list? Type it, and add it."),
        ),
        kit.input_(
            "passes_on", t("What exactly can people learn from you?"),
            kit.text_input(
                initial=profile.passes_on, multiline=True, longest=600,
                placeholder=t("For example: preparing a first performance review, sizing a cluster"),
            ),
            hint=t("The tasks and the knowledge. This is what mentees choose by."), optional=True,
        ),
        kit.input_(
            "hopes_to_learn", t("What do you hope to learn yourself?"),
            kit.text_input(initial=profile.hopes_to_learn, longest=300), optional=True,
            hint=t("Your mentees read it when you agree on what both want to learn."),
        ),
        kit.input_(
            "capacity", t("How many mentees at once?"),
            kit.select([kit.option(str(count), count) for count in range(1, 11)], initial=profile.capacity),
        ),
        kit.input_(
            "rhythm_days", t("How often do you want to meet?"),
            kit.select(
                [kit.option(common.rhythm(t, days).capitalize(), days) for days in (7, 14, 21, 28)],
                initial=profile.rhythm_days,
            ),
        ),
    ]  # fmt: skip


def _mentee_questions(t: Texts, screen: ProfileScreen) -> Blocks:
    profile = screen.profile
    return [
        _topics(
            t, "mentee_topics", t("Topics I want to learn"), screen, profile.mentee_topics,
            t("Leave it empty if you would rather search by words."),
        ),
        kit.input_(
            "question", t("What do you want to be able to do?"),
            kit.text_input(
                initial=profile.question, multiline=True, longest=600,
                placeholder=t("For example: run a retrospective that changes something"),
            ),
            hint=t("The more precise, the better a mentor can tell whether they are the right one."), optional=True,
        ),
    ]  # fmt: skip


def _questions_of_both(t: Texts, screen: ProfileScreen) -> Blocks:
    profile = screen.profile
    languages = [kit.option(t.language_name(code), code) for code in common.CODES]
    blocks: Blocks = [
        kit.input_("speaks", t("Languages I can talk in"), kit.multi_select(languages, initial=profile.speaks)),
        kit.input_(
            "motivation", t("Why do you take part?"),
            kit.text_input(initial=profile.motivation, multiline=True, longest=600), optional=True,
        ),
    ]  # fmt: skip
    if screen.networks:
        options = [kit.option(name, network_id) for network_id, name in screen.networks[:100]]
        blocks.append(
            kit.input_("networks", t("My networks"), kit.multi_select(options, initial=profile.networks), optional=True)
        )
    blocks.append(notifications.languages(t, screen.language))
    return blocks


def saved(t: Texts, profile: Profile, *, new: bool) -> Message:
    """After joining or saving: what happens now."""
    title = t.md("*Welcome, you're in!*") if new else t.md("*Saved.*")
    steps = [title]
    if profile.mentor:
        steps.append(
            t.md(
                "🧭 People looking for your topics can find you now. You get a message when somebody asks, "
                "and you always talk once before either of you commits."
            )
        )
    if profile.mentee:
        steps.append(t.md("🔎 Find a mentor with `/mentor find` and a few words about what you want to learn."))
    steps.append(t.md("Pause or leave whenever you like: `/mentor profile`."))
    if new:
        steps.append(t.md("Two minutes more? Your team and level help to find people with another view on your work."))
    buttons = [kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON, style="primary")] if profile.mentee else []
    buttons += [kit.button(t("More about me …"), ids.ABOUT), kit.button(t("When it suits me …"), ids.WEEK)]
    return kit.message(title, *map(kit.section, steps), kit.actions(*buttons))


@dataclass(frozen=True, kw_only=True)
class ProfileCard:
    profile: Profile | None
    paused_until: datetime | None
    mentor_topics: Sequence[str]
    mentee_topics: Sequence[str]
    places_taken: int
    networks: Sequence[str]
    availability: Sequence[str] = ()
    about: About = field(default_factory=About)
    strong: Sequence[str] = ()
    """Names of the topics that others come for."""
    found_in: Sequence[str] | None = None
    """Names of the networks whose members may find them as a mentor; None is everybody here."""


def profile_card(t: Texts, card: ProfileCard) -> Message:
    """What others may know of me, and what I can change."""
    profile = card.profile
    if profile is None:
        return not_joined(t)
    rows: list[Md] = []
    if profile.mentor:
        free = profile.capacity - card.places_taken
        rows.append(
            common.lines(
                t.md("🧭 *Mentor* for {topics}", topics=common.topics_of(t, card.mentor_topics)),
                t.md("⭐ People come to me for {topics}", topics=common.topics_of(t, card.strong))
                if card.strong
                else None,
                kit.quote(profile.passes_on, 600) if profile.passes_on else None,
                t.n_md("{count} free place of {all}", "{count} free places of {all}", free, all=profile.capacity),
            )
        )
    if profile.mentee:
        rows.append(
            common.lines(
                t.md("🔎 *Mentee*: {topics}", topics=common.topics_of(t, card.mentee_topics))
                if card.mentee_topics
                else t.md("🔎 *Mentee*"),
                kit.quote(profile.question, 600) if profile.question else None,
            )
        )
    if not rows:
        rows.append(t.md("You are neither mentor nor mentee at the moment."))
    facts = [t.md("Languages: {languages}", languages=t.list([t.language_name(code) for code in profile.speaks]))]
    facts += _about(t, card)
    if card.networks:
        facts.append(t.md("Networks: {networks}", networks=t.list(card.networks)))
    if card.paused_until is not None:
        facts.append(t.md("⏸ Paused until {date}", date=t.date(card.paused_until.astimezone(t.tz))))
    title = t.md("Your profile")
    return kit.message(
        title,
        kit.header(t("My profile")),
        *map(kit.section, rows),
        kit.section(common.lines(t.md("*When it suits me*"), week.picture(t, card.availability))),
        kit.context(*facts),
        kit.actions(*_choices(t, card)),
    )


def _about(t: Texts, card: ProfileCard) -> list[Md]:
    about, facts = card.about, []
    if about.team:
        facts.append(t.md("Team: {team}", team=about.team))
    if about.level:
        facts.append(t.md("Level: {level}", level=common.level(t, about.level)))
    if about.reports_to:
        facts.append(t.md("Reports to: {manager} (only you see this)", manager=mention(about.reports_to)))
    if card.profile is not None and card.profile.mentor and card.found_in is not None:
        facts.append(
            t.md("Found only by members of {networks}", networks=t.list(card.found_in))
            if card.found_in
            else t.md("Found by nobody: no network is chosen")
        )
    return facts


def _choices(t: Texts, card: ProfileCard) -> list[kit.Element]:
    leave = kit.confirm(
        t("Leave Klik?"),
        t("Your requests and pairs end, your partners are told, and nobody finds you any more. You can join again."),
        t("Leave"),
        t("Stay"),
        danger=True,
    )
    pause = (
        kit.button(t("Resume"), ids.RESUME) if card.paused_until is not None else kit.button(t("Pause …"), ids.PAUSE)
    )
    return [
        kit.button(t("Change"), ids.OPEN_PROFILE, style="primary"),
        kit.button(t("More about me …"), ids.ABOUT),
        kit.button(t("When it suits me …"), ids.WEEK),
        kit.button(t("Notifications …"), ids.NOTIFICATIONS),
        pause,
        kit.button(t("My data"), ids.PRIVACY),
        kit.button(t("Leave …"), ids.LEAVE, style="danger", confirm=leave),
    ]


def not_joined(t: Texts) -> Message:
    words = t.md("You have not joined yet. It takes a minute, and you can leave whenever you like.")
    return kit.message(words, kit.section(words), kit.actions(kit.button(t("Join"), ids.HELP_JOIN, style="primary")))


def pause_form(t: Texts, suggested: str) -> View:
    words = t.md(
        "Until then you get no messages and no requests. Your pairs stay, and the others in them are told until when."
    )
    return kit.modal(
        t,
        ids.PAUSE_FORM,
        t("Pause"),
        [kit.section(words), kit.input_("until", t("Pause until"), kit.date_picker(initial=suggested))],
        submit=t("Pause"),
    )


def paused(t: Texts, until: datetime) -> Message:
    return kit.message(
        t.md(
            "⏸ Paused until {date}. You get no messages and no requests until then.",
            date=t.date(until.astimezone(t.tz)),
        ),
    )


def resumed(t: Texts) -> Message:
    return kit.message(t.md("▶️ Welcome back: people can find you again."))


def left(t: Texts) -> Message:
    return kit.message(
        t.md(
            "You have left. Thank you for taking part. I do not write to you any more: if sessions still stand in your "
            "own calendar, delete them there. `/mentor join` brings you back whenever you like."
        )
    )
