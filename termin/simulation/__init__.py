"""Days that never were: an office played through, to see what its rules and its promises do."""

from termin.simulation.trial import Verdict, trial
from termin.simulation.world import WORLDS, World

__all__ = ["WORLDS", "Verdict", "World", "trial"]
