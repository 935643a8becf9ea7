"""Topics: the workspace's list, and understanding what somebody meant by a few words."""

from bot.domain.topics.changes import accept, add, change
from bot.domain.topics.declining import decline
from bot.domain.topics.known import Lexicons, lexicon, lexicons_of, offered
from bot.domain.topics.lexicon import LONGEST_ALIAS, LONGEST_NAME, How, Lexicon, Meaning
from bot.domain.topics.listed import Card, Listed, Listing, card, listing, living
from bot.domain.topics.merging import Weight, merge, weigh
from bot.domain.topics.starter import plant, starter_list, starter_parents
from bot.domain.topics.words import fold

__all__ = [
    "LONGEST_ALIAS",
    "LONGEST_NAME",
    "Card",
    "How",
    "Lexicon",
    "Lexicons",
    "Listed",
    "Listing",
    "Meaning",
    "Weight",
    "accept",
    "add",
    "card",
    "change",
    "decline",
    "fold",
    "lexicon",
    "lexicons_of",
    "listing",
    "living",
    "merge",
    "offered",
    "plant",
    "starter_list",
    "starter_parents",
    "weigh",
]
