"""What they fill in when they join. Topics are called as they read them: in Dutch or in English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """``speaks`` and ``suits`` (half days) are values of the form's options; empty keeps what it starts with."""

    passes: tuple[str, ...] = ()
    """Topics they can pass on: these make a mentor."""
    passes_on: str = ""
    hopes: str = ""
    capacity: int = 1
    rhythm: int = 14
    wants: tuple[str, ...] = ()
    """Topics they want to learn: these make a mentee."""
    question: str = ""
    why: str = ""
    speaks: tuple[str, ...] = ()
    suits: tuple[str, ...] = ()


MENTORS = {
    "lena": Profile(
        passes=("Leadership", "First-time managing", "Strategy", "Coaching", "Influence without authority"),
        passes_on="The step from lead to head of: budgets, saying no upwards, and keeping the team out of the noise.",
        hopes="How people two floors below me really see our strategy",
        capacity=2, rhythm=28, speaks=("en", "de"),
        why="Nobody told me any of this. It cost me three years that others need not lose.",
    ),
    "nia": Profile(
        passes=("Kubernetes", "Python", "Presenting", "Leadership", "Reliability"),
        passes_on="Sizing clusters without guessing, design reviews that people enjoy, and a first conference talk.",
        hopes="Frontend of this decade: I stopped at jQuery",
        capacity=3, rhythm=21,
        why="Two people did this for me when I was the only woman in the on-call rota.",
    ),
    "priya": Profile(
        passes=("Leadership", "First-time managing", "Coaching", "Kubernetes", "Presenting"),
        passes_on="Your first ninety days as a manager, one-to-ones worth having, and a team in three time zones.",
        hopes="How product people decide what not to build",
        capacity=2, rhythm=21, speaks=("en", "hi"),
    ),
    "weiling": Profile(
        passes=("Product management", "Leadership", "Presenting", "Stakeholder management", "Work-life balance"),
        passes_on="Roadmaps that survive contact with sales, and telling a board bad news in five slides.",
        hopes="What engineers wish product would stop doing",
        capacity=2, rhythm=28, speaks=("en", "zh"),
    ),
    "yasmin": Profile(
        passes=("Agile werken", "Coachen", "Workshops begeleiden", "Presenteren", "Leidinggeven", "Werk-privébalans"),
        passes_on="Retrospectives die iets veranderen, lastige vergaderingen, en luisteren zonder meteen op te lossen.",
        hopes="Meer begrijpen van cijfers",
        capacity=3, rhythm=21, speaks=("nl", "en", "tr"),
        why="Ik zie te veel mensen in hun eentje worstelen.",
    ),
    "grace": Profile(
        passes=("Finance", "Budgeting", "Leadership", "Presenting", "Work-life balance", "Self-confidence"),
        passes_on="Reading our numbers like a CFO, defending a budget, and being the only one like you in the room.",
        hopes="What the younger half of the company expects of us",
        capacity=2, rhythm=28,
    ),
    "noor": Profile(
        passes=("Financiën", "SQL", "Presenteren", "Werk-privébalans", "Data-analyse"),
        passes_on="Van ruwe data naar een verhaal voor de directie. En vier dagen werken zonder schuldgevoel.",
        hopes="Leidinggeven zonder alles zelf te doen",
        capacity=2, rhythm=21, suits=("mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am", "thu-pm"),
    ),
    "bram": Profile(
        passes=("Leidinggeven", "Coachen", "Python", "Voor het eerst leidinggeven"),
        passes_on="Van collega naar leidinggevende van diezelfde collega's: wat je zegt op maandagochtend.",
        hopes="Beter slecht nieuws brengen",
        capacity=2, rhythm=28,
    ),
    "thijs": Profile(
        passes=("Kubernetes", "Betrouwbare systemen", "DevOps", "Coachen"),
        passes_on="On-call without fear: runbooks, blameless reviews, and knowing when to wake somebody up.",
        hopes="Explaining to management why quiet weeks are expensive to get",
        capacity=2, rhythm=28,
        why="Every outage we had twice was an outage somebody here had already understood.",
    ),
    "willem": Profile(
        passes=("Softwarearchitectuur", "Python", "SQL", "Coachen"),
        passes_on="Dertig jaar systemen die nog draaien, en de paar die ik liever vergeet. Vraag me waarom iets zo is.",
        hopes="Hoe jonge collega's met AI werken",
        capacity=2, rhythm=14,
    ),
    "anouk": Profile(
        passes=("Privacyrecht", "Contracten", "Weer aan het werk", "Werk-privébalans", "Coachen"),
        passes_on="Contracten lezen zonder jurist te zijn. En terugkomen na een jaar weg: wat je vraagt.",
        hopes="Hoe een product eigenlijk ontstaat",
        capacity=2, rhythm=21,
        why="Ik kwam zelf terug na veertien maanden en niemand wist wie me had moeten inwerken.",
    ),
    "oliver": Profile(
        passes=("Sales", "Account management", "Presenting", "Leadership"),
        passes_on="Running a deal of a year without losing your nerve, and getting a second meeting.",
        hopes="Anything about our own technology",
        capacity=2, rhythm=21,
    ),
    "malik": Profile(
        passes=("Presenting", "Python", "Writing", "SQL", "Open source"),
        passes_on="Turning what you know into a talk, a post or a pull request that strangers say yes to.",
        hopes="How finance people think",
        capacity=2, rhythm=21,
    ),
    "rafael": Profile(
        passes=("Python", "Kubernetes", "Leadership", "Code review"),
        passes_on="Code reviews that teach, and growing a team of juniors without becoming its bottleneck.",
        hopes="Working with headquarters six hours away",
        capacity=2, rhythm=21, speaks=("en", "pt", "es"),
    ),
    "tiago": Profile(
        passes=("Cloud architecture", "Kubernetes", "Software architecture"),
        passes_on="Drawing a cloud landscape that people can also pay for.",
        capacity=1, rhythm=28, speaks=("en", "pt"),
    ),
    "piotr": Profile(
        passes=("Security", "Kubernetes", "Python", "Privacy law"),
        passes_on="Threat modelling on a whiteboard in an hour, and writing a finding that gets fixed.",
        hopes="Talking to people who do not read RFCs",
        capacity=1, rhythm=28, speaks=("en", "pl", "de"),
    ),
    "kenji": Profile(
        passes=("Supply chain", "Manufacturing", "Working across cultures", "Work-life balance"),
        passes_on="Negotiating with suppliers in five countries, and what silence means in each of them.",
        hopes="Saying things more directly",
        capacity=2, rhythm=28, speaks=("en", "ja"),
    ),
}  # fmt: skip

MENTEES = {
    "sanne": Profile(
        wants=("Presenteren", "Zelfvertrouwen", "SQL"),
        question="Een analyse presenteren zodat er na afloop een besluit ligt, en geen vraag om nog een grafiek",
    ),
    "ines": Profile(
        wants=("Leadership", "Kubernetes", "Self-confidence"),
        question="Lead a small team without losing the hands-on work",
        speaks=("en", "pt"),
    ),
    "kavya": Profile(wants=("Presenting", "Leadership", "Testing"), question="Speak up in design reviews"),
    "zoe": Profile(
        wants=("Presenting", "Python", "Self-confidence"),
        question="Explain my work without apologising for it first",
        why="First job, everybody seems to know everything",
    ),
    "hannah": Profile(wants=("Leadership", "Influence without authority"), question="Get research taken seriously"),
    "beatriz": Profile(
        wants=("Presenting", "Self-confidence", "Machine learning"),
        question="Give a talk in English in front of more than ten people",
        speaks=("en", "pt"),
    ),
    "siti": Profile(wants=("Presenting", "Leadership", "Negotiation"), question="Run a renewal meeting with a board"),
    "esmee": Profile(
        wants=("Accountmanagement", "Presenteren", "Leidinggeven"),
        question="Met een inkoper over prijs praten zonder meteen korting te geven",
    ),
    "sharon": Profile(
        wants=("Leidinggeven", "Zelfvertrouwen", "Feedback geven"),
        question="Een teamlid aanspreken met wie ik jarenlang collega was",
    ),
    "daan": Profile(
        wants=("Kubernetes", "Python", "Softwarearchitectuur"), question="Begrijpen waarom ons platform is zoals het is"
    ),
    "arjun": Profile(wants=("Kubernetes", "Python", "First-time managing"), question="Decide: architect or manager?"),
    "marcus": Profile(wants=("Kubernetes", "Reliability"), question="Run an incident without shouting"),
    "jonas": Profile(wants=("Kubernetes", "Python", "Security"), question="Pass a security review first time"),
    "rachid": Profile(
        wants=("Python", "Kubernetes", "Voor het eerst leidinggeven"), question="Volgend jaar een team van drie leiden"
    ),
    "lotte": Profile(
        wants=("Weer aan het werk", "Zelfvertrouwen", "Toegankelijkheid"),
        question="Na negen maanden verlof weer meedoen zonder mezelf elke dag te bewijzen",
        suits=("mon-am", "tue-am", "wed-am", "thu-am"),
    ),
    "ruth": Profile(
        wants=("Returning to work", "Self-confidence", "Finance"),
        question="Catch up on four years of finance tooling after caring for my father",
    ),
    "chloe": Profile(wants=("Returning to work", "Data analysis"), question="Read our content numbers myself"),
    "ahmed": Profile(
        wants=("Returning to work", "Self-confidence", "Supply chain"),
        question="Find my feet after a long illness, in a department that reorganised meanwhile",
        speaks=("en", "ar"),
    ),
    "aylin": Profile(
        wants=("Returning to work", "Self-confidence", "Strategy"),
        question="Go from doing campaigns to deciding which ones",
        speaks=("en", "de", "tr"),
    ),
    "diego": Profile(wants=("Sales", "Presenting"), question="Close without my manager", speaks=("en", "es")),
}  # fmt: skip

PROFILES = MENTORS | MENTEES
