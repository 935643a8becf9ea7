"""When it suits: the week in one's own zone, filled in with a few ticks and shown as a small picture."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.times import DAYS, HALF_DAYS, PARTS
from bot.i18n import Md, Texts
from bot.views import ids, kit
from bot.views.kit import Blocks, Message, View


@dataclass(frozen=True, kw_only=True)
class WeekScreen:
    chosen: Collection[str]
    """Of times.WEEK; empty is any working hours."""
    same: bool
    """Whether it is asked as days and hours that are the same every day, or day by day."""


def is_same_every_day(chosen: Collection[str]) -> bool:
    """Whether ticking days and parts of the day can say it."""
    week = set(chosen)
    return week == {f"{day}-{part}" for day in days_of(week) for part in parts_of(week)}


def days_of(chosen: Collection[str]) -> list[str]:
    return [day for day in DAYS if any(f"{day}-{part}" in chosen for part in PARTS)]


def parts_of(chosen: Collection[str]) -> list[str]:
    return [part for part in PARTS if any(f"{day}-{part}" in chosen for day in DAYS)]


def week_form(t: Texts, screen: WeekScreen) -> View:
    modes = [kit.option(t("The same every day"), "same"), kit.option(t("Different from day to day"), "different")]
    mode = kit.radio(modes, initial="same" if screen.same else "different")
    mode["action_id"] = ids.WEEK_MODE
    words = t.md(
        "In your own time ({zone}). Proposed times lie inside what suits both. Nothing ticked means working days from "
        "nine to five.",
        zone=str(t.tz).replace("_", " "),
    )
    blocks: Blocks = [kit.context(words), kit.input_("mode", t("My week is"), mode, dispatch=True)]
    chosen = set(screen.chosen) or set(HALF_DAYS)
    blocks += _same(t, chosen) if screen.same else _different(t, chosen)
    return kit.modal(t, ids.WEEK_FORM, t("When it suits me"), blocks, submit=t("Save"))


def _same(t: Texts, chosen: Collection[str]) -> Blocks:
    days = [kit.option(name, day) for day, name in day_names(t).items()]
    parts = [kit.option(f"{part_names(t)[part]}, {_hours(part)}", part) for part in PARTS]
    return [
        kit.input_("days", t("On these days"), kit.checkboxes(days, initial=days_of(chosen)), optional=True),
        kit.input_("parts", t("At these hours"), kit.checkboxes(parts, initial=parts_of(chosen)), optional=True),
    ]


def _different(t: Texts, chosen: Collection[str]) -> Blocks:
    options = [kit.option(f"{part_names(t)[part]}, {_hours(part)}", part) for part in PARTS]
    blocks: Blocks = []
    for day, name in day_names(t).items():
        mine = [part for part in PARTS if f"{day}-{part}" in chosen]
        element = kit.multi_select(options, initial=mine, placeholder=t("Not on this day"))
        blocks.append(kit.input_(day, name, element, optional=True))
    return blocks


def day_names(t: Texts) -> dict[str, str]:
    names = t.locale.days["stand-alone"]["wide"]
    return {day: str(names[number]).capitalize() for number, day in enumerate(DAYS)}


def part_names(t: Texts) -> dict[str, str]:
    return {"early": t("Early"), "am": t("Morning"), "pm": t("Afternoon"), "eve": t("Evening")}


def _hours(part: str) -> str:
    opens, closes = PARTS[part]
    return f"{opens}–{closes}"


def picture(t: Texts, chosen: Collection[str]) -> Md:
    """Seven columns and a row for each part of the day that anybody needs to see: ● suits, · does not."""
    week = set(chosen) or set(HALF_DAYS)
    initials = t.locale.days["stand-alone"]["narrow"]
    shown = [part for part in PARTS if part in ("am", "pm") or part in parts_of(week)]
    rows = [" " * 6 + " ".join(str(initials[number]) for number in range(7))]
    for part in shown:
        marks = " ".join("●" if f"{day}-{part}" in week else "·" for day in DAYS)
        rows.append(f"{_hours(part):<6}{marks}")
    return Md("```\n" + "\n".join(rows) + "\n```")


def in_words(t: Texts, code: str) -> str:
    """'Monday morning', for lists."""
    day, part = code.split("-")
    names = {
        "early": t("{day} early", day=day_names(t)[day]),
        "am": t("{day} morning", day=day_names(t)[day]),
        "pm": t("{day} afternoon", day=day_names(t)[day]),
        "eve": t("{day} evening", day=day_names(t)[day]),
    }
    return names[part]


def week_saved(t: Texts, chosen: Collection[str]) -> Message:
    title = t.md("*Saved.* This is when it suits you:")
    return kit.message(title, kit.section(title), kit.section(picture(t, chosen)))
