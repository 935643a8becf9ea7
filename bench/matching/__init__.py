"""Matching a round, beside what else one could take: `make bench-matching`."""
