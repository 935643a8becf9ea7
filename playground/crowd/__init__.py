"""A crowd of made-up people who use a mentoring bot for a year, each in their own way.

They act on their screens only: they read what the bot writes to them, press its buttons and fill in its forms, now and
then after days, now and then not at all. Nobody knows the bot's rules here.
"""

from playground.crowd.life import Crowd

__all__ = ["Crowd"]
