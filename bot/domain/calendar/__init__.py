"""Calendars: what stands in a person's own (appointments), the private address of it (feed), and when they are busy
elsewhere (busy, reading, expanding)."""
