"""What the round before says of the weights, in the form of the rules: figures, and what can be taken over."""

from bot.domain.rounds.learning import LEAST, Learned, Lesson
from bot.domain.rounds.terms import Terms
from bot.i18n import Md, Texts
from bot.views import common, kit, rounds
from bot.views.kit import Blocks


def lesson(t: Texts, terms: Terms, found: Lesson) -> Blocks:
    head = t.md("*What {name} teaches*", name=found.name)
    if found.learned is None:
        words = t.md("It is not over yet. Then you see here for which pairs it worked, and what they had more of.")
        return [kit.section(common.lines(head, words))]
    if not found.learned.parts:
        words = t.md(
            "Too few pairs to learn from: it takes {least} that met and found it useful, and {least} others.",
            least=LEAST,
        )
        return [kit.section(common.lines(head, words))]
    blocks: Blocks = [kit.section(common.lines(head, _figures(t, found.learned), *_parts(t, found.learned)))]
    if not found.suggested:
        return [*blocks, kit.context(t.md("Nothing of it is large and sure enough to weigh otherwise than you do."))]
    names, weighs = rounds.part_names(t), rounds.weigh_names(t)
    boxes = [
        kit.option(
            t("{part}: {weight}", part=names[part], weight=weighs[weight]), part,
            t("instead of: {weight}", weight=weighs[terms.weight(part)]),
        )
        for part, weight in found.suggested.items()
    ]  # fmt: skip
    hint = t("What you tick goes before what is chosen above. Left alone, nothing changes.")
    return [*blocks, kit.input_("round_learned", t("Take over"), kit.checkboxes(boxes), hint=hint, optional=True)]


def _figures(t: Texts, learned: Learned) -> Md:
    return t.md(
        "*{worked}* pairs met at least {meetings} times and found it useful ({useful} of 5 or more), *{others}* did "
        "not. Of all the points that there are for something, they had on average:",
        worked=learned.worked, others=learned.others, meetings=learned.meetings, useful=t.decimal(learned.useful),
    )  # fmt: skip


def _parts(t: Texts, learned: Learned) -> list[Md]:
    names = rounds.part_names(t)
    return [
        t.md(
            "{mark} {part}: {worked} %, the others {others} %",
            mark={1: "▲", 0: "•", -1: "▼"}[seen.move], part=names[part], worked=round(100 * seen.worked),
            others=round(100 * seen.others),
        )
        for part, seen in learned.parts.items()
    ]  # fmt: skip
