"""Slack's notations become HTML: what means something is shown so, and nothing anybody types becomes markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.clock import Clock
from playground.emoji import plain_words
from playground.markup import VOID
from playground.mrkdwn import markdown, mrkdwn, plain
from playground.workspace import Workspace

NOTATIONS = {
    "bold": ("a *b* c", "a <strong>b</strong> c"),
    "italic": ("_b_", "<em>b</em>"),
    "struck": ("~b~", "<s>b</s>"),
    "one in the other": ("*b _i ~s~_*", "<strong>b <em>i <s>s</s></em></strong>"),
    "crossed": ("*a _b* c_", "<strong>a _b</strong> c_"),
    "not within a word": ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
    "not around spaces": ("* a * and _ b _", "* a * and _ b _"),
    "not over lines": ("*a\nb*", "*a<br>b*"),
    "code": ("`a *b* <x>`".replace("<x>", "&lt;x&gt;"), "<code>a *b* &lt;x&gt;</code>"),
    "fence": ("```\na\n *b*\n```", "<pre>a<br> *b*</pre>"),
    "quotation": ("&gt; *a*\n&gt; b\nc", "<blockquote><strong>a</strong><br>b</blockquote>c"),
    "escaped": ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;", "1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;"),
    "not escaped": ("<b>1 < 2</b>", "b1 &lt; 2/b"),
    "somebody": ("<@U1>", '<span class="mention">@Ada</span>'),
    "nobody": ("<@U9|ghost>", '<span class="mention">@ghost</span>'),
    "everybody": ("<!here>", '<span class="mention">@here</span>'),
    "channel": ("<#C00000001>", '<span class="mention">#tea</span>'),
    "emoji": (":wave: :no-such-one:", "👋 :no-such-one:"),
    "date": ("<!date^1794000000^{date_short} {time}|then>", "<time>Nov 7, 2026 06:20</time>"),
    "date unknown": ("<!date^1794000000^{era}|then>", "<time>then</time>"),
    "script": ("<javascript:alert(1)|go>", "go"),
}
LINK = '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>'


@pytest.fixture
def workspace(clock: Clock) -> Workspace:
    made = Workspace(clock, {})
    made.add_channel("tea")
    made.add_user("ada", "Ada", tz="Asia/Tokyo", id="U1")
    return made


@pytest.mark.parametrize(("text", "html"), NOTATIONS.values(), ids=NOTATIONS)
def test_a_notation_is_shown_as_it_means(workspace: Workspace, text: str, html: str) -> None:
    shown = str(mrkdwn(text, workspace, workspace.users["U1"]))

    assert shown == html


def test_links_open_beside_the_page(workspace: Workspace) -> None:
    shown = mrkdwn("<https://example.org/?a=1&amp;b=2|*here*> <mailto:a@b.c>", workspace, workspace.users["U1"])

    assert shown == (
        LINK.format("https://example.org/?a=1&amp;b=2", "*here*") + " " + LINK.format("mailto:a@b.c", "mailto:a@b.c")
    )


def test_plain_text_keeps_its_lines_and_formats_nothing() -> None:
    assert plain("*a* <b>\n:tada:") == "*a* &lt;b&gt;<br>:tada:"


def test_a_plain_text_object_says_whether_short_names_are_emoji() -> None:
    assert plain_words({"type": "plain_text", "text": ":tada:"}) == "🎉"
    assert plain_words({"type": "plain_text", "text": ":tada:", "emoji": True}) == "🎉"
    assert plain_words({"type": "plain_text", "text": ":tada:", "emoji": False}) == ":tada:"


def test_a_date_that_cannot_be_read_shows_its_words_as_they_are(workspace: Workspace) -> None:
    said = "<!date^0^{_}|*>a<!date^0^{_}|*> <!date^0^{_}|`>b<!date^0^{_}|`>"
    assert mrkdwn(said, workspace, workspace.users["U1"]) == "*a* `b`"


def test_markdown_of_every_kind() -> None:
    text = (
        "# Title\n\nA **b** and *c*, `d*e*`,\n[f](https://example.org)\n\n"
        "- one\n- two\n\n1. first\n\n> said\n\n---\n```py\nx < 1\n```"
    )

    assert markdown(text) == (
        '<p class="heading">Title</p>'
        f"<p>A <strong>b</strong> and <em>c</em>, <code>d*e*</code>,<br>{LINK.format('https://example.org', 'f')}</p>"
        "<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol><blockquote>said</blockquote><hr>"
        "<pre>x &lt; 1</pre>"
    )


class Checker(HTMLParser):
    """Notes elements that are not closed in order, and any that these notations never make."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN or any(name.startswith("on") or "javascript:" in (value or "") for name, value in attrs):
            self.wrong.append(f"<{tag} {attrs}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


KNOWN = {"strong", "em", "s", "code", "pre", "blockquote", "span", "time", "a", "br", "p", "ul", "ol", "li", "hr"}
TOKENS = ("<@U1>", "<!date^1^{date}|x>", "<https://a.b|c>", "\ue000", "\r", "&lt;script&gt;")
pieces = st.sampled_from([*"*_~`>\n-1.#[]()<|!@^&;", "```", "**", *TOKENS])
texts = st.lists(pieces | st.text(max_size=4), max_size=25).map("".join)


@given(texts)
def test_whatever_is_typed_the_html_is_well_formed_and_harmless(text: str) -> None:
    workspace = Workspace(Clock(), {})
    reader = workspace.add_user("ada", "\ue000<b>Ada", id="U1")
    for html in (mrkdwn(text, workspace, reader), markdown(text), plain(text)):
        checker = Checker()
        checker.feed(str(html))
        checker.close()
        assert (checker.wrong, checker.open) == ([], [])
