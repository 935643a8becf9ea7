"""The tool that keeps the catalogues in step with the code (scripts/messages.py)."""

from pathlib import Path

import pytest

from scripts import messages

CODE = """
def view(t, n):
    t("Hello, {name}"), t.md("*Bold*"), t.n("{count} mentor", "{count} mentors", n), other("not a message")
"""
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
TRANSLATED = """msgid "Hello, {name}"
msgstr "Hallo, {name}"

msgid "*Bold*"
msgstr "*Vet*"

msgid "{count} mentor"
msgid_plural "{count} mentors"
msgstr[0] "een mentor"
msgstr[1] "{count} mentoren"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "bot" / "locale" / "nl" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "find.py").write_text(CODE)
    return tmp_path


def catalogue(house: Path, body: str) -> Path:
    file = house / "bot" / "locale" / "nl" / "LC_MESSAGES" / "klik.po"
    file.write_text(HEADER + body)
    return file


def test_a_complete_catalogue_has_no_problems(house: Path) -> None:
    catalogue(house, TRANSLATED)
    assert list(messages.problems(house)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgid "*Bold*"\nmsgstr "*Vet*"\n', "", "new, run 'make messages': *Bold*"),
        ('msgstr "*Vet*"\n', 'msgstr "*Vet*"\n\nmsgid "Bye"\nmsgstr "Dag"\n', "stale, run 'make messages': Bye"),
        ("*Vet*", "", "not translated: *Bold*"),
        ('msgstr[1] "{count} mentoren"', 'msgstr[1] ""', "not translated: {count} mentor"),
        ('msgid "*Bold*"', '#, fuzzy\nmsgid "*Bold*"', "marked as fuzzy: *Bold*"),
        ("Hallo, {name}", "Hallo, {naam}", "naam is not in the original: Hello, {name}"),
        ("Hallo, {name}", "Hallo", "name is missing: Hello, {name}"),
        ("Hallo, {name}", "Hallo, {name", "braces do not fit (expected '}' before end of string): Hello, {name}"),
    ],
)
def test_every_problem_is_named(house: Path, old: str, new: str, problem: str) -> None:
    assert old in TRANSLATED
    catalogue(house, TRANSLATED.replace(old, new))
    assert f"bot/locale/nl/LC_MESSAGES/klik.po: {problem}" in list(messages.problems(house))


def test_updating_keeps_translations_drops_what_is_stale_and_adds_what_is_new(house: Path) -> None:
    file = catalogue(house, TRANSLATED.replace('"*Bold*"', '"Bye"'))
    file.write_bytes(messages.updated(file, messages.words_in_code(house)))
    after = messages.read(file)
    assert "Bye" not in after
    assert [message.string for message in after if message.id == "Hello, {name}"] == ["Hallo, {name}"]
    assert list(messages.problems(house)) == [f"{file.relative_to(house)}: not translated: *Bold*"]
    assert "find.py" not in file.read_text()
    assert messages.updated(file, messages.words_in_code(house)) == file.read_bytes()
