"""The parts of which the rules of Block Kit are made.

A check takes a JSON value and the pointer to it and yields what is wrong with it; checks are built once, at import,
from smaller ones. They never raise, whatever the value is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: ``pointer`` is a JSON pointer (RFC 6901) from the checked object, "" for itself."""

    pointer: str
    message: str


Check = Callable[[Any, str], Iterator[Problem]]
Fields = Mapping[str, Check]


def step(at: str, key: str | int) -> str:
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


def string(longest: int | None = None, *, shortest: int = 1, pattern: str | None = None, form: str = "") -> Check:
    """A string of ``shortest`` to ``longest`` characters; ``form`` describes ``pattern`` to people."""
    expression = re.compile(pattern) if pattern else None

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) < shortest:
            yield Problem(at, f"must be more than {shortest - 1} characters")
        elif longest is not None and len(value) > longest:
            yield Problem(at, f"must be less than {longest + 1} characters")
        elif expression and not expression.fullmatch(value):
            yield Problem(at, f"must be {form}")

    return check


def integer(least: int | None = None, most: int | None = None) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif least is not None and value < least:
            yield Problem(at, f"must be at least {least}")
        elif most is not None and value > most:
            yield Problem(at, f"must be at most {most}")

    return check


def number(value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem(at, "must be a number")


def boolean(value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(at, "must be true or false")


def any_object(value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(at, "must be an object")


def one_of(*allowed: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or value not in allowed:
            yield Problem(at, f"must be one of: {', '.join(allowed)}")

    return check


def array(of: Check, fewest: int = 0, most: int | None = None) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < fewest:
            yield Problem(at, f"must have at least {fewest} items")
        if most is not None and len(value) > most:
            yield Problem(at, f"no more than {most} items allowed")
        for index, item in enumerate(value):
            yield from of(item, step(at, index))

    return check


def shape(required: Fields, optional: Fields | None = None, *rules: Check) -> Check:
    """An object with just these properties; ``rules`` look at it as a whole once each property is right by itself."""
    known = {**required, **(optional or {})}

    def properties(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        for name in required:
            if name not in value:
                yield Problem(at, f"missing required field: {name}")
        for name, part in value.items():
            if name in known:
                yield from known[name](part, step(at, name))
            else:
                yield Problem(step(at, name), f"invalid additional property: {name}")

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield Problem(at, "must be an object")
            return
        problems = list(properties(value, at))
        yield from problems
        if not problems:
            for rule in rules:
                yield from rule(value, at)

    return check


def typed(kind: str, required: Fields, optional: Fields | None = None, *rules: Check) -> Check:
    """The shape of an object whose ``type`` is ``kind``."""
    return shape({"type": one_of(kind), **required}, optional, *rules)


def by_type(kinds: Mapping[str, Check], where: str = "here") -> Check:
    """An object that says by ``type`` which of the checks it is held to."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield Problem(at, "must be an object")
        elif "type" not in value:
            yield Problem(at, "missing required field: type")
        elif not isinstance(kind := value["type"], str) or kind not in kinds:
            yield Problem(step(at, "type"), f"unsupported type {where}: {kind}")
        else:
            yield from kinds[kind](value, at)

    return check


def nullable(inner: Check) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if value is not None:
            yield from inner(value, at)

    return check


def at_least_one(*names: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if not any(name in value for name in names):
            yield Problem(at, f"must have at least one of: {', '.join(names)}")

    return check


def exactly_one(*names: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if sum(name in value for name in names) != 1:
            yield Problem(at, f"must have exactly one of: {', '.join(names)}")

    return check
