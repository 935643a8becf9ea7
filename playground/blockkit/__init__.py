"""Block Kit as Slack enforces it: which blocks and elements go where, their properties, limits and ids.

A pure validator without state, from slack.dev's reference as of 2026-11. It knows nothing of the workspace, so whether
a user, channel or file of a block exists is for others to check. The blocks of Slack's AI features (task_card, plan),
containers, data tables and calls are refused.
"""

from playground.blockkit.checks import Problem
from playground.blockkit.surfaces import NO_TEXT, VIEW_TOO_LARGE, check_message, check_options, check_view

__all__ = ["NO_TEXT", "VIEW_TOO_LARGE", "Problem", "check_message", "check_options", "check_view"]
