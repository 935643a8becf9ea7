"""What happens in four months: who asks whom, how it goes on, who searches in vain, who leaves.

Days are working days: 0 is the first of the story, -1 the last one before today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

HANDLES = tuple[str, ...]


class Answer(Enum):
    ACCEPTS = auto()
    DECLINES = auto()
    STAYS_SILENT = auto()
    """The request expires."""
    WITHDRAWN = auto()
    """By the mentee, before the mentor has answered."""
    ASKS_MORE = auto()
    """And the mentee has not answered yet."""


class Odd(Enum):
    """What can come between a booked session and its being held."""

    MOVED = auto()
    CALLED_OFF = auto()
    MISSED = auto()


class Finale(Enum):
    """How a pair's story stands today."""

    GOES_ON = auto()
    TOMORROW = auto()
    """A session is booked for tomorrow."""
    DID_YOU_MEET = auto()
    """There was one yesterday, and nobody has said yet whether they met."""


@dataclass(frozen=True)
class Request:
    day: int
    mentee: str
    mentor: str
    looks_for: str
    """What the mentee types after /mentor find."""
    question: str
    answer: Answer = Answer.ACCEPTS
    reason: str = ""
    """Of declining: the value of the form's option."""
    more: tuple[str, str] | None = None
    """What the mentor wants to know first, and what the mentee tells."""
    at: str = ""
    """The hour of an acceptance that must not wait: it comes on the very next working day."""
    first_talk: tuple[int, str] | None = None
    """Day and hour, where the mentee is; without it one of the proposed times is taken."""
    is_booked: bool = True
    silent: HANDLES = ()
    """Who never says whether it clicked."""
    unwilling: HANDLES = ()
    """Who says that it did not."""
    odd: Mapping[int, Odd] = field(default_factory=dict)
    """By the number of the session, the first after the introduction being 1."""
    ends_after: int = 0
    """Sessions after which the mentee ends it, all goals reached."""
    last_day: int = -1
    """From then on they book nothing more."""
    finale: Finale = Finale.GOES_ON


LEAVES = ("oliver", 60)
"""Whose account is deactivated, and on which day."""
PAUSES = ("willem", -6)
"""Who takes a break that still lasts today, and from when."""

IN_VAIN = (
    (18, "hannah", "negotiation"), (21, "siti", "negotiating"), (24, "esmee", "onderhandelen"),
    (26, "kavya", "negotiation"), (33, "beatriz", "negotiation skills"), (38, "grace", "negotiation with vendors"),
    (28, "rachid", "machine learning"), (41, "beatriz", "AI"), (52, "chloe", "Dutch language"),
    (57, "daan", "golang"), (63, "diego", "golf with customers"),
)  # fmt: skip
"""Searches that find nobody: day, who, words."""
WAITING = ("chloe", "rachid")
"""Who asks to be told when a mentor joins for what they searched in vain."""

REQUESTS = (
    # The first weeks
    Request(
        4, "zoe", "nia", "presenting",
        "I have to demo our service to the whole floor next quarter. How do I prepare without writing every word down?",
        odd={3: Odd.MOVED}, last_day=56, finale=Finale.TOMORROW,
    ),
    Request(
        5, "kavya", "priya", "presentng",
        "In reviews I see the problem first and say it last. What could I do differently in the next one?",
        odd={2: Odd.MISSED},
    ),
    Request(
        6, "ines", "nia", "kubernetes",
        "I will lead the migration of our frontend to the cluster and have never written a chart. Where do I begin?",
        odd={2: Odd.MOVED}, last_day=56, finale=Finale.DID_YOU_MEET,
    ),
    Request(
        8, "hannah", "lena", "leading a team",
        "I am asked to lead design without the title. How did you get people to follow you before you had one?",
        more=("What does 'without the title' mean in practice: who decides about your people's work today?",
              "Three designers ask me what to do, their reviews are done by two product managers, and I set no goals."),
    ),
    Request(
        9, "beatriz", "nia", "presenting",
        "My talk was accepted at a data conference and I am terrified of questions in English.",
        Answer.DECLINES, "no_time",
    ),
    Request(
        12, "sharon", "yasmin", "leidinggeven",
        "Hoe spreek ik iemand aan met wie ik jarenlang naast elkaar heb gezeten, zonder de band kwijt te raken?",
    ),
    Request(
        11, "diego", "grace", "leadership",
        "What would make you, as a buyer, agree to a second meeting?",
        Answer.STAYS_SILENT,
    ),
    Request(
        19, "siti", "weiling", "presenting to a board",
        "I have a renewal coming up with a board that only knows us from outages. How do I open that meeting?",
        more=("Who will be in the room, and what do they already believe about us?",
              "CFO and COO. They believe we are cheap and unreliable; only the second has become untrue."),
        odd={1: Odd.CALLED_OFF},
    ),
    Request(
        15, "daan", "willem", "architectuur",
        "Waarom hebben we zeven services voor facturen? Ik wil begrijpen hoe je zo'n keuze maakt.",
        ends_after=3,
    ),
    Request(
        17, "jonas", "tiago", "k8s",
        "How do you decide what goes into one cluster and what gets its own?",
        Answer.DECLINES, "not_my_topic",
    ),
    Request(
        17, "beatriz", "malik", "presenting",
        "My talk was accepted at a data conference and I am terrified of questions in English.",
        odd={2: Odd.MOVED},
    ),
    Request(
        18, "marcus", "tiago", "kuberntes",
        "I inherit a cluster nobody dares to upgrade. What would you look at in the first week?",
        Answer.STAYS_SILENT,
    ),
    Request(
        19, "arjun", "priya", "first-time managing",
        "I could become an architect or a manager and cannot tell which. What would you ask yourself?",
    ),
    Request(
        20, "diego", "oliver", "sales",
        "My manager still joins every closing call. What do I have to show to do the next one alone?",
        last_day=52,
    ),
    # The second and third month
    Request(
        22, "jonas", "piotr", "security",
        "Our review by security always comes last and always hurts. What could I bring to you in week one instead?",
    ),
    Request(
        24, "esmee", "oliver", "accountmanagement",
        "Inkopers vragen mij als eerste om korting. Hoe houd jij het gesprek bij de waarde?",
        last_day=52,
    ),
    Request(
        25, "marcus", "thijs", "kubernetes",
        "I inherit a cluster nobody dares to upgrade. What would you look at in the first week?",
        odd={1: Odd.MISSED},
    ),
    Request(
        26, "lotte", "yasmin", "werk-privébalans",
        "Ik ben terug van verlof en zeg op alles ja. Hoe leer ik nee zeggen zonder mijn plek te verliezen?",
        unwilling=("lotte",),
    ),
    Request(
        27, "ruth", "grace", "finance",
        "Four years away: which of our finance tools should I learn properly, and which can I safely forget?",
    ),
    Request(
        28, "rachid", "bram", "voor het eerst leidinggeven",
        "Volgend kwartaal krijg ik misschien drie mensen. Wat had jij in je eerste maand anders willen doen?",
    ),
    Request(
        29, "kavya", "lena", "strategy",
        "How do you choose what not to test?",
        Answer.WITHDRAWN,
    ),
    Request(
        30, "chloe", "anouk", "returning to work",
        "How did you tell your team what you could not do yet, without it becoming what you are known for?",
        Answer.DECLINES, "too_close",
    ),
    Request(
        32, "ahmed", "kenji", "supply chain",
        "My department was reorganised while I was ill. How do I find out what my job is now?",
        more=("What do people come to you for today, even if it is not in the job description?",
              "Suppliers call me first when something is late, because I am the one who calls back."),
    ),
    Request(
        35, "chloe", "noor", "data analysis",
        "I would like to read our content numbers myself before the monthly meeting. Which three would you look at?",
        odd={1: Odd.CALLED_OFF},
    ),
    Request(
        36, "lotte", "anouk", "weer aan het werk na verlof",
        "Ik ben terug van verlof en zeg op alles ja. Hoe leer ik nee zeggen zonder mijn plek te verliezen?",
    ),
    Request(
        44, "aylin", "malik", "writing",
        "My campaign texts sound like everybody else's. How do you find your own voice in a company blog?",
        silent=("malik",),
    ),
    # The last weeks: what a visitor finds waiting
    Request(
        -9, "sanne", "noor", "presenteren",
        "Mijn analyses kloppen, maar na afloop vraagt iedereen om nog een grafiek. Hoe bouw ik ze op naar een besluit?",
        at="11:10", first_talk=(-2, "14:00"), silent=("sanne",),
    ),
    Request(
        -4, "esmee", "malik", "presenteren",
        "Ik moet in één kwartier uitleggen wat wij doen, aan mensen die dat eigenlijk al denken te weten.",
    ),
    Request(
        -2, "sanne", "yasmin", "zelfvertrouwen opbouwen met presenteren",
        "In vergaderingen praat ik sneller dan ik denk. Kun je me leren een stilte te laten vallen?",
        at="15:10", is_booked=False,
    ),
    Request(
        -2, "arjun", "thijs", "kubernetes",
        "Which three things in our cluster would you want every engineer to be able to draw?",
        Answer.ASKS_MORE,
        more=("Gladly. Which of them could you draw today?", ""),
    ),
    Request(
        -1, "daan", "nia", "kubernetes",
        "Willem showed me why our platform is what it is. Now I want to run a piece of it: how do I size a cluster?",
        Answer.STAYS_SILENT,
    ),
    Request(
        -1, "aylin", "lena", "strategy",
        "I run campaigns well and choose them badly. How do you decide what not to do with a budget?",
        Answer.STAYS_SILENT,
    ),
)  # fmt: skip
