"""Matching many people at once: the best plan there is, with a proof. docs/matching.md says how and why.

No database, no Slack, no clock: `solve.solve` and `solve.count` are functions of people and a programme. They compute
for seconds and hold the interpreter's lock meanwhile, so a server calls them through `apart`.
"""
