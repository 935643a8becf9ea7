"""What people read in the browser while they install Klik: in words, in their language, and no more than they need."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from secrets import token_urlsafe

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.responses import HTMLResponse

from bot.i18n import LANGUAGES, Texts, readable
from bot.views.welcome import afterwards

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True)
class Page:
    title: str
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    install: str = ""
    """The words on the button that begins an installation; without them there is none."""
    link: tuple[str, str] | None = None
    """(words, address) of a way onward."""
    small: Sequence[str] = field(default_factory=tuple)


def language_of(accepted: str) -> str:
    """The first language of an Accept-Language header that Klik speaks; English when it names none."""
    for part in accepted.split(","):
        code = part.partition(";")[0].strip().partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined).get_template(
        "install.html"
    )


def drawn(t: Texts, page: Page, install_path: str, slack: str, status: int = 200) -> HTMLResponse:
    """The page as an answer. `slack` is the origin that its form leads to."""
    nonce = token_urlsafe(16)
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {slack}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    html = _template().render(page=page, language=t.language, nonce=nonce, install_path=install_path)
    return HTMLResponse(html, status, headers)


def welcome(t: Texts, days: int) -> Page:
    return Page(
        title=t("Mentoring that colleagues run themselves"),
        paragraphs=[
            t(
                "Klik helps the people in your Slack workspace find a mentor who really fits, talk once to feel "
                "whether it clicks, and meet regularly. Networks run it themselves; nobody has to keep a spreadsheet."
            )
        ],
        points=[
            t("People join by themselves: nobody is enrolled."),
            t("Klik writes to those who take part, in their working hours and their language."),
            t("It reads no messages but its own."),
        ],
        install=t("Add to Slack"),
        small=[t("Slack shows what Klik may do before you agree."), readable(afterwards(t, days))],
    )


def installed(t: Texts, name: str, link: str, days: int, *, greeted: bool) -> Page:
    return Page(
        title=t("Klik is in {workspace}", workspace=name) if name else t("Klik is in your workspace"),
        paragraphs=[t("What comes next, in Slack:")],
        points=[
            t("Type /mentor help anywhere: Klik says what there is."),
            t("Start a network with /mentor network start: its members find each other."),
            *([t("Klik has sent you a message with the same, to keep.")] if greeted else []),
        ],
        link=(t("Open Slack"), link),
        small=[readable(afterwards(t, days))],
    )


def installed_in_organisation(t: Texts, name: str, link: str, days: int) -> Page:
    return Page(
        title=t("Klik is in {organisation}", organisation=name),
        paragraphs=[
            t("One step is left: choose in Slack which workspaces of your organisation get Klik."),
            t("In each of them people then type /mentor help."),
        ],
        link=(t("Choose workspaces"), link),
        small=[readable(afterwards(t, days))],
    )


def cancelled(t: Texts) -> Page:
    return Page(
        title=t("Nothing was installed"),
        paragraphs=[t("You cancelled at Slack. Nothing has changed in your workspace.")],
        install=t("Add to Slack after all"),
    )


def stale(t: Texts) -> Page:
    return Page(
        title=t("Please begin here"),
        paragraphs=[
            t(
                "The installation was begun too long ago, in another browser, or somewhere else. Nothing has changed "
                "in your workspace. Begin again with this button; it takes a minute."
            )
        ],
        install=t("Add to Slack"),
    )


def failed(t: Texts, reference: str) -> Page:
    return Page(
        title=t("Slack did not finish the installation"),
        paragraphs=[t("Nothing was installed. Please try again in a moment.")],
        install=t("Try again"),
        small=[
            t("If it stays so, tell whoever runs this Klik the reference {reference}.", reference=reference),
        ],
    )
