"""What is printed of a simulated year: a table, what held and what did not, and the pairs by state over time."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.domain.cap import NUDGES
from bot.simulation.census import Census
from bot.simulation.year import Year
from models import PairState

SHOWN = (PairState.INTRODUCTION, PairState.ACTIVE, PairState.PAUSED)
SIGNS = {PairState.INTRODUCTION: "░", PairState.ACTIVE: "█", PairState.PAUSED: "▒"}
WIDTH, HEIGHT = 60, 12
ALWAYS_SENT = tuple(kind for kind in NUDGES if kind.startswith(("request.", "introduction.", "session.", "pair.")))
"""What must be said in a long year of many: groups, office hours and searches are not everybody's."""


def verdicts(year: Year) -> list[tuple[str, str]]:
    """(what must hold, what was found against it: empty when it held)."""
    said = year.messages
    never = year.moves.missing() if year.is_long else []
    nudges = [kind for kind in ALWAYS_SENT if year.is_long and not said.kinds[kind]]
    return [
        ("Nobody has more than two messages a day, but for what hangs on an hour", _counted(said.third)),
        ("Nobody is messaged outside the hours in which they read", _counted(said.at_night)),
        ("No pair is forgotten", f"{len(year.forgotten)} pairs" if year.forgotten else ""),
        ("Every state is reached, and left again", ", ".join(never)),
        ("Every nudge about requests, pairs and sessions was needed once", ", ".join(nudges)),
        ("Every planned message was sent once, expired, withdrawn for a reason, or is still to come", _stuck(year)),
        ("Slack would have taken everything", "; ".join(year.violations[:3])),
    ]


def _stuck(year: Year) -> str:
    said = year.messages
    found = {
        "stuck": said.stuck,
        "dead": said.states["dead"],
        "withdrawn without a reason": said.unexplained,
        "twice in Slack": said.twice,
        "sent, but not in Slack": said.nowhere,
    }
    return ", ".join(f"{count} {what}" for what, count in found.items() if count)


def _counted(kinds: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count}x" for kind, count in sorted(kinds.items()))


def show(year: Year, console: Console) -> bool:
    """Whether everything held."""
    last, said = year.days[-1], year.messages
    table = Table("", "", show_header=False, box=None, pad_edge=False)
    for name, counts in (("Requests", last.requests), ("Pairs", last.pairs), ("Sessions", last.sessions)):
        table.add_row(name, ", ".join(f"{count} {state}" for state, count in counts.most_common()))
    table.add_row("Messages", ", ".join(f"{count} {state}" for state, count in said.states.most_common()))
    table.add_row("Sent", ", ".join(f"{count} {kind}" for kind, count in said.kinds.most_common()))
    table.add_row("Withdrawn", ", ".join(f"{count} {why}" for why, count in said.why.most_common()))
    most = sorted(said.most_a_day.items())
    table.add_row("In one day", ", ".join(f"{count}: {days}" for count, days in most))
    table.add_row("Third ones", ", ".join(f"{count} {kind}" for kind, count in said.urgent_third.most_common()))
    table.add_row("Pairs ended", ", ".join(f"{count} {why}" for why, count in year.moves.endings.most_common()))
    for name, taken in year.moves.taken.items():
        ways = ", ".join(f"{count} {before} → {after}" for (before, after), count in taken.most_common())
        table.add_row(f"{name.capitalize()}: from midnight to midnight", ways)
    effort = year.effort
    table.add_row(
        "It took",
        f"{effort.wall:.0f} s ({effort.cpu:.0f} s of CPU) for {year.members} people, {len(year.days)} days,"
        f" {effort.deeds} times that somebody did something, {effort.exchanges} requests between Slack and Klik,"
        f" {said.states['sent']} messages",
    )
    console.print(table)
    console.print()
    console.print(drawn(year.days), highlight=False)
    console.print()
    held = verdicts(year)
    if not year.is_long and (never := year.moves.missing()):
        console.print(f"Too few people or days to expect it: {', '.join(never)}", highlight=False)
    for rule, against in held:
        console.print(f"{'✗' if against else '✓'} {rule}{': ' + against if against else ''}", highlight=False)
    for pair in year.forgotten.values():
        console.print(pair.story, highlight=False)
    return not any(against for _, against in held)


def drawn(days: Sequence[Census]) -> str:
    """Pairs by state over time, a column for some days each."""
    step = max(1, -(-len(days) // WIDTH))
    columns = days[step - 1 :: step]
    most = max((sum(day.pairs[state] for state in SHOWN) for day in columns), default=0) or 1
    stacks = []
    for day in columns:
        stack, total = "", 0
        for state in SHOWN:
            total += day.pairs[state]
            stack += SIGNS[state] * (round(total / most * HEIGHT) - len(stack))
        stacks.append(stack.ljust(HEIGHT))
    lines = []
    for row in reversed(range(HEIGHT)):
        scale = most if row == HEIGHT - 1 else ""
        lines.append(f"{scale:>5} {''.join(stack[row] for stack in stacks)}")
    legend = "   ".join(f"{SIGNS[state]} {state}" for state in SHOWN)
    return "\n".join([*lines, f"    0 {'─' * len(stacks)}  {len(days)} days", f"      {legend}"])


def picture(days: Sequence[Census], file: Path) -> None:
    """The same as a picture."""
    from matplotlib.figure import Figure  # costs half a second: only who wants it

    figure = Figure(figsize=(10, 5), layout="constrained")
    axes = figure.subplots()
    axes.stackplot(
        [day.day for day in days],
        *([day.pairs[state] for day in days] for state in SHOWN),
        labels=[str(state) for state in SHOWN],
        colors=["#9fc5e8", "#3d85c6", "#cccccc"],
    )
    axes.plot([day.day for day in days], [day.pairs[PairState.ENDED] for day in days], "k:", label="ended, in all")
    axes.set(xlabel="day", ylabel="pairs", xlim=(0, len(days) - 1))
    axes.legend(loc="upper left")
    figure.savefig(file)
