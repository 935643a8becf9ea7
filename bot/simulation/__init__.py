"""`klik simulate`: a company's year, lived by a made-up crowd on a clock that flies.

Everything happens as it will: people press what they see in a local workspace, Klik decides, its jobs look at their
moments, its messages are delivered. Afterwards the rows say whether what must always hold did hold.
"""

from bot.simulation import report
from bot.simulation.year import simulate

__all__ = ["report", "simulate"]
