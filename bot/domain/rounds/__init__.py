"""Rounds: a coordinator opens a call, people sign up, all are matched at once (bot/domain/matching), the result is
looked at and changed by hand, and introductions begin by themselves.

stages.py says where a round may go; drafting.py and terms.py make one; joining.py is signing up, wishes.py whom one
would like, abstaining.py "not this time"; gathering.py hands the matching what it needs to know, results.py keeps what
it found, standing.py reads it, adjusting.py changes it by hand, sheet.py as a table; releasing.py begins the
introductions, timetable.py does what becomes due; board.py and verdict.py look at how they fare, learning.py
what the next round can take from it. docs/rounds.md tells it to people.
"""
