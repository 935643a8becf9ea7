"""Bolt listeners by feature. `register` attaches all of them."""

from slack_bolt.async_app import AsyncApp

from bot.runtime import Runtime
from handlers import (
    about,
    asking,
    audit,
    avoiding,
    calendar,
    endings,
    errors,
    feedback,
    find,
    guide_page,
    home,
    installation,
    join,
    keeping,
    listeners,
    networks,
    notifications,
    office,
    orientation,
    pair_page,
    pairs,
    pausing,
    privacy,
    requests,
    risk,
    session_day,
    sessions,
    stats,
    steering,
    topics,
    training,
    users,
    waiting,
    week,
)

FEATURES = (
    asking,
    about,
    audit,
    avoiding,
    calendar,
    endings,
    feedback,
    find,
    guide_page,
    home,
    installation,
    join,
    keeping,
    networks,
    notifications,
    office,
    orientation,
    pair_page,
    pairs,
    pausing,
    privacy,
    requests,
    risk,
    session_day,
    sessions,
    stats,
    steering,
    topics,
    training,
    users,
    waiting,
    week,
)
"""Importing a feature puts its handlers into the registry."""


def register(app: AsyncApp, runtime: Runtime) -> None:
    listeners.register(app, runtime)
    errors.register(app)
