"""How somebody of a crowd uses a screen: any button, any form, by what Block Kit says of it."""

from datetime import timedelta
from random import Random
from typing import Any

from playground.elements import Control, controls, words
from playground.finding import Surface
from playground.person import Person
from playground.records import Message, View

WORDS = (
    "How do I tell bad news without losing the team? I have to do it next month.",
    "Prepare the talk I give in spring, and feel at ease on the day itself.",
    "It helped to hear how somebody else went about it. I will try it this week.",
    "Next time we look at what I have tried, and at what I was afraid of.",
)
LIKELY = {
    "request_accept": 6.0, "request_decline": 1.0, "request_more": 0.6, "request_withdraw": 0.8, "click_yes": 4.0,
    "click_no": 1.0, "session_met": 6.0, "session_not_met": 1.0, "session_slot": 4.0, "session_other_times": 0.5,
    "session_own_time": 0.7, "session_move": 0.02, "session_cancel": 0.01, "session_late": 0.02,
    "pair_end": 0.15, "pair_pause": 0.4, "pair_resume": 2.0, "pair_page": 0.3, "pair_menu": 3.0,
    "pair_another": 0.1, "pair_complete": 0.3, "pair_extend": 0.5, "guide": 0.2,
    "workbook": 6.0, "workbook_add": 6.0, "workbook_take": 8.0, "workbook_sign_off": 5.0,
    "leave": 0.02, "privacy_delete": 0.0, "pause": 0.05,
    "network_start": 0.01, "stop_waiting": 0.2, "avoid": 0.05, "notifications": 0.0,
}  # fmt: skip
"""How often what is pressed, against 1 for what is not named here."""
LIKELY_OPTIONS = {"end": 0.3, "resume": 2.0}
"""The same for what is chosen from a menu, by the first word of its value."""
LEFT_ALONE = 0.5
"""How often nothing is pressed at all, on the same scale."""
CLOSES = 0.4
"""How often a page is only looked at."""
STYLES = {"primary": 2.0, "danger": 0.1}


def pressable(surface: Surface) -> list[Control]:
    return [
        control
        for control in controls(surface.blocks)
        if control.type in ("button", "overflow") and not control.element.get("url")
    ]


def weight(control: Control, kindness: float) -> float:
    family = control.action_id.partition(":")[0]
    likely = LIKELY.get(family, 1.0 if control.type == "button" else 0.1) * STYLES.get(
        control.element.get("style", ""), 1.0
    )
    # Who keeps appointments likes people too, and the other way round.
    return likely * (1.5 - kindness) * 2 if family in ("click_no", "session_not_met", "request_decline") else likely


async def press(person: Person, surface: Surface, random: Random, kindness: float = 0.5) -> str:
    """Press something on it; which family of actions that was, empty for nothing."""
    found = pressable(surface)
    (control,) = random.choices([*found, None], [*(weight(control, kindness) for control in found), LEFT_ALONE])
    if control is None:
        return ""
    state = {}
    if control.type == "overflow":
        likely = [LIKELY_OPTIONS.get(option["value"].partition("-")[0], 1.0) for option in control.options]
        (option,) = random.choices(control.options, likely)
        state = {"selected_option": option}
    await person.playground.interactions.act(person.user, surface, control, state)
    return control.action_id.partition(":")[0]


async def press_one(person: Person, surface: Surface, family: str, random: Random) -> bool:
    """Press a button of this family, if there is one."""
    found = [control for control in pressable(surface) if control.action_id.partition(":")[0] == family]
    if not found:
        return False
    await person.playground.interactions.act(person.user, surface, random.choice(found), {})
    return True


async def finish_forms(person: Person, random: Random, **said: Any) -> None:
    """Fill in whatever form is open, press something on whatever page is, and so on with what opens after it; in the
    end nothing is open."""
    for _ in range(4):
        view = person.modal
        if view is None:
            return
        if not view.payload.get("submit"):
            if random.random() < CLOSES or not await press(person, view, random):
                break
            continue
        await fill_in(person, view, random, **said)
        if await person.submit() and person.modal is view:
            await fill_in(person, view, random, **said)  # something was wrong: once more, then they let it be
            if await person.submit():
                break
    if person.modal is not None:
        await person.close()


async def fill_in(person: Person, view: View, random: Random, **said: Any) -> None:
    """`said`: what to choose or type by action_id or block_id; everything else as it comes."""
    for control in [control for control in controls(view.blocks) if control.is_input]:
        if control not in controls(view.blocks):
            continue  # the form has changed meanwhile
        wanted = said.get(control.action_id, said.get(control.block_id))
        if wanted is None and (control.block.get("optional") or _is_filled(control)) and random.random() < 0.6:
            continue
        try:
            await _set(person, view, control, random, wanted)
        except LookupError:
            continue  # nothing to choose from: an empty list


def _is_filled(control: Control) -> bool:
    return any(name.startswith("initial_") for name in control.element)


async def _set(person: Person, view: View, control: Control, random: Random, wanted: Any) -> None:
    kind, name = control.type, control.action_id
    now = person.playground.clock.now()
    if kind.endswith("_input"):
        longest = int(control.element.get("max_length", 3000))
        text = wanted or random.choice(WORDS)
        await person.type(name, text[:longest] if kind != "number_input" else str(random.randint(1, 5)), within=view)
    elif kind == "datetimepicker":
        moment = now + timedelta(days=random.randint(1, 9), hours=random.randint(0, 8))
        await person.choose(name, str(int(moment.timestamp()) // 1800 * 1800), within=view)
    elif kind == "datepicker":
        await person.choose(name, (now + timedelta(days=random.randint(5, 40))).date().isoformat(), within=view)
    elif kind == "timepicker":
        await person.choose(name, f"{random.randint(9, 16):02}:00", within=view)
    elif "external" in kind:
        for choice in [wanted] if isinstance(wanted, str) else wanted or ["Leadership"]:
            texts = await person.suggest(name, choice, within=view)
            if not texts:
                return
        await person.choose(name, *([wanted] if isinstance(wanted, str) else wanted or texts[:1]), within=view)
    elif "users" in kind:
        return
    else:
        texts = [words(option["text"]) for option in control.options]
        if not texts:
            return
        if wanted is not None:
            chosen = {wanted} if isinstance(wanted, str) else {*wanted}
            offered = zip(texts, control.options, strict=True)
            picked = [text for text, option in offered if {text, option["value"]} & chosen]
        elif kind.startswith("multi_") or kind == "checkboxes":
            picked = random.sample(texts, random.randint(1, min(2, len(texts))))
        else:
            picked = [random.choice(texts)]
        await person.choose(name, *picked, within=view)


__all__ = ["Message", "finish_forms", "press", "press_one", "pressable"]
