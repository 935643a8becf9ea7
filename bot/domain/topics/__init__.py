"""Topics: the workspace's list, and understanding what somebody meant by a few words."""

from bot.domain.topics.changes import add
from bot.domain.topics.known import Lexicons, lexicon, lexicons_of, offered
from bot.domain.topics.lexicon import LONGEST_ALIAS, LONGEST_NAME, How, Lexicon, Meaning
from bot.domain.topics.starter import plant, starter_list, starter_parents
from bot.domain.topics.words import fold

__all__ = [
    "LONGEST_ALIAS",
    "LONGEST_NAME",
    "How",
    "Lexicon",
    "Lexicons",
    "Meaning",
    "add",
    "fold",
    "lexicon",
    "lexicons_of",
    "offered",
    "plant",
    "starter_list",
    "starter_parents",
]
