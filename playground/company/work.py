"""Where they work: team, how far their work reaches (1 to 6), and what people come to them for above all."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    team: str
    level: int
    strong: tuple[str, ...] = ()
    """Of the topics that a mentor passes on, as they read them: three at most."""


WORK = {
    "lena": Work("Engineering leadership", 5, ("Leadership", "Strategy")),
    "nia": Work("Platform", 4, ("Kubernetes", "Presenting")),
    "priya": Work("Mobile", 4, ("First-time managing", "Coaching")),
    "weiling": Work("Product", 5, ("Product management", "Presenting")),
    "yasmin": Work("Agile Guild", 3, ("Coachen", "Workshops begeleiden")),
    "grace": Work("Finance", 6, ("Finance", "Self-confidence")),
    "noor": Work("Finance", 3, ("Financiën", "Presenteren")),
    "bram": Work("Payments", 4, ("Leidinggeven",)),
    "thijs": Work("Reliability", 4, ("Betrouwbare systemen", "Kubernetes")),
    "willem": Work("Architecture", 4, ("Softwarearchitectuur",)),
    "anouk": Work("Legal", 3, ("Contracten", "Weer aan het werk")),
    "oliver": Work("Sales", 5, ("Sales",)),
    "malik": Work("Developer relations", 3, ("Writing", "Presenting")),
    "rafael": Work("Payments", 4, ("Code review", "Python")),
    "tiago": Work("Architecture", 4, ("Cloud architecture",)),
    "piotr": Work("Security", 3, ("Security",)),
    "kenji": Work("Operations", 4, ("Supply chain", "Working across cultures")),
    "sanne": Work("Data", 2),
    "ines": Work("Web", 3),
    "kavya": Work("Mobile", 2),
    "zoe": Work("Platform", 1),
    "hannah": Work("Design", 3),
    "beatriz": Work("Data", 3),
    "siti": Work("Customer success", 3),
    "esmee": Work("Sales", 2),
    "sharon": Work("Customer care", 4),
    "daan": Work("Payments", 1),
    "arjun": Work("Mobile", 2),
    "marcus": Work("Platform", 2),
    "jonas": Work("Web", 2),
    "rachid": Work("Data", 2),
    "lotte": Work("Design", 2),
    "ruth": Work("Finance", 2),
    "chloe": Work("Marketing", 3),
    "ahmed": Work("Operations", 2),
    "aylin": Work("Marketing", 3),
    "diego": Work("Sales", 2),
}
