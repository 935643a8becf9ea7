"""Calendars: what stands in a person's own (appointments), the private address of it (feed), and when they are busy
elsewhere (busy, reading, expanding)."""

SECONDS = 20
"""Of computing that a published calendar may take. Here, so that who waits for it need not load what reads it."""
