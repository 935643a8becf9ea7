"""A search and its filters in words."""

from bot.domain.search.query import Filters, Query
from bot.i18n import Texts
from bot.views import common, kit


def filters(t: Texts, filters: Filters) -> str:
    """What the filters ask, in words: 'speaks Dutch · trained'."""
    parts = [
        t("speaks {language}", language=t.language_name(filters.language)) if filters.language else "",
        t("team {team}", team=filters.team) if filters.team else "",
        t("{level} or further on", level=common.level(t, filters.level)) if filters.level else "",
        t("offers office hours") if filters.office_hours else "",
        t("has time within two weeks") if filters.soon else "",
        t("trained mentor") if filters.trained else "",
    ]
    return " · ".join(part for part in parts if part)


def search(t: Texts, query: Query, topic: str) -> str:
    """'kubernetes · speaks Dutch'; `topic` stands for a topic that was chosen from a list."""
    words = kit.clip(topic or query.words, 200)
    said = filters(t, query.filters)
    return f"{words} · {said}" if said else words
