"""The outbox's other half: claim what is due, say it in the reader's language, send it, remember what became of it.

A message is claimed with a lease and a fresh token, committed before Slack is called, and finished only by whoever
still holds the token. Where nobody knows whether Slack took it (a cut connection, a 5xx, a lease that ran out), it is
looked up by its metadata before it is sent again. Measured: docs/adr/0003-outbox.md and `make chaos`.

claim.py decides what may go now, letters.py finds the words, sending.py speaks to Slack, outcomes.py writes down what
became of it, pump.py keeps them going.
"""

from bot.delivery.pump import pump
from bot.domain.pacing import EARLIEST

__all__ = ["EARLIEST", "pump"]
