"""What mentors of a topic usually pass on, for those who keep it."""

from collections.abc import Mapping, Sequence

from bot.i18n import Md, Texts
from bot.views import ids, kit
from bot.views.kit import Message, View

SHOWN = 40


def template_list(t: Texts, topics: Sequence[tuple[int, str, int]]) -> Message:
    """`topics` are (id, name, number of lines) of those that have any."""
    title = t("What mentors usually pass on")
    how = t.md(
        "Offered to pairs whose workbook is empty. `/mentor templates kubernetes` writes or changes it for a topic; "
        "what somebody took into their workbook stays theirs."
    )
    lines = [
        kit.section(
            t.n_md("*{topic}* · {count} line", "*{topic}* · {count} lines", count, topic=name),
            accessory=kit.button(t("Change …"), ids.numbered(ids.TEMPLATE, number), number),
        )
        for number, name, count in topics[:SHOWN]
    ]
    none = [] if lines else [kit.section(t.md("No topic has any yet."))]
    return kit.message(t.md("What mentors usually pass on"), kit.header(title), kit.section(how), *lines, *none)


def no_topic(t: Texts, words: str) -> Message:
    return kit.message(
        t.md("There is no topic called {words}. Look it up: `/mentor topics`.", words=kit.clip(words, 75))
    )


def template_form(t: Texts, topic_id: int, name: str, lines: Mapping[str, Sequence[str]]) -> View:
    """`lines` by language, the reader's own first."""
    how = t("One a line, 20 lines of 75 characters at most. It begins with a verb: run, explain, decide.")
    said = t.md(
        "What does a mentor of *{topic}* usually pass on? Pairs of this topic choose from it for their workbook.",
        topic=name,
    )
    return kit.modal(
        t,
        ids.TEMPLATE_FORM,
        t("Usually passed on"),
        [
            kit.section(said),
            *(
                kit.input_(
                    f"template_{language}",
                    t("In {language}", language=t.language_name(language)),
                    kit.text_input(
                        initial="\n".join(written), multiline=True, longest=2000,
                        placeholder=Texts.of(language, "UTC")("Run a sprint review\nSay no to a stakeholder"),
                    ),
                    hint=how,
                    optional=True,
                )
                for language, written in lines.items()
            ),
            kit.context(t.md("Everybody is offered those in their own language, or another where theirs has none.")),
        ],
        submit=t("Save"),
        topic=topic_id,
    )  # fmt: skip


def template_saved(t: Texts, name: str, count: int) -> Message:
    words: Md = t.n_md(
        "✅ Saved: {count} line for {topic}. Empty workbooks offer it from now on.",
        "✅ Saved: {count} lines for {topic}. Empty workbooks offer them from now on.",
        count,
        topic=name,
    )
    return kit.message(words)
