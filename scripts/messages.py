"""The catalogues in bot/locale: brought up to date with the words in the code, or checked to be.

Words are found by how they are said: t("..."), t.md("..."), t.n("one", "many", count), t.n_md("one", "many", count).
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = ("bot", "handlers")
WIDTH = 100
KEYWORDS = {"t": (1,), "md": (1,), "n": (1, 2), "n_md": (1, 2)}

app = typer.Typer(add_completion=False, help=__doc__)


def words_in_code(root: Path = ROOT) -> Catalog:
    template = Catalog(project="Klik", fuzzy=False)
    for source in SOURCES:
        found = extract_from_dir(root / source, method_map=[("**.py", "python")], keywords=KEYWORDS)
        for file, line, msgid, _, _ in found:
            template.add(msgid, locations=[(f"{source}/{file}", line)])
    return template


def _plurals(root: Path) -> Iterator[tuple[str, str]]:
    """(file and line, singular) of every plural in the code: the extractor takes one with a `t` among its arguments,
    such as `name=f(t)`, for a plain sentence."""
    for source in SOURCES:
        for file in sorted((root / source).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                    continue
                first = node.args[0]
                if node.func.attr in ("n", "n_md") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{file.relative_to(root)}:{node.lineno}", first.value


def catalogues(root: Path = ROOT) -> list[Path]:
    return sorted(root.glob("bot/locale/*/LC_MESSAGES/klik.po"))


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parents[1].name)


def updated(file: Path, template: Catalog) -> bytes:
    """What `file` should hold: the code's messages in alphabetical order, with the translations that it has."""
    catalogue = read(file)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    stream = BytesIO()
    write_po(stream, catalogue, no_location=True, ignore_obsolete=True, sort_output=True, width=WIDTH)
    return stream.getvalue()


def problems(root: Path = ROOT) -> Iterator[str]:
    """What is wrong in the catalogues, a line each; nothing when all is well."""
    template = words_in_code(root)
    for place, singular in _plurals(root):
        found = template.get(singular)
        if found is None or not isinstance(found.id, tuple | list):
            yield f"{place}: a plural that is not found as one: keep `t` out of its arguments"
    for file in catalogues(root):
        name = file.relative_to(root)
        catalogue = read(file)
        for message in template:
            if message.id and catalogue.get(message.id) is None:
                yield f"{name}: new, run 'make messages': {_first(message)}"
        for message in catalogue:
            if not message.id:
                continue
            if message.id not in template:
                yield f"{name}: stale, run 'make messages': {_first(message)}"
            elif message.fuzzy:
                yield f"{name}: marked as fuzzy: {_first(message)}"
            else:
                yield from (f"{name}: {problem}: {_first(message)}" for problem in _problems_of(message))


def _problems_of(message: Message) -> Iterator[str]:
    translations = _all(message.string)
    if not all(translations):
        yield "not translated"
        return
    try:
        used = _fields(translations)
    except ValueError as error:
        yield f"braces do not fit ({error})"
        return
    # A plural's forms count together: "{count} mentors" may be "one mentor" in the singular.
    original = _fields(_all(message.id))
    if unknown := used - original:
        yield f"{', '.join(sorted(unknown))} is not in the original"
    if missing := original - used:
        yield f"{', '.join(sorted(missing))} is missing"


def _all(one_or_more: object) -> list[str]:
    """A message's only text, or its plural forms; "" for what is not translated."""
    return [str(text or "") for text in (one_or_more if isinstance(one_or_more, tuple | list) else (one_or_more,))]


def _fields(texts: Iterable[str]) -> set[str]:
    """The names in braces. ValueError for a brace without its partner."""
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def _first(message: Message) -> str:
    return _all(message.id)[0]


@app.command()
def update() -> None:
    """Add what is new, drop what is stale, keep every translation."""
    template = words_in_code()
    for file in catalogues():
        file.write_bytes(updated(file, template))
    for problem in problems():
        typer.echo(problem)


@app.command()
def add(language: str) -> None:
    """Start the catalogue of a language, by its code ("de"): nothing in it is translated yet."""
    file = ROOT / "bot" / "locale" / language / "LC_MESSAGES" / "klik.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as stream:
        write_po(stream, Catalog(locale=language, project="Klik", fuzzy=False), width=WIDTH)
    file.write_bytes(updated(file, words_in_code()))


@app.command()
def check() -> None:
    """Exit with 1 when a message is new, stale, fuzzy, not translated, or has other fields than the original."""
    found = list(problems())
    for problem in found:
        typer.echo(problem, err=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    app()
