"""Matching against plain definitions: see naive.py."""
