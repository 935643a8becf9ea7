"""`make chaos`: due messages under fire, and every one of them counted where it arrives.

Real worker processes on a real database send to a stand-in for Slack. Workers are killed in the middle of a call, Slack
answers 429 and 500, hangs and cuts connections, before and after it accepted; the database is away for ten seconds,
the clock jumps six hours. What is planned hangs on the seed alone: plan.py. The rest: slack.py is Slack, outage.py the
way to the database, worker.py one process of Klik, run.py starts, kills and counts.
"""
