"""Finding what a person means by a label: the button, the input or the option they see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from playground.elements import Control, controls, words
from playground.reading import block_text
from playground.records import Json, Message, View

Surface = Message | View
MOST_LINES = 40
"""Of an overview."""


@dataclass(frozen=True)
class Target:
    """An element on a surface; ``option`` when one of its options was meant."""

    surface: Surface
    control: Control
    option: Json | None = None


def find(
    surfaces: Iterable[Surface], label: str, *, types: frozenset[str], options: bool = False, near: str = ""
) -> Target:
    """The element called ``label`` (or with that action_id) on the first surface that has one of the wanted types.

    ``options``: the text of an option will do as well. ``near``: of several on one surface, the one in or closest below
    the block with these words. Raises LookupError when there is none or it is ambiguous, saying what there is.
    """
    looked_at = list(surfaces)
    for surface in looked_at:
        found = [target for target in _matches(surface, label, options=options) if target.control.type in types]
        if near:
            found = _closest(surface, found, near)
        if len(found) == 1:
            return found[0]
        if found:
            raise LookupError(
                f"{len(found)} elements are called {label!r}; say which with near=\n{overview([surface])}"
            )
    raise LookupError(f"nothing is called {label!r}; there is:\n{overview(looked_at)}")


def _matches(surface: Surface, label: str, *, options: bool) -> list[Target]:
    all_controls = list(controls(surface.blocks))
    named = [Target(surface, control) for control in all_controls if label in _names(control)]
    if named or not options:
        return named
    return [
        Target(surface, control, option)
        for control in all_controls
        for option in control.options
        if words(option.get("text")) == label
    ]


def _names(control: Control) -> set[str]:
    return {control.action_id, control.label, str(control.element.get("accessibility_label") or "")} - {""}


def _closest(surface: Surface, found: list[Target], near: str) -> list[Target]:
    places = [index for index, block in enumerate(surface.blocks) if near in block_text(surface, block)]
    order = {id(block): index for index, block in enumerate(surface.blocks)}
    distances: dict[int, list[Target]] = {}
    for target in found:
        above = [order[id(target.control.block)] - place for place in places]
        reached = [distance for distance in above if distance >= 0]
        if reached:
            distances.setdefault(min(reached), []).append(target)
    return distances[min(distances)] if distances else []


def overview(surfaces: Iterable[Surface]) -> str:
    """What can be used on some surfaces, a line each."""
    lines = [line for surface in surfaces for line in _described(surface)]
    more = [f"  and {len(lines) - MOST_LINES} older ones"] if len(lines) > MOST_LINES else []
    return "\n".join(lines[:MOST_LINES] + more) or "  (nothing that can be used)"


def _described(surface: Surface) -> Iterator[str]:
    where = surface.type if isinstance(surface, View) else f"message {surface.ts} in {surface.channel}"
    for control in controls(surface.blocks):
        options = [words(option.get("text")) for option in control.options]
        offered = f": {', '.join(options)}" if options else ""
        yield f"  {where}: {control.type} {control.label!r} ({control.action_id}){offered}"
